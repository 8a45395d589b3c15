"""The phone list of a check: who is still to be called, the number on a tap, what was said."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from domain import spot_checks as rules
from domain.periods import local_day
from domain.spot_checks import Result, Way
from domain.wording import say_day
from models.organisation import Organisation
from models.person import Person
from models.spot_check import SpotCheck, SpotCheckPerson
from services import audit, phones
from services.spot_checks import OPEN, NoSuchCheck
from services.uow import Uow

_GONE = "已退出的小伙伴"


@dataclass(frozen=True, slots=True)
class Call:
    """One of the sample, for whoever calls; of those who left only the place is told."""

    place: int
    name: str
    organisation: str
    cadre: str
    first_day: date
    last_day: date
    result: Result
    tries: int
    note: str = field(repr=False)
    phone: str = field(repr=False)
    """Masked, until somebody has a reason to see it."""
    until: datetime | None
    """Until then the question in WeChat goes first; none: call now."""
    gone: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """What was written down of a call."""

    name: str
    result: Result


_cadre = aliased(Person)


def of(uow: Uow, organ_id: int, viewer_id: int, check_id: int) -> list[Call]:
    """Return the sample in the order it was drawn, without the viewer's own youths."""
    question = _rows(organ_id, viewer_id, check_id).order_by(SpotCheckPerson.place)
    return [
        _call(uow, row, check, person, place, cadre)
        for row, check, person, place, cadre in uow.session.execute(question)
    ]


def one(uow: Uow, organ_id: int, viewer_id: int, check_id: int, place: int) -> Call:
    """Return one of the sample."""
    question = _rows(organ_id, viewer_id, check_id).where(SpotCheckPerson.place == place)
    found = uow.session.execute(question).first()
    if found is None:
        raise NoSuchCheck
    return _call(uow, *found)


def reveal(uow: Uow, organ_id: int, viewer_id: int, check_id: int, place: int) -> str:
    """Return the number of somebody to be called now, and note who saw it."""
    row, person = _held(uow, organ_id, viewer_id, check_id, place)
    number = phones.opened(uow.means.vault, person)
    if not number:
        raise rules.NoPhone(name=person.name)
    audit.note(uow, "saw_phone", "person", row.person_id, spot_check=check_id)
    return phones.national(number)


def note(  # noqa: PLR0913 - the form of a call
    uow: Uow,
    organ_id: int,
    viewer_id: int,
    check_id: int,
    place: int,
    *,
    result: str,
    met: str = "",
    stars: int = 0,
    text: str = "",
) -> Noted:
    """Write down what became of a call; what the youth has said meanwhile stays."""
    row, person = _held(uow, organ_id, viewer_id, check_id, place)
    if result not in set(Result):
        raise rules.ResultOdd
    after = rules.settle(Result(row.result), Result(result), person.name)
    if after is Result.ANSWERED:
        said = rules.said(met, stars)
        row.met, row.stars, row.answered_at = said.met, said.stars, uow.now
    if after is Result.UNREACHED:
        row.tries += 1
    row.result, row.way, row.noted_by = after, Way.PHONE, viewer_id
    row.note = " ".join(text.split())[: rules.NOTE]
    uow.session.flush()
    audit.note(uow, "called", "spot_check", check_id, place=place, result=str(after))
    return Noted(person.name, after)


def _rows(
    organ_id: int, viewer_id: int, check_id: int
) -> Select[SpotCheckPerson, SpotCheck, Person | None, str | None, str]:
    return (
        select(SpotCheckPerson, SpotCheck, Person, Organisation.name, _cadre.name)
        .join(SpotCheck, SpotCheck.id == SpotCheckPerson.check_id)
        .join(_cadre, _cadre.id == SpotCheckPerson.cadre_id)
        .outerjoin(Person, Person.id == SpotCheckPerson.person_id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(
            SpotCheck.id == check_id,
            SpotCheck.organ_id == organ_id,
            SpotCheckPerson.cadre_id != viewer_id,
        )
    )


def _call(  # noqa: PLR0913, PLR0917 - a row of five tables
    uow: Uow,
    row: SpotCheckPerson,
    check: SpotCheck,
    person: Person | None,
    organisation: str | None,
    cadre: str,
) -> Call:
    gone = person is None or person.left_at is not None
    until = rules.callable_from(row.asked_at)
    return Call(
        row.place,
        _GONE if person is None or gone else person.name,
        "" if gone else organisation or "",
        cadre,
        check.first_day,
        check.last_day,
        Result(row.result),
        row.tries,
        row.note,
        "" if person is None or gone else phones.shown(uow.means.vault, person),
        until if until and until > uow.now and row.result == Result.OPEN else None,
        gone,
    )


def _held(
    uow: Uow, organ_id: int, viewer_id: int, check_id: int, place: int
) -> tuple[SpotCheckPerson, Person]:
    """Return whom to call now, held against the youth who answers meanwhile."""
    mine = _rows(organ_id, viewer_id, check_id).where(SpotCheckPerson.place == place)
    wanted = uow.session.scalar(mine.with_only_columns(SpotCheckPerson.id))
    if wanted is None:
        raise NoSuchCheck
    row = uow.session.get_one(SpotCheckPerson, wanted, with_for_update=True, populate_existing=True)
    if uow.session.get_one(SpotCheck, check_id).closes_at <= uow.now:
        raise rules.CheckOver
    person = uow.session.get(Person, row.person_id) if row.person_id is not None else None
    if person is None or person.left_at is not None:
        raise rules.AnsweredBefore(name=_GONE, result="不再联系")
    if row.result not in OPEN:
        raise rules.AnsweredBefore(name=person.name, result=rules.RESULTS[Result(row.result)])
    until = rules.callable_from(row.asked_at)
    if until is not None and until > uow.now:
        raise rules.TooEarlyToCall(day=say_day(local_day(until), uow.today))
    return row, person
