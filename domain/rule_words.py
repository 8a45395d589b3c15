"""What a rule asks, in Chinese: how much and how often, of whom, and which records count."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from domain.dictionaries import LEADING, LEVELS, Level
from domain.kinds import titles
from domain.periods import MonthDay, Period, PeriodKind
from domain.rules import ROLE_TITLES, Measure, Role, Rule
from domain.wording import say_minutes

Cell = tuple[Role, Level]
"""A role at a level: the smallest group of which a rule may ask something of its own."""

MEASURES: Final = {
    Measure.DISTINCT_YOUTHS: "数名单上的青年",
    Measure.EACH_FIELD: "名单按领域各数各的",
    Measure.EACH_YOUTH: "名单上每位青年各数各的",
    Measure.RECORDS: "各类合在一起数",
    Measure.EACH_KIND: "每一类各数各的",
    Measure.HALF_DAYS: "数工作日的半天",
}
_EVERY: Final = {
    PeriodKind.STANDING: "常年",
    PeriodKind.WEEK: "每周",
    PeriodKind.MONTH: "每月",
    PeriodKind.TWO_MONTHS: "每两个月",
    PeriodKind.QUARTER: "每季度",
    PeriodKind.HALF: "每半年",
    PeriodKind.YEAR: "每年",
}
_LEVEL_ORDER: Final = tuple(Level)
_ROLE_ORDER: Final = tuple(Role)


def say_period(period: Period) -> str:
    """Return 每季度, 每两个月, ``每年 7 月 1 日至 8 月 31 日``."""
    if period.kind is PeriodKind.CAMPAIGN:
        since, until = period.since or MonthDay(1, 1), period.until or MonthDay(12, 31)
        later = "次年" if until < since else ""
        return f"每年 {since.month} 月 {since.day} 日至{later} {until.month} 月 {until.day} 日"
    shifted = f"(从 {period.anchor} 月起算)" if period.anchor != 1 else ""
    return f"{_EVERY[period.kind]}{shifted}"


def say_amount(rule: Rule, target: int) -> str:
    """Return what one window asks: ``5 次``, ``5 类各 1 次``, ``100 位青年``."""
    match rule.measure:
        case Measure.DISTINCT_YOUTHS:
            return f"{target} 位青年"
        case Measure.EACH_FIELD:
            return f"{'和'.join(map(rule.part_title, rule.fields))}各 {target} 位青年"
        case Measure.EACH_YOUTH:
            return f"联系的每位青年 {target} 次"
        case Measure.EACH_KIND:
            return f"{len(rule.counts.kinds)} 类各 {target} 次"
        case Measure.HALF_DAYS:
            return f"{target} 个半天"
        case Measure.RECORDS:
            return f"{target} 次"


def say_demand(rule: Rule, target: int) -> str:
    """Return what a rule asks: ``每季度 5 次``, ``常年 100 位青年``."""
    return f"{say_period(rule.period)} {say_amount(rule, target)}"


def say_days(rule: Rule) -> str:
    """Return which days of the windows count."""
    if rule.by_day is None:
        return f"{say_period(rule.period)},哪天都算"
    return f"{say_period(rule.period)},最后一个月 {rule.by_day} 日前算"


def say_kinds(rule: Rule) -> str:
    """Return which kinds count, in words."""
    return "、".join(titles(rule.counts.kinds)) or "哪一类都算"


def say_minutes_asked(rule: Rule) -> str:
    """Return how long a record has to be."""
    least = rule.counts.min_minutes
    return "长短都算" if least is None else f"每次至少 {say_minutes(least)}"


def say_offline(rule: Rule) -> str:
    """Return where it has to be."""
    return {None: "线上线下都算", True: "只算线下", False: "只算线上"}[rule.counts.offline]


def say_conditions(rule: Rule) -> list[str]:
    """Return what a record has to be besides its kind, of what is asked at all."""
    asked = (
        (rule.counts.min_minutes is not None, say_minutes_asked(rule)),
        (rule.counts.offline is not None, say_offline(rule)),
        (rule.by_day is not None, f"窗口最后一个月 {rule.by_day} 日前"),
    )
    return [words for is_asked, words in asked if is_asked]


def say_cells(cells: Iterable[Cell]) -> str:
    """Return roles with their levels: ``专职、挂职``, ``兼职(基层)``, ``机关(市、县)``."""
    levels: dict[Role, set[Level]] = defaultdict(set)
    for role, level in cells:
        levels[role].add(level)
    groups: dict[str, list[str]] = defaultdict(list)
    for role in sorted(levels, key=_ROLE_ORDER.index):
        groups[_say_levels(role, levels[role])].append(ROLE_TITLES[role])
    return ";".join(f"{'、'.join(roles)}{where}" for where, roles in groups.items())


def _say_levels(role: Role, levels: set[Level]) -> str:
    if levels == set(Level) or (role is Role.ORGAN and levels == LEADING):
        return ""
    if levels == LEADING:
        return "(县级以上机关)"
    ordered = sorted(levels, key=_LEVEL_ORDER.index)
    return f"({'、'.join(LEVELS[level] for level in ordered)})"
