"""One part of a list that is too long to be read whole: it goes on behind the id of a row."""

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from handlers.api.shapes import Page, Paging

T = TypeVar("T")
R = TypeVar("R")
_ID: Final = re.compile(r"[0-9]{1,18}")
_NOWHERE: Final = -1
"""Behind a row that never was there is nothing."""


def behind(paging: Paging) -> int:
    """Return the id behind which a page begins; 0 for the first page."""
    if not paging.after:
        return 0
    return int(paging.after) if _ID.fullmatch(paging.after) else _NOWHERE


def part(
    rows: Sequence[R], paging: Paging, key: Callable[[R], int], told: Callable[[R], T]
) -> Page[T]:
    """Make a page of rows of which one more than the page holds was asked for."""
    shown = rows[: paging.limit]
    more = len(rows) > paging.limit
    return Page(items=[told(row) for row in shown], next=str(key(shown[-1])) if more else None)
