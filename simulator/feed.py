"""What happened, in order, for whoever listens to the stream."""

from __future__ import annotations

import json
import threading
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = 5_000
HEARTBEAT_S = 10.0


class Feed:
    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._events: deque[tuple[int, str, dict[str, Any]]] = deque(maxlen=KEPT)
        self._closed = False
        self.last = 0

    def publish(self, kind: str, data: dict[str, Any]) -> None:
        with self._changed:
            self.last += 1
            self._events.append((self.last, kind, data))
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _later(self, after: int) -> list[tuple[int, str, dict[str, Any]]]:
        if not self._events or self._events[-1][0] <= after:
            return []
        known = max(after + 1 - self._events[0][0], 0)
        return list(islice(self._events, known, None))

    def listen(self, after: int | None, kinds: frozenset[str]) -> Iterator[str]:
        """Server-sent events after an id, for ever, with a comment as heartbeat."""
        seen = self.last if after is None else after
        yield ": the simulator's stream\n\n"
        while True:
            with self._changed:
                events = self._later(seen)
                if not events and not self._closed:
                    self._changed.wait(HEARTBEAT_S)
                    events = self._later(seen)
                if self._closed:
                    return
            if not events:
                yield ": still here\n\n"
            elif events[0][0] > seen + 1:
                yield f"id: {events[0][0] - 1}\nevent: reset\ndata: {{}}\n\n"  # too much missed
            for number, kind, data in events:
                seen = number
                if not kinds or kind in kinds:
                    body = json.dumps(data, ensure_ascii=False)
                    yield f"id: {number}\nevent: {kind}\ndata: {body}\n\n"
