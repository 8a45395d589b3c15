"""团干部 of a subtree as a file, with the filters of the page; the roster form is another."""

from typing import Any

from domain.extracts import Column, Row
from services import cadre_list, extracts
from services.cadre_list import STANDS
from services.extracts import Asked
from services.uow import Uow

_COLUMNS = (
    Column("姓名", 12),
    Column("单位", 30),
    Column("性质", 8),
    Column("职务", 16),
    Column("负责人", 8),
    Column("小伙伴", 8),
    Column("这一期", 10),
    Column("还差几条", 10),
    Column("请假中", 8),
)


@extracts.listed("cadres", "团干部", _COLUMNS, filters=cadre_list.FILTERS)
def _taken_out(
    uow: Uow,
    asked: Asked,
    after: Any,  # noqa: ANN401 - a key of ours
    most: int,
) -> list[tuple[Any, Row | None]]:
    sought = cadre_list.wanted(asked.organisation_id, asked.filters)
    page = cadre_list.page(uow, sought, after=after or 0, most=most)
    rows: list[tuple[Any, Row | None]] = [
        (
            one.id,
            (
                one.name,
                one.unit,
                one.type,
                one.post,
                "是" if one.leads else "",
                one.youths,
                STANDS.get(one.stand, ""),
                one.short or None,
                "是" if one.away else "",
            ),
        )
        for one in page.rows
    ]
    return [*rows, (page.after, None)] if page.after else rows
