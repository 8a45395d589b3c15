"""What the platform reports about letters: it is applied each second, apart from taking it in."""

from typing import Final

from scheduler.worker import Worker
from services import reports
from services.uow import OpenUow

_ROUNDS: Final = 20
"""So many transactions a look; the rest is for the next one."""


class ReportsWorker(Worker):
    """One worker of this process; what another is at, it passes over."""

    def __init__(self, open_uow: OpenUow) -> None:
        super().__init__()
        self._open_uow = open_uow

    def _work(self) -> int:
        """Apply what is due; return how many reports were looked at."""
        with self._open_uow(read_only=True) as uow:
            if not reports.waiting(uow):
                return 0
        done = 0
        for _ in range(_ROUNDS):
            with self._open_uow() as uow:
                looked = reports.settle(uow)
            done += looked
            if looked < reports.AT_ONCE:
                break
        return done
