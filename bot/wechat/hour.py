"""What time it is for the platform: by the Date header of its answers, whatever they answer."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from bot.wechat.transport import Away, Http

_LATELY: Final = 600.0
"""Seconds for which a date counts: the counter that carries it on is as good as that."""
_JUST_NOW: Final = 10.0
_PAUSE: Final = 300.0
"""Seconds between two questions where nothing else is asked of the platform."""


class PlatformHour:
    """Reads along what the platform says anyway; where that is nothing, asks for nothing special.

    No token is wanted for that, and nothing is counted against anybody.
    """

    def __init__(self, http: Http, counter: Callable[[], float] = time.monotonic) -> None:
        self._http, self._counter = http, counter
        self._asked_at = float("-inf")

    def __call__(self, *, ask: bool) -> datetime | None:
        """Return its time as heard lately; ``ask``: as heard right now."""
        said = None if ask else self._heard(_LATELY)
        if said is None and (ask or self._counter() - self._asked_at > _PAUSE):
            self._asked_at = self._counter()
            with suppress(Away):
                self._http.fetch("/")
            said = self._heard(_JUST_NOW)
        return said

    def _heard(self, within: float) -> datetime | None:
        if self._http.dated is None:
            return None
        said, at = self._http.dated
        past = self._counter() - at
        try:
            date = parsedate_to_datetime(said).astimezone(UTC)
        except ValueError:
            return None
        return date + timedelta(seconds=past) if past <= within else None
