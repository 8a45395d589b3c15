"""Redis, or what plays it in one process: it holds only what may be lost."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from bot.values import EMBEDDED

_log = logging.getLogger(__name__)

_LIMIT: Final = 0.2
"""Seconds a call may take: Redis is a help on the way of a message, never a wait."""
REST: Final = 5.0
"""Seconds in which nobody asks again, once it has failed."""


class Resting(redis.ConnectionError):
    """It failed a moment ago, and nobody waits for it to fail again."""


class Breaker:
    """Lets calls through until one fails, then one every ``rest`` seconds until one succeeds."""

    def __init__(self, rest: float = REST, clock: Callable[[], float] = time.monotonic) -> None:
        self._rest, self._clock = rest, clock
        self._until: float | None = None
        self._lock = threading.Lock()

    def lets(self) -> bool:
        """Say whether a call may be tried now; of many who ask at one moment one tries for all."""
        if self._until is None:
            return True
        with self._lock:
            if self._until is None or self._clock() < self._until:
                return self._until is None
            self._until = self._clock() + self._rest
            return True

    def failed(self) -> bool:
        """Let nobody through for a while; say whether that is news."""
        with self._lock:
            news, self._until = self._until is None, self._clock() + self._rest
        return news

    def worked(self) -> bool:
        """Let everybody through; say whether that is news."""
        if self._until is None:
            return False
        with self._lock:
            news, self._until = self._until is not None, None
        return news


class Helper(redis.Redis):
    """A client behind a breaker: while Redis is away, calls fail at once, with ``Resting``.

    Whatever uses it catches ``redis.RedisError`` and does without.
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - redis-py's own
        super().__init__(*args, **options)
        self._breaker = Breaker()

    def execute_command(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - redis-py's own
        """Ask Redis, unless it failed a moment ago."""
        if not self._breaker.lets():
            raise Resting("Redis failed a moment ago")
        try:
            answer = super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        except redis.RedisError as fault:
            if self._breaker.failed():
                _log.warning("Redis is away (%s): we do without", type(fault).__name__)
            raise
        if self._breaker.worked():
            _log.warning("Redis is back")
        return answer


def open_cache(url: str) -> redis.Redis:
    """Return a client that gives up soon, never tries again by itself, and rests after a failure.

    One process has one, so that what one use of it found out spares the others the wait.
    """
    if url == EMBEDDED:
        # Imported only here: a house with a real Redis does without it.
        from fakeredis import FakeRedis, FakeServer  # noqa: PLC0415 - see above

        return FakeRedis(server=FakeServer(), decode_responses=True)
    return Helper.from_url(
        url,
        socket_timeout=_LIMIT,
        socket_connect_timeout=_LIMIT,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )
