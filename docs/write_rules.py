"""Writes ``docs/rules.zh-CN.md``: every rule of every programme, as the files say it today.

.venv/bin/python -m docs.write_rules

A test compares the page with what this would write, so that neither is changed alone.
"""
# ruff: noqa: E501, INP001 - Chinese sentences stay whole; a script, not a package

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.rules import programmes
from domain.kinds import titles
from domain.periods import PeriodKind
from domain.programme import Principle, Programme
from domain.rule_words import (
    say_cells,
    say_demand,
    say_kinds,
    say_minutes_asked,
    say_offline,
)
from domain.rules import Measure, Role, Rule, Source, Who
from domain.switches import NAMES, TITLES, Switches

PAGE: Final = Path(__file__).parent / "rules.zh-CN.md"
ORDER: Final = ("national", "guangyuan-2017", "huaian-2016", "jiaxing-2017", "light")
"""The nation first, the lightest last; whatever else there is comes after."""

HEAD: Final = """# 规则一览

本页由 `programmes/*.toml` 生成,不要手改:改了方案文件,运行 `.venv/bin/python -m docs.write_rules`。
每条规则写明谁要做、做多少、多久一次、什么算数,后面是通知原文。

怎么算,各条一样:

- 时间按北京时间,起止两天都在内;两个月一期按自然月成对(1—2 月、3—4 月……),通知另有说法的除外。
- 一期从第一天到最后一天都在岗的,这一期才作要求;中途上任、离任、转岗、登记休假的写明原因,不作要求,做了的照样记数。常年的规则看当天。
- 一条记录只填一次,合得上几条规则就在几条里各算一次;撤销了,哪条里都不再算。
- 按事情发生的那一天算,不按填写的那一天;期满以后才填的算数,记为补填。
- 联系的青年说了不想被联系,当时就不在名单里;团干部以前做过的照算。
- 半天指法定工作日的上午或下午:调休上班的周末算,节假日不算;还没公布放假安排的年份先不算。
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(text(programmes()), encoding="utf-8")


def text(found: dict[str, Programme]) -> str:
    """Return the whole page."""
    names = [name for name in ORDER if name in found]
    ordered = [found[name] for name in (*names, *sorted(found.keys() - set(names)))]
    lines = [HEAD, *_overview(ordered)]
    for programme in ordered:
        lines += _about(programme, found.get(programme.parent or ""))
    return "\n".join(lines) + "\n"


def _overview(all_of_them: list[Programme]) -> Iterator[str]:
    """Yield the table of rules by programmes."""
    yield "## 哪个方案有哪几条\n"
    yield "| 规则 | " + " | ".join(one.title for one in all_of_them) + " |"
    yield "|" + "---|" * (len(all_of_them) + 1)
    rules: dict[str, Rule] = {}
    for programme in all_of_them:
        rules |= {rule.id: rule for rule in programme.rules if rule.id not in rules}
    for rule_id, rule in sorted(rules.items(), key=lambda pair: _of_organs(pair[1])):
        cells = []
        for programme in all_of_them:
            mine = [one for one in programme.rules if one.id == rule_id]
            cells.append("<br>".join(_demands(mine[0])) if mine else "")
        yield f"| {rule.title} `{rule_id}` | " + " | ".join(cells) + " |"
    yield ""


def _demands(rule: Rule) -> list[str]:
    return list(dict.fromkeys(say_demand(rule, who.target) for who in rule.subjects))


def _of_organs(rule: Rule) -> bool:
    """Say whether a rule is for organs; those come after the cadres'."""
    return any(Role.ORGAN in who.roles for who in rule.subjects)


def _about(programme: Programme, parent: Programme | None) -> Iterator[str]:
    yield f"## {programme.title}\n"
    yield f"`{programme.id}`:{programme.note}\n"
    own = list(programme.rules)
    if parent:
        own = [rule for rule in own if rule not in parent.rules]
        same = [f"「{rule.title}」" for rule in programme.rules if rule in parent.rules]
        yield f"继承「{parent.title}」,与它一字不差的有 {len(same)} 条:{''.join(same)}。\n"
    for rule in own:
        yield from _rule(rule)
    if not parent or programme.principles != parent.principles:
        for principle in programme.principles:
            yield from _principle(principle)
    yield from _switches(programme)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.title} `{rule.id}`\n"
    yield "| 谁 | 做多少 |"
    yield "|---|---|"
    for who in rule.subjects:
        only = "(提倡,不作要求)" if who.encouraged else ""
        yield f"| {_of(who)} | {say_demand(rule, who.target)}{only} |"
    yield ""
    if rule.measure.counts_records:
        yield f"- 什么算:{';'.join(_what_counts(rule))}"
    if rule.ladder and rule.period.kind is not PeriodKind.STANDING:
        yield f"- 截止前 {'、'.join(map(str, rule.ladder))} 天提醒还差的人"
    yield from _sources(rule.sources)


def _what_counts(rule: Rule) -> Iterator[str]:
    each = rule.measure is Measure.EACH_KIND
    yield f"{'、'.join(titles(rule.counts.kinds))},每一类都要" if each else say_kinds(rule)
    if rule.counts.min_minutes is not None:
        yield say_minutes_asked(rule)
    if rule.counts.offline is not None:
        yield say_offline(rule)
    if rule.by_day is not None:
        yield f"最后一个月 {rule.by_day} 日(含)以前的"


def _of(who: Who) -> str:
    return say_cells((role, level) for role in who.roles for level in who.levels)


def _principle(principle: Principle) -> Iterator[str]:
    yield f"### 原则:{principle.title} `{principle.id}`\n"
    yield f"{principle.text}\n"
    yield from _sources(principle.sources)


def _sources(sources: tuple[Source, ...]) -> Iterator[str]:
    yield from (f"- 依据:{source}" for source in sources)
    yield ""


def _switches(programme: Programme) -> Iterator[str]:
    """Yield the switches that stand otherwise than usual, with who decided so."""
    usual = Switches()
    changed = [n for n in NAMES if getattr(programme.switches, n) is not getattr(usual, n)]
    yield "### 开关\n"
    if not changed:
        yield "都用平常的:积分、排名、登录统计、系统数据考核都关着。\n"
        return
    for name in changed:
        signed = programme.signed.get(name)
        why = f"——{signed.by},{signed.reason}" if signed else ""
        yield f"- {TITLES[name]}:{'开' if getattr(programme.switches, name) else '关'}{why}"
    yield ""


if __name__ == "__main__":
    main()
