"""What the platform has been asked today, by interface: drawn in portions, counted once."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.budgets import PORTION, Portion, day_of, portion
from domain.delivery import Channel, Lane
from domain.periods import HOME
from models.base import table, write_once
from models.sending import Budget
from services.uow import Uow

_DAY: Final = timedelta(days=1)
_budget = table(Budget)


def day(uow: Uow) -> date:
    """Return the day on which the platform counts what is sent now."""
    return day_of(uow.now)


def midnight(uow: Uow) -> datetime:
    """Return when the platform counts anew."""
    return datetime.combine(day(uow) + _DAY, time(), HOME)


def draw(uow: Uow, channel: Channel, most: int = PORTION) -> Portion:
    """Draw so many calls for one sender process; whoever draws next waits for the commit."""
    limit = uow.means.limits.of(channel)
    if limit is None:
        count(uow, channel, most)
        return Portion(most, max(Lane))
    write_once(uow.session, Budget, api=str(channel), day=day(uow), used=0, spent_at=None)
    mine = (_budget.c.api == str(channel)) & (_budget.c.day == day(uow))
    used = uow.session.scalar(select(_budget.c.used).where(mine).with_for_update()) or 0
    drawn = portion(used, limit, most)
    if drawn.calls:
        uow.session.execute(update(_budget).where(mine).values(used=used + drawn.calls))
    return drawn


def give_back(uow: Uow, channel: Channel, on: date, calls: int) -> None:
    """Return what a process drew and did not use."""
    mine = (_budget.c.api == str(channel)) & (_budget.c.day == on) & (_budget.c.used >= calls)
    uow.session.execute(update(_budget).where(mine).values(used=_budget.c.used - calls))


def spent(uow: Uow, channel: str) -> None:
    """Write down that the platform says the day is spent, whatever we have counted."""
    write_once(uow.session, Budget, api=channel, day=day(uow), used=0, spent_at=uow.now)
    mine = (_budget.c.api == channel) & (_budget.c.day == day(uow)) & _budget.c.spent_at.is_(None)
    uow.session.execute(update(_budget).where(mine).values(spent_at=uow.now))


def count(uow: Uow, api: str, calls: int = 1) -> int:
    """Count some more of something today, and return how many it is by now."""
    postgres = uow.session.get_bind().dialect.name == "postgresql"
    insert = (postgresql if postgres else sqlite).insert(_budget)
    values = {"api": str(api), "day": day(uow), "used": calls, "spent_at": None}
    more = insert.values(values).on_conflict_do_update(
        index_elements=[_budget.c.api, _budget.c.day],
        set_={"used": _budget.c.used + calls},
    )
    return int(uow.session.scalars(more.returning(_budget.c.used)).one())


def used(uow: Uow, channel: Channel) -> int:
    """Return how much of today is used: all of it where the platform says so."""
    question = select(Budget.used, Budget.spent_at).where(
        Budget.api == str(channel), Budget.day == day(uow)
    )
    row = uow.session.execute(question).first()
    if row is None:
        return 0
    limit = uow.means.limits.of(channel)
    return int(row.used if row.spent_at is None or limit is None else max(row.used, limit))


def exhausted(uow: Uow) -> Mapping[Channel, bool]:
    """Return the channels whose day is spent, and whether the platform says so.

    Where only we have counted so far, some process may still have a few in hand.
    """
    rows = uow.session.execute(
        select(Budget.api, Budget.used, Budget.spent_at).where(
            Budget.day == day(uow), Budget.api.in_([str(c) for c in Channel])
        )
    )
    found = {}
    for row in rows:
        limit = uow.means.limits.of(row.api)
        if row.spent_at is not None or (limit is not None and row.used >= limit):
            found[Channel(row.api)] = row.spent_at is not None
    return found


def unspent(uow: Uow, channel: str) -> None:
    """Take back what the platform said of today: somebody has had its counters set back."""
    mine = (_budget.c.api == channel) & (_budget.c.day == day(uow))
    uow.session.execute(update(_budget).where(mine).values(spent_at=None))


def today(uow: Uow) -> Mapping[str, int]:
    """Return what was drawn today, by channel."""
    question = select(Budget.api, Budget.used).where(
        Budget.day == day(uow), Budget.api.in_([str(c) for c in Channel])
    )
    return {row.api: row.used for row in uow.session.execute(question)}
