"""Reading records: a page of one's own, newest first, and everything about one."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Select, func, select

from domain.evidence import Deed
from domain.kinds import KINDS, Group, in_group
from domain.line_draft import titled
from domain.periods import HOME, local_day, midnight
from domain.quotas import evaluate, fits
from models.activity import Activity
from models.contact import Contact
from models.person import Person
from models.record import Record, RecordYouth, all_of, companions, participants
from services import record_edits, record_history, record_rows, subjects
from services.record_history import Step
from services.record_rows import Logged
from services.subjects import Bound
from services.uow import Uow

PAGE: Final = 20
_MONTHS: Final = 18
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answers:
    """How many youths of a record were asked whether it took place, and said yes, or no."""

    asked: int = 0
    confirmed: int = 0
    denied: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One record in a list, with the states it is in."""

    logged: Logged
    late: bool
    """It counts in a period that was over when it was written down."""
    activity: str
    """The title of the activity it came from, if it did."""
    answers: Answers = field(default_factory=Answers)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of records; ``months``: those in which there are any, the latest first."""

    rows: tuple[Row, ...]
    more: bool
    months: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything about one record. ``locked`` says why it cannot be changed, if it cannot."""

    row: Row
    offline: bool
    entered_at: datetime
    youth_ids: tuple[int, ...]
    former: tuple[tuple[int, str], ...]
    """Youths of the record who are no longer in the case-load."""
    locked: str
    activity_id: int | None
    version: str
    steps: tuple[Step, ...]
    people: tuple[tuple[int, str], ...]
    """Everybody whom it names, by id and name."""

    @property
    def logged(self) -> Logged:
        """What it says, and what it counts for."""
        return self.row.logged


@dataclass(frozen=True, slots=True)
class Choosable:
    """A youth to tick; ``met`` none: never."""

    id: int
    name: str
    hint: str
    met: date | None


def page(  # noqa: PLR0913 - whose, and what of it
    uow: Uow,
    cadre_id: int,
    *,
    organ_id: int | None = None,
    group: Group | None = None,
    month: date | None = None,
    skip: int = 0,
    limit: int = PAGE,
    after: int = 0,
) -> Listing:
    """Return records of a cadre, or of an organ, the newest first, also those taken back.

    ``after``: those that come after a record.
    """
    whose = Record.organ_id == organ_id if organ_id else Record.cadre_id == cadre_id
    wanted = [whose]
    if group is not None:
        wanted.append(Record.kind.in_([kind.code for kind in in_group(group)]))
    if month is not None:
        first = month.replace(day=1)
        following = (first + 31 * _DAY).replace(day=1)
        wanted += [Record.happened_at >= midnight(first), Record.happened_at < midnight(following)]
    rows = uow.session.scalars(
        select(Record)
        .where(all_of(*wanted, *record_rows.following(uow, after, whose)))
        .order_by(Record.happened_at.desc(), Record.id.desc())
        .offset(skip)
        .limit(limit + 1)
    ).all()
    oldest = uow.session.scalar(select(func.min(Record.happened_at)).where(all_of(whose)))
    return Listing(
        tuple(_rows(uow, rows[:limit], cadre_id, organ_id)),
        len(rows) > limit,
        _months(uow.today, local_day(oldest)) if oldest else (),
    )


def _months(last: date, first: date) -> tuple[date, ...]:
    found = [last.replace(day=1)]
    while found[-1] > first.replace(day=1) and len(found) < _MONTHS:
        found.append((found[-1] - _DAY).replace(day=1))
    return tuple(found)


