"""Writing down what a cadre or an organ did, taking it back, and what it counts for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import func, select, update

from domain.errors import Refusal
from domain.kinds import KINDS
from domain.periods import HOME, local_day, midnight
from domain.workdays import halves
from models import record as records
from models import subject as questions
from models.contact import Contact
from models.person import Person
from models.record import Record, RecordYouth
from services import audit, closings, verdicts
from services.uow import Uow
from services.verdicts import Verdict

UNDO_WITHIN: Final = timedelta(hours=24)
_NOON: Final = time(12)
_SOON: Final = timedelta(hours=2)
"""How long before its usual hour a part of today may have begun."""


class NothingToUndo(Refusal):
    """There is no fresh record to take back."""

    code = "nothing_to_undo"
    text = "一天之内没有可以撤销的记录。要看记过什么,回复「我的记录」。"


class NotYet(Refusal):
    """Only what has happened is written down."""

    code = "not_yet"
    text = "还没到那个时候。做完了再记,或者写清是哪天。"


class NotYourOrgan(Refusal):
    """Somebody else answers for the organ's own activities."""

    code = "not_your_organ"
    text = "机关的活动由机关负责人来记。记自己的,回复「记录」看看怎么说。"


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
class Nameable:
    """A youth whose name may be typed; ``left``: wants no contact, and is not named."""

    id: int
    name: str
    hint: str
    left: bool


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


def log(uow: Uow, cadre_id: int, did: Did, youth_ids: Sequence[int]) -> Logged:
    """Write a record of a cadre with youths of the own case-load; others are left out."""
    closings.keep_open_for_cadre(uow, cadre_id, did.day)
    record = write_down(uow, Record(cadre_id=cadre_id), did, cadre_id)
    absent = name_youths(uow, record, youth_ids)
    logged = judged(uow, record, absent)
    audit.note(uow, "logged", "record", record.id, kind=did.kind, youths=len(logged.youths))
    return logged


def log_organ(uow: Uow, cadre_id: int, organ_id: int, did: Did) -> Logged:
    """Write a record of the organ that a cadre answers for ([广] 二(一)2)."""
    closings.keep_open_for_organ(uow, organ_id, did.day)
    record = write_down(uow, Record(organ_id=organ_id), did, cadre_id)
    audit.note(uow, "logged", "record", record.id, kind=did.kind, organ=organ_id)
    return judged(uow, record)


def led_organ(uow: Uow, cadre_id: int) -> int | None:
    """Return the organ that a cadre answers for today, if there is one."""
    led = uow.session.execute(questions.leaders(uow.today, cadre_id)).first()
    return led[0] if led else None


def nameable(uow: Uow, cadre_id: int) -> list[Nameable]:
    """Return whom a cadre keeps, or kept, in touch with and may type the name of."""
    rows = uow.session.execute(
        select(Contact.youth_id, Person.name, Contact.hint, Person.left_at)
        .join(Person, Person.id == Contact.youth_id)
        .where(Contact.cadre_id == cadre_id, Contact.ended_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return [Nameable(number, name, hint, left is not None) for number, name, hint, left in rows]


def undo_last(uow: Uow, cadre_id: int) -> Logged:
    """Take the cadre's newest record of the last day back; its counts go with it."""
    record = uow.session.scalar(records.last_entered(cadre_id).with_for_update())
    if record is None or record.entered_at < uow.now - UNDO_WITHIN:
        raise NothingToUndo
    day = local_day(record.happened_at)
    if record.organ_id is None:
        closings.keep_open_for_cadre(uow, cadre_id, day)
    else:
        closings.keep_open_for_organ(uow, record.organ_id, day)
    take_back(uow, record)
    audit.note(uow, "undone", "record", record.id)
    return told(uow, record)


def recent(uow: Uow, cadre_id: int, limit: int) -> list[Logged]:
    """Return what a cadre did last, the newest first."""
    rows = uow.session.scalars(records.newest(cadre_id, limit)).all()
    people: dict[int, list[Person]] = defaultdict(list)
    for record, person in uow.session.execute(records.companions([row.id for row in rows])):
        people[record].append(person)
    return [_told(row, people[row.id]) for row in rows]


def listed(
    uow: Uow, *, cadre_id: int | None, organ_id: int | None, since: date, limit: int
) -> list[Logged]:
    """Return the records of a cadre or an organ without their youths, also those taken back."""
    rows = uow.session.scalars(records.of_owner(cadre_id, organ_id, midnight(since), limit))
    return [_told(row, ()) for row in rows]


def write_down(uow: Uow, record: Record, did: Did, entered_by: int) -> Record:
    """Fill a record of a cadre or an organ, and write it."""
    record.kind, record.title, record.minutes = did.kind, did.title[:100], did.minutes
    record.offline, record.happened_at = did.offline, _moment(uow, did)
    record.entered_by, record.entered_at = entered_by, uow.now
    uow.session.add(record)
    uow.session.flush()
    return record


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
    uow: Uow, record: Record, youth_ids: Sequence[int], *, also_former: bool = False
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
    rows = uow.session.execute(wanted.order_by(Person.name, Person.id)).all()
    mine = [row.youth_id for row in rows if row.left_at is None]
    uow.session.add_all(RecordYouth(record_id=record.id, youth_id=youth) for youth in mine)
    uow.session.flush()
    if record.cadre_id is not None:
        _met(uow, record.cadre_id, mine)
    return tuple(row.name for row in rows if row.left_at is not None)


def take_back(uow: Uow, record: Record) -> None:
    """Undo a record, and derive anew when its youths were last met."""
    record.undone_at = uow.now
    uow.session.flush()
    if record.cadre_id is not None:
        youths = select(RecordYouth.youth_id).where(RecordYouth.record_id == record.id)
        _met(uow, record.cadre_id, list(uow.session.scalars(youths)))


def _met(uow: Uow, cadre_id: int, youths: list[int]) -> None:
    """Derive anew when this cadre last met these youths."""
    last = (
        select(func.max(Record.happened_at))
        .join(RecordYouth, RecordYouth.record_id == Record.id)
        .where(
            Record.cadre_id == cadre_id,
            Record.undone_at.is_(None),
            RecordYouth.youth_id == Contact.youth_id,
        )
        .scalar_subquery()
    )
    uow.session.execute(
        update(Contact)
        .where(Contact.cadre_id == cadre_id, Contact.youth_id.in_(youths))
        .values(last_met_at=last)
        .execution_options(synchronize_session=False)
    )


def told(uow: Uow, record: Record) -> Logged:
    """Return what a record says."""
    return _told(record, uow.session.scalars(records.participants(record.id)).all())


def judged(uow: Uow, record: Record, absent: tuple[str, ...] = ()) -> Logged:
    """Return what a record says and what it counts for."""
    people = uow.session.scalars(records.participants(record.id)).all()
    said = verdicts.of(uow, record, frozenset(person.id for person in people))
    return replace(_told(record, people), verdicts=said, absent=absent)


def _told(record: Record, people: Sequence[Person]) -> Logged:
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
