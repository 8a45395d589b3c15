"""签到 at the console: the list of who is expected, by name, and the digits of the minute."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, tuple_

from domain.checkin import WAY_TITLES, Way
from domain.permissions import May
from domain.seats import HELD, PLACE_TITLES, Place
from models import attendance
from models.activity import Enrolment
from models.organisation import Organisation
from models.person import Person
from services import arrivals, checkins, console_acting, console_activities
from services.checkins import Code
from services.console_sessions import Official
from services.uow import Uow

SHOWN: Final = {"": "全部", "out": "没到的", "in": "到了的"}


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who has a seat, or hopes for one; ``came_at`` none: not there."""

    person_id: int
    enrolment_id: int
    name: str
    unit: str
    place: str
    """What they have instead of a seat, in words; empty for who has one."""
    came_at: datetime | None
    way: str
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Some of a list, and how it stands."""

    id: int
    title: str
    where: str
    starts_at: datetime
    ends_at: datetime
    arrived: int
    expected: int
    wants_why: bool
    why_not: str
    rows: tuple[Expected, ...]


def listed(  # noqa: PLR0913 - whose, what is looked for, and which part of it
    uow: Uow, who: Official, activity_id: int, *, name: str, shown: str, after: int, most: int
) -> Listed:
    """Return some of those who are expected, by name; raises ``OutOfReach``."""
    activity = console_activities.reach(uow, who, activity_id)
    arrived, expected = uow.session.execute(attendance.arrived(activity_id)).one()
    question = (
        select(Enrolment, Person.name, Organisation.name)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Enrolment.activity_id == activity_id, Enrolment.status.in_(HELD))
        .order_by(Person.name, Enrolment.id)
        .limit(most)
    )
    if name:
        question = question.where(Person.name.contains(name, autoescape=True))
    if shown == "in":
        question = question.where(attendance.came())
    if shown == "out":
        question = question.where(~attendance.came() | Enrolment.checked_in_at.is_(None))
    if after:
        last = uow.session.execute(
            select(Person.name, Enrolment.id)
            .join(Person, Person.id == Enrolment.person_id)
            .where(Enrolment.id == after)
        ).one_or_none()
        if last is not None:
            question = question.where(tuple_(Person.name, Enrolment.id) > tuple(last))
    wants_why, why_not = arrivals.standing(activity, uow.now)
    return Listed(
        activity.id,
        activity.title,
        activity.place,
        activity.starts_at,
        activity.ends_at,
        arrived,
        expected,
        wants_why,
        why_not,
        tuple(_expected(*row) for row in uow.session.execute(question)),
    )


def _expected(row: Enrolment, name: str, unit: str) -> Expected:
    seated = row.status == Place.ENROLLED
    there = seated and row.checked_in_at is not None
    return Expected(
        row.person_id,
        row.id,
        name,
        unit,
        "" if seated else PLACE_TITLES[Place(row.status)],
        row.checked_in_at if there else None,
        WAY_TITLES[Way(row.checked_in_by)] if there and row.checked_in_by else "",
        row.why if seated else "",
    )


def mark(  # noqa: PLR0913 - who, where, whom, which way and why
    uow: Uow, who: Official, activity_id: int, person_id: int, *, present: bool, reason: str = ""
) -> str:
    """Tick somebody on the list or take it back; late only with a reason. Return the name."""
    activity = console_activities.reach(uow, who, activity_id)
    me = console_acting.begin(uow, who, May.DOORS)
    late, _ = arrivals.standing(activity, uow.now)
    if late:
        arrivals.correct(uow, me, activity_id, person_id, present=present, reason=reason)
    else:
        arrivals.mark(uow, me, activity_id, person_id, present=present)
    return uow.session.get_one(Person, person_id).name


def digits(uow: Uow, who: Official, activity_id: int) -> Code:
    """Return what the door of an activity shows now; raises ``OutOfReach``."""
    console_activities.reach(uow, who, activity_id)
    return checkins.code(uow, console_acting.begin(uow, who, May.DOORS), activity_id)
