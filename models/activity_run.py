"""Questions asked by those who run activities: what they hold, and what they answer for."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from models.activity import Activity, Enrolment
from models.cadre import Appointment, held
from models.contact import Contact
from models.organisation import Below
from models.person import Person


def held_meanwhile(host_id: int, start: datetime, end: datetime, but: int) -> Select[Activity]:
    """Return what a cadre holds between two moments, except one of them (``but``)."""
    return (
        select(Activity)
        .where(
            Activity.host_id == host_id,
            Activity.id != but,
            Activity.status.in_(("draft", "open", "running")),
            Activity.starts_at < end,
            Activity.ends_at > start,
        )
        .order_by(Activity.starts_at, Activity.id)
        .limit(1)
    )


def held_by(  # noqa: PLR0913 - whose, when, and which part of them
    cadre_id: int,
    organs: list[int],
    now: datetime,
    *,
    limit: int,
    skip: int = 0,
    after: int = 0,
) -> Select[Activity, int]:
    """Return (activity, applications) of what a cadre holds or answers for.

    First what is still to be held or closed, the next first; then what is over, the latest first.
    ``after``: only what stands behind that one.
    """
    ahead = and_(Activity.ends_at > now, Activity.status != "cancelled")
    unclosed = and_(Activity.status.in_(("open", "running", "ended")), Activity.closed_at.is_(None))
    live = or_(ahead, unclosed)
    applied = (
        select(func.count())
        .where(Enrolment.activity_id == Activity.id, Enrolment.status == "applied")
        .correlate(Activity)
        .scalar_subquery()
    )
    mine = or_(Activity.host_id == cadre_id, Activity.organisation_id.in_(organs))
    question = (
        select(Activity, applied)
        .where(mine)
        .order_by(
            case((live, 0), else_=1),
            case((live, Activity.starts_at), else_=None),
            Activity.starts_at.desc(),
            Activity.id.desc(),
        )
        .offset(skip)
        .limit(limit)
    )
    return _behind(question, live, mine, after) if after else question


def _behind(
    question: Select[Activity, int],
    live: ColumnElement[bool],
    mine: ColumnElement[bool],
    after: int,
) -> Select[Activity, int]:
    """Leave only what stands behind one of them in that order."""
    rank = case((live, 0), else_=1)
    its = select(rank.label("rank"), Activity.starts_at, Activity.id)
    last = its.where(Activity.id == after, mine).subquery()
    later = case(
        (live, Activity.starts_at > last.c.starts_at), else_=Activity.starts_at < last.c.starts_at
    )
    tied = and_(Activity.starts_at == last.c.starts_at, Activity.id < last.c.id)
    behind = or_(rank > last.c.rank, and_(rank == last.c.rank, or_(later, tied)))
    return question.join(last, behind)


def leading_over(cadre_id: int, organisation_id: int, on: date) -> Select[int]:
    """Return a post in which somebody answers for an organisation or for one over it."""
    return (
        select(Appointment.id)
        .join(Below, Below.ancestor_id == Appointment.organisation_id)
        .where(
            Appointment.cadre_id == cadre_id,
            Appointment.leads,
            held(on),
            Below.descendant_id == organisation_id,
        )
        .limit(1)
    )


def guests(activity_id: int, cadre_id: int) -> Select[Enrolment, str, int | None]:
    """Return (place, name, contact) of all who ever asked for one; the contact is the cadre's."""
    return (
        select(Enrolment, Person.name, Contact.id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(
            Contact,
            (Contact.youth_id == Enrolment.person_id)
            & (Contact.cadre_id == cadre_id)
            & Contact.ended_at.is_(None),
        )
        .where(Enrolment.activity_id == activity_id)
        .order_by(Enrolment.id)
    )


def posts(cadre_id: int, on: date) -> Select[int]:
    """Return the organisations in which a cadre holds a post, the latest begun first."""
    return (
        select(Appointment.organisation_id)
        .where(
            Appointment.cadre_id == cadre_id,
            held(on),
        )
        .order_by(Appointment.first_day.desc(), Appointment.id.desc())
    )
