"""What a record's history says in words: before and after, step by step."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final

from domain.kinds import KINDS
from domain.periods import HOME
from domain.wording import say_day, say_minutes
from services.record_history import Step

_NOON: Final = time(12)


def say_moment(at: datetime, today: date) -> str:
    """Say when something was; what names only a day stands at noon and is told without an hour."""
    here = at.astimezone(HOME)
    hour = "" if here.time() == _NOON else f" {here:%H:%M}"
    return f"{say_day(here.date(), today)}{hour}"


def say_step(step: Step, today: date) -> list[str]:
    """Say what one step changed, line by line."""
    if "undone" in step.after:
        return ["撤销了" if step.after["undone"] else "恢复了"]
    lines = [
        f"{title}:{_value(key, step.before, today)} → {_value(key, step.after, today)}"
        for key, title in _TITLES.items()
        if key in step.after
    ]
    if "youths" in step.after:
        lines += _youths(step)
    if step.before.get("answers", {}).get("confirmed"):  # of 没聊过 nobody is told
        lines.append("改了日子或类别,之前点的「聊过」不再算在这一条上")
    return lines


_TITLES: Final = {
    "kind": "类别",
    "happened_at": "哪天",
    "title": "做了什么",
    "minutes": "多久",
    "offline": "方式",
}


def _value(key: str, side: Mapping[str, Any], today: date) -> str:
    value = side[key]
    match key:
        case "kind":
            return KINDS[value].title if value in KINDS else str(value)
        case "happened_at":
            return say_moment(datetime.fromisoformat(value), today)
        case "minutes":
            return say_minutes(value) if value else "没写"
        case "offline":
            return "当面" if value else "线上"
        case _:
            return str(value) or "没写"


def _youths(step: Step) -> list[str]:
    before, after = step.before["youths"], step.after["youths"]
    gone = [step.names.get(number, "") for number in before if number not in after]
    new = [step.names.get(number, "") for number in after if number not in before]
    lines = [f"去掉:{'、'.join(gone)}"] if gone else []
    return [*lines, *([f"加上:{'、'.join(new)}"] if new else [])]
