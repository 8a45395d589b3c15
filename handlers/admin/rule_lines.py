"""A rule as the page of rules tells it: number, period, subject, what counts, whose words."""

from dataclasses import dataclass

from domain.periods import PeriodKind
from domain.rule_words import (
    MEASURES,
    say_cells,
    say_conditions,
    say_demand,
    say_kinds,
)
from domain.rules import Rule, Source


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What a page tells of a rule."""

    rule: Rule
    asks: tuple[tuple[str, str, bool], ...]
    """Of whom, what, and whether it is only encouraged."""
    counts: str
    reminded: str
    sources: tuple[Source, ...]


def line(rule: Rule) -> RuleLine:
    """Return a rule in words."""
    asks = tuple(
        (
            say_cells((role, level) for role in who.roles for level in who.levels),
            say_demand(rule, who.target),
            who.encouraged,
        )
        for who in rule.subjects
    )
    return RuleLine(rule, asks, _counts(rule), _reminded(rule), rule.sources)


def _counts(rule: Rule) -> str:
    if not rule.measure.counts_records:
        return MEASURES[rule.measure]
    return ";".join([f"{say_kinds(rule)}({MEASURES[rule.measure]})", *say_conditions(rule)])


def _reminded(rule: Rule) -> str:
    if rule.period.kind is PeriodKind.STANDING or not rule.ladder:
        return "不提醒"
    return f"结束前 {'、'.join(map(str, rule.ladder))} 天"
