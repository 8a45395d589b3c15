"""Notices whose time has come: a worker writes their letters, and sees them to their end."""

import logging
import time
from collections.abc import Callable
from typing import Final

from scheduler.worker import Worker
from services import notices_writing
from services.uow import OpenUow

log = logging.getLogger(__name__)

_LONG: Final = 5.0
"""Seconds that one notice may take before the others have their turn."""


class NoticeWorker(Worker):
    """Looked at each second; several processes may: each part is one's alone, and written once."""

    def __init__(self, open_uow: OpenUow, *, trusts: Callable[[], bool] = lambda: True) -> None:
        super().__init__()
        self._open_uow, self._trusts = open_uow, trusts

    def _work(self) -> int:
        """Do what is to be done at each notice; return how many parts that was."""
        with self._open_uow(read_only=True) as uow:
            waiting = notices_writing.due(uow)
        done, failed = 0, []
        for number in waiting:
            try:
                done += self._parts(number)
            except Exception as bug:  # noqa: BLE001 - it is raised below; the others go on
                failed.append(bug)
        if failed:
            raise ExceptionGroup("notices failed; their last parts were rolled back", failed)
        return done

    def _parts(self, number: int) -> int:
        done, until = 0, time.monotonic() + _LONG
        while self._trusts() and time.monotonic() < until:
            with self._open_uow() as uow:
                more = notices_writing.part(uow, number)
            done += 1
            if not more:
                break
        return done
