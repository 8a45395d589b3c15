"""小伙伴 of a subtree as a file, with the filters of the page."""

from typing import Any

from domain.extracts import MOST, Column, Row
from domain.periods import local_day
from services import console_youths, extracts
from services.extracts import Asked
from services.uow import Uow

_COLUMNS = (
    Column("姓名", 12),
    Column("单位", 30),
    Column("手机号", 15),
    Column("联系人", 12),
    Column("其他团干部", 12),
    Column("行业", 18),
    Column("标签", 24),
    Column("登录和同意", 18),
    Column("最近见面", 12),
    Column("不想被联系", 12),
)


def _count(uow: Uow, asked: Asked) -> int:
    sought = _wanted(asked)
    # Few of many may be sought: then nobody waits for a count.
    return 0 if sought.narrow else console_youths.count(uow, sought, most=MOST)


@extracts.listed("youths", "小伙伴", _COLUMNS, filters=console_youths.FILTERS, count=_count)
def _taken_out(uow: Uow, asked: Asked, after: Any, most: int) -> list[tuple[Any, Row | None]]:  # noqa: ANN401 - a key of ours
    page = console_youths.page(uow, _wanted(asked), after=after or 0, most=most)
    rows: list[tuple[Any, Row | None]] = [
        (
            one.id,
            (
                one.name,
                one.unit,
                one.phone,
                one.cadre,
                one.others,
                "、".join(one.industries),
                "、".join(one.tags),
                one.joined,
                local_day(one.last_met_at) if one.last_met_at else None,
                local_day(one.left_at) if one.left_at else None,
            ),
        )
        for one in page.rows
    ]
    return [*rows, (page.after, None)] if page.after else rows


def _wanted(asked: Asked) -> console_youths.Wanted:
    return console_youths.wanted(asked.organisation_id, asked.within, asked.filters)
