"""The time: the machine's own, or for demonstrations another clock that can be moved."""

import json
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import urllib3

from services.uow import utc_now

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
    return utc_now if follow is None else FollowedClock(follow)


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
