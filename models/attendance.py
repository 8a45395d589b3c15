"""Questions about who came: at the door, on the list, and what a closed activity rests on."""

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from domain.checkin import OPENS, SHUTS
from domain.seats import HELD, ActivityStatus, Place
from models.activity import Activity, Enrolment
from models.audit import Audit
from models.cadre import Cadre
from models.contact import Contact
from models.organisation import Below
from models.person import Person
from models.reach import places

MISTYPED: Final = "mistyped_code"
"""The deed that each wrong code is kept as: the trail outlives restarts and new phones."""
_LATELY: Final = timedelta(days=1)
_ON: Final = (ActivityStatus.OPEN, ActivityStatus.RUNNING, ActivityStatus.ENDED)


def open_doors(person_id: int, on: date, now: datetime, limit: int) -> Select[Activity]:
    """Return what somebody may check in to now: first where they have a place, the next first."""
    place = places(person_id, on)
    reach = select(Below.ancestor_id).join(place, place.c.id == Below.descendant_id)
    keeping = select(Contact.cadre_id).where(
        Contact.youth_id == person_id, Contact.ended_at.is_(None)
    )
    mine = and_(Enrolment.activity_id == Activity.id, Enrolment.person_id == person_id)
    return (
        select(Activity)
        .outerjoin(Enrolment, mine)
        .where(
            Activity.status.in_(_ON),
            Activity.starts_at <= now + OPENS,
            Activity.ends_at > now - SHUTS,
            Activity.closed_at.is_(None),
            or_(
                Enrolment.id.is_not(None),
                Activity.organisation_id.in_(reach),
                Activity.host_id.in_(keeping),
            ),
        )
        .order_by(Enrolment.id.is_(None), Activity.starts_at, Activity.id)
        .limit(limit)
    )


def about_now(person_id: int, now: datetime) -> Select[Activity]:
    """Return what somebody signed up for and comes next, or was over a short while ago."""
    return (
        select(Activity)
        .join(Enrolment, Enrolment.activity_id == Activity.id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.status.in_(HELD),
            Activity.ends_at > now - _LATELY,
        )
        .order_by(Activity.starts_at, Activity.id)
        .limit(1)
    )


def came() -> ColumnElement[bool]:
    """Say what makes a place one of somebody who came."""
    return and_(Enrolment.status == Place.ENROLLED, Enrolment.checked_in_at.is_not(None))


def arrived(activity_id: int) -> Select[int, int]:
    """Count who came, and who has a seat."""
    here = func.count().filter(Enrolment.checked_in_at.is_not(None))
    return select(here, func.count()).where(
        Enrolment.activity_id == activity_id, Enrolment.status == Place.ENROLLED
    )


def listed(activity_id: int) -> Select[Enrolment, str]:
    """Return (place, name) of those who have a seat, or hope for one, by name."""
    return (
        select(Enrolment, Person.name)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.activity_id == activity_id, Enrolment.status.in_(HELD))
        .order_by(Person.name, Person.id)
    )


def mistyped(person_id: int, since: datetime) -> Select[int]:
    """Count the wrong digits that somebody typed since an instant."""
    return select(func.count()).where(
        Audit.object == "person",
        Audit.object_id == str(person_id),
        Audit.deed == MISTYPED,
        Audit.at > since,
    )


def guests(activity_id: int) -> Select[int, str, bool, bool]:
    """Return (person, name, a cadre, wants no contact) of those who came, by name."""
    return (
        select(Person.id, Person.name, Cadre.id.is_not(None), Person.left_at.is_not(None))
        .join(Enrolment, Enrolment.person_id == Person.id)
        .outerjoin(Cadre, Cadre.id == Person.id)
        .where(Enrolment.activity_id == activity_id, came())
        .order_by(Person.name, Person.id)
    )


def kept_in_touch(cadre_ids: list[int], activity_id: int) -> Select[int, int, str]:
    """Return (cadre, youth, name) of the living case-loads of some cadres among those who came."""
    return (
        select(Contact.cadre_id, Person.id, Person.name)
        .join(Person, Person.id == Contact.youth_id)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(
            Contact.cadre_id.in_(cadre_ids),
            Contact.ended_at.is_(None),
            Person.left_at.is_(None),
            Enrolment.activity_id == activity_id,
            came(),
        )
        .order_by(Person.name, Person.id)
    )


def not_on_the_list(
    activity_id: int, cadre_id: int, words: str = "", limit: int = 1, only: int | None = None
) -> Select[int, str, str]:
    """Return (person, name, hint) of a cadre's living case-load who have no seat there, by name."""
    on_it = select(Enrolment.person_id).where(
        Enrolment.activity_id == activity_id, Enrolment.status.in_(HELD)
    )
    question = (
        select(Person.id, Person.name, Contact.hint)
        .join(Contact, Contact.youth_id == Person.id)
        .where(
            Contact.cadre_id == cadre_id,
            Contact.ended_at.is_(None),
            Person.left_at.is_(None),
            Person.id.not_in(on_it),
        )
        .order_by(Person.name, Person.id)
        .limit(limit)
    )
    if only is not None:
        question = question.where(Person.id == only)
    return question.where(Person.name.contains(words, autoescape=True)) if words else question


def ratings(activity_id: int) -> Select[int | None, str]:
    """Return (stars, words) of those who said what they think."""
    return select(Enrolment.stars, Enrolment.words).where(
        Enrolment.activity_id == activity_id, Enrolment.stars.is_not(None)
    )


def been(person_id: int, skip: int, limit: int, before: int = 0) -> Select[Activity, int | None]:
    """Return (activity, stars) of what somebody came to, the latest first.

    ``before``: what comes behind this activity.
    """
    question = (
        select(Activity, Enrolment.stars)
        .join(Enrolment, Enrolment.activity_id == Activity.id)
        .where(Enrolment.person_id == person_id, came())
    )
    if before:
        one = aliased(Activity)
        at = select(one.starts_at).where(one.id == before).scalar_subquery()
        same = and_(Activity.starts_at == at, Activity.id < before)
        question = question.where(or_(Activity.starts_at < at, same))
    return (
        question.order_by(Activity.starts_at.desc(), Activity.id.desc()).offset(skip).limit(limit)
    )


def may_rate(person_id: int, since: datetime, limit: int) -> Select[Activity]:
    """Return what somebody came to and may still speak of, the latest first."""
    return (
        select(Activity)
        .join(Enrolment, Enrolment.activity_id == Activity.id)
        .where(Enrolment.person_id == person_id, came(), Activity.ends_at > since)
        .order_by(Activity.starts_at.desc(), Activity.id.desc())
        .limit(limit)
    )
