"""值班: from which day to which somebody may be put on the list."""

from datetime import date, timedelta
from typing import Final

from domain.errors import Refusal
from domain.written import as_day

AHEAD: Final = timedelta(days=366)
MOST: Final = 60
"""Lines of a list: more is no list that anybody keeps."""


class DutyDays(Refusal):
    """Days that make no sense."""

    code = "duty_days"
    text = "日子不对:{why}。改好再排。"


class DutyFull(Refusal):
    """The list is long enough."""

    code = "duty_full"
    text = "值班表已经有 {most} 条了。先去掉过时的,或者把日子连起来排成一条。"


def typed_day(said: str) -> date | None:
    """Return a day as a form brought it, or none where nothing was typed."""
    said = said.strip()
    if said and as_day(said) is None:
        raise DutyDays(why="要写成 2026-12-01 这样")
    return as_day(said)


def check(first: date, last: date | None, today: date) -> date:
    """Return the day on which a shift begins: a past one begins today."""
    if last is not None and last < first:
        raise DutyDays(why="结束在开始之前")
    if last is not None and last < today:
        raise DutyDays(why="已经过去了")
    if first > today + AHEAD or (last is not None and last > today + 2 * AHEAD):
        raise DutyDays(why="太远了,先排一年之内的")
    return max(first, today)
