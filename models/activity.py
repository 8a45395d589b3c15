"""Activities, and who has a seat or waits for one."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, func, or_, select, text
from sqlalchemy.orm import Mapped, aliased, mapped_column

from models.base import Base, Id, Ref
from models.contact import Contact, ContactTag
from models.organisation import Below
from models.reach import places


class Activity(Base):
    """Something to come to; the row is the owner of its seats and is locked to change them."""

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= seats AND waiting >= 0", name="seats_hold"),
        Index("ix_activity_open", "status", "starts_at"),
        Index("ix_activity_organisation_id", "organisation_id", "starts_at"),
    )

    id: Mapped[Id]
    organisation_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    host_id: Mapped[Ref | None] = mapped_column(ForeignKey("cadre.id"), index=True)
    title: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(30))
    place: Mapped[str] = mapped_column(String(60), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    deadline: Mapped[datetime]
    seats: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    """How many are on the wait-list; like ``taken``, changed only under this row's lock."""
    queued: Mapped[int] = mapped_column(default=0)
    """How many ever joined the wait-list: the next one's number."""
    status: Mapped[str] = mapped_column(String(12))
    """``domain.seats.ActivityStatus``."""
    about: Mapped[str] = mapped_column(String(2000), default="", server_default=text("''"))
    mode: Mapped[str] = mapped_column(String(8), default="first", server_default=text("'first'"))
    """``domain.seats.Mode``: first-come, draw or review."""
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """Who may come: ``domain.audience.Audience`` as it is kept."""
    form: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """What is asked on signing up: ``domain.signup_form.Form`` as it is kept."""
    offer_hours: Mapped[int | None]
    """How long a seat is kept for the next in line; none: as the programme says."""
    draw_seed: Mapped[str] = mapped_column(String(32), default="", server_default=text("''"))
    """By which the draw can be done again and comes out the same."""
    drawn_at: Mapped[datetime | None]
    copied_from: Mapped[Ref | None]
    """The activity it was copied from (no foreign key: SQLite adds none to a table that stands)."""
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[Ref | None]
    cancel_reason: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    created_at: Mapped[datetime]


