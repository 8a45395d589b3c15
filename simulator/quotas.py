"""Calls a day and a minute for each API, counted until Beijing midnight of the virtual clock."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

from simulator.errors import WxError

if TYPE_CHECKING:
    from simulator.clock import Clock

# path: (an account a day, a test account a day)
DAILY: dict[str, tuple[int, int]] = {
    "/cgi-bin/token": (2_000, 200),
    "/cgi-bin/stable_token": (500_000, 500_000),
    "/cgi-bin/callback/check": (1_440, 1_440),
    "/cgi-bin/menu/create": (1_000, 100),
    "/cgi-bin/menu/get": (10_000, 1_000),
    "/cgi-bin/menu/delete": (1_000, 100),
    "/cgi-bin/media/upload": (100_000, 500),
    "/cgi-bin/media/get": (200_000, 1_000),
    "/cgi-bin/message/custom/send": (500_000, 50_000),
    "/cgi-bin/message/subscribe/send": (10_000_000, 10_000_000),
    "/cgi-bin/message/template/send": (100_000, 100_000),
    "/cgi-bin/qrcode/create": (100_000, 10_000),
    "/cgi-bin/ticket/getticket": (1_000_000, 1_000_000),
    "/cgi-bin/user/get": (500, 100),
    "/cgi-bin/user/info": (5_000_000, 500_000),
    "/cgi-bin/user/info/batchget": (5_000_000, 500_000),
    "/cgi-bin/user/info/updateremark": (10_000, 10_000),
    "/wxa/msg_sec_check": (2_000_000, 2_000_000),
}
A_MINUTE: dict[str, int] = {
    "/cgi-bin/stable_token": 10_000,
    "/sns/oauth2/access_token": 50_000,
    "/wxa/getwxacodeunlimit": 5_000,
    "/wxa/msg_sec_check": 4_000,
}
CLEARED_A_MONTH = 10


class Quotas:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._day = ""
        self._minute = 0
        self._used: Counter[tuple[str, str]] = Counter()
        self._in_minute: Counter[tuple[str, str]] = Counter()
        self._limits: dict[str, int] = {}
        self._cleared: Counter[tuple[str, str]] = Counter()

    def _turn(self) -> None:
        day, minute = self._clock.day(), int(self._clock.now() // 60)
        if day != self._day:
            self._day = day
            self._used.clear()
        if minute != self._minute:
            self._minute = minute
            self._in_minute.clear()

    def limit(self, kind: str, path: str) -> int | None:
        if path in self._limits:
            return self._limits[path]
        daily = DAILY.get(path)
        return None if daily is None else daily[kind == "test"]

    def count(self, kind: str, appid: str, path: str) -> None:
        """Count one call, or refuse it with 45009."""
        limit = self.limit(kind, path)
        with self._lock:
            self._turn()
            if limit is not None and self._used[appid, path] >= limit:
                raise WxError(45009)
            if self._in_minute[appid, path] >= A_MINUTE.get(path, 1 << 60):
                raise WxError(45009, "reach max api minute quota limit")
            self._used[appid, path] += 1
            self._in_minute[appid, path] += 1

    def set(self, limits: dict[str, int | None]) -> None:
        with self._lock:
            for path, limit in limits.items():
                if limit is None:
                    self._limits.pop(path, None)
                else:
                    self._limits[path] = int(limit)

    def clear(self, appid: str, path: str | None = None) -> None:
        """Start the day's count anew, at most ten times a month."""
        month = (appid, self._clock.month())
        with self._lock:
            self._turn()
            if self._cleared[month] >= CLEARED_A_MONTH:
                raise WxError(48006)
            self._cleared[month] += 1
            for key in list(self._used):
                if key[0] == appid and path in (None, key[1]):
                    del self._used[key]

    def used(self, appid: str, path: str) -> int:
        with self._lock:
            self._turn()
            return self._used[appid, path]

    def as_json(self, kind: str, appid: str) -> dict[str, object]:
        quotas = {
            path: {"limit": self.limit(kind, path), "used": self.used(appid, path)}
            for path in sorted({*DAILY, *self._limits})
        }
        return {"day": self._clock.day(), "quotas": quotas}
