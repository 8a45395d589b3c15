"""Whether one rule asks more than another, and in what.

Three questions decide, for each role at each level on its own: is somebody bound who was not; is
more asked in a year (a target times its windows); does anything that counted above no longer count
(a kind, a day, a short record, an online one). For a rule that asks for each of its kinds it is the
other way round: a further kind asks more, a dropped one less.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Final

from domain.dictionaries import FIELDS, Level
from domain.kinds import titles
from domain.periods import Period, PeriodKind
from domain.rule_words import (
    MEASURES,
    Cell,
    say_days,
    say_demand,
    say_kinds,
    say_minutes_asked,
    say_offline,
)
from domain.rules import Measure, Role, Rule


class Aspect(StrEnum):
    """In what a rule asks more; the value is the key of the file to look at."""

    RULE = "id"
    SUBJECTS = "subjects"
    MEASURE = "measure"
    TARGET = "target"
    PERIOD = "period"
    KINDS = "kinds"
    FIELDS = "fields"
    MINUTES = "conditions.min_minutes"
    OFFLINE = "conditions.offline"
    DAYS = "by_day"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is asked, above and here, in words, and what to do about it."""

    aspect: Aspect
    upper: str
    lower: str
    cure: str


def binding(rule: Rule) -> dict[Cell, int]:
    """Return the target of everybody whom a rule binds; who is only encouraged is left out."""
    found = {}
    for role in Role:
        for level in Level:
            who = rule.who(role, level)
            if who and not who.encouraged:
                found[role, level] = who.target
    return found


def stricter(upper: Rule | None, lower: Rule) -> Mapping[Difference, list[Cell]]:
    """Return in what a rule asks more than the one above (None: there is none), and of whom."""
    found: dict[Difference, list[Cell]] = defaultdict(list)
    before = binding(upper) if upper else {}
    for cell, target in binding(lower).items():
        if upper is None:
            found[_new_rule(lower, target)].append(cell)
        elif cell not in before:
            found[_newly_bound(upper, lower, cell, target)].append(cell)
        else:
            for what in _compared(upper, before[cell], lower, target):
                found[what].append(cell)
    return found


def more_than_akin(upper: Rule, lower: Rule) -> Mapping[Difference, list[Cell]]:
    """Return in what a rule asks a higher number than one of another id that counts the same.

    Two rules count the same where they measure alike and share a kind of record, or look at the
    case-load alone; and, measured otherwise, where the lower takes all kinds that the upper takes.
    """
    found: dict[Difference, list[Cell]] = defaultdict(list)
    kinds, also = set(upper.counts.kinds), set(lower.counts.kinds)
    alike = upper.measure is lower.measure
    if not (kinds & also or not (kinds and also)) if alike else not (kinds and kinds <= also):
        return found
    before = binding(upper)
    for cell, target in binding(lower).items():
        if cell not in before:
            continue
        if alike:
            more = _more(upper, before[cell], lower, target, before[cell])
        else:
            more = _more_records(upper, before[cell], lower, target)
        for what in more:
            found[what].append(cell)
    return found


def _more_records(upper: Rule, before: int, lower: Rule, after: int) -> Iterator[Difference]:
    """Compare what two rules of unlike measures ask of the same kinds, as records in a year."""
    had = upper.records_asked(before) * _windows_a_year(upper.period)
    wants = lower.records_asked(after) * _windows_a_year(lower.period)
    if wants > had:
        yield Difference(
            Aspect.MEASURE,
            f"{say_demand(upper, before)}(一年约 {round(had)} 次)",
            f"{say_demand(lower, after)}(一年约 {round(wants)} 次)",
            "数的是同样的记录,请不要高过上级的那一条。",
        )


def _new_rule(lower: Rule, target: int) -> Difference:
    return Difference(
        Aspect.RULE,
        "没有这一条,是 0",
        say_demand(lower, target),
        "请去掉这条规则,或者写 encouraged = true(提倡,不作要求)。",
    )


def _newly_bound(upper: Rule, lower: Rule, cell: Cell, target: int) -> Difference:
    meant = upper.who(*cell)
    words = f"{say_demand(upper, meant.target)},只提倡、不作要求" if meant else "不作要求,是 0"
    return Difference(
        Aspect.SUBJECTS,
        words,
        say_demand(lower, target),
        "请从 subjects 里去掉这些对象,或者写 encouraged = true(提倡,不作要求)。",
    )


def _compared(upper: Rule, before: int, lower: Rule, after: int) -> Iterator[Difference]:
    """Compare what is asked of somebody whom both bind."""
    asked = _per_window(upper, before, lower)
    if asked is None:
        yield Difference(
            Aspect.MEASURE,
            f"{say_demand(upper, before)}({MEASURES[upper.measure]})",
            f"{say_demand(lower, after)}({MEASURES[lower.measure]})",
            "两种数法比不出高低,请照用上级的 measure。",
        )
        return
    yield from _more(upper, before, lower, after, asked)
    if upper.measure is lower.measure:
        yield from _parts(upper, lower)
    if lower.measure.counts_records:
        yield from _conditions(upper, lower)


