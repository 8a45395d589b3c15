"""Writing the rows of a record: when it happened, who is named, and when each was last met."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, func, or_, select, update

from domain.errors import Refusal
from domain.kinds import KINDS
from domain.periods import HOME, local_day
from domain.workdays import halves
from models import record as records
from models.contact import Contact
from models.person import CALMLY, Person
from models.plan import Plan
from models.record import Record, RecordChange, RecordYouth
from services import verdicts
from services.uow import Uow
from services.verdicts import Verdict

TITLE: Final = 100
_NOON: Final = time(12)
_SOON: Final = timedelta(hours=2)
"""How long before its usual hour a part of today may have begun."""


class NotYet(Refusal):
    """Only what has happened is written down."""

    code = "not_yet"
    text = "还没到那个时候。做完了再记,或者写清是哪天。"


@dataclass(frozen=True, slots=True)
class Did:
    """What was done, on which day in Asia/Shanghai, from what time, for how many minutes."""

    kind: str
    day: date
    title: str = ""
    minutes: int | None = None
    offline: bool = True
    at: time | None = None
    """None: now if it is today, else noon."""


@dataclass(frozen=True, slots=True)
class Logged:
    """What was written down, and what it counts for."""

    id: int
    kind: str
    title: str
    at: datetime
    minutes: int | None
    youths: tuple[str, ...]
    organ_id: int | None = None
    """The organ whose record it is; none for a cadre's own."""
    correction: str = ""
    """Why an admin added it or took it back."""
    verdicts: tuple[Verdict, ...] = ()
    absent: tuple[str, ...] = ()
    """Who was named, wants no contact, and so is not in it."""
    undone: bool = False

    @property
    def kind_title(self) -> str:
        """The kind's Chinese name."""
        return KINDS[self.kind].title

    @property
    def day(self) -> date:
        """The day it happened on, in Asia/Shanghai."""
        return local_day(self.at)


def write_down(uow: Uow, record: Record, did: Did, entered_by: int) -> Record:
    """Fill a record of a cadre or an organ, and write it."""
    say(uow, record, did)
    record.entered_by, record.entered_at = entered_by, uow.now
    uow.session.add(record)
    uow.session.flush()
    return record


def say(uow: Uow, record: Record, did: Did) -> None:
    """Let a record say what was done, and when."""
    record.kind, record.title, record.minutes = did.kind, did.title[:TITLE], did.minutes
    record.offline, record.happened_at = did.offline, _moment(uow, did)


def _moment(uow: Uow, did: Did) -> datetime:
    """Return when it began: today without an hour it is now, on another day it is noon."""
    if did.day > uow.today:
        raise NotYet
    if did.at is None and did.day == uow.today:
        return uow.now
    at = datetime.combine(did.day, did.at or _NOON, HOME)
    if at <= uow.now:
        return at
    if at - uow.now > _SOON or halves(at) != halves(uow.now):
        raise NotYet
    return uow.now


def name_youths(
    uow: Uow, record: Record, youth_ids: Collection[int], *, also_former: bool = False
) -> tuple[str, ...]:
    """Link youths of the cadre's case-load; return the names of those who want no contact.

    Those are linked nowhere ([广] 四3). ``also_former``: also youths who were handed over since.
    """
    wanted = select(Contact.youth_id, Person.name, Person.left_at).join(
        Person, Person.id == Contact.youth_id
    )
    wanted = wanted.where(Contact.cadre_id == record.cadre_id, Contact.youth_id.in_(youth_ids))
    if not also_former:
        wanted = wanted.where(Contact.ended_at.is_(None))
    # Whoever was handed over and came back has two contacts, and is one person.
    rows = uow.session.execute(wanted.distinct().order_by(Person.name, Contact.youth_id)).all()
    mine = [row.youth_id for row in rows if row.left_at is None]
    uow.session.add_all(RecordYouth(record_id=record.id, youth_id=youth) for youth in mine)
    uow.session.flush()
    meet(uow, record, mine)
    return tuple(row.name for row in rows if row.left_at is not None)


