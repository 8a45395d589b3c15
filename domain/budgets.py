"""What a day allows: how much of it each lane may use, and how many days a campaign takes."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from domain.delivery import Channel, Lane
from domain.periods import HOME

_DAY: Final = timedelta(days=1)
_YEAR: Final = timedelta(days=366)
PORTION: Final = 200
"""So many calls a sender draws at a time: few enough to lose with a process, and no hot row."""
_SHARES: Final = 16
"""Where little is left, nobody draws more than this part of it."""
_OF_A_DAY: Final[Mapping[Lane, int]] = {Lane.NOTICE: 95, Lane.REMINDER: 85}
"""Per cent of a day that the less urgent may use; what is left is for those who wait."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many letters of a channel the platform takes a day; a channel without one has none."""

    per_day: Mapping[Channel, int] = field(
        default_factory=lambda: {
            Channel.TEMPLATE: 100_000,
            Channel.SUBSCRIPTION: 100_000,
            Channel.MINI: 10_000_000,
            Channel.CUSTOMER_SERVICE: 500_000,
            Channel.SMS: 50_000,
        }
    )

    def of(self, channel: str, lane: Lane = Lane.CHAT) -> int | None:
        """Return how much of a day's limit a lane may use; none where there is no limit."""
        limit = self.per_day.get(Channel(channel))
        return None if limit is None else limit * _OF_A_DAY.get(lane, 100) // 100


@dataclass(frozen=True, slots=True)
class Portion:
    """So many calls, for letters down to a lane; −1: not even the most urgent may go."""

    calls: int
    upto: int


def portion(used: int, limit: int, most: int = PORTION) -> Portion:
    """Return what one sender may draw where so much of a day's limit is used.

    It ends where a lane's share ends, so that a lane never uses more than its own.
    """
    for lane in sorted(Lane, reverse=True):
        room = limit * _OF_A_DAY.get(lane, 100) // 100 - used
        if room > 0:
            return Portion(min(most, room, max(1, room // _SHARES)), lane)
    return Portion(0, -1)


def day_of(moment: datetime) -> date:
    """Return the day on which the platform counts a call: Beijing's."""
    return moment.astimezone(HOME).date()


def spread(
    rooms: Mapping[date, int], usual: int, first: date, wanted: Iterable[date | None]
) -> Iterator[date]:
    """Return the day of each letter, the most urgent first; ``wanted`` is its last good day.

    ``rooms`` is what is left of the days that are in use already, ``usual`` of all others. Nobody
    is put on a day after their last good one: those who are left over go on the first day, where
    the line keeps to its order and what is too late falls away.
    """
    day, left = first, rooms.get(first, usual)
    for last in wanted:
        while left <= 0 and usual > 0:
            day += _DAY
            left = rooms.get(day, usual)
        left -= 1
        yield day if last is None or day <= last else first


class Lot(NamedTuple):
    """Letters of a campaign that go at the same time: smaller ranks first, then earlier days."""

    rank: int
    day: date
    last: date
    """The last day on which they are of use."""
    number: int


@dataclass(frozen=True, slots=True)
class Going:
    """One day of a campaign: what is planned for it, what goes, what stays, what is over."""

    day: date
    planned: int
    goes: int
    left: int
    lost: int


def forecast(lots: Sequence[Lot], room: int | None, usual: int | None, first: date) -> list[Going]:
    """Return how a campaign goes day by day: what a day cannot carry goes on the next.

    ``room`` is what is left of the first day, ``usual`` what any other day carries; none where
    there is no limit.
    """
    found: list[Going] = []
    day, line, coming = first, list[Lot](), deque(sorted(lots, key=lambda lot: lot.day))
    while (coming or line) and day < first + _YEAR:
        planned = lost = goes = 0
        while coming and coming[0].day <= day:
            planned += coming[0].number
            line.append(coming.popleft())
        can, rest = room if day == first else usual, list[Lot]()
        for lot in sorted(line):
            if lot.last < day:
                lost += lot.number
                continue
            now = lot.number if can is None else min(lot.number, max(can - goes, 0))
            goes += now
            if lot.number > now:
                rest.append(lot._replace(number=lot.number - now))
        line = rest
        if planned or goes or lost:
            found.append(Going(day, planned, goes, sum(lot.number for lot in line), lost))
        day += _DAY
    return found
