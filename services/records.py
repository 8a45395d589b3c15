"""Writing down what a cadre did, taking it back, and saying which rules it fills."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import func, select, update

from domain.errors import Refusal
from domain.kinds import KINDS
from domain.periods import HOME, local_day
from domain.quotas import Deed, filled
from domain.rules import Rule
from models import record as records
from models import subject as questions
from models.contact import Contact
from models.record import Record, RecordYouth
from services import audit, subjects
from services.subjects import Bound
from services.uow import Uow

UNDO_WITHIN: Final = timedelta(hours=24)


class NothingToUndo(Refusal):
    """There is no fresh record to take back."""

    code = "nothing_to_undo"
    text = "一天之内没有可以撤销的记录。要看记过什么,回复「我的记录」。"


@dataclass(frozen=True, slots=True)
class Did:
    """What was done, on which day in Asia/Shanghai, for how many minutes."""

    kind: str
    day: date
    title: str = ""
    minutes: int | None = None
    offline: bool = True


class NotYourOrgan(Refusal):
    """Somebody else answers for the organ's own activities."""

    code = "not_your_organ"
    text = "机关的活动由机关负责人来记。记自己的,回复「记录」看看怎么说。"


@dataclass(frozen=True, slots=True)
class Logged:
    """What was written down, and what it counts for."""

    id: int
    kind: str
    title: str
    day: date
    minutes: int | None
    youths: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    organ_id: int | None = None
    """The organ whose record it is; none for a cadre's own."""

    @property
    def kind_title(self) -> str:
        """The kind's Chinese name."""
        return KINDS[self.kind].title


def log(uow: Uow, cadre_id: int, did: Did, youth_ids: Sequence[int]) -> Logged:
    """Write a record of a cadre with youths of the own case-load; others are left out."""
    record = _write_down(uow, Record(cadre_id=cadre_id), did, cadre_id)
    mine = uow.session.scalars(
        select(Contact.youth_id).where(
            Contact.cadre_id == cadre_id,
            Contact.ended_at.is_(None),
            Contact.youth_id.in_(youth_ids),
        )
    ).all()
    uow.session.add_all(RecordYouth(record_id=record.id, youth_id=youth) for youth in mine)
    uow.session.flush()
    _met(uow, cadre_id, list(mine))
    audit.note(uow, "logged", "record", record.id, kind=did.kind, youths=len(mine))
    return _told(uow, record, _fills(subjects.cadres(uow, [cadre_id], did.day), did))


def log_organ(uow: Uow, cadre_id: int, organ_id: int, did: Did) -> Logged:
    """Write a record of the organ that a cadre answers for ([广] 二(一)2)."""
    record = _write_down(uow, Record(organ_id=organ_id), did, cadre_id)
    audit.note(uow, "logged", "record", record.id, kind=did.kind, organ=organ_id)
    return _told(uow, record, _fills(subjects.organs(uow, [organ_id]), did))


def _write_down(uow: Uow, record: Record, did: Did, entered_by: int) -> Record:
    """Fill a record: today's stands at this instant, another day's at its noon."""
    noon = datetime.combine(did.day, time(12), HOME)
    record.kind, record.title, record.minutes = did.kind, did.title[:100], did.minutes
    record.offline = did.offline
    record.happened_at = uow.now if did.day == uow.today else noon
    record.entered_by, record.entered_at = entered_by, uow.now
    uow.session.add(record)
    uow.session.flush()
    return record


def _fills(bound: list[Bound], did: Did) -> tuple[Rule, ...]:
    """Return the rules in which a deed counts for whoever did it."""
    deed = Deed(did.kind, did.day, did.minutes, did.offline)
    return tuple(rule for one in bound for rule in filled(one.programme, one.subject, deed))


def led_organ(uow: Uow, cadre_id: int) -> int | None:
    """Return the organ that a cadre answers for today, if there is one."""
    led = uow.session.execute(questions.leaders(uow.today, cadre_id)).first()
    return led[0] if led else None


def undo_last(uow: Uow, cadre_id: int) -> Logged:
    """Take the cadre's newest record of the last day back; its counts go with it."""
    record = uow.session.scalar(records.last_entered(cadre_id).with_for_update())
    if record is None or record.entered_at < uow.now - UNDO_WITHIN:
        raise NothingToUndo
    record.undone_at = uow.now
    uow.session.flush()
    youths = uow.session.scalars(
        select(RecordYouth.youth_id).where(RecordYouth.record_id == record.id)
    ).all()
    _met(uow, cadre_id, list(youths))
    audit.note(uow, "undone", "record", record.id)
    return _told(uow, record, ())


def recent(uow: Uow, cadre_id: int, limit: int) -> list[Logged]:
    """Return what a cadre did last, the newest first."""
    rows = uow.session.scalars(records.newest(cadre_id, limit)).all()
    return [_told(uow, record, ()) for record in rows]


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


def _told(uow: Uow, record: Record, rules: tuple[Rule, ...]) -> Logged:
    youths = tuple(person.name for person in uow.session.scalars(records.participants(record.id)))
    return Logged(
        record.id,
        record.kind,
        record.title,
        local_day(record.happened_at),
        record.minutes,
        youths,
        rules,
        record.organ_id,
    )
