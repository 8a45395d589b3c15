"""One programme as people read it: its rules with numbers and words, principles, switches."""

from collections.abc import Iterator

from domain.compliance import meets
from domain.kinds import titles
from domain.periods import PeriodKind
from domain.programme import Programme
from domain.rule_words import (
    say_amount,
    say_cells,
    say_conditions,
    say_demand,
    say_kinds,
)
from domain.rules import Measure, Rule, Who
from domain.switches import NAMES, TITLES


def page(one: Programme, parent: Programme | None, file: str) -> Iterator[str]:
    """Yield the lines about a programme; with its parent, what it changes."""
    yield f"{one.title}({one.id}),{file}"
    if one.note:
        yield one.note
    if parent:
        yield f"继承自「{parent.title}」({parent.id})"
        yield from _changes(one, parent)
    yield ""
    yield f"规则 {len(one.rules)} 条"
    for n, rule in enumerate(one.rules, 1):
        yield f"{n}. {rule.title}({rule.id})"
        yield from (f"   {line}" for line in _about(rule))
    if one.principles:
        yield ""
        yield "原则"
    for principle in one.principles:
        yield f"· {principle.title}({principle.id}):{principle.text}"
        yield from (f"   依据:{source}" for source in principle.sources)
    yield ""
    yield "开关"
    for name in NAMES:
        is_on = getattr(one.switches, name)
        met = meets(name, is_on)
        yield f"· {TITLES[name]}({name}):{'开' if is_on else '关'}" + (
            f",碰到{met.clause}" if met else ""
        )


def _about(rule: Rule) -> Iterator[str]:
    for who in rule.subjects:
        yield f"{_of(who)}:{say_demand(rule, who.target)}" + (
            "(提倡,不作要求)" if who.encouraged else ""
        )
    if rule.measure.counts_records:
        kinds = say_kinds(rule) if rule.measure is not Measure.EACH_KIND else _each(rule)
        yield "算数的记录:" + ";".join([kinds, *say_conditions(rule)])
    if rule.ladder and rule.period.kind is not PeriodKind.STANDING:
        yield f"提醒:结束前 {'、'.join(map(str, rule.ladder))} 天"
    yield from (f"依据:{source}" for source in rule.sources)


def _of(who: Who) -> str:
    return say_cells((role, level) for role in who.roles for level in who.levels)


def _each(rule: Rule) -> str:
    return f"{'、'.join(titles(rule.counts.kinds))},每一类都要"


def _changes(one: Programme, parent: Programme) -> Iterator[str]:
    """Yield what a child has changed in rules and switches."""
    own = {rule.id: rule for rule in one.rules}
    for rule in parent.rules:
        mine = own.pop(rule.id, None)
        if mine is None:
            yield f"· 去掉:{rule.title}({rule.id})"
        elif mine != rule:
            yield f"· 改动:{rule.title}({rule.id}),{_amounts(rule)} → {_amounts(mine)}"
    for rule in own.values():
        yield f"· 新增(只提倡):{rule.title}({rule.id})"
    for name in NAMES:
        before, now = getattr(parent.switches, name), getattr(one.switches, name)
        if before is not now:
            yield f"· {TITLES[name]}({name}):{'开' if before else '关'} → {'开' if now else '关'}"


def _amounts(rule: Rule) -> str:
    return "/".join(dict.fromkeys(say_amount(rule, who.target) for who in rule.subjects))
