"""The list of who is on duty: what a leader sees of it, puts on it and takes off."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Select, func, select

from domain import duty as rules
from domain.errors import Refusal
from models.cadre import Appointment, held
from models.organisation import Organisation, below
from models.person import Person
from models.ticket import Duty
from services import audit, duty
from services.uow import Uow

FOUND: Final = 20
"""So many are shown to choose from; a name finds the others."""


class NoSuchDuty(Refusal):
    """It is not on this organ's list, or over."""

    code = "no_such_duty"
    text = "值班表上已经没有这一条了。看现在的值班表,回复「值班」。"


class NotOurs(Refusal):
    """The cadre holds no post at this organ or below it."""

    code = "not_ours"
    text = "先选一位,只能是本机关和下级单位现在任职的团干部。名单里没有,按姓名找一下。"


@dataclass(frozen=True, slots=True)
class Shift:
    """One line of the list; ``reachable``: follows and logged in, so that a call gets through."""

    id: int
    cadre_id: int
    name: str
    first_day: date
    last_day: date | None
    reachable: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be put on the list."""

    id: int
    name: str
    place: str


def listed(uow: Uow, organ_id: int) -> list[Shift]:
    """Return an organ's list: today's, and what is to come."""
    question = (
        select(Duty, Person.name, duty.reachable())
        .join(Person, Person.id == Duty.cadre_id)
        .where(Duty.organ_id == organ_id, duty.lasts(uow))
        .order_by(Duty.first_day, Duty.id)
    )
    return [
        Shift(row.id, row.cadre_id, name, row.first_day, row.last_day, reachable)
        for row, name, reachable in uow.session.execute(question)
    ]


def called_now(uow: Uow, organ_id: int) -> list[str]:
    """Return the names of who would be called for an organ at this moment."""
    cadres = duty.on_duty(uow, organ_id)
    rows = uow.session.execute(select(Person.id, Person.name).where(Person.id.in_(cadres)))
    names: dict[int, str] = dict(rows.all())
    return [names[one] for one in cadres]


def on_list(uow: Uow, cadre_id: int) -> date | None:
    """Return since when a cadre is on any list today; none if on none."""
    question = select(func.min(Duty.first_day)).where(
        Duty.cadre_id == cadre_id, Duty.first_day <= uow.today, duty.lasts(uow)
    )
    return uow.session.scalar(question)


def candidates(uow: Uow, organ_id: int, name: str = "") -> list[Candidate]:
    """Return who may be put on the list: those at the organ itself, or found below by name."""
    posts = _posts(uow, organ_id)
    if name:
        posts = posts.where(Person.name.contains(name, autoescape=True))
    else:
        posts = posts.where(Appointment.organisation_id == organ_id)
    rows = uow.session.execute(posts.order_by(Person.name, Person.id).limit(2 * FOUND))
    found = {number: Candidate(number, who, place) for number, who, place in rows}
    return list(found.values())[:FOUND]


def _posts(uow: Uow, organ_id: int) -> Select[int, str, str]:
    return (
        select(Person.id, Person.name, Organisation.name)
        .join(Appointment, Appointment.cadre_id == Person.id)
        .join(Organisation, Organisation.id == Appointment.organisation_id)
        .where(held(uow.today), Appointment.organisation_id.in_(below(organ_id)))
    )


def add(uow: Uow, organ_id: int, cadre_id: int, first: date, last: date | None) -> int:
    """Put somebody on an organ's list from a day to a day, both included; return the line."""
    first = rules.check(first, last, uow.today)
    ours = _posts(uow, organ_id).where(Person.id == cadre_id).with_only_columns(Person.id)
    if uow.session.scalar(ours.limit(1)) is None:
        raise NotOurs
    same = (
        Duty.cadre_id == cadre_id,
        Duty.first_day == first,
        Duty.last_day.is_not_distinct_from(last),
    )
    if (
        there := uow.session.scalar(select(Duty.id).where(Duty.organ_id == organ_id, *same))
    ) is not None:
        return there
    # Two leaders who fill the last line together make one more: nobody is harmed.
    lines = select(func.count()).where(Duty.organ_id == organ_id, duty.lasts(uow))
    if uow.session.scalars(lines).one() >= rules.MOST:
        raise rules.DutyFull(most=rules.MOST)
    row = Duty(organ_id=organ_id, cadre_id=cadre_id, first_day=first, last_day=last)
    uow.session.add(row)
    uow.session.flush()
    audit.note(uow, "put_on_duty", "duty", row.id, cadre=cadre_id, organ=organ_id)
    return row.id


def remove(uow: Uow, organ_id: int, duty_id: int) -> str:
    """Take a line off an organ's list; return the cadre's name."""
    row = uow.session.get(Duty, duty_id, with_for_update=True)
    if row is None or row.organ_id != organ_id:
        raise NoSuchDuty
    name = uow.session.get_one(Person, row.cadre_id).name
    uow.session.delete(row)
    audit.note(uow, "taken_off_duty", "duty", duty_id, cadre=row.cadre_id, organ=organ_id)
    return name
