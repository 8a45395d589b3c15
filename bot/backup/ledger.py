"""The ledger of deletions outside the database: a restored backup must not bring anybody back.

Every line is one deletion as it stood when it was written; a later line of the same deletion says
more. Several processes may write into one file.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from io import BufferedRandom
from pathlib import Path
from typing import Any, Final

from sqlalchemy import make_url

from bot.backup.record import LEDGER
from bot.settings import Settings
from services import erasing
from services.uow import OpenUow

_OVERLAP: Final = timedelta(hours=1)
"""A transaction may be that long between the time it tells and its end."""

Row = Mapping[str, Any]
Key = tuple[int, str]


def house_of(settings: Settings) -> str:
    """Return what tells this installation from others: their people have the same numbers."""
    return sha256(b"ledger" + settings.keys.index.get_secret_value().encode()).hexdigest()[:16]


def file_of(settings: Settings) -> Path:
    """Return where the ledger is kept: as set, else beside the file of SQLite, else in ``var``."""
    if settings.backup.ledger:
        return Path(settings.backup.ledger)
    address = make_url(settings.database.url)
    if address.get_backend_name() == "sqlite" and address.database:
        return Path(f"{address.database}.{LEDGER}")
    return Path("var") / LEDGER


class Ledger:
    """Keeps the file: asked at each tick, it writes what is not in it yet."""

    def __init__(self, open_uow: OpenUow, file: Path, house: str) -> None:
        self._open_uow, self._file, self._house = open_uow, file, house
        self._since: datetime | None = None
        self._known: dict[Key, Row] = {}
        self._read = 0

    @classmethod
    def of(cls, open_uow: OpenUow, settings: Settings) -> "Ledger":
        """Return the one that the settings ask for."""
        return cls(open_uow, file_of(settings), house_of(settings))

    def keep(self) -> int:
        """Write what has changed since the last look; return how many lines that took.

        A file that is gone or shorter than it was is written anew and whole.
        """
        if self._read > (self._file.stat().st_size if self._file.exists() else 0):
            self._since, self._known, self._read = None, {}, 0
        with self._open_uow(read_only=True) as uow:
            asked, rows = uow.now, erasing.ledger(uow, self._since)
        fresh = [row for row in rows if self._known.get(_key(row)) != row]
        if fresh:
            fresh = self._append(fresh)
        self._since = asked - _OVERLAP
        return len(fresh)

    def _append(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file.touch(mode=0o600)
        with self._file.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._catch_up(file)
            fresh = [row for row in rows if self._known.get(_key(row)) != row]
            file.write(b"".join(_line(row, self._house) for row in fresh))
            file.flush()
            os.fsync(file.fileno())
            self._read = file.tell()
        self._known |= {_key(row): row for row in fresh}
        return fresh

    def _catch_up(self, file: BufferedRandom) -> None:
        """Read what others have written meanwhile; half a line of a dead one is cut off."""
        file.seek(self._read)
        new = file.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._known |= _latest(whole, self._house)
        file.seek(self._read + len(whole))
        file.truncate()


def read(file: Path, house: str) -> list[Row]:
    """Return the deletions of this installation in a file, each as it was told last."""
    return list(_latest(file.read_bytes(), house).values())


def write(file: Path, rows: Iterable[Row], house: str) -> None:
    """Write a ledger as it stands."""
    file.write_bytes(b"".join(_line(row, house) for row in rows))


def _line(row: Row, house: str) -> bytes:
    return json.dumps({"house": house, **row}, ensure_ascii=False).encode() + b"\n"


def _latest(content: bytes, house: str) -> dict[Key, Row]:
    found: dict[Key, Row] = {}
    for line in content.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue  # half a line: who wrote it died over it, and wrote it again
        if isinstance(row, dict) and row.pop("house", None) == house:
            found[_key(row)] = row
    return found


def _key(row: Row) -> Key:
    return row["person_id"], row["asked_at"]
