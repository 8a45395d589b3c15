"""What was done under an organisation: records by week and kind, and the records of some days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, select, tuple_

from domain.kinds import KINDS
from domain.periods import midnight
from models.organisation import Organisation, below
from models.person import Person
from models.record import Record, RecordYouth
from models.scope import Scope
from services import standing, standing_weeks
from services.uow import Uow

_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday, and how many records of each kind fell into it."""

    first_day: date
    kinds: dict[str, int]

    @property
    def last_day(self) -> date:
        """Its Sunday."""
        return self.first_day + timedelta(days=6)

    @property
    def number(self) -> int:
        """How many there were."""
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Done:
    """A record as a list shows it; ``cadre_id`` none: the organ did it as a whole."""

    id: int
    at: datetime
    kind: str
    title: str
    minutes: int | None
    offline: bool
    who: str
    cadre_id: int | None
    youths: int
    confirmed: int
    late: bool


def kind_title(code: str) -> str:
    """Return a kind in Chinese; one of long ago keeps its code."""
    return KINDS[code].title if code in KINDS else code


def weekly(uow: Uow, organisation_id: int) -> list[Week]:
    """Count the living records of a year under an organisation, by week and kind.

    Those of a large one were counted last night, as its other figures.
    """
    first = standing_weeks.first_day(uow.today)
    if standing.is_large(uow, organisation_id):
        known = standing_weeks.kept(uow, organisation_id)
    else:
        known = _counted(uow, organisation_id, first)
    mondays = [first + n * _WEEK for n in range(standing_weeks.WEEKS)]
    return [Week(monday, dict(known.get(monday, {}))) for monday in mondays]


def _counted(uow: Uow, organisation_id: int, first: date) -> Mapping[date, Mapping[str, int]]:
    found: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for ours in _ours(uow, organisation_id):
        week = standing_weeks.number(uow)
        question = (
            select(week, Record.kind, func.count())
            .where(*ours, *standing_weeks.within(uow))
            .group_by(week, Record.kind)
        )
        for number, kind, count in uow.session.execute(question):
            found[first + number * _WEEK][kind] += count
    return found


def _ours(uow: Uow, organisation_id: int) -> Iterable[list[ColumnElement[bool]]]:
    """Yield what a record of a cadre, and one of an organ, under an organisation fulfils.

    Each kind of owner has its own index, so each is asked for by itself.
    """
    top = uow.session.get_one(Organisation, organisation_id).parent_id is None
    if top:
        yield [Record.cadre_id.is_not(None)]
        yield [Record.organ_id.is_not(None)]
    else:
        cadres = Scope(within=organisation_id).cadres(uow.today)
        yield [Record.cadre_id.in_(cadres)]
        yield [Record.organ_id.in_(below(organisation_id))]


def happened(  # noqa: PLR0913 - filters of a list
    uow: Uow,
    organisation_id: int,
    first: date,
    last: date,
    *,
    kind: str = "",
    after: int = 0,
    most: int = 50,
) -> tuple[list[Done], bool]:
    """Return the records of some days under an organisation, the latest first, and if more are."""
    conditions = [
        Record.happened_at >= midnight(first),
        Record.happened_at < midnight(last + timedelta(days=1)),
        Record.undone_at.is_(None),
    ]
    if kind:
        conditions.append(Record.kind == kind)
    if after and (last_row := uow.session.get(Record, after)):
        here = (last_row.happened_at, last_row.id)
        conditions.append(tuple_(Record.happened_at, Record.id) < here)
    rows: list[Record] = []
    for ours in _ours(uow, organisation_id):
        question = (
            select(Record)
            .where(*ours, *conditions)
            .order_by(Record.happened_at.desc(), Record.id.desc())
            .limit(most + 1)
        )
        rows += uow.session.scalars(question)
    rows.sort(key=lambda row: (row.happened_at, row.id), reverse=True)
    return _seen(uow, rows[:most]), len(rows) > most


def _seen(uow: Uow, rows: list[Record]) -> list[Done]:
    names: dict[tuple[str, int], str] = {}
    people = select(Person.id, Person.name).where(Person.id.in_([r.cadre_id for r in rows]))
    organs = select(Organisation.id, Organisation.name).where(
        Organisation.id.in_([r.organ_id for r in rows])
    )
    names |= {("cadre", i): name for i, name in uow.session.execute(people)}
    names |= {("organ", i): name for i, name in uow.session.execute(organs)}
    counts = select(
        RecordYouth.record_id, func.count(), func.count(RecordYouth.confirmed_at)
    ).where(RecordYouth.record_id.in_([r.id for r in rows]))
    met = {
        i: (n, said) for i, n, said in uow.session.execute(counts.group_by(RecordYouth.record_id))
    }
    return [
        Done(
            row.id,
            row.happened_at,
            row.kind,
            row.title,
            row.minutes,
            row.offline,
            names.get(
                ("cadre", row.cadre_id) if row.cadre_id else ("organ", row.organ_id or 0), ""
            ),
            row.cadre_id,
            *met.get(row.id, (0, 0)),
            row.entered_at - row.happened_at > _WEEK,
        )
        for row in rows
    ]
