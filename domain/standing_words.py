"""How a standing is said: what is missing, until when, and why nothing is asked."""

from datetime import date

from domain.quotas import Standing
from domain.rules import Measure, Rule
from domain.wording import say_date


def say_figure(s: Standing) -> str:
    """Return the number and what it is measured by: ``4/5``."""
    return f"{s.count}/{s.target}"


def say_missing(s: Standing) -> str:
    """Return what is missing, without 还差: ``2 次``, ``机关开放、面对面``, ``村(社区) 3 位``."""
    lacking = {part: n for part, n in s.missing_by_part.items() if n}
    if not lacking:
        return f"{s.missing} {s.rule.measure.unit}"
    if s.rule.measure is Measure.EACH_KIND and set(lacking.values()) == {1}:
        return "、".join(s.rule.part_title(part) for part in lacking)
    unit = s.rule.measure.unit
    return _joined([f"{s.rule.part_title(part)} {n} {unit}" for part, n in lacking.items()])


def say_until(s: Standing, today: date) -> str:
    """Return until when it may be filled: ``12 月 31 日前,还有 38 天``, or nothing."""
    if s.days_left is None:
        return ""
    last = s.due
    day = say_date(last, today.year)
    if last < today:
        return f"{day}截止"
    return f"{day}前,还有 {s.days_left} 天" if s.days_left else f"今天({day})是最后一天"


def say_since(s: Standing, today: date) -> str:
    """Return from when a window that has not begun counts: ``4 月 1 日起``."""
    return f"{say_date(s.window.first_day, today.year)}起"


def say_excuse(reason: str) -> str:
    """Return why nothing is asked: ``不作要求(休假登记中)``."""
    return reason if "不作要求" in reason else f"不作要求({reason})"


def say_state(s: Standing, today: date) -> str:
    """Return in one sentence how it stands, the number left out."""
    if not s.begun:
        return f"{say_since(s, today)},现在还没开始"
    if s.exempt_reason:
        return say_excuse(s.exempt_reason)
    if s.met:
        return "已完成"
    until = say_until(s, today)
    return f"{say_lack(s)}({until})" if until else say_lack(s)


def say_lack(s: Standing) -> str:
    """Return what is missing as a sentence: ``还差 2 次,任何一类都可以``, ``还差:面对面``."""
    any_kind = ",任何一类都可以" if many_ways(s.rule) else ""
    return f"还差{':' if s.missing_by_part else ' '}{say_missing(s)}{any_kind}"


def many_ways(rule: Rule) -> bool:
    """Say whether a rule leaves open which of several kinds it is filled with."""
    return rule.measure is Measure.RECORDS and len(rule.counts.kinds) > 1


def _joined(named: list[str]) -> str:
    """Join with the mark that none of the names uses itself."""
    return ("," if any("、" in name for name in named) else "、").join(named)
