"""The clock of tickets: by when a step is to be done, counted in statutory working days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.periods import local_day, midnight
from domain.workdays import Calendar

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
URGENT: Final = timedelta(hours=2)
"""Words of acute distress wait for no working day."""
UNSURE: Final = "(放假安排还没公布,先按周一到周五算)"


@dataclass(frozen=True, slots=True)
class Due:
    """By when something is to be done: before ``at``, the end of its last working day.

    ``sure`` is false where a year is counted whose holidays are not published: then its weekdays
    are taken for working days, and whoever reads the date is told.
    """

    at: datetime
    sure: bool = True

    @property
    def last_day(self) -> date:
        """The last day on which it is in time."""
        return last_day(self.at)


def last_day(due_at: datetime) -> date:
    """Return the last day before a moment."""
    return local_day(due_at - timedelta(microseconds=1))


def due(calendar: Calendar, since: datetime, days: int) -> Due:
    """Return the end of the n-th working day after the day of a moment.

    The day itself is not counted, whatever the hour: asked on a Monday, one day is up when
    Tuesday ends; asked on a holiday, when the first working day after it ends.
    """
    day, sure = local_day(since), True
    while days > 0:
        day += _DAY
        working = calendar.is_working(day)
        sure = sure and working is not None
        days -= day.weekday() < _SATURDAY if working is None else working
    return Due(midnight(day + _DAY), sure)


def soon(since: datetime) -> Due:
    """Return by when somebody sees to words of acute distress: day and night."""
    return Due(since + URGENT)


def sure(calendar: Calendar, since: datetime, until: datetime) -> bool:
    """Say whether the holidays of all days between two moments are known."""
    return calendar.covers(local_day(since)) and calendar.covers(last_day(until))


def late_days(calendar: Calendar, due_at: datetime, now: datetime) -> int:
    """Return how many working days something is late; 0 while it is in time."""
    if now < due_at:
        return 0
    first, last = local_day(due_at), local_day(now)
    return _worked(calendar, [first + n * _DAY for n in range((last - first).days + 1)])


def days_left(calendar: Calendar, now: datetime, due_at: datetime) -> int:
    """Return how many working days there still are after today; 0 on the last one."""
    first, last = local_day(now), last_day(due_at)
    return _worked(calendar, [first + n * _DAY for n in range(1, (last - first).days + 1)])


def _worked(calendar: Calendar, days: Iterable[date]) -> int:
    """Count the working days among some; a year not published yet has its weekdays."""
    return sum(
        day.weekday() < _SATURDAY if (worked := calendar.is_working(day)) is None else worked
        for day in days
    )
