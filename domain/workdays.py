"""Statutory working days and their halves; the calendar is data, and says which years it knows."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from domain.periods import HOME

_DAY: Final = timedelta(days=1)
_NOON: Final = time(12)
_SATURDAY: Final = 5
WHOLE_DAY: Final = 360
"""From this many minutes on, what begins before noon is both halves of its day."""


class Half(StrEnum):
    """Half of a day: until noon, or from noon on."""

    AM = "am"
    PM = "pm"


HALF_TITLES: Final = {Half.AM: "上午", Half.PM: "下午"}


class HalfDay(NamedTuple):
    """One half of one day in Asia/Shanghai."""

    day: date
    half: Half


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked, in the years whose arrangement the State Council has published.

    ``off`` are weekdays that are holidays, ``on`` are Saturdays and Sundays swapped into working
    days. Other years are not guessed.
    """

    covered: frozenset[int] = frozenset()
    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def covers(self, day: date) -> bool:
        """Say whether the arrangement of a day's year is known."""
        return day.year in self.covered

    def is_working(self, day: date) -> bool | None:
        """Say whether a day is worked; None in a year that is not covered."""
        if not self.covers(day):
            return None
        return day in self.on or (day.weekday() < _SATURDAY and day not in self.off)

    def working_days(self, first: date, last: date) -> tuple[date, ...] | None:
        """Return the working days from first to last, both inside; None if a year is unknown."""
        days = [first + n * _DAY for n in range((last - first).days + 1)]
        if not all(map(self.covers, days)):
            return None
        return tuple(day for day in days if self.is_working(day))


UNKNOWN: Final = Calendar()
"""A calendar that knows no year."""


def halves(at: datetime, minutes: int | None = None) -> tuple[HalfDay, ...]:
    """Return the half-days that something takes which begins at an aware moment.

    It is the half in which it begins; from ``WHOLE_DAY`` minutes on, what begins in the morning is
    the afternoon as well.
    """
    local = at.astimezone(HOME)
    if local.time() >= _NOON:
        return (HalfDay(local.date(), Half.PM),)
    morning = HalfDay(local.date(), Half.AM)
    if minutes is not None and minutes >= WHOLE_DAY:
        return morning, HalfDay(local.date(), Half.PM)
    return (morning,)