def _rows(uow: Uow, rows: Sequence[Record], cadre_id: int, organ_id: int | None) -> list[Row]:
    ids = [row.id for row in rows]
    people: dict[int, list[Person]] = defaultdict(list)
    for record, person in uow.session.execute(companions(ids)):
        people[record].append(person)
    said = answers(uow, ids)
    held = {row.activity_id for row in rows if row.activity_id}
    found = uow.session.scalars(select(Activity).where(Activity.id.in_(held))) if held else ()
    named = {activity.id: activity.title for activity in found}
    bound = (
        subjects.organs(uow, [organ_id])
        if organ_id
        else subjects.cadres(uow, [cadre_id], uow.today)
    )
    return [
        Row(
            record_rows.tell(row, people[row.id]),
            _late(uow, bound, row),
            named.get(row.activity_id or 0, ""),
            said.get(row.id, Answers()),
        )
        for row in rows
    ]


def answers(uow: Uow, record_ids: Collection[int]) -> Mapping[int, Answers]:
    """Return, by record, what its youths said when they were asked."""
    rows = uow.session.execute(
        select(
            RecordYouth.record_id,
            func.count(RecordYouth.asked_at),
            func.count(RecordYouth.confirmed_at),
            func.count(RecordYouth.denied_at),
        )
        .where(RecordYouth.record_id.in_(record_ids))
        .group_by(RecordYouth.record_id)
    )
    return {record: Answers(*counts) for record, *counts in rows}


def _late(uow: Uow, bound: Sequence[Bound], row: Record) -> bool:
    """Say whether a record came after the end of a period in which it counts."""
    calendar = uow.means.calendar
    deed = Deed(row.kind, row.happened_at, row.minutes, row.offline, row.entered_at)
    return any(
        rule.measure.counts_records
        and row.entered_at >= rule.period.window_of(deed.day).end
        and (not rule.counts.kinds or row.kind in rule.counts.kinds)
        and fits(rule, deed, calendar)
        and evaluate(rule, one.subject, deed.day, calendar=calendar) is not None
        for one in bound
        for rule in one.programme.rules
    )


def opened(uow: Uow, cadre_id: int, record_id: int) -> Opened:
    """Return everything about an own record: what it counts for, its state and its history."""
    record = record_edits.own(uow, cadre_id, record_id)
    (row,) = _rows(uow, [record], cadre_id, record.organ_id)
    logged = record_rows.told(uow, record) if record.undone_at else record_rows.judged(uow, record)
    youths = select(RecordYouth.youth_id).where(RecordYouth.record_id == record.id)
    return Opened(
        Row(logged, row.late, row.activity, row.answers),
        record.offline,
        record.entered_at,
        tuple(uow.session.scalars(youths)),
        tuple(record_edits.named_before(uow, cadre_id, record)),
        record_edits.locked(uow, record),
        record.activity_id,
        record_history.version_of(uow, record),
        tuple(record_history.history(uow, record.id)),
        tuple((one.id, one.name) for one in uow.session.scalars(participants(record.id))),
    )


def titled_with(uow: Uow, cadre_id: int, title: str, youth_ids: Collection[int]) -> str:
    """Return the title of an organ's activity with who came: it links nobody, and only names."""
    chosen = set(youth_ids)
    people = choosable(uow, cadre_id) if chosen else []
    return titled(title, [one.name for one in people if one.id in chosen])


def choosable(uow: Uow, cadre_id: int) -> list[Choosable]:
    """Return whom a cadre may tick: the own case-load, those unmet for longest first."""
    since = func.coalesce(Contact.last_met_at, midnight(date(1970, 1, 1)))
    question: Select[int, str, str, datetime | None] = (
        select(Person.id, Person.name, Contact.hint, Contact.last_met_at)
        .join(Contact, Contact.youth_id == Person.id)
        .where(Contact.cadre_id == cadre_id, Contact.ended_at.is_(None), Person.left_at.is_(None))
        .order_by(since, Contact.started_at, Contact.id)
    )
    return [
        Choosable(number, name, hint, met.astimezone(HOME).date() if met else None)
        for number, name, hint, met in uow.session.execute(question)
    ]


def kind_title(code: str) -> str:
    """Return the Chinese name of a kind that a history names."""
    return KINDS[code].title if code in KINDS else code
