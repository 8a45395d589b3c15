"""What this process may still send today: portions of the day's budget, shared by its senders."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from domain.budgets import PORTION, day_of
from domain.delivery import Channel
from services import budgets
from services.uow import OpenUow, utc_now

_AGAIN: Final = 1.0
"""Seconds until a budget is asked again that had nothing left."""


@dataclass(slots=True)
class _Purse:
    """What was drawn of one channel's day."""

    left: int = 0
    upto: int = -1
    next: int = 1
    """How much to draw next: more each time, so that what hardly sends hoards nothing."""
    empty_until: float = 0.0


@dataclass(slots=True)
class Allowance:
    """Asked before each claim, and told of each letter taken; senders never overdraw together."""

    open_uow: OpenUow
    clock: Callable[[], datetime] = utc_now
    _day: date | None = None
    _purses: dict[Channel, _Purse] = field(default_factory=dict)
    _asked: dict[int, frozenset[Channel]] = field(default_factory=dict)
    """By thread: of which channels it may be taking a letter right now."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def upto(self) -> Mapping[Channel, int]:
        """Return, by channel, the last lane of which this sender may take one; −1: none."""
        me = threading.get_ident()
        with self._lock:
            self._turn_page()
            self._asked.pop(me, None)
            found = {channel: self._may(channel) for channel in Channel}
            self._asked[me] = frozenset(c for c, lane in found.items() if lane >= 0)
        return found

    def used(self, channel: Channel) -> None:
        """Count a letter that was taken."""
        with self._lock:
            self._asked.pop(threading.get_ident(), None)
            if purse := self._purses.get(channel):
                purse.left -= 1

    def spared(self, channel: Channel) -> None:
        """Count a letter no more that never reached the platform: an outage uses up no day."""
        with self._lock:
            if purse := self._purses.get(channel):
                purse.left += 1

    def close(self) -> None:
        """Give back what was drawn and not used."""
        with self._lock:
            kept, day = self._purses, self._day
            self._purses, self._asked = {}, {}
        if day is None:
            return
        with self.open_uow() as uow:
            for channel, purse in kept.items():
                if purse.left > 0:
                    budgets.give_back(uow, channel, day, purse.left)

    def _turn_page(self) -> None:
        today = day_of(self.clock())
        if today != self._day:
            self._day, self._purses = today, {}

    def _may(self, channel: Channel) -> int:
        purse = self._purses.setdefault(channel, _Purse())
        short = self._promised(channel) + 1 - purse.left
        if short > 0:
            # Enough for all who are looking: one who finds nothing would rest for a second.
            self._draw(channel, purse, short)
        return purse.upto if purse.left - self._promised(channel) > 0 else -1

    def _promised(self, channel: Channel) -> int:
        return sum(channel in channels for channels in self._asked.values())

    def _draw(self, channel: Channel, purse: _Purse, short: int) -> None:
        if time.monotonic() < purse.empty_until:
            return
        with self.open_uow() as uow:
            drawn = budgets.draw(uow, channel, max(purse.next, short))
            day = budgets.day(uow)
        if day != self._day:  # midnight has passed in between: the next look begins anew
            return
        if not drawn.calls:
            purse.empty_until = time.monotonic() + _AGAIN
            return
        purse.left += drawn.calls
        purse.upto = drawn.upto
        purse.next = min(purse.next * 2, PORTION)
