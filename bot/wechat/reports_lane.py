"""The lane of the platform's reports, apart from chat: bounded, and committed in groups.

After a fan-out they come in a flood, hundreds a second. Each is acknowledged only when it is
written down, many by one commit; where there is no room for one more, the platform is asked to
bring it again: what is shed first is never what a person said.
"""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from handlers.routing import Message
from services import reports
from services.reports import Told
from services.uow import OpenUow

log = logging.getLogger(__name__)

PATIENCE: Final = 0.2
"""How long a request waits for room, as long as commits go through: a burst is over by then."""
SECONDS: Final = 3.0
"""How long a request waits for its commit before the platform is asked to bring it again."""
IDLE: Final = 5.0
"""Seconds without a report after which the writer goes home."""


@dataclass(slots=True, eq=False)
class _Waiting:
    told: Told
    kept: bool = False
    done: threading.Event = field(default_factory=threading.Event)


class ReportsLane:
    """Takes reports with at most ``room`` requests at once: the other threads are for people."""

    def __init__(
        self,
        open_uow: OpenUow,
        *,
        room: int,
        seconds: float = SECONDS,
        unavailable: tuple[type[Exception], ...] = (),
    ) -> None:
        self._open_uow = open_uow
        self._room = room
        self._seconds = seconds
        self._unavailable = unavailable
        lock = threading.Lock()
        self._came, self._left = threading.Condition(lock), threading.Condition(lock)
        self._line: list[_Waiting] = []
        self._inside = 0
        self._moved_at = 0.0
        self._writer: threading.Thread | None = None
        self._silent = False

    def take(self, message: Message) -> bool:
        """Keep a report; False means that it was not: the platform should bring it again."""
        waiting = _Waiting(told_of(message))
        with self._left:
            if not self._left.wait_for(self._is_decided, PATIENCE) or not self._has_room():
                return False
            if self._inside == 0:
                self._moved_at = time.monotonic()
            self._inside += 1
            self._line.append(waiting)
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="reports", daemon=True)
                self._writer.start()
            self._came.notify()
        try:
            waiting.done.wait(self._seconds)
            return waiting.kept
        finally:
            with self._left:
                self._inside -= 1
                self._left.notify()

    def _has_room(self) -> bool:
        return self._inside < self._room

    def _is_decided(self) -> bool:
        """Say whether there is no use in waiting: there is room, or nothing moves any more."""
        return self._has_room() or time.monotonic() - self._moved_at > PATIENCE

    def _write(self) -> None:
        while batch := self._next():
            kept = self._keep(batch)
            if kept:
                self._moved_at = time.monotonic()
            for one in batch:
                one.kept = kept
                one.done.set()

    def _next(self) -> list[_Waiting]:
        """Return whoever has come meanwhile; nobody for a while ends this thread."""
        with self._came:
            self._came.wait_for(lambda: self._line, IDLE)
            batch, self._line = self._line, []
            if not batch:
                self._writer = None
            return batch

    def _keep(self, batch: Sequence[_Waiting]) -> bool:
        try:
            with self._open_uow() as uow:
                reports.keep(uow, [one.told for one in batch])
        except self._unavailable as away:
            if not self._silent:
                self._silent = True
                log.warning("no report is kept: the database is away (%s)", type(away).__qualname__)
            return False
        except Exception:
            log.exception("%d reports were not kept", len(batch))
            return False
        if self._silent:
            self._silent = False
            log.warning("reports are kept again")
        return True


def told_of(message: Message) -> Told:
    """Return what a report says."""
    data = message.data
    return Told(
        reference=data.get("MsgID", "").strip(),
        openid=message.openid,
        status=data.get("Status", "").strip(),
        sent_at=message.sent_at,
    )