class Enrolment(Base):
    """One person's place in one activity."""

    __tablename__ = "enrolment"
    __table_args__ = (
        Index("uq_enrolment_pair", "activity_id", "person_id", unique=True),
        Index("ix_enrolment_queue", "activity_id", "status", "queue_no"),
        Index("ix_enrolment_person_id", "person_id"),
        # Offers that have run out are looked for every few minutes.
        Index(
            "ix_enrolment_offer_until",
            "offer_until",
            sqlite_where=text("offer_until IS NOT NULL"),
            postgresql_where=text("offer_until IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    activity_id: Mapped[Ref] = mapped_column(ForeignKey("activity.id"))
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    status: Mapped[str] = mapped_column(String(12))
    """``domain.seats.Place``."""
    queue_no: Mapped[int | None]
    """The number drawn on joining the wait-list; smaller goes first."""
    offer_until: Mapped[datetime | None]
    """Until when a seat is kept for them: only while ``status`` is offered."""
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    checked_in_at: Mapped[datetime | None]
    checked_in_by: Mapped[str] = mapped_column(String(8), default="", server_default=text("''"))
    """``domain.checkin.Way``: by scanning, by code, from the list, or corrected later."""
    why: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    """Why it was refused, given up, or corrected late."""
    stars: Mapped[int | None]
    words: Mapped[str] = mapped_column(String(300), default="", server_default=text("''"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


def open_for(person_id: int, on: date, now: datetime, limit: int) -> Select[Activity]:
    """Return what is within a person's reach and may still be signed up for, the next first."""
    place = places(person_id, on)
    reach = select(Below.ancestor_id).join(place, place.c.id == Below.descendant_id)
    return (
        select(Activity)
        .where(
            or_(
                Activity.organisation_id.in_(reach),
                Activity.host_id.in_(_keeping_in_touch(person_id)),
            ),
            Activity.status == "open",
            Activity.deadline > now,
        )
        .order_by(Activity.starts_at, Activity.id)
        .limit(limit)
    )


def _keeping_in_touch(person_id: int) -> Select[int]:
    """Return the cadres who keep in touch with a person."""
    return select(Contact.cadre_id).where(Contact.youth_id == person_id, Contact.ended_at.is_(None))


def mine_with_position(person_id: int, now: datetime) -> Select[Activity, Enrolment, int]:
    """Return the coming activities in which a person has or awaits a seat, and the position."""
    ahead = aliased(Enrolment)
    position = (
        select(func.count())
        .where(
            ahead.activity_id == Enrolment.activity_id,
            ahead.status == "waiting",
            ahead.queue_no <= Enrolment.queue_no,
        )
        .correlate(Enrolment)
        .scalar_subquery()
    )
    return (
        select(Activity, Enrolment, position)
        .join(Enrolment, Enrolment.activity_id == Activity.id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.status.in_(("enrolled", "waiting", "offered", "applied")),
            Activity.status.in_(("open", "running")),
            Activity.ends_at > now,
        )
        .order_by(Activity.starts_at, Activity.id)
    )


def within_reach(activity_id: int, person_id: int, on: date) -> Select[int]:
    """Return the activity's id if it is within a person's reach.

    That is: of an organisation at or above one of theirs, or held by a cadre of theirs.
    """
    place = places(person_id, on)
    reach = select(Below.ancestor_id).join(place, place.c.id == Below.descendant_id)
    return select(Activity.id).where(
        Activity.id == activity_id,
        or_(
            Activity.organisation_id.in_(reach),
            Activity.host_id.in_(_keeping_in_touch(person_id)),
        ),
    )


def queue(activity_id: int, limit: int) -> Select[Enrolment]:
    """Return the wait-list from its head."""
    return (
        select(Enrolment)
        .where(Enrolment.activity_id == activity_id, Enrolment.status == "waiting")
        .order_by(Enrolment.queue_no)
        .limit(limit)
    )


def run_out(activity_id: int, now: datetime) -> Select[Enrolment]:
    """Return the offers of an activity that nobody has taken in time, the oldest first."""
    return (
        select(Enrolment)
        .where(
            Enrolment.activity_id == activity_id,
            Enrolment.status == "offered",
            Enrolment.offer_until <= now,
        )
        .order_by(Enrolment.offer_until, Enrolment.id)
    )


def at(activity_id: int, places: tuple[str, ...]) -> Select[Enrolment]:
    """Return the places of some sorts in an activity, in the order they were asked for."""
    return (
        select(Enrolment)
        .where(Enrolment.activity_id == activity_id, Enrolment.status.in_(places))
        .order_by(Enrolment.id)
    )


def stirring(now: datetime, limit: int) -> Select[int]:
    """Return the activities in which time alone changes something, in the order of their ids."""
    offered = select(Enrolment.activity_id).where(
        Enrolment.offer_until <= now, Enrolment.status == "offered"
    )
    drawn = (Activity.mode == "draw") & Activity.drawn_at.is_(None) & (Activity.deadline <= now)
    return (
        select(Activity.id)
        .where(
            or_(
                (Activity.status == "open")
                & (Activity.id.in_(offered) | drawn | (Activity.starts_at <= now)),
                (Activity.status == "running") & (Activity.ends_at <= now),
            )
        )
        .order_by(Activity.id)
        .limit(limit)
    )


def overlapping(person_id: int, start: datetime, end: datetime, but: int) -> Select[Activity]:
    """Return the activities in which somebody has a seat while another one (``but``) goes on."""
    return (
        select(Activity)
        .join(Enrolment, Enrolment.activity_id == Activity.id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.status.in_(("enrolled", "offered")),
            Activity.id != but,
            Activity.status.in_(("open", "running")),
            Activity.starts_at < end,
            Activity.ends_at > start,
        )
        .order_by(Activity.starts_at, Activity.id)
        .limit(1)
    )


def facts(person_id: int) -> Select[int, str, str, str | None]:
    """Return (cadre, industry, occupation, tag) as those have it who keep in touch with one."""
    return (
        select(Contact.cadre_id, Contact.industry, Contact.occupation, ContactTag.tag)
        .outerjoin(ContactTag, ContactTag.contact_id == Contact.id)
        .where(Contact.youth_id == person_id, Contact.ended_at.is_(None))
    )


def ahead(activity_id: int, queue_no: int) -> Select[int]:
    """Count the wait-list of an activity up to a number, which is included."""
    return select(func.count()).where(
        Enrolment.activity_id == activity_id,
        Enrolment.status == "waiting",
        Enrolment.queue_no <= queue_no,
    )
