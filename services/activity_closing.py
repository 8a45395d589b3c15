"""Closing an activity: it becomes records of who hosted, of who came and of the organ; and back.

What is written is decided anew each time from who came and who keeps in touch with them now, so
that reopening and closing again leaves what closing once would have left.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain import credits as worth
from domain.errors import Refusal
from domain.periods import HOME
from domain.seats import ActivityStatus
from domain.wording import say_date
from models import attendance
from models.activity import Activity
from services import activity_reach, activity_worth, audit, records
from services.activity_worth import Credited
from services.closings import PeriodClosed
from services.records import Logged
from services.uow import Uow

LONGEST: Final = 6000
"""Minutes: a hundred hours, a camp of some days."""
_MINUTE: Final = timedelta(minutes=1)


class NotOver(Refusal):
    code = "activity_not_over"
    text = "「{title}」{ends} 才结束,结束以后再来办结。"


class NeverHeld(Refusal):
    code = "activity_never_held"
    text = "「{title}」{state},没有什么要办结的。"


class AlreadyClosed(Refusal):
    code = "activity_already_closed"
    text = "「{title}」已经办结了,记录不会重复算。要改,先「重新打开」。"


class NotClosed(Refusal):
    code = "activity_not_closed"
    text = "「{title}」还没有办结,不用重新打开。"


class MinutesOdd(Refusal):
    code = "minutes_odd"
    text = f"时长写分钟数,1 到 {LONGEST},比如 120。"


@dataclass(frozen=True, slots=True)
class Preview:
    """What the page of closing shows."""

    id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    attended: tuple[str, ...]
    expected: int
    """How many had a seat."""
    credits: tuple[Credited, ...]
    source: str
    """Where it is said that such an activity counts so."""
    closed_at: datetime | None
    why_not: str = ""
    """Why it cannot be closed now."""


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing did; ``left_out`` are cadres whose own period is closed already."""

    attended: int
    absent: int
    records: tuple[Logged, ...]
    left_out: tuple[str, ...] = ()

    def say(self) -> str:
        """Return it in words."""
        if not self.records:
            return "办结了,没有计入记录。"
        told = f"办结了:来了 {self.attended} 人,记了 {len(self.records)} 条。"
        if self.left_out:
            told += f"{'、'.join(self.left_out)} 那边的通报已经出了,没有计入。"
        return told


def preview(uow: Uow, cadre_id: int, activity_id: int) -> Preview:
    """Return who came and what closing would write."""
    activity = activity_reach.running(uow, cadre_id, activity_id)
    arrived, expected = uow.session.execute(attendance.arrived(activity_id)).one()
    guests = uow.session.execute(attendance.guests(activity_id)).all()
    why_not = ""
    try:
        _may_close(uow, activity)
    except Refusal as no:
        why_not = str(no)
    lasted = (activity.ends_at - activity.starts_at) // _MINUTE
    minutes = min(max(lasted, 1), LONGEST)
    closed = activity.closed_at is not None
    found = activity_worth.written(uow, activity) if closed else activity_worth.due(uow, activity)
    return Preview(
        activity.id,
        activity.title,
        activity.starts_at,
        activity.ends_at,
        minutes,
        tuple(name for _, name, _, _ in guests),
        max(expected, arrived),
        activity_worth.judged(uow, activity, found, minutes),
        worth.of(activity.kind).source,
        activity.closed_at,
        why_not,
    )


def close(uow: Uow, cadre_id: int, activity_id: int, *, happened: bool, minutes: int) -> Closed:
    """Write what an activity was worth, once; one to which nobody came is worth nothing."""
    activity = activity_reach.running(uow, cadre_id, activity_id, lock=True)
    _may_close(uow, activity)
    if not 1 <= minutes <= LONGEST:
        raise MinutesOdd
    written, left_out = [], []
    # In the order of the ids, so that two closings that meet the same youths do not deadlock.
    credits_due = (
        sorted(activity_worth.due(uow, activity), key=lambda one: one.cadre_id or 0)
        if happened
        else []
    )
    for one in credits_due:
        try:
            with uow.attempt():
                written.append(_credit(uow, activity, one, minutes, cadre_id))
        except PeriodClosed:
            if one.organ_id is not None or one.cadre_id == activity.host_id:
                raise
            left_out.append(one.name)
    activity.closed_at, activity.closed_by = uow.now, cadre_id
    activity.status = ActivityStatus.ARCHIVED
    arrived, expected = uow.session.execute(attendance.arrived(activity_id)).one()
    note = {"records": len(written), "came": arrived, "happened": happened}
    audit.note(uow, "closed", "activity", activity_id, **note)
    return Closed(arrived, expected - arrived, tuple(written), tuple(left_out))


def reopen(uow: Uow, cadre_id: int, activity_id: int) -> int:
    """Take back all that closing wrote; return how many records that were."""
    activity = activity_reach.running(uow, cadre_id, activity_id, lock=True)
    if activity.closed_at is None:
        raise NotClosed(title=activity.title)
    gone = records.uncredit(uow, activity_id)
    activity.closed_at, activity.closed_by = None, None
    activity.status = ActivityStatus.ENDED
    audit.note(uow, "reopened", "activity", activity_id, records=gone)
    return gone


def _may_close(uow: Uow, activity: Activity) -> None:
    if activity.closed_at is not None:
        raise AlreadyClosed(title=activity.title)
    if activity.status == ActivityStatus.CANCELLED:
        raise NeverHeld(title=activity.title, state="已经取消")
    if activity.status == ActivityStatus.DRAFT:
        raise NeverHeld(title=activity.title, state="还是草稿")
    if uow.now < activity.ends_at:
        ends = activity.ends_at.astimezone(HOME)
        raise NotOver(title=activity.title, ends=f"{say_date(ends.date())} {ends:%H:%M}")


def _credit(uow: Uow, activity: Activity, one: Credited, minutes: int, entered_by: int) -> Logged:
    return records.credit(
        uow,
        cadre_id=one.cadre_id,
        organ_id=one.organ_id,
        kind=one.kind,
        at=activity.starts_at,
        minutes=minutes,
        title=activity.title,
        activity_id=activity.id,
        youth_ids=[number for number, _ in one.youths],
        entered_by=entered_by,
    )
