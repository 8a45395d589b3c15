"""The people of a notice as a file, and what became of each, with the filters of the page."""

from collections.abc import Mapping
from typing import Any, Final

from domain.extracts import Column, Row
from domain.permissions import May
from domain.written import as_number
from services import extracts, notices, notices_outcomes
from services.extracts import Asked
from services.notices_outcomes import TITLES, Outcome
from services.uow import Uow

FILTERS: Final[Mapping[str, str]] = {"notice": "通知", "q": "姓名", "outcome": "结果"}
_COLUMNS: Final = (
    Column("姓名", 12),
    Column("单位", 30),
    Column("结果", 16),
    Column("为什么", 30),
    Column("试过的通道", 40),
)


@extracts.listed("notice_people", "通知的每个人", _COLUMNS, filters=FILTERS)
def _taken_out(uow: Uow, asked: Asked, after: Any, most: int) -> list[tuple[Any, Row]]:  # noqa: ANN401 - a key of ours
    notice = notices.within(uow, asked.who, as_number(asked.filters.get("notice", "")))
    outcome = asked.filters.get("outcome", "")
    found = notices_outcomes.readers(
        uow,
        notice.id,
        outcome=Outcome(outcome) if outcome in TITLES else None,
        name=asked.filters.get("q", "")[:30],
        after=after or 0,
        limit=most,
        personal=asked.who.may(May.SENDING),
    )
    return [(one.id, (one.name, one.organ, one.title, one.why, one.steps)) for one in found]
