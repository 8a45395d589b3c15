"""发了什么: the letters to the people of a subtree, the latest first, as one looks for them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, func, select, tuple_

from domain.delivery import Kind, Status
from domain.dictionaries import LEADING
from domain.letter_words import CHANNELS, KINDS, STATES
from domain.periods import midnight
from domain.tickets import SORTS, Sort
from domain.written import as_day, as_number
from models.cadre import Cadre
from models.organisation import Organisation, below
from models.person import Person
from models.post import Outbox
from services import console_scope
from services.letters_desk import OPEN
from services.uow import Uow

DAYS: Final = 14
"""How many days are looked through unless one is chosen."""
_DAY: Final = timedelta(days=1)
_EVER: Final = date(2000, 1, 1)
FEW: Final = 20_000
"""People of a subtree whose letters are looked up one by one; of more, the days are read."""
DECIDE: Final = "open"
"""What waits for a person: perhaps sent, or held."""
FILTERS: Final[Mapping[str, str]] = {
    "day": "日期",
    "state": "结果",
    "kind": "内容",
    "way": "通道",
    "name": "姓名",
    "person": "收的人",
}
DISCREET: Final = (Kind.TICKET, Kind.ASK, Kind.ALARM, Kind.MET, Kind.WISH)
"""Whoever gets one has asked, is asked, wishes or is in need: of youths it is not told who."""
TICKETS: Final = (Kind.TICKET, Kind.ASK, Kind.ALARM)
"""Among these are the letters about tickets."""
UNTOLD: Final = (Kind.CODE, Kind.CHAT, Kind.LOGIN)
"""What these say is between the house and the reader: not even a title."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which letters to look for below ``place``; both days count."""

    place: int
    first: date
    last: date
    state: str = ""
    kind: str = ""
    way: str = ""
    name: str = ""
    person: int = 0

    def narrow(self, today: date) -> bool:
        """Say whether anything is sought besides a place."""
        return replace(self, place=0) != Wanted(0, *lately(today))


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter as one line: never what it says."""

    id: int
    person_id: int
    """0: it is not told who."""
    name: str
    unit_id: int
    unit: str
    kind: str
    title: str
    way: str
    state: Status
    said: str
    """The state in words."""
    written_at: datetime
    closed_at: datetime | None


def lately(today: date) -> tuple[date, date]:
    """Return the days that are looked through unless one is chosen."""
    return today - (DAYS - 1) * _DAY, today


def wanted(place: int, said: Mapping[str, str], today: date) -> Wanted:
    """Read filters as they stand in an address: what is none is left out."""
    first, last = lately(today)
    state, kind, way = said.get("state", ""), said.get("kind", ""), said.get("way", "")
    if (day := as_day(said.get("day", ""))) is not None:
        first = last = day
    elif state == DECIDE:
        first = _EVER  # few, and none of them is forgotten
    return Wanted(
        place,
        first,
        last,
        state if state in STATES or state == DECIDE else "",
        kind if kind in KINDS else "",
        way if way in CHANNELS else "",
        said.get("name", "").strip()[:30],
        as_number(said.get("person", "")),
    )


def page(uow: Uow, sought: Wanted, *, after: int = 0, most: int) -> list[LetterRow]:
    """Return some of the letters that are sought, the latest first, those behind one."""
    question = found(uow, sought)
    if after:
        last = uow.session.scalar(select(Outbox.written_at).where(Outbox.id == after))
        question = question.where(tuple_(Outbox.written_at, Outbox.id) < (last, after))
    # Of few people each is looked up, rather than all letters of all read from the newest on: by
    # what stands in no index.
    one_by_one = few(uow, sought.place)
    at = func.coalesce(Outbox.written_at, Outbox.due_at) if one_by_one else Outbox.written_at
    question = question.order_by(at.desc(), Outbox.id.desc())
    return [_row(row) for row in uow.session.execute(question.limit(most))]


def one(uow: Uow, place: int, letter_id: int) -> LetterRow | None:
    """Return one letter to somebody of a subtree."""
    question = _letters().where(Outbox.id == letter_id, *reach(uow, place))
    row = uow.session.execute(question).one_or_none()
    return _row(row) if row is not None else None


def count(uow: Uow, sought: Wanted, *, most: int) -> int:
    """Count the letters that are sought, up to one more than so many."""
    some = found(uow, sought).with_only_columns(Outbox.id).order_by(None).limit(most + 1)
    return uow.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def few(uow: Uow, place: int) -> bool:
    """Say whether the people of a subtree are few enough to look each of them up."""
    return not console_scope.wider_than(uow, place, FEW)


def found(uow: Uow, sought: Wanted) -> Select[Any]:
    """Return the letters that are sought, with their people and units."""
    return _letters().where(*reach(uow, sought.place), *_filters(sought))


def _letters() -> Select[Any]:
    return (
        select(
            Outbox.id,
            Outbox.person_id,
            Outbox.kind,
            Outbox.fields,
            Outbox.channel,
            Outbox.status,
            Outbox.written_at,
            Outbox.closed_at,
            Person.name,
            Organisation.id.label("unit_id"),
            Organisation.name.label("unit"),
            discreet().label("discreet"),
        )
        .join(Person, Person.id == Outbox.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
    )


def discreet() -> ColumnElement[bool]:
    """Say that a letter tells of a youth what nobody has to know: neither who it is nor where."""
    return Outbox.kind.in_(DISCREET) & ~exists().where(Cadre.id == Outbox.person_id)


def reach(uow: Uow, place: int) -> list[ColumnElement[bool]]:
    """Return what a letter must fulfil to be seen for a place: of a branch not who has asked."""
    chosen: list[ColumnElement[bool]] = [Person.organisation_id.in_(below(place))]
    if uow.session.get_one(Organisation, place).level not in LEADING:
        chosen.append(~discreet())
    return chosen


def _filters(sought: Wanted) -> list[ColumnElement[bool]]:
    chosen = [
        Outbox.written_at >= midnight(sought.first),
        Outbox.written_at < midnight(sought.last + _DAY),
    ]
    if sought.state == DECIDE:
        chosen.append(Outbox.status.in_(OPEN))
    elif sought.state:
        chosen.append(Outbox.status == sought.state)
    if sought.kind:
        chosen.append(Outbox.kind == sought.kind)
    if sought.way:
        chosen.append(Outbox.channel == sought.way)
    if sought.name:
        chosen += [Person.name.startswith(sought.name, autoescape=True), ~discreet()]
    if sought.person:
        chosen += [Outbox.person_id == sought.person, ~discreet()]
    return chosen


def _row(row: Any) -> LetterRow:  # noqa: ANN401 - the columns of ``found``
    return LetterRow(
        row.id,
        0 if row.discreet else row.person_id,
        "" if row.discreet else row.name,
        0 if row.discreet else row.unit_id,
        "" if row.discreet else row.unit,
        KINDS.get(row.kind, row.kind),
        title(row.kind, row.fields),
        CHANNELS.get(row.channel, row.channel),
        Status(row.status),
        STATES[Status(row.status)],
        row.written_at,
        row.closed_at,
    )


def title(kind: str, fields: Mapping[str, Any]) -> str:
    """Return what stands on a letter's card first; of what is nobody's business nothing.

    Of a ticket not even its sort and number: that somebody complained is told to few.
    """
    if kind in UNTOLD:
        return ""
    said = str(fields.get("title") or fields.get("item") or fields.get("activity") or "")
    sorts = any(said.startswith((f"{words} ", f"新的{words}")) for words in SORTS.values())
    return SORTS[Sort.DEMAND] if kind in TICKETS and sorts else said
