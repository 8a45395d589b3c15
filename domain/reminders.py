"""When a person may be reminded, and how often: help, not nagging (domain.md section 5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from domain.delivery import Kind
from domain.kinds import KINDS, Group
from domain.periods import HOME, Period, PeriodKind, Window, local_day
from domain.rules import Rule

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_AHEAD: Final = timedelta(days=6)
"""How far a routine message looks ahead: until the next one may go."""
_WEEKS: Final = Period(PeriodKind.WEEK)


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


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that one person is told once: a window of a rule that has come to a stage.

    The digest of a week is one, too: of the rule ``digest``, at stage 0.
    """

    kind: Kind
    subject: str
    """``cadre`` or ``organ``."""
    id: int
    rule: str
    window: str
    stage: int

    @property
    def key(self) -> str:
        """What makes a repeat harmless: ``five-ones:2026Q4:7-days:cadre-42``."""
        return f"{self.rule}:{self.window}:{self.stage}-days:{self.subject}-{self.id}"


def kind_of(rule: Rule) -> Kind:
    """Say whether somebody is reminded of papers to hand up, or of something to do."""
    kinds = rule.counts.kinds
    papers = kinds and all(KINDS[kind].group is Group.ORGAN_PAPER for kind in kinds)
    return Kind.MATERIALS if papers else Kind.QUOTA


def stage_due(
    window: Window, today: date, ladder: Iterable[int] = (21, 7, 2), due: date | None = None
) -> int | None:
    """Return the stage (days before the last day) that is due, or None.

    It is the latest whose day has come, so that a late run catches up once and only with it.
    Nothing is due outside the window, after ``due`` (the last day that counts, if it is not the
    window's), or in a window that never ends; a stage that would fall before the first day is
    none of this window.
    """
    last = due or window.last_day
    if window.standing or not window.first_day <= today <= last:
        return None
    left, length = (last - today).days, (last - window.first_day).days
    return min((stage for stage in ladder if left <= stage <= length), default=None)


def stage_of(rule: Rule, window: Window, today: date) -> int | None:
    """Return the stage of a rule's own ladder that is due, or None."""
    return stage_due(window, today, rule.ladder, rule.deadline(window))


def stage_ahead(rule: Rule, window: Window, today: date) -> int | None:
    """Return the stage that will be due before another routine message may go, or None."""
    due = rule.deadline(window)
    return stage_due(window, min(today + _AHEAD, due), rule.ladder, due) if today <= due else None


def urgent(rule: Rule, stage: int) -> bool:
    """Say whether a stage is the last of a rule's ladder: that one is the week's urgent message.

    What comes back every week is never urgent.
    """
    return rule.period.kind is not PeriodKind.WEEK and stage == min(rule.ladder)


def week_of(today: date) -> Window:
    """Return the week of a day: the window of its digest."""
    return _WEEKS.window_of(today)


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


class Slot(StrEnum):
    """As what a message goes: the week's routine one, or the urgent one beside it."""

    ROUTINE = "routine"
    URGENT = "urgent"


def slot(
    past: Sequence[Told], today: date, *, pressing: bool, policy: Policy = USUAL
) -> Slot | None:
    """Return as what one more message may go today; None where it has to wait.

    What presses takes the urgent place, and the routine one where that is taken.
    """
    if pressing and free_on(past, today, urgent=True, policy=policy) <= today:
        return Slot.URGENT
    return Slot.ROUTINE if free_on(past, today, policy=policy) <= today else None
