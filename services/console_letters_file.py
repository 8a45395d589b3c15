"""The letters of a subtree as a file, with the filters of the page."""

from typing import Any

from domain.extracts import MOST, Column, Row
from services import console_letters, extracts
from services.extracts import Asked
from services.uow import Uow

_COLUMNS = (
    Column("编号", 10),
    Column("写好", 18),
    Column("收的人", 12),
    Column("单位", 30),
    Column("内容", 16),
    Column("标题", 24),
    Column("通道", 16),
    Column("结果", 14),
    Column("定下来", 18),
)


def _count(uow: Uow, asked: Asked) -> int:
    return console_letters.count(uow, _wanted(uow, asked), most=MOST)


@extracts.listed("letters", "发了什么", _COLUMNS, filters=console_letters.FILTERS, count=_count)
def _taken_out(uow: Uow, asked: Asked, after: Any, most: int) -> list[tuple[Any, Row]]:  # noqa: ANN401 - a key of ours
    return [
        (
            one.id,
            (
                one.id,
                one.written_at,
                one.name,
                one.unit,
                one.kind,
                one.title,
                one.way,
                one.said,
                one.closed_at,
            ),
        )
        for one in console_letters.page(uow, _wanted(uow, asked), after=after or 0, most=most)
    ]


def _wanted(uow: Uow, asked: Asked) -> console_letters.Wanted:
    return console_letters.wanted(asked.organisation_id, asked.filters, uow.today)
