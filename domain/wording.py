"""Days and durations in the words people use."""

import re
from datetime import date, datetime
from typing import Final

from domain.periods import HOME, local_day

_HOUR: Final = 60
_UNFIT: Final = re.compile(r"[\s\"'<>&#?%=]")
"""What would break a link."""
_NEAR: Final = {0: "今天", 1: "昨天", 2: "前天"}
_AHEAD: Final = {1: "明天", 2: "后天"}


def tap(said: str, label: str = "") -> str:
    """Return a link that says something in the chat when it is tapped; plain words if it cannot."""
    if _UNFIT.search(said):
        return label or said
    return f'<a href="weixin://bizmsgmenu?msgmenucontent={said}&msgmenuid=1">{label or said}</a>'


def short(text: str, most: int) -> str:
    """Return as many characters of a text as fit, and a sign where there are more."""
    return text if len(text) <= most else f"{text[:most]}…"


def untapped(said: str) -> str:
    """Return somebody's words so that the chat makes no link of them."""
    return said.replace("<", "\uff1c")


def say_date(day: date, year: int | None = None) -> str:
    """Return ``10 月 12 日``, with the year in front unless it is ``year`` (None: no year)."""
    text = f"{day.month} 月 {day.day} 日"
    return text if year in (None, day.year) else f"{day.year} 年 {text}"


def say_day(day: date, today: date) -> str:
    """Return 今天, 昨天, 前天, ``9 月 30 日`` or, outside this year, ``2026 年 1 月 3 日``."""
    return _NEAR.get((today - day).days) or say_date(day, today.year)


def say_minutes(minutes: int) -> str:
    """Return a length given in whole minutes as ``45 分钟``, ``2 小时`` or ``1 小时 30 分``."""
    hours, rest = divmod(minutes, _HOUR)
    if not hours:
        return f"{rest} 分钟"
    return f"{hours} 小时 {rest} 分" if rest else f"{hours} 小时"


def say_when(moment: datetime, now: datetime) -> str:
    """Return a moment in words: ``明天 周日 14:00``, ``9 月 30 日 周三 14:00``."""
    day, today = local_day(moment), local_day(now)
    weekday = "一二三四五六日"[day.weekday()]
    near = {1: "明天", 2: "后天"}.get((day - today).days)
    return f"{near or say_day(day, today)} 周{weekday} {moment.astimezone(HOME):%H:%M}"


def say_moment(moment: datetime) -> str:
    """Return a moment in words that stay true tomorrow: ``11 月 28 日 周六 14:00``."""
    local = moment.astimezone(HOME)
    weekday = "一二三四五六日"[local.weekday()]
    return f"{say_date(local.date())} 周{weekday} {local:%H:%M}"


def say_ahead(day: date, today: date) -> str:
    """Return 明天 and 后天 too, and the weekday of what is to come within a week."""
    days = (day - today).days
    if days in _AHEAD:
        return _AHEAD[days]
    weekday = f"(周{'一二三四五六日'[day.weekday()]})" if 0 < days <= len("一二三四五六日") else ""
    return f"{say_day(day, today)}{weekday}"
