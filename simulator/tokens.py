"""access_tokens: the legacy kind that replaces itself, and the stable kind."""

from __future__ import annotations

import math
import re
import threading
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.errors import WxError

if TYPE_CHECKING:
    from simulator.chance import Chance
    from simulator.clock import Clock

LIFE_S = 7200
OVERLAP_S = 300
FORCE_GAP_S = 30
FORCED_A_DAY = 20
SHAPE = re.compile(r"[0-9A-Za-z_-]+")
KEPT = 10_000


@dataclass
class Token:
    value: str
    appid: str
    born: float
    expires: float
    replaced: float | None = None  # from then on it no longer counts

    def left(self, now: float) -> int:
        return min(math.ceil(self.expires - now), LIFE_S)


class Tokens:
    def __init__(self, clock: Clock, chance: Chance) -> None:
        self._clock = clock
        self._chance = chance
        self._lock = threading.Lock()
        self._known: dict[str, Token] = {}
        self._latest: dict[tuple[str, str], Token] = {}
        self._forced: dict[str, float] = {}
        self._forced_on: defaultdict[tuple[str, str], int] = defaultdict(int)

    def _issue(self, family: str, appid: str) -> Token:
        now = self._clock.now()
        old = self._latest.get((family, appid))
        if old is not None:
            old.replaced = now + OVERLAP_S
        token = Token(self._chance.token(), appid, now, now + LIFE_S)
        if len(self._known) >= KEPT:
            del self._known[next(iter(self._known))]
        self._known[token.value] = token
        self._latest[family, appid] = token
        return token

    def legacy(self, appid: str) -> Token:
        """Make a new token each time; the one before it lives five minutes more."""
        with self._lock:
            return self._issue("legacy", appid)

    def stable(self, appid: str, *, force: bool) -> Token:
        """Give the same token while more than five minutes are left of it."""
        now = self._clock.now()
        with self._lock:
            current = self._latest.get(("stable", appid))
            if force and self._may_force(appid, now):
                return self._issue("stable", appid)
            usable = current is not None and current.replaced is None
            if current is None or not usable or current.left(now) < OVERLAP_S:
                return self._issue("stable", appid)
            return current

    def _may_force(self, appid: str, now: float) -> bool:
        day = (appid, self._clock.day())
        if self._forced_on[day] >= FORCED_A_DAY:
            raise WxError(45009)
        last = self._forced.get(appid)
        if last is not None and 0 <= now - last < FORCE_GAP_S:
            return False
        self._forced[appid] = now
        self._forced_on[day] += 1
        return True

    def revoke(self) -> None:
        """Make every token of today worthless at once."""
        with self._lock:
            for token in self._known.values():
                token.replaced = 0.0
            self._latest.clear()

    def check(self, value: str | None) -> Token:
        if not value:
            raise WxError(41001)
        if not SHAPE.fullmatch(value):
            raise WxError(40014)
        token = self._known.get(value)
        now = self._clock.now()
        if token is None or (token.replaced is not None and now >= token.replaced):
            raise WxError(40001)
        if now >= token.expires:
            raise WxError(42001)
        return token
