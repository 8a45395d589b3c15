"""Redis, or what plays it in one process: it holds only what may be lost."""

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from bot.values import EMBEDDED

_LIMIT = 0.2
"""Seconds a call may take: Redis is a help on the way of a message, never a wait."""


def open_cache(url: str) -> redis.Redis:
    """Return a client that gives up soon and never tries again by itself."""
    if url == EMBEDDED:
        # Imported only here: a house with a real Redis does without it.
        from fakeredis import FakeRedis, FakeServer  # noqa: PLC0415 - see above

        return FakeRedis(server=FakeServer(), decode_responses=True)
    return redis.Redis.from_url(
        url,
        socket_timeout=_LIMIT,
        socket_connect_timeout=_LIMIT,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )
