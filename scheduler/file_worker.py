"""Files that wait for a worker: it takes one after the other, and says what came of a bad one."""

import logging
import secrets
from abc import abstractmethod
from datetime import datetime, timedelta
from typing import Final, Generic, Protocol, TypeVar

from domain.errors import Refusal
from scheduler.worker import Worker
from services.uow import OpenUow, Uow

_TIDY: Final = timedelta(minutes=10)


class InHand(Protocol):
    """A file in the hands of one worker."""

    @property
    def id(self) -> int:
        """The file's number."""
        ...


W = TypeVar("W", bound=InHand)


class Files(Protocol[W]):
    """The service of one sort of files: ``services.sheets_work``, ``services.extracts_work``."""

    def waiting(self, uow: Uow) -> bool:
        """Say whether there is anything to take."""
        ...

    def claim(self, uow: Uow, owner: str) -> W | None:
        """Take the oldest file that waits, or whose worker has gone silent."""
        ...

    def give_up(self, uow: Uow, work: W, words: str) -> None:
        """Say why nothing can come of it."""
        ...

    def let_go(self, uow: Uow, work: W) -> None:
        """Put it down for the next one who looks."""
        ...


class FileWorker(Worker, Generic[W]):
    """One worker of this process; another takes over what it leaves lying for too long."""

    def __init__(self, open_uow: OpenUow, files: Files[W]) -> None:
        super().__init__()
        self._open_uow, self._files = open_uow, files
        self._owner = secrets.token_hex(16)
        self._tidied: datetime | None = None
        self._log = logging.getLogger(type(self).__module__)

    def _work(self) -> int:
        """Do all that waits, one file after the other; return how many were put down."""
        with self._open_uow(read_only=True) as uow:
            waiting = self._files.waiting(uow)
            tidy = self._tidied is None or uow.now - self._tidied >= _TIDY
            now = uow.now
        if tidy:
            self._tidy()
            self._tidied = now
        done = 0
        while waiting and (work := self._claim()) is not None:
            self._one(work)
            done += 1
        return done

    def _claim(self) -> W | None:
        with self._open_uow() as uow:
            return self._files.claim(uow, self._owner)

    def _one(self, work: W) -> None:
        try:
            self._do(work)
        except Refusal as no:
            with self._open_uow() as uow:
                self._files.give_up(uow, work, str(no))
        except Exception:
            # The next look tries again, a few times.
            self._log.exception("file %d was not worked", work.id)
            with self._open_uow() as uow:
                self._files.let_go(uow, work)
            raise

    @abstractmethod
    def _tidy(self) -> None:
        """Wipe what has had its day."""

    @abstractmethod
    def _do(self, work: W) -> None:
        """Do one file, saying now and then how far it is; what a rule refuses is given up."""
