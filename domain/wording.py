"""Days and durations in the words people use."""

import re
from datetime import date
from typing import Final

_HOUR: Final = 60
_UNFIT: Final = re.compile(r"[\s\"'<>&#?%=]")
"""What would break a link."""
_NEAR: Final = {0: "今天", 1: "昨天", 2: "前天"}


def tap(said: str, label: str = "") -> str:
    """Return a link that says something in the chat when it is tapped; plain words if it cannot."""
    if _UNFIT.search(said):
        return label or said
    return f'<a href="weixin://bizmsgmenu?msgmenucontent={said}&msgmenuid=1">{label or said}</a>'


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
