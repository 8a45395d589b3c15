"""Texts that wait for the platform: a worker asks about them, outside of any transaction."""

from typing import Final

from domain.safety import Judged
from scheduler.worker import Worker
from services import screening_work
from services.ports import TextCheck
from services.uow import OpenUow

_AT_ONCE: Final = 50
"""So many a look; the rest is for the next one."""


class ScreeningWorker(Worker):
    """One worker of this process; what it leaves lying, another asks about later."""

    def __init__(self, open_uow: OpenUow, check: TextCheck) -> None:
        super().__init__()
        self._open_uow = open_uow
        self._check = check

    def _work(self) -> int:
        """Ask about what is due; return how many were asked about."""
        with self._open_uow(read_only=True) as uow:
            if not screening_work.waiting(uow):
                return 0
        for done in range(_AT_ONCE):
            with self._open_uow() as uow:
                asked = screening_work.claim(uow)
            if asked is None:
                return done
            # A text that was taken back meanwhile is nobody's business any more.
            answer = self._check.check(asked.openid, asked.text) if asked.text else Judged("pass")
            with self._open_uow() as uow:
                screening_work.settle(uow, asked, answer)
        return _AT_ONCE
