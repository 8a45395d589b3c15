"""The virtual clock: it runs at real speed from any instant, and can be moved."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta, timezone
from typing import Any

BEIJING = timezone(timedelta(hours=8))


def beijing(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, BEIJING)


def iso(timestamp: float) -> str:
    return beijing(timestamp).isoformat(timespec="milliseconds")


def instant(text: str) -> float:
    """Read an ISO instant; without a zone it is Beijing time."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)).timestamp()


class Clock:
    def __init__(self, start: str | None = None) -> None:
        self._lock = threading.Lock()
        self._start = start
        self._offset = 0.0
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self._offset = instant(self._start) - time.time() if self._start else 0.0

    def now(self) -> float:
        return time.time() + self._offset

    def day(self) -> str:
        return beijing(self.now()).date().isoformat()

    def month(self) -> str:
        return self.day()[:7]

    def advance(self, seconds: float) -> None:
        self._move(self._offset + seconds)

    def set(self, text: str) -> None:
        self._move(instant(text) - time.time())

    def _move(self, offset: float) -> None:
        try:
            beijing(time.time() + offset)
        except (OverflowError, OSError) as error:
            raise ValueError("no calendar goes that far") from error
        with self._lock:
            self._offset = offset

    def as_json(self) -> dict[str, Any]:
        real = time.time()
        now = real + self._offset
        return {
            "now": iso(now),
            "timestamp": round(now, 3),
            "offset_s": round(self._offset, 3),
            "real_now": iso(real),
        }
