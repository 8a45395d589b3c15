"""微心愿 of an area as a file: as its reviewers see them, without who wishes."""

from collections.abc import Mapping
from typing import Any, Final

from domain.extracts import Column, Row
from domain.periods import local_day
from services import console_wishes, extracts
from services.extracts import Asked
from services.uow import Uow

_COLUMNS: Final = (
    Column("编号", 10),
    Column("心愿", 40),
    Column("类型", 12),
    Column("大概多少钱", 12),
    Column("单位", 30),
    Column("许愿", 12),
    Column("进展", 10),
    Column("谁认领", 24),
    Column("认领到期", 12),
    Column("实现", 12),
    Column("为什么下架", 24),
)
FILTERS: Final[Mapping[str, str]] = {
    "state": "进展",
    "kind": "类型",
    "words": "心愿里的字",
    "first": "实现于……以来",
}


@extracts.listed("wishes", "微心愿", _COLUMNS, filters=FILTERS)
def _taken_out(uow: Uow, asked: Asked, after: Any, most: int) -> list[tuple[Any, Row | None]]:  # noqa: ANN401 - a key of ours
    sought = console_wishes.wanted(asked.within, asked.organisation_id, asked.filters)
    return [
        (one.wish.id, _row(one))
        for one in console_wishes.page(uow, sought, after=after or 0, most=most)
    ]


def _row(one: console_wishes.WishRow) -> Row:
    wish, promise = one.wish, one.promise
    return (
        wish.number,
        wish.text,
        wish.kind_title,
        wish.yuan,
        wish.organisation,
        wish.day,
        wish.status_title,
        promise.who if promise else "",
        local_day(promise.until) if promise and not promise.ended else None,
        local_day(one.fulfilled_at) if one.fulfilled_at else None,
        one.reason,
    )
