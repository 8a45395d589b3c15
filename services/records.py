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
from services.uow import Uow

UNDO_WITHIN: Final = timedelta(hours=24)


class NothingToUndo(Refusal):
    """There is no fresh record to take back."""

    code = "nothing_to_undo"
    text = "一天之内没有可以撤销的记录。要看记过什么,回复「我的记录」。"


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


def log(  # noqa: PLR0913 - a record has this many sides, and each has its name
    uow: Uow,
    cadre_id: int,
    *,
    kind: str,
    youth_ids: Sequence[int],
    day: date,
    title: str = "",
    minutes: int | None = None,
    offline: bool = True,
) -> Logged:
    """Write a record of a cadre with youths of the own case-load; others are left out.

    A record of today stands at this instant, one of another day at its noon.
    """
    record = Record(
        cadre_id=cadre_id,
        kind=kind,
        happened_at=_instant(uow, day),
        minutes=minutes,
        title=title[:100],
        offline=offline,
        entered_by=cadre_id,
        entered_at=uow.now,
    )
    uow.session.add(record)
    uow.session.flush()
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
    audit.note(uow, "logged", "record", record.id, kind=kind, youths=len(mine))
    return _told(uow, record, fills(uow, cadre_id, record))


def log_organ(  # noqa: PLR0913 - a record has this many sides, and each has its name
    uow: Uow,
    cadre_id: int,
    organ_id: int,
    *,
    kind: str,
    day: date,
    title: str = "",
    minutes: int | None = None,
) -> Logged:
    """Write a record of the organ that a cadre answers for ([广] 二(一)2)."""
    record = Record(
        organ_id=organ_id,
        kind=kind,
        happened_at=_instant(uow, day),
        minutes=minutes,
        title=title[:100],
        offline=True,
        entered_by=cadre_id,
        entered_at=uow.now,
    )
    uow.session.add(record)
    uow.session.flush()
    audit.note(uow, "logged", "record", record.id, kind=kind, organ=organ_id)
    deed = Deed(kind, day, minutes)
    bound = subjects.organs(uow, [organ_id])
    rules = tuple(rule for one in bound for rule in filled(one.programme, one.subject, deed))
    return _told(uow, record, rules)


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


def fills(uow: Uow, cadre_id: int, record: Record) -> tuple[Rule, ...]:
    """Return the rules in which a record counts for this cadre."""
    day = local_day(record.happened_at)
    deed = Deed(record.kind, day, record.minutes, record.offline)
    bound = subjects.cadres(uow, [cadre_id], day)
    return tuple(rule for one in bound for rule in filled(one.programme, one.subject, deed))


def _instant(uow: Uow, day: date) -> datetime:
    return uow.now if day == uow.today else datetime.combine(day, time(12), HOME)


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
