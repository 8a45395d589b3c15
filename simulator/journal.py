"""Every call and every push, as it went over the wire."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.clock import Clock, iso

if TYPE_CHECKING:
    from simulator.feed import Feed

BODY = 70_000


@dataclass
class Entry:
    kind: str
    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    request: str = ""
    status: int = 0
    response: str = ""
    errcode: int | None = None
    openid: str | None = None
    fault: str | None = None
    note: str = ""
    took_ms: float = 0.0
    plain: str | None = None
    reply_plain: str | None = None
    attempt: int | None = None
    msg_id: str | None = None
    headers: dict[str, str] | None = None
    reply_headers: dict[str, str] | None = None

    def as_json(self) -> dict[str, Any]:
        data = dict(vars(self))
        data["request"] = self.request[:BODY]
        data["response"] = self.response[:BODY]
        data["took_ms"] = round(self.took_ms, 1)
        if self.kind != "callback":
            for name in ("plain", "reply_plain", "attempt", "msg_id"):
                del data[name]
        if self.kind != "mini":
            del data["headers"], data["reply_headers"]
        return data


@dataclass(frozen=True)
class Query:
    kind: str | None = None
    path: str | None = None
    openid: str | None = None
    errcode: int | None = None
    after: int = 0
    limit: int = 200

    def fits(self, entry: dict[str, Any]) -> bool:
        if self.path is not None:
            path = str(entry["path"])
            stem = self.path.rstrip("*")
            if path != self.path and not (self.path.endswith("*") and path.startswith(stem)):
                return False
        return (
            entry["id"] > self.after
            and self.kind in (None, entry["kind"])
            and self.openid in (None, entry["openid"])
            and self.errcode in (None, entry["errcode"])
        )


class Journal:
    def __init__(self, clock: Clock, feed: Feed, limit: int) -> None:
        self._clock = clock
        self._feed = feed
        self._lock = threading.Lock()
        self._entries: deque[dict[str, Any]] = deque(maxlen=limit)
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._last = 0

    def write(self, entry: Entry) -> None:
        data = entry.as_json()
        real = time.time()
        with self._lock:
            self._last += 1
            data = {"id": self._last, "at": iso(self._clock.now()), "real_at": iso(real), **data}
            self._entries.append(data)
            if entry.kind in ("callback", "mini"):
                self._counts[entry.kind][str(entry.status)] += 1
            elif entry.fault:
                self._counts[entry.path][f"fault:{entry.fault}"] += 1
            else:
                self._counts[entry.path][str(entry.errcode or 0)] += 1
        self._feed.publish("journal", data)

    def read(self, query: Query) -> dict[str, Any]:
        with self._lock:
            found = [entry for entry in self._entries if query.fits(entry)]
            last = self._last
        return {"entries": found[-query.limit :] if query.limit else [], "last": last}

    def one(self, number: int) -> dict[str, Any] | None:
        with self._lock:
            return next((entry for entry in self._entries if entry["id"] == number), None)

    def counts(self) -> dict[str, dict[str, int]]:
        with self._lock:
            return {path: dict(counter) for path, counter in self._counts.items()}

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._counts.clear()
