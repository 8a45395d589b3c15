"""On which day each reminder goes, where one day's messages do not suffice for all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from domain.budgets import Going, Lot, day_of, forecast, spread
from domain.channels import Ability, may
from domain.delivery import Channel, Lane
from domain.periods import HOME, local_day
from domain.reminders import Policy, quiet_until
from models import reminder as questions
from services import budgets
from services import reminders_due as due
from services.reminders_choosing import Could, chosen
from services.uow import Uow

LANES: Final = (Lane.NOTICE, Lane.REMINDER)
_MORNING: Final = time(8)
"""When a later day's begin, unless the quiet hours last longer."""
_MOMENT: Final = timedelta(seconds=1)


def lane_of(*, urgent: bool) -> Lane:
    """Return the lane of a reminder: the last one before the end goes before all that follow."""
    return Lane.NOTICE if urgent else Lane.REMINDER


@dataclass(frozen=True, slots=True)
class Days:
    """Which day each one's letter goes, and in which order they are written."""

    order: Sequence[int]
    """The people, the most urgent first."""
    later: Mapping[int, date] = field(default_factory=dict)
    """By person; who is not there is written to as soon as it may be."""

    def at(self, uow: Uow, person_id: int, policy: Policy) -> datetime:
        """Return when somebody's letter goes, or from when on it may."""
        day = self.later.get(person_id)
        begins = uow.now if day is None else datetime.combine(day, _MORNING, HOME)
        return quiet_until(begins, policy.quiet) or begins


@dataclass(frozen=True, slots=True, order=True)
class _Want:
    """A letter to be written: sorted, the most urgent come first."""

    routine: bool
    due: date
    person_id: int


def days(uow: Uow, could: Could) -> Days:
    """Spread today's reminders over as many days as they take, the most urgent first.

    Where today suffices for everybody who might be told something, nobody is looked at.
    """
    everybody = sorted(could.people)
    limit = uow.means.limits.of(Channel.TEMPLATE, Lane.REMINDER)
    if limit is None or not may(uow.means.account, Ability.TEMPLATE):
        return Days(everybody)
    first, planned = _first(uow), counted(uow)
    room = limit - _used(uow, first) - sum(n for (day, _), n in planned.items() if day <= first)
    if len(everybody) <= room:
        return Days(everybody)
    wants: list[_Want] = []
    for some in due.chunks(everybody):
        for one in chosen(uow, some, could):
            if one.goes:
                wants.append(_Want(not one.urgent, one.due, one.reader.id))
                planned.subtract((_day(at, first), lane) for at, lane in one.letters.planned)
    wants.sort()
    urgent = [want for want in wants if not want.routine]
    routine = wants[len(urgent) :]
    later = _placed(urgent, _rooms(uow, planned, (Lane.NOTICE,)), limit, first)
    planned.update((later.get(want.person_id, first), Lane.NOTICE) for want in urgent)
    later |= _placed(routine, _rooms(uow, planned, LANES), limit, first)
    return Days([want.person_id for want in wants], later)


def _placed(
    wants: Iterable[_Want], rooms: Mapping[date, int], usual: int, first: date
) -> dict[int, date]:
    wanted = list(wants)
    found = spread(rooms, usual, first, [want.due for want in wanted])
    return {w.person_id: day for w, day in zip(wanted, found, strict=True) if day > first}


def counted(uow: Uow) -> Counter[tuple[date, int]]:
    """Count, by day and lane, the reminders that wait to be sent; what is late counts today."""
    first = _first(uow)
    found: Counter[tuple[date, int]] = Counter()
    for at, lane, number in uow.session.execute(questions.planned(LANES)):
        found[_day(at, first), lane] += number
    return found


def _rooms(
    uow: Uow, planned: Mapping[tuple[date, int], int], lanes: Sequence[Lane]
) -> Mapping[date, int]:
    """Return what is left of the days on which something is planned in some lanes, and of today."""
    limit = uow.means.limits.of(Channel.TEMPLATE, Lane.REMINDER) or 0
    first = _first(uow)
    rooms = {first: limit - _used(uow, first)}
    for (day, lane), number in planned.items():
        if lane in lanes:
            rooms[day] = rooms.get(day, limit) - number
    return rooms


def _first(uow: Uow) -> date:
    """Return the first day on which anything may go: in the evening it is tomorrow."""
    return local_day(quiet_until(uow.now) or uow.now)


def _used(uow: Uow, first: date) -> int:
    return budgets.used(uow, Channel.TEMPLATE) if first == budgets.day(uow) else 0


def _day(at: datetime, first: date) -> date:
    return max(day_of(at), first)


@dataclass(frozen=True, slots=True)
class Outlook:
    """How the reminders that are written go out, as an admin looks at it."""

    limit: int | None
    """Template messages a day; none where there is no limit."""
    share: int | None
    """How many of them reminders may use."""
    used: int
    days: Sequence[Going]
    urgent: Mapping[date, int]


def outlook(uow: Uow) -> Outlook:
    """Return on which days the reminders that wait are going out."""
    first = _first(uow)
    lots: list[Lot] = []
    urgent: Counter[date] = Counter()
    for at, lane, expires, number in uow.session.execute(questions.lots(LANES)):
        last = local_day(expires - _MOMENT) if expires else date.max
        lots.append(Lot(lane, _day(at, first), last, number))
        if lane == Lane.NOTICE:
            urgent[_day(at, first)] += number
    limits, used = uow.means.limits, _used(uow, first)
    share = limits.of(Channel.TEMPLATE, Lane.REMINDER)
    room = None if share is None else share - used
    days = forecast(lots, room, share, first)
    return Outlook(limits.of(Channel.TEMPLATE), share, used, days, urgent)
