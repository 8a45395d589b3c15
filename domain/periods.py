"""Periods: half-open windows ``[start, end)`` on the wall clock of Asia/Shanghai."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

HOME: Final = ZoneInfo("Asia/Shanghai")
"""Where the programme lives; every window, day and hour is meant here."""

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_QUARTERS: Final = ("一", "二", "三", "四")
_HALVES: Final = ("上", "下")


def midnight(day: date) -> datetime:
    """Return the first moment of a day, aware, in Asia/Shanghai."""
    return datetime.combine(day, time(), HOME)


def local_day(moment: datetime) -> date:
    """Return the date on the wall in Asia/Shanghai at an aware moment; a naive one is an error."""
    if moment.tzinfo is None:
        msg = "a moment without a time zone has no day"
        raise ValueError(msg)
    return moment.astimezone(HOME).date()


class PeriodKind(StrEnum):
    """How time is cut into windows."""

    STANDING = "standing"
    """One window that never ends."""
    WEEK = "week"
    """ISO weeks, from Monday."""
    MONTH = "month"
    TWO_MONTHS = "two_months"
    """Calendar pairs: January–February, March–April, … unless the anchor says otherwise."""
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    CAMPAIGN = "campaign"
    """From one month and day to another, every year; it may run over the turn of the year."""


_MONTHS: Final = {
    PeriodKind.MONTH: 1,
    PeriodKind.TWO_MONTHS: 2,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF: 6,
    PeriodKind.YEAR: 12,
}


class MonthDay(NamedTuple):
    """A day of every year; 29 February is the 28th where there is none."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        """Return this day in one year."""
        return date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))


@dataclass(frozen=True, slots=True)
class Window:
    """One window: ``first_day`` and ``last_day`` are both in it; ``end`` is not.

    ``key`` is stable and fit for keys (``2026Q4``, ``2026M11-12``, ``2026-W47``, ``standing``);
    ``title`` is Chinese, for people.
    """

    key: str
    title: str
    first_day: date
    last_day: date
    period: "Period" = field(repr=False)

    @property
    def start(self) -> datetime:
        """The first moment inside."""
        return midnight(self.first_day)

    @property
    def end(self) -> datetime:
        """The first moment after."""
        return midnight(self.last_day + _DAY)

    @property
    def standing(self) -> bool:
        """Whether it never ends."""
        return self.period.kind is PeriodKind.STANDING

    @property
    def next(self) -> "Window":
        """The window after this one; the standing window is its own."""
        return self if self.standing else self.period.window_of(self.last_day + _DAY)

    def holds(self, day: date) -> bool:
        """Say whether a day lies inside."""
        return self.first_day <= day <= self.last_day

    def contains(self, moment: datetime) -> bool:
        """Say whether an aware moment lies inside, by ``[start, end)``."""
        return self.holds(local_day(moment))

    def days_left(self, today: date) -> int | None:
        """Return whole days until the last day: 0 on it and after it, None for a standing window.

        On 23 September the quarter that ends on the 30th has 7 days left.
        """
        return None if self.standing else max((self.last_day - today).days, 0)


@dataclass(frozen=True, slots=True)
class Period:
    """A way to cut time; ``window_of`` does it.

    ``anchor`` is the month (1–12) in which some window of several months begins;
    ``since`` and ``until`` (both inside) belong to campaigns, and only to them.
    """

    kind: PeriodKind
    anchor: int = 1
    since: MonthDay | None = None
    until: MonthDay | None = None

    def window_of(self, day: date) -> Window:
        """Return the window that holds a day; for a campaign out of season, the next to come.

        Ask ``window.holds(day)`` where the difference matters. Days are meant to lie in the
        years 2000–9000.
        """
        match self.kind:
            case PeriodKind.STANDING:
                return Window("standing", "长期", _ALWAYS_FROM, _ALWAYS_TO, self)
            case PeriodKind.WEEK:
                return self._week(day)
            case PeriodKind.CAMPAIGN:
                return self._campaign(day)
            case _:
                return self._months(day)

    def windows(self, first: date, last: date) -> Iterator[Window]:
        """Yield, in order, each window that has a day in ``first``–``last`` (both inside)."""
        window = self.window_of(first)
        while window.first_day <= last:
            yield window
            if window.standing:
                return
            window = window.next

    def _week(self, day: date) -> Window:
        year, week, weekday = day.isocalendar()
        monday = day - (weekday - 1) * _DAY
        title = f"{year} 年第 {week} 周"
        return Window(f"{year}-W{week:02}", title, monday, monday + _WEEK - _DAY, self)

    def _months(self, day: date) -> Window:
        length, offset = _MONTHS[self.kind], self.anchor - 1
        index = (day.year * 12 + day.month - 1 - offset) // length
        first = _first_of(index * length + offset)
        last = _first_of((index + 1) * length + offset) - _DAY
        key, title = _names(self.kind, first, last)
        return Window(key, title, first, last, self)

    def _campaign(self, day: date) -> Window:
        since, until = self.since or MonthDay(1, 1), self.until or MonthDay(12, 31)
        wraps = until < since
        year = day.year - 1 if wraps else day.year
        while until.in_year(year + wraps) < day:
            year += 1
        first, last = since.in_year(year), until.in_year(year + wraps)
        key = f"{year}C{since.month:02}{since.day:02}-{until.month:02}{until.day:02}"
        later = f"{last.year} 年 " if wraps else ""
        title = f"{year} 年 {first.month} 月 {first.day} 日至 {later}{last.month} 月 {last.day} 日"
        return Window(key, title, first, last, self)


_ALWAYS_FROM: Final = date(2000, 1, 1)
_ALWAYS_TO: Final = date(9999, 12, 30)

STANDING: Final = Period(PeriodKind.STANDING)
TWO_MONTHS: Final = Period(PeriodKind.TWO_MONTHS)
QUARTER: Final = Period(PeriodKind.QUARTER)
YEAR: Final = Period(PeriodKind.YEAR)


def _first_of(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


def _names(kind: PeriodKind, first: date, last: date) -> tuple[str, str]:
    """Return key and title of a window of whole months."""
    year, month = first.year, first.month
    if kind is PeriodKind.MONTH:
        return f"{year}-{month:02}", f"{year} 年 {month} 月"
    aligned = (month - 1) % _MONTHS[kind] == 0
    if aligned and kind is PeriodKind.YEAR:
        return f"{year}", f"{year} 年"
    if aligned and kind is PeriodKind.QUARTER:
        n = (month - 1) // 3
        return f"{year}Q{n + 1}", f"{year} 年第{_QUARTERS[n]}季度"
    if aligned and kind is PeriodKind.HALF:
        n = (month - 1) // 6
        return f"{year}H{n + 1}", f"{year} 年{_HALVES[n]}半年"
    key = f"{year}M{month:02}-{last.month:02}"
    if last.year == year:
        return key, f"{year} 年 {month}—{last.month} 月"
    return key, f"{year} 年 {month} 月—{last.year} 年 {last.month} 月"
