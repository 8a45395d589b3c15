"""Whether the database answers; while it does not, one at a time finds out and nobody waits."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic
from typing import Final

from sqlalchemy.exc import OperationalError

from models.engine import is_away
from services.uow import OpenUow, Uow

log = logging.getLogger(__name__)


LOOKED_FOR: Final = 10.0
"""Seconds after which nobody waits any longer for what a look found: whoever looked is gone."""


class Gate:
    """Open as long as the house is there; shut, it lets one look, ``rest`` seconds after the last.

    Who was let in says what they found, ``away`` or ``back``.
    """

    def __init__(self, rest: float = 0.5) -> None:
        self._rest = rest
        self._lock = Lock()
        self._shut = False
        self._look_at = 0.0

    def admits(self) -> bool:
        """Say whether this one may go in: anybody, or now and then somebody who finds out."""
        with self._lock:
            if not self._shut:
                return True
            if monotonic() < self._look_at:
                return False
            self._look_at = monotonic() + LOOKED_FOR
            return True

    @property
    def shut(self) -> bool:
        """Whether nobody was there the last time."""
        return self._shut

    def away(self) -> None:
        """Shut it: somebody went in and nobody was there."""
        with self._lock:
            was, self._shut = self._shut, True
            self._look_at = monotonic() + self._rest
        if not was:
            log.error("the database is away: messages are kept on this machine's disk")

    def back(self) -> None:
        """Open it: somebody was there."""
        if not self._shut:
            return
        with self._lock:
            was, self._shut = self._shut, False
        if was:
            log.warning("the database is back")


def gated(open_uow: OpenUow, gate: Gate, away: Callable[[Exception], bool] = is_away) -> OpenUow:
    """Return units of work that are refused at once while the database is away.

    Otherwise each page would hold its thread for seconds, and soon none were left for messages.
    """

    @contextmanager
    def through_the_gate(*, read_only: bool = False) -> Iterator[Uow]:
        if not gate.admits():
            raise OperationalError("", None, ConnectionError("away, as found a moment ago"))
        try:
            with open_uow(read_only=read_only) as uow:
                yield uow
        except Exception as wrong:
            (gate.away if away(wrong) else gate.back)()
            raise
        gate.back()

    return through_the_gate
