"""诉求 of a subtree as a file: what of each the page shows to whoever asks for it."""

from collections.abc import Mapping
from typing import Any, Final

from domain.extracts import Column, Row
from domain.periods import local_day
from domain.ticket_clock import last_day
from domain.tickets import OURS
from services import console_tickets, extracts
from services.console_tickets import TicketRow
from services.extracts import Asked
from services.uow import Uow

_COLUMNS: Final = (
    Column("编号", 10),
    Column("哪一种", 12),
    Column("关于", 12),
    Column("说的事", 48),
    Column("谁提的", 12),
    Column("机关", 26),
    Column("谁在办", 12),
    Column("提出", 12),
    Column("进展", 10),
    Column("最晚", 12),
    Column("超几个工作日", 12),
    Column("答复", 48),
)
FILTERS: Final[Mapping[str, str]] = {
    "tab": "哪一页",
    "sort": "哪一种",
    "state": "到哪一步",
    "kind": "关于什么",
    "number": "编号",
}


@extracts.listed("tickets", "诉求", _COLUMNS, filters=FILTERS)
def _taken_out(uow: Uow, asked: Asked, after: Any, most: int) -> list[tuple[Any, Row | None]]:  # noqa: ANN401 - a key of ours
    sought = console_tickets.wanted(asked.organisation_id, asked.filters)
    found = console_tickets.page(uow, asked.who, sought, after=after or 0, most=most)
    return [(one.id, _row(one)) for one in found]


def _row(one: TicketRow) -> Row:
    told = one.seen
    return (
        one.number,
        one.sort_title,
        told.kind_title if told else "",
        told.text if told else "",
        told.asker if told else "",
        one.organ,
        told.owner if told else "",
        local_day(one.created_at),
        one.status_title,
        last_day(one.due_at) if one.status in OURS else None,
        one.late or None,
        told.answer if told else "",
    )