def take_back(uow: Uow, record: Record, by: int | None = None) -> None:
    """Undo a record, and derive anew when its youths were last met.

    ``by``: the cadre whose own step it is, for the record's history.
    """
    record.undone_at = uow.now
    plan = uow.session.scalar(select(Plan).where(Plan.record_id == record.id))
    if plan is not None:
        plan.record_id = None
    if by is not None:
        after = {"undone": True, **({"plan": plan.id} if plan else {})}
        keep(uow, record, by, {"undone": False}, after)
    uow.session.flush()
    meet(uow, record, list(uow.session.scalars(records.named_in(record.id))))


def bring_back(uow: Uow, record: Record, by: int) -> None:
    """Let a record stand again, as written down now, and the plan that it came from be done."""
    last = uow.session.scalar(
        select(RecordChange)
        .where(RecordChange.record_id == record.id)
        .order_by(RecordChange.id.desc())
        .limit(1)
    )
    plan = uow.session.get(Plan, last.after.get("plan", 0)) if last else None
    if plan is not None and plan.record_id is None and plan.dropped_at is None:
        plan.record_id = record.id
    record.undone_at, record.entered_at = None, uow.now
    keep(uow, record, by, {"undone": True}, {"undone": False})
    uow.session.flush()
    meet(uow, record, list(uow.session.scalars(records.named_in(record.id))))


def keep(uow: Uow, record: Record, by: int, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Keep a step in the record's history."""
    uow.session.add(
        RecordChange(record_id=record.id, at=uow.now, by_person=by, before=before, after=after)
    )


def meet(uow: Uow, record: Record, youths: Collection[int]) -> None:
    """Derive anew when the record's cadre last met these youths; an organ's record meets nobody."""
    if record.cadre_id is not None and youths:
        recount(uow, Contact.cadre_id == record.cadre_id, Contact.youth_id.in_(youths))


def recount(uow: Uow, *contacts: ColumnElement[bool]) -> None:
    """Derive anew when the youths of these contacts were last met."""
    # Held first, in one order: who waits here sees afterwards what the other wrote.
    held = select(Contact.id).where(*contacts).order_by(Contact.id)
    uow.session.execute(held.with_for_update(**CALMLY))
    last = (
        select(func.max(Record.happened_at))
        .join(RecordYouth, RecordYouth.record_id == Record.id)
        .where(
            Record.cadre_id == Contact.cadre_id,
            Record.undone_at.is_(None),
            RecordYouth.youth_id == Contact.youth_id,
        )
        .correlate(Contact)
        .scalar_subquery()
    )
    uow.session.execute(
        update(Contact)
        .where(*contacts)
        .values(last_met_at=last)
        .execution_options(synchronize_session=False)
    )


def following(uow: Uow, record_id: int, whose: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """Ask for what a list names after a record, the newest first; after none: for everything."""
    if not record_id:
        return []
    last = uow.session.scalar(select(Record).where(Record.id == record_id, whose))
    if last is None:
        return [false()]
    same = and_(Record.happened_at == last.happened_at, Record.id < last.id)
    return [or_(Record.happened_at < last.happened_at, same)]


def told(uow: Uow, record: Record) -> Logged:
    """Return what a record says."""
    return tell(record, uow.session.scalars(records.participants(record.id)).all())


def judged(uow: Uow, record: Record, absent: tuple[str, ...] = ()) -> Logged:
    """Return what a record says and what it counts for."""
    people = uow.session.scalars(records.participants(record.id)).all()
    said = verdicts.of(uow, record, frozenset(person.id for person in people))
    return replace(tell(record, people), verdicts=said, absent=absent)


def tell(record: Record, people: Sequence[Person]) -> Logged:
    """Return what a record says of these youths."""
    return Logged(
        record.id,
        record.kind,
        record.title,
        record.happened_at,
        record.minutes,
        tuple(person.name for person in people),
        record.organ_id,
        record.correction or "",
        undone=record.undone_at is not None,
    )
