"""Sifting records: which of them a rule counts in a window, and why it leaves the others out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from domain.evidence import Deed
from domain.periods import Window
from domain.rules import Measure, Rule
from domain.wording import say_date
from domain.workdays import Calendar, HalfDay, halves


@dataclass(frozen=True, slots=True)
class Sifted:
    """Every record is in one of the two; those left out come with the reason in Chinese."""

    counted: tuple[Deed, ...]
    left_out: tuple[tuple[Deed, str], ...]


def sift(
    rule: Rule,
    window: Window,
    deeds: Iterable[Deed],
    calendar: Calendar,
    caseload: Collection[int] | None = None,
) -> Sifted:
    """Tell the records that a rule counts in a window from the others, both in order of time.

    What adds nothing is left out: a half-day counts once, and where each youth is to be met, a
    record that names nobody of the ``caseload`` (None: any youth will do).
    """
    counted: list[Deed] = []
    left_out: list[tuple[Deed, str]] = []
    taken: set[HalfDay] = set()
    for deed in sorted(deeds, key=lambda deed: (deed.at, deed.id)):
        why = why_not(rule, window, deed, calendar)
        if why is None and rule.measure is Measure.HALF_DAYS:
            new = set(halves(deed.at, deed.minutes)) - taken
            taken |= new
            why = None if new else "这半天已经算过一次"
        if why is None and rule.measure is Measure.EACH_YOUTH and caseload is not None:
            why = None if deed.youths & set(caseload) else "没有现在名单里的小伙伴"
        if why is None:
            counted.append(deed)
        else:
            left_out.append((deed, why))
    return Sifted(tuple(counted), tuple(left_out))


def why_not(rule: Rule, window: Window, deed: Deed, calendar: Calendar) -> str | None:
    """Return, in Chinese, why a record by itself does not count in a window; None where it does."""
    return _wanting(rule, deed) or _untimely(rule, window, deed, calendar)


def _wanting(rule: Rule, deed: Deed) -> str | None:
    counts = rule.counts
    if not rule.measure.counts_records:
        return "这一条看联系名单,不看单次记录"
    if counts.kinds and deed.kind not in counts.kinds:
        return "不是这一条要的类别"
    if counts.offline not in (None, deed.offline):
        return "这一条只算线下" if counts.offline else "这一条只算线上"
    if rule.measure is Measure.EACH_YOUTH and not deed.youths:
        return "没写和谁在一起"
    return _too_short(counts.min_minutes, deed.minutes)


def _too_short(least: int | None, minutes: int | None) -> str | None:
    if least is None or (minutes is not None and minutes >= least):
        return None
    return f"没写时长;满 {least} 分钟才计入" if minutes is None else f"不到 {least} 分钟,不计入"


def _untimely(rule: Rule, window: Window, deed: Deed, calendar: Calendar) -> str | None:
    if not window.holds(deed.day):
        return "不在这项活动的时间里"
    due = rule.deadline(window)
    if deed.day > due:
        return f"{say_date(due)}以后的不算按时"
    if rule.measure is not Measure.HALF_DAYS:
        return None
    if unknown := unknown_year(window, calendar):
        return unknown
    return None if calendar.is_working(deed.day) else "不是工作日"


def unknown_year(window: Window, calendar: Calendar) -> str | None:
    """Say of which year in a window nobody knows yet what is worked; None where all is known."""
    for day in (window.first_day, window.last_day):
        if not calendar.covers(day):
            return f"{day.year} 年的放假安排还没有公布,先不算"
    return None
