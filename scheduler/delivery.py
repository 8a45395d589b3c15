"""Carrying letters out of the house: take one, send it with no transaction open, write it down."""

import logging
import secrets
import threading
from dataclasses import dataclass, field

from domain.delivery import Unknown
from services import delivery
from services.delivery import Taken
from services.ports import Messenger
from services.uow import OpenUow

log = logging.getLogger(__name__)


@dataclass
class Postman:
    """One sender; its name is random at each start, so that a dead one is never mistaken for it."""

    open_uow: OpenUow
    messenger: Messenger
    name: str = field(default_factory=lambda: secrets.token_hex(8))

    def carry(self, most: int = 1_000_000) -> int:
        """Send what is due now, and return how many were tried."""
        for tried in range(most):
            with self.open_uow() as uow:
                taken = delivery.take(uow, self.name)
            if taken is None:
                return tried
            self._send(taken)
        return most

    def _send(self, taken: Taken) -> None:
        try:
            outcome = self.messenger.send(taken.letter)
        except Exception as bug:
            # A sender never raises for what the other side does: this is our bug, and the letter
            # may be out.
            log.exception("a sender failed on letter %s", taken.id)
            outcome = Unknown(f"bug: {type(bug).__name__}")
        with self.open_uow() as uow:
            status = delivery.settle_letter(uow, taken, self.name, outcome)
        log.info("letter %s by %s: %s", taken.id, taken.letter.channel, status)

    def work(self, stop: threading.Event, pause: float) -> None:
        """Send until told to stop, looking again after ``pause`` seconds of nothing to do."""
        while not stop.is_set():
            try:
                busy = self.carry(most=1)
            except Exception:
                log.exception("delivery stumbled and goes on")
                busy = 0
            if not busy:
                stop.wait(pause)
