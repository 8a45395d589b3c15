"""Parts of a day as people type them (上午, 下午, 晚上, 全天), and the hour each stands for."""

import re
from collections.abc import Collection
from datetime import time
from enum import StrEnum
from typing import Final

WHOLE_DAY_MINUTES: Final = 8 * 60
"""How long 全天 is where no length is said."""


class DayPart(StrEnum):
    """A part of a day, the earlier first."""

    WHOLE = "whole"
    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    @property
    def word(self) -> str:
        """What people say."""
        return _TITLES[self]

    @property
    def at(self) -> time:
        """The hour at which a record of it begins."""
        return _HOURS[self]


_TITLES: Final = {
    DayPart.WHOLE: "全天",
    DayPart.MORNING: "上午",
    DayPart.NOON: "中午",
    DayPart.AFTERNOON: "下午",
    DayPart.EVENING: "晚上",
}
_HOURS: Final = {
    DayPart.WHOLE: time(9),
    DayPart.MORNING: time(9),
    DayPart.NOON: time(12),
    DayPart.AFTERNOON: time(14),
    DayPart.EVENING: time(19),
}
_WORDS: Final = {
    **dict.fromkeys(("一整天", "整天", "全天"), DayPart.WHOLE),
    **dict.fromkeys(("上午", "早上", "早晨", "清晨"), DayPart.MORNING),
    "中午": DayPart.NOON,
    "下午": DayPart.AFTERNOON,
    **dict.fromkeys(("晚上", "傍晚", "夜里"), DayPart.EVENING),
}
_SHORT: Final = {
    **dict.fromkeys(("今早", "今晨"), DayPart.MORNING),
    **dict.fromkeys(("昨晚", "今晚", "晚"), DayPart.EVENING),
}
"""What says it only within a day: 昨晚, 周五晚."""
PART_WORDS: Final = frozenset(_WORDS)
AFTER_A_DAY: Final = rf"(?:{'|'.join(_WORDS)}|晚(?![会餐饭自课霞风]))?"
"""Pattern of what may follow a day at once."""
_ALL: Final = _WORDS | _SHORT
_ANY: Final = re.compile("|".join(sorted(_ALL, key=len, reverse=True)))
_PLAIN: Final = re.compile("|".join(_WORDS))
_AHEAD: Final = re.compile(rf"({'|'.join(_WORDS)})(?![茶场班好候会课])(?=..)")


def in_day(said: str) -> set[DayPart]:
    """Return the parts that a day as it was typed speaks of: 昨天下午, 昨晚."""
    return {_ALL[word] for word in _ANY.findall(said)}


def in_noise(said: str) -> set[DayPart]:
    """Return the parts in a text that says nothing else: 下午和."""
    return {_WORDS[word] for word in _PLAIN.findall(said)}


def ahead(text: str) -> tuple[set[DayPart], str]:
    """Take the part off that leads a title: 下午社区清洁; a word like 下午茶 stays whole."""
    match = _AHEAD.match(text)
    return ({_WORDS[match[1]]}, text[match.end() :]) if match else (set(), text)


def by_code(code: str | None) -> DayPart | None:
    """Return the part with a code, None where there is none."""
    return DayPart(code) if code in list(DayPart) else None


def together(parts: Collection[DayPart]) -> DayPart | None:
    """Return what several words mean together: morning and afternoon are the whole day."""
    if {DayPart.MORNING, DayPart.AFTERNOON} <= set(parts):
        return DayPart.WHOLE
    order = list(DayPart)
    return min(parts, key=order.index, default=None)
