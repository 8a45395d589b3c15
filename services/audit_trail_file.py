"""审计 of a subtree as a file, with the filters of the page."""

from collections.abc import Mapping
from typing import Any, Final

from domain.extracts import Column, Row
from domain.permissions import May
from domain.written import as_day
from services import audit_trail, extracts
from services.extracts import Asked
from services.uow import Uow

FILTERS: Final[Mapping[str, str]] = {
    "name": "姓名",
    "thing": "关于",
    "since": "从哪天起",
    "until": "到哪天",
}
_COLUMNS: Final = (
    Column("时间", 18),
    Column("谁", 12),
    Column("做了什么", 26),
    Column("关于", 12),
    Column("编号", 14),
    Column("说明", 40),
    Column("封存了", 8),
)


@extracts.listed("audit", "审计", _COLUMNS, filters=FILTERS, right=May.AUDIT)
def _taken_out(uow: Uow, asked: Asked, after: Any, most: int) -> list[tuple[Any, Row]]:  # noqa: ANN401 - a key of ours
    said = asked.filters
    sought = audit_trail.Asked(
        name=said.get("name", ""),
        thing=said.get("thing", ""),
        since=as_day(said.get("since", "")),
        until=as_day(said.get("until", "")),
    )
    found = audit_trail.lines(uow, asked.organisation_id, sought, after=after or 0, most=most)
    return [
        (
            one.id,
            (
                one.at,
                one.actor,
                one.words,
                one.thing,
                one.thing_id,
                one.about,
                "是" if one.sealed else "还没有",
            ),
        )
        for one in found
    ]
