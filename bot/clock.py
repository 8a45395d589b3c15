"""The time: the machine's own while it can be believed, or in demonstrations one that moves."""

import json
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import urllib3

from bot.wechat.hour import PlatformHour
from bot.wechat.transport import Http
from domain.jumps import Course, Look
from scheduler.heart import monotonic
from scheduler.watch import Watch
from services.uow import OpenUow, utc_now

log = logging.getLogger(__name__)

_FRESH: Final = 0.05
"""Seconds for which an answer of the followed clock is believed."""
_SILENT: Final = 5.0
"""Seconds before a clock that said nothing is asked again: asking holds everybody up."""
_NO_TIME: Final = (
    urllib3.exceptions.HTTPError,
    ArithmeticError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
)
"""What comes of an answer that is no time."""


def clock(follow: str | None) -> Callable[[], datetime]:
    """Return what tells the time."""
    return SteadyClock() if follow is None else FollowedClock(follow)


def open_watch(open_uow: OpenUow, clock: Callable[[], datetime], http: Http) -> Watch | None:
    """Return what watches over a clock; one that is followed, or lent by a test, goes its way."""
    return Watch(open_uow, clock, PlatformHour(http)) if isinstance(clock, SteadyClock) else None


class SteadyClock:
    """The machine's clock; one that leaps is not followed before a look has judged it.

    ``course`` is how time goes on since the last look: it is replaced whole, so no lock is wanted.
    """

    def __init__(
        self,
        machine: Callable[[], datetime] = utc_now,
        ran: Callable[[], float] = monotonic,
    ) -> None:
        self._machine, self._ran = machine, ran
        self.course = Course(machine(), ran())

    def __call__(self) -> datetime:
        """Return the time to go by, in UTC."""
        return self.course.now(self._machine(), self._ran())

    def look(
        self, *, database: datetime | None, platform: datetime | None, written: datetime | None
    ) -> Look:
        """Return what all clocks say now."""
        return Look(self._machine(), self._ran(), database, platform, written)


class FollowedClock:
    """Follows a clock that answers ``{"timestamp": seconds}``; silent, it runs on as it was."""

    def __init__(self, address: str, fresh: float = _FRESH) -> None:
        self._address = address
        self._fresh = fresh
        self._http = urllib3.PoolManager(retries=False, timeout=1.0)
        self._lock = threading.Lock()
        self._ahead = timedelta()
        self._ask_at = float("-inf")
        self._heard = True

    def __call__(self) -> datetime:
        """Return the followed time, in UTC."""
        with self._lock:
            if time.monotonic() >= self._ask_at:
                heard = self._ask()
                if self._heard and not heard:
                    log.warning("the clock at %s is silent; time runs on as it was", self._address)
                self._heard = heard
                self._ask_at = time.monotonic() + (self._fresh if heard else _SILENT)
            return utc_now() + self._ahead

    def _ask(self) -> bool:
        try:
            answer = json.loads(self._http.request("GET", self._address).data)
            self._ahead = datetime.fromtimestamp(answer["timestamp"], UTC) - utc_now()
        except _NO_TIME:
            return False
        return True
