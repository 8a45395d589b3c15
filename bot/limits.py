"""How often somebody may call: counted in Redis for all workers, and without it in this process."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Final

import redis

_MANY: Final = 50_000
"""Names kept in this process; the oldest windows are forgotten first."""


class CallLimits:
    """Windows of fixed length; with Redis away each process counts for itself, and never nobody."""

    def __init__(self, cache: redis.Redis, clock: Callable[[], float] = time.time) -> None:
        self._cache, self._clock = cache, clock
        self._here: dict[str, int] = {}
        self._lock = Lock()

    def hit(self, name: str, most: int, seconds: int) -> int:
        """Count one, and return after how many seconds to come again; 0: it may go on."""
        now = self._clock()
        window = int(now // seconds)
        key = f"limit:{name}:{window}"
        try:
            with self._cache.pipeline(transaction=False) as line:
                line.incr(key)
                line.expire(key, seconds + 1)
                count = int(line.execute()[0])
        except redis.RedisError:
            count = self._count(key)
        return 0 if count <= most else max(int((window + 1) * seconds - now), 1)

    def _count(self, key: str) -> int:
        with self._lock:
            if len(self._here) >= _MANY:
                for old in list(self._here)[: _MANY // 10]:
                    del self._here[old]
            self._here[key] = self._here.get(key, 0) + 1
            return self._here[key]
