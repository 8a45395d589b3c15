"""Large Excel files: a worker checks and writes what waits, and tells how far it is."""

from typing import Final

from scheduler.file_worker import FileWorker
from services import sheets_passes, sheets_roster_writing, sheets_work
from services.sheets_passes import File, Pass
from services.sheets_roster_writing import Secret
from services.sheets_work import Work
from services.uow import OpenUow

_HASHED: Final = 50
"""Passwords that are hashed between two signs of life."""


class SheetWorker(FileWorker[Work]):
    """Holds a file to what is known, and writes it whole or not at all."""

    def __init__(self, open_uow: OpenUow) -> None:
        super().__init__(open_uow, sheets_work)

    def _tidy(self) -> None:
        with self._open_uow() as uow:
            sheets_work.tidy(uow)

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
