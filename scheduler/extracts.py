"""Files that are taken out: a worker makes what waits, and tells how far it is."""

import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from scheduler.file_worker import FileWorker
from services import extracts_files, extracts_lists, extracts_making, extracts_work
from services.extracts_work import Work
from services.uow import OpenUow

__all__ = ["ExtractWorker", "extracts_lists"]

_LEFT: Final = 6 * 3600.0
"""Seconds after which a folder is nobody's any more: a worker that was killed left it."""


class ExtractWorker(FileWorker[Work]):
    """Reads a list batch by batch; what another worker left lying it makes anew."""

    def __init__(self, open_uow: OpenUow) -> None:
        super().__init__(open_uow, extracts_work)

    def _tidy(self) -> None:
        with self._open_uow() as uow:
            extracts_files.tidy(uow)
        with tempfile.NamedTemporaryFile() as here:  # by the disk's own time: ours may be moved
            now = Path(here.name).stat().st_mtime
        for folder in Path(tempfile.gettempdir()).glob(f"{extracts_making.FOLDER}*"):
            if folder.stat().st_mtime < now - _LEFT:
                shutil.rmtree(folder, ignore_errors=True)

    def _do(self, work: Work) -> None:
        with self._open_uow(read_only=True) as uow:
            total = extracts_work.total(uow, work)
        done = number = 0
        after: Any = None
        with extracts_making.writer(work.format, work.about, work.listed.columns) as writer:
            more = True
            while more:
                with self._open_uow(read_only=True) as uow:
                    rows, after = extracts_work.batch(uow, work, after)
                more = after is not None
                done += len(rows)
                pieces = list(enumerate(writer.add(rows), number))
                number += len(pieces)
                if not self._advance(work, done, total, pieces):
                    return
            for number, piece in enumerate(writer.close(), number):  # noqa: B020 - it goes on counting
                if not self._advance(work, done, total, [(number, piece)]):
                    return
        with self._open_uow() as uow:
            extracts_work.finish(uow, work, done)

    def _advance(self, work: Work, done: int, total: int, pieces: list[tuple[int, bytes]]) -> bool:
        with self._open_uow() as uow:
            return extracts_work.advance(uow, work, done, total, pieces)