def _per_window(upper: Rule, target: int, lower: Rule) -> int | None:
    """Return what the upper rule already makes sure of, in the measure of the lower; None: nothing.

    Who does each of several kinds has done so many together, and who knows so many youths of each
    field knows so many in all. Other measures say nothing of each other.
    """
    if upper.measure is lower.measure:
        return target
    kinds, also = set(upper.counts.kinds), set(lower.counts.kinds)
    match upper.measure, lower.measure:
        case Measure.EACH_KIND, Measure.RECORDS:
            return target * len(kinds & also)
        case Measure.RECORDS, Measure.EACH_KIND if kinds == also and len(kinds) == 1:
            return target
        case Measure.EACH_FIELD, Measure.DISTINCT_YOUTHS:
            return target * len(upper.fields)
    return None


def _more(upper: Rule, before: int, lower: Rule, after: int, asked: int) -> Iterator[Difference]:
    windows = _windows_a_year(lower.period)
    had, wants = asked * _windows_a_year(upper.period), after * windows
    if upper.period.kind is PeriodKind.CAMPAIGN and windows > 1:
        yield Difference(
            Aspect.PERIOD,
            say_demand(upper, before),
            say_demand(lower, after),
            "上级只在一段日子里要求,请照用上级的 period。",
        )
        return
    if wants <= had:
        return
    same = upper.period.kind is lower.period.kind
    most = asked if same else had // windows
    yearly = "" if same else f"(一年约 {{}} {_UNITS.get(lower.measure, '次')})"
    yield Difference(
        Aspect.TARGET if same else Aspect.PERIOD,
        say_demand(upper, before) + yearly.format(round(had)),
        say_demand(lower, after) + yearly.format(round(wants)),
        f"请写不高于 {most} 的 target,或者照用上级的。"
        if most
        else "请照用上级的 period 和 target。",
    )


def _windows_a_year(period: Period) -> Fraction:
    """Return how many windows a year has; of a standing one, and of a campaign, it is one."""
    return _A_YEAR.get(period.kind, Fraction(1))


_UNITS: Final = {Measure.HALF_DAYS: "个半天"}
_A_YEAR: Final = {
    PeriodKind.WEEK: Fraction(20871, 400),  # four hundred years are 20,871 weeks
    PeriodKind.MONTH: Fraction(12),
    PeriodKind.TWO_MONTHS: Fraction(6),
    PeriodKind.QUARTER: Fraction(4),
    PeriodKind.HALF: Fraction(2),
}


def _parts(upper: Rule, lower: Rule) -> Iterator[Difference]:
    """Compare kinds and fields under one measure."""
    kinds, also = set(upper.counts.kinds), set(lower.counts.kinds)
    if lower.measure is Measure.EACH_KIND:
        if further := titles(k for k in lower.counts.kinds if k not in kinds):
            yield Difference(
                Aspect.KINDS,
                f"要 {len(kinds)} 类:{say_kinds(upper)}",
                f"要 {len(also)} 类,多了{'、'.join(further)}",
                "请去掉多出来的类别。",
            )
    elif (lost := kinds - also if kinds else also) and also:
        gone = titles(k for k in upper.counts.kinds if k in lost)
        yield Difference(
            Aspect.KINDS,
            f"认 {len(kinds)} 类:{say_kinds(upper)}" if kinds else "哪一类都认",
            f"只认 {len(also)} 类"
            + (f",不认{'、'.join(gone)}" if gone else f":{say_kinds(lower)}"),
            "请把少认的类别加回来。",
        )
    if beyond := [FIELDS[f] for f in lower.fields if f not in upper.fields]:
        yield Difference(
            Aspect.FIELDS,
            f"要 {len(upper.fields)} 个领域",
            f"要 {len(lower.fields)} 个领域,多了{'、'.join(beyond)}",
            "请去掉多出来的领域。",
        )


def _conditions(upper: Rule, lower: Rule) -> Iterator[Difference]:
    """Compare which of the records count: how long, where, on which days."""
    least, asked = upper.counts.min_minutes or 0, lower.counts.min_minutes or 0
    if asked > least:
        yield Difference(
            Aspect.MINUTES,
            say_minutes_asked(upper),
            say_minutes_asked(lower),
            f"请写不高于 {least} 的 min_minutes。" if least else "请去掉 min_minutes。",
        )
    if lower.counts.offline not in (None, upper.counts.offline):
        yield Difference(
            Aspect.OFFLINE, say_offline(upper), say_offline(lower), "请照用上级的 offline。"
        )
    if not _days(upper.period, upper.by_day) <= _days(lower.period, lower.by_day):
        yield Difference(
            Aspect.PERIOD if lower.by_day == upper.by_day else Aspect.DAYS,
            say_days(upper),
            say_days(lower),
            "请让上级算的每一天在这里也算:照用上级的 period 和 by_day。",
        )


_LEAP_YEAR: Final = date(2024, 1, 1)


@lru_cache(maxsize=256)
def _days(period: Period, by_day: int | None) -> frozenset[date]:
    """Return the days of a leap year on which a record counts in some window."""
    return frozenset(
        day
        for day in (_LEAP_YEAR + timedelta(days=n) for n in range(366))
        if _counts_on(period, by_day, day)
    )


def _counts_on(period: Period, by_day: int | None, day: date) -> bool:
    window = period.window_of(day)
    last = window.last_day
    deadline = last if by_day is None else last.replace(day=min(by_day, last.day))
    return window.holds(day) and day <= deadline
