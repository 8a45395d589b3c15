"""Days of posts, leaves and targets: which an admin may write, and which the bulletins keep."""

from datetime import date, timedelta
from typing import Final

from domain.errors import Refusal
from domain.wording import say_date
from models import closing as questions
from models.closing import Closing
from services import closings
from services.uow import Uow

DAY: Final = timedelta(days=1)
_BEFORE: Final = timedelta(days=3653)
_AHEAD: Final = timedelta(days=366)


class BadDays(Refusal):
    """Days that do not do."""

    code = "bad_days"
    text = "{why}"


def sound(uow: Uow, what: str, day: date | None) -> date:
    """Return a day that somebody typed, unless it is missing or beyond all sense."""
    if day is None:
        raise BadDays(why=f"{what}要填一个日子。")
    if not uow.today - _BEFORE <= day <= uow.today + _AHEAD:
        raise BadDays(why=f"{what}离今天太远了,核对一下年份。")
    return day


def in_order(first: date, last: date | None, what: str = "最后一天") -> None:
    """Refuse an end before the beginning."""
    if last is not None and last < first:
        raise BadDays(why=f"{what}不能早于第一天。")


def open_there(uow: Uow, organisation_id: int, day: date) -> None:
    """Refuse a day about which an organisation's bulletin is out: it told whom a window binds."""
    _open(uow, uow.session.scalar(questions.over_organ(organisation_id, day)))


def open_for(uow: Uow, cadre_id: int, day: date) -> None:
    """Refuse a day about which the bulletin of a cadre's organisation is out."""
    _open(uow, uow.session.scalar(questions.over_cadre(cadre_id, day)))


def _open(uow: Uow, closing: Closing | None) -> None:
    if closing is None:
        return
    period = closings.title(closing.first_day, closing.last_day)
    after = say_date(closing.last_day + DAY, uow.today.year)
    raise BadDays(why=f"{period}的通报已经出了,日子写 {after}或以后。")
