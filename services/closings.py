"""Closing a period by its bulletin: after that only an admin's correction changes its records."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from domain.errors import Refusal
from domain.periods import QUARTER, TWO_MONTHS, YEAR, Period, PeriodKind, local_day
from domain.wording import say_date, say_day
from models import closing as questions
from models.base import write_once
from models.closing import Closing
from models.record import Record
from services import audit
from services.organisations import existing
from services.signing import Unsigned, signature
from services.uow import Uow

_PERIODS: Final = (
    QUARTER,
    TWO_MONTHS,
    YEAR,
    Period(PeriodKind.HALF),
    Period(PeriodKind.MONTH),
)


class PeriodClosed(Refusal):
    """The bulletin about these days is out."""

    code = "period_closed"
    text = (
        "{period}的通报已经出了({day}由{by}结的),那段时间的记录就定下来了。"
        "要补要改,告诉管理员哪天、做了什么、为什么,由管理员更正。"
    )


class NotOver(Refusal):
    """A period is closed after its end."""

    code = "not_over"
    text = "{period}要到 {day} 才结束,过了那天再结。"


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed period of an organisation and all below it."""

    organisation: str
    first_day: date
    last_day: date
    closed_at: datetime
    closed_by: str
    new: bool = False
    """Whether it was closed just now; else it had been before."""

    @property
    def title(self) -> str:
        """What people call these days."""
        return title(self.first_day, self.last_day)


def title(first: date, last: date) -> str:
    """Return 2026 年第三季度, or the days where they are no usual period."""
    windows = (period.window_of(first) for period in _PERIODS)
    named = (w.title for w in windows if (w.first_day, w.last_day) == (first, last))
    return next(named, f"{say_date(first, 0)}至{say_date(last, first.year)}")


def close(uow: Uow, organisation_id: int, first_day: date, last_day: date, by_name: str) -> Closed:
    """Close a period for an organisation and all below it; once more changes nothing.

    Whoever is about to write into the period is waited for, so what is counted after this, in the
    same unit of work, is what will stand.
    """
    by = signature(by_name, "").by
    if not by:
        raise Unsigned(what="是谁结的")
    if last_day >= uow.today:
        raise NotOver(period=title(first_day, last_day), day=say_day(last_day, uow.today))
    organisation = existing(uow, organisation_id)
    questions.alone(uow.session)
    span = {"organisation_id": organisation_id, "first_day": first_day, "last_day": last_day}
    new = write_once(uow.session, Closing, **span, closed_at=uow.now, closed_by=by)
    row = uow.session.scalars(select(Closing).filter_by(**span)).one()
    if new is not None:
        days = f"{first_day}/{last_day}"
        audit.note(uow, "closed", "organisation", organisation_id, days=days, by=by)
    return _told(row, organisation.name, new=new is not None)


def listed(uow: Uow, organisation_id: int | None = None, limit: int = 100) -> Iterator[Closed]:
    """Return closed periods, the latest first: all of them, or those that hold for one."""
    for row, name in uow.session.execute(questions.newest(organisation_id, limit)):
        yield _told(row, name)


def keep_open(uow: Uow, record: Record) -> None:
    """Refuse where the day of a record is closed; else it stays open until we are done."""
    day = local_day(record.happened_at)
    if record.cadre_id is not None:
        keep_open_for_cadre(uow, record.cadre_id, day)
    elif record.organ_id is not None:
        keep_open_for_organ(uow, record.organ_id, day)


def keep_open_for_cadre(uow: Uow, cadre_id: int, day: date) -> None:
    """Refuse where a day is closed in any post of a cadre; else it stays open until we are done."""
    _refuse(uow, uow.session.scalar(questions.over_cadre(cadre_id, day)))


def keep_open_for_organ(uow: Uow, organ_id: int, day: date) -> None:
    """Refuse where a day is closed for an organ; else it stays open until we are done."""
    _refuse(uow, uow.session.scalar(questions.over_organ(organ_id, day)))


def _refuse(uow: Uow, closing: Closing | None) -> None:
    if closing is not None:
        raise PeriodClosed(
            period=title(closing.first_day, closing.last_day),
            day=say_day(local_day(closing.closed_at), uow.today),
            by=closing.closed_by,
        )


def _told(row: Closing, organisation: str, *, new: bool = False) -> Closed:
    return Closed(organisation, row.first_day, row.last_day, row.closed_at, row.closed_by, new)
