"""Large Excel files: a worker checks and writes what waits, and tells how far it is."""

import logging
import secrets
from datetime import datetime, timedelta
from typing import Final

from domain.errors import Refusal
from scheduler.worker import Worker
from services import sheets_passes, sheets_roster_writing, sheets_work
from services.sheets_passes import File, Pass
from services.sheets_roster_writing import Secret
from services.sheets_work import Work
from services.uow import OpenUow

log = logging.getLogger(__name__)

_HASHED: Final = 50
"""Passwords that are hashed between two signs of life."""
_TIDY: Final = timedelta(minutes=10)


class SheetWorker(Worker):
    """One worker of this process; another takes over what it leaves lying for too long."""

    def __init__(self, open_uow: OpenUow) -> None:
        super().__init__()
        self._open_uow = open_uow
        self._owner = secrets.token_hex(16)
        self._tidied: datetime | None = None

    def _work(self) -> int:
        """Do all that waits, one file after the other; return how many were put down."""
        with self._open_uow(read_only=True) as uow:
            waiting = sheets_work.waiting(uow)
            tidy = self._tidied is None or uow.now - self._tidied >= _TIDY
            now = uow.now
        if tidy:
            with self._open_uow() as uow:
                sheets_work.tidy(uow)
            self._tidied = now
        done = 0
        while waiting and (work := self._claim()) is not None:
            self._one(work)
            done += 1
        return done

    def _claim(self) -> Work | None:
        with self._open_uow() as uow:
            return sheets_work.claim(uow, self._owner)

    def _one(self, work: Work) -> None:
        try:
            self._do(work)
        except Refusal as no:
            with self._open_uow() as uow:
                sheets_work.give_up(uow, work, str(no))
        except Exception:
            # The next look tries again, a few times: nothing of it was written.
            log.exception("file %d was not worked", work.id)
            with self._open_uow() as uow:
                sheets_work.let_go(uow, work)
            raise

    def _do(self, work: Work) -> None:
        with self._open_uow(read_only=True) as uow:
            means, today = uow.means, uow.today
        sheet = work.sheet
        file = sheets_passes.read(means, sheet.kind, work.content, sheet.options, today)
        passed = self._pass(work, file)
        if passed is None:
            return
        if not work.writing or passed.faults:
            with self._open_uow() as uow:
                sheets_work.check_done(uow, work, file, passed)
            return
        new = passed.counts()["new"] if sheet.kind == sheets_passes.ROSTER else 0
        made: list[Secret] = []
        while True:
            with self._open_uow() as uow:
                if not sheets_work.advance(uow, work, len(file.wanted), len(file.wanted)):
                    return
            if len(made) >= new:
                break
            made += sheets_roster_writing.secrets(means.passwords, min(_HASHED, new - len(made)))
        with self._open_uow() as uow:
            sheets_work.write(uow, work, file, made)

    def _pass(self, work: Work, file: File) -> Pass | None:
        """Hold the file to what is known; none: it is in other hands by now."""
        passed = sheets_passes.begin(work.sheet)
        done = 0
        for chunk in file.chunks():
            with self._open_uow() as uow:
                if not sheets_work.advance(uow, work, done, len(file.wanted)):
                    return None
            with self._open_uow(read_only=True) as uow:
                passed.take(uow, chunk)
            done += len(chunk)
        return passed
