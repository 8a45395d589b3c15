"""记录: what was done under an organisation in some days, as the chart of 首页 counts it."""

from datetime import date, timedelta
from typing import Final

from flask.typing import ResponseReturnValue

from domain.kinds import KINDS
from domain.permissions import May
from handlers.admin.console import PAGE, Console, Desk, number
from services import console_records

_LONGEST: Final = timedelta(days=366)
_WEEK: Final = timedelta(days=7)


def add(console: Console) -> None:
    """Put the page on the door."""

    @console.get("/records", May.SEE)
    def records(desk: Desk) -> ResponseReturnValue:
        today = desk.uow.today
        until = _day(desk.asked("until"), today)
        since = _day(desk.asked("since"), until - _WEEK + timedelta(days=1))
        since = max(min(since, until), until - _LONGEST)
        kind = desk.asked("kind") if desk.asked("kind") in KINDS else ""
        after = number(desk.asked("after"))
        found, more = console_records.happened(
            desk.uow, desk.place.id, since, until, kind=kind, after=after, most=PAGE
        )
        return desk.page(
            "records",
            found=found,
            since=since,
            until=until,
            kind=kind,
            kind_title=console_records.kind_title,
            kinds=[("", "每一类"), *((code, one.title) for code, one in KINDS.items())],
            more=desk.filtered(after=found[-1].id) if more else "",
            first=desk.filtered() if after else "",
        )


def _day(said: str, otherwise: date) -> date:
    try:
        return min(max(date.fromisoformat(said), date(2000, 1, 1)), date(9000, 1, 1))
    except ValueError:
        return otherwise
