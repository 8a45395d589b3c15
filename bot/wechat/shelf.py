"""Where an access token and its history are kept: in Redis for all processes, else in this one."""

import json
import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, Protocol, TypeVar

from redis import RedisError

_log = logging.getLogger(__name__)

_T = TypeVar("_T")

_KEPT_MS: Final = 24 * 3600 * 1000
_LOCK_MS: Final = 25_000
"""Longer than a renewal may take: two calls, each bounded by the client's time-outs."""

_RELEASE: Final = "if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('del',KEYS[1]) end"


@dataclass(frozen=True, slots=True)
class Kept:
    """A token and what was done to get it; instants are epoch seconds."""

    token: str = field(default="", repr=False)
    expires_at: float = 0.0
    calls: tuple[float, ...] = ()
    """When a token was asked for, the last minute."""
    forced: tuple[float, ...] = ()
    """When a new one was forced, the last day."""
    strikes: int = 0
    """How often in a row a fresh token was refused as well."""
    open_until: float = 0.0
    """Until then no call is made: the breaker is open."""

    def beside(self, shared: "Kept") -> "Kept":
        """Take what all processes know, but keep a newer token that could not be shared."""
        if self.expires_at <= shared.expires_at:
            return shared
        return replace(shared, token=self.token, expires_at=self.expires_at)


class Cache(Protocol):
    """What is asked of Redis: a client with short time-outs, and a breaker (``bot.cache``)."""

    def get(self, name: str, /) -> Any: ...  # noqa: ANN401 - redis-py says so
    def set(self, name: str, value: str, /, *, px: int | None = None, nx: bool = False) -> Any: ...  # noqa: ANN401 - redis-py says so
    def eval(self, script: str, numkeys: int, /, *keys_and_args: str) -> Any: ...  # noqa: ANN401


class Shelf:
    """One account's kept token; while Redis is away it holds nothing and locks nobody out."""

    def __init__(self, cache: Cache | None, appid: str) -> None:
        self._cache = cache
        self._name = f"wechat:{appid}:token"

    def load(self) -> Kept | None:
        """Return what all processes share, or None where there is nothing to be had."""
        raw = self._tried(lambda cache: cache.get(self._name), None)
        if not raw:
            return None
        try:
            known = json.loads(raw)
            known["calls"], known["forced"] = tuple(known["calls"]), tuple(known["forced"])
            return Kept(**known)
        except (ValueError, TypeError, KeyError):
            _log.warning("the shared access token cannot be read: it is asked for anew")
            return None

    def save(self, kept: Kept) -> None:
        """Share it; where that fails, the next process asks for itself and gets the same token."""
        said = json.dumps(asdict(kept))
        self._tried(lambda cache: cache.set(self._name, said, px=_KEPT_MS), None)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Say whether this process may renew now; without Redis each may, which is harmless."""
        lock, owner = f"{self._name}:lock", secrets.token_hex(16)
        answer = self._tried(lambda cache: bool(cache.set(lock, owner, nx=True, px=_LOCK_MS)), None)
        try:
            yield answer is not False
        finally:
            if answer:
                self._tried(lambda cache: cache.eval(_RELEASE, 1, lock, owner), None)

    def _tried(self, wish: Callable[[Cache], _T], otherwise: _T) -> _T:
        """Ask Redis; the client says once for all that it is away, and then fails at no cost."""
        if self._cache is None:
            return otherwise
        try:
            return wish(self._cache)
        except RedisError:
            return otherwise
