"""Doing what waits in the spool, one after the other, beside those who wait for an answer."""

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock, Thread
from time import monotonic
from typing import Final

from bot.spool import MOST, Spool
from bot.spool_text import Drawn
from bot.wechat.answering import Answering, Said

log = logging.getLogger(__name__)

LOOK: Final = 5.0
"""Seconds between two looks for what dead processes have left."""
LINES: Final = 4
"""How many messages are done at once where many wait; one person's, one after the other."""
REST: Final = 0.5
"""Seconds between two looks whether the house is back."""
LONGEST: Final = 60.0
ATTEMPTS: Final = 10
"""How often a message is tried that fails while others do not; then it is left to a person."""


class CatchingUp:
    """A thread that begins when there is something to do and ends with the process."""

    def __init__(self, answering: Answering, spool: Spool) -> None:
        self._answering = answering
        self._spool = spool
        self._lock = Lock()
        self._thread: Thread | None = None
        self._told, self._over = Event(), Event()
        self._failed: dict[str, int] = {}

    def begin(self) -> None:
        """Start, unless it has."""
        with self._lock:
            if self._thread is None and not self._over.is_set():
                self._thread = Thread(target=self._work, name="catching-up", daemon=True)
                self._thread.start()

    def hurry(self) -> None:
        """Tell that there is something to do."""
        self._told.set()
        self.begin()

    def end(self) -> None:
        """Stop after the message in hand."""
        self._over.set()
        self._told.set()
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(2.0)

    def _work(self) -> None:
        looked = -LOOK
        while not self._over.is_set():
            self._told.clear()
            try:
                if monotonic() - looked >= LOOK:
                    looked = monotonic()
                    self._spool.take_over()
                welcome = self._round()
                if welcome and self._spool.ready:
                    continue
            except Exception:
                log.exception("catching up")
                welcome = False
            if welcome:
                self._told.wait(REST if len(self._spool) else LOOK)
            else:
                # More work is no reason to knock sooner at a door that is shut.
                self._over.wait(REST)

    def _round(self) -> bool:
        """Do what can be done now; say whether the house was there."""
        if self._answering.gate.shut:
            return self._line(1)
        if len(self._spool) <= LINES:
            return self._line()
        with ThreadPoolExecutor(LINES, thread_name_prefix="catching-up") as pool:
            lines = [pool.submit(self._line) for _ in range(LINES)]
            return all(line.result() for line in lines)

    def _line(self, most: int = MOST) -> bool:
        """Do one message after the other."""
        for _ in range(most):
            if not self._spool.ready or self._over.is_set():
                break
            if not self._answering.gate.admits():
                return False
            if (drawn := self._spool.draw()) is not None and not self._do(drawn):
                return False
        return True

    def _do(self, drawn: Drawn) -> bool:
        """Do one message; say whether the next one may fare better."""
        key = drawn.message.key
        outcome = self._answering.outcome(drawn.message, lambda: "")
        if isinstance(outcome, Said) and (
            not outcome.text or self._answering.hand_over(drawn.message, outcome.text, by=drawn.by)
        ):
            self._failed.pop(key, None)
            self._spool.done(key)
        elif self._answering.gate.shut:
            self._spool.put_off(key, 0)
            return False
        else:
            self._again(key)
        return True

    def _again(self, key: str) -> None:
        """Try a message again, later each time, and not for ever."""
        failed = self._failed[key] = self._failed.get(key, 0) + 1
        if failed < ATTEMPTS:
            self._spool.put_off(key, min(0.5 * 2**failed, LONGEST))
            return
        del self._failed[key]
        log.error("a message failed %d times and is left to a person", failed)
        self._spool.give_up(key)
