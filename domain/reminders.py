"""When a person may be reminded, and how often: help, not nagging (domain.md section 5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from domain.periods import HOME, Window, local_day

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """``[start, end)`` on the wall clock of Asia/Shanghai; equal ends mean no quiet at all."""

    start: time = time(21)
    end: time = time(8)

    def covers(self, clock: time) -> bool:
        """Say whether nothing may be sent at this hour."""
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


_NIGHT: Final = QuietHours()


def quiet_until(moment: datetime, quiet: QuietHours = _NIGHT) -> datetime | None:
    """Return when the quiet hours around an aware moment end, or None when it is not quiet."""
    local = moment.astimezone(HOME)
    if not quiet.covers(local.time()):
        return None
    over = local.time() >= quiet.end
    return datetime.combine(local.date() + over * _DAY, quiet.end, HOME)


@dataclass(frozen=True, slots=True)
class Policy:
    """How a programme reminds: days before the end, quiet hours, messages a person a week."""

    ladder: tuple[int, ...] = (21, 7, 2)
    quiet: QuietHours = _NIGHT
    routine_a_week: int = 1
    urgent_a_week: int = 1


USUAL: Final = Policy()


@dataclass(frozen=True, slots=True)
class Told:
    """A message that one person was sent, at an aware moment."""

    at: datetime
    urgent: bool = False


def stage_due(window: Window, today: date, ladder: Iterable[int] = (21, 7, 2)) -> int | None:
    """Return the stage (days before the last day) that is due, or None.

    It is the latest whose day has come, so that a late run catches up once and only with it.
    Nothing is due outside the window or in one that never ends; a stage that would fall before
    the first day is none of this window.
    """
    left = window.days_left(today)
    if left is None or not window.holds(today):
        return None
    length = (window.last_day - window.first_day).days
    return min((stage for stage in ladder if left <= stage <= length), default=None)


def urgent(stage: int, ladder: Iterable[int] = (21, 7, 2)) -> bool:
    """Say whether a stage is the last of its ladder: that one is the week's urgent message."""
    return stage == min(ladder)


def free_on(
    past: Sequence[Told], today: date, *, urgent: bool = False, policy: Policy = USUAL
) -> date:
    """Return the first day, from ``today`` on, on which one more message of its sort may go.

    Seven calendar days in Asia/Shanghai are a week, so a daily job that runs a little earlier
    than a week ago is not held up. Routine and urgent are counted apart. A cap of 0 means
    never: ``date.max``.
    """
    cap = policy.urgent_a_week if urgent else policy.routine_a_week
    if cap <= 0:
        return date.max
    days = sorted(local_day(told.at) for told in past if told.urgent is urgent)
    recent = [day for day in days if day + _WEEK > today]
    return recent[-cap] + _WEEK if len(recent) >= cap else today


def may_send(
    past: Sequence[Told], now: datetime, *, urgent: bool = False, policy: Policy = USUAL
) -> bool:
    """Say whether one more message may go to this person at ``now``: week and quiet hours."""
    if quiet_until(now, policy.quiet) is not None:
        return False
    today = local_day(now)
    return free_on(past, today, urgent=urgent, policy=policy) <= today


def key(rule: str, window: str, stage: int, subject: str) -> str:
    """Return what makes a repeated reminder harmless: ``contacts:2026Q4:7-days:cadre-42``."""
    return f"{rule}:{window}:{stage}-days:{subject}"
