"""Pages of lists that grow for years: a service looks past a row, the door cuts one page off."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from domain.written import as_number
from handlers.api.shapes import Page, Paging

T = TypeVar("T")
R = TypeVar("R")


def last_seen(paging: Paging) -> int:
    """Return the id of the last row of the page before; 0 on the first, -1 where it is no id."""
    if not paging.after:
        return 0
    return as_number(paging.after) or -1


def cut(
    rows: Sequence[R], paging: Paging, key: Callable[[R], int], told: Callable[[R], T]
) -> Page[T]:
    """Make a page of rows that were asked for with one more than it takes."""
    part = rows[: paging.limit]
    more = len(rows) > paging.limit
    return Page(items=[told(row) for row in part], next=str(key(part[-1])) if more else None)
