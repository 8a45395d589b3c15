"""One file of the spool: whole lines or none, on the disk before anybody relies on them.

``+number checksum sealed`` is a message, ``-number`` says that it is done, ``~number`` that a
process has begun with it and ``!number`` that the same process lived to give it up for now.
"""

import fcntl
import os
import re
import secrets
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final

SUFFIX: Final = ".spool"
HELD: Final = ".held"
"""What is left to a person; called ``.spool`` again, it is tried again."""
_LARGEST: Final = 1 << 30
_LONGEST: Final = 1 << 20
"""Bytes of a line: sixteen times what a push can be."""
_LINE: Final = re.compile(rb"([+~!-])([0-9]{1,18})(?: ([0-9a-f]{8}) ([A-Za-z0-9+/=]+))?\n")


class SpoolFile:
    """A file that this process alone may read and write, for as long as it lives."""

    def __init__(self, path: Path, fd: int) -> None:
        self.path = path
        self.broken = False
        """What was written last may not be on the disk: nothing more is written here."""
        self.size = os.fstat(fd).st_size
        self.held = 0
        """How many messages in it somebody still has to do."""
        self._fd = fd
        self._numbers = 0
        self._written = self._synced = 0
        self._syncing = Lock()

    @classmethod
    def new(cls, folder: Path) -> "SpoolFile":
        """Make a file of one's own; whoever looks through the folder finds it locked."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            path = folder / f"{secrets.token_hex(8)}{SUFFIX}"
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            fcntl.flock(fd, fcntl.LOCK_EX)
            # Between these two lines somebody may have taken it for a dead process's.
            if _is_at(fd, path):
                break
            os.close(fd)
        _sync_folder(folder)
        return cls(path, fd)

    @classmethod
    def left(cls, path: Path) -> "SpoolFile | None":
        """Take over the file of a process that is dead; none if it lives or somebody was faster."""
        try:
            fd = os.open(path, os.O_RDWR | os.O_APPEND)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return None
        if _is_at(fd, path):
            return cls(path, fd)
        os.close(fd)
        return None

    @property
    def name(self) -> str:
        """What the file is called for as long as it is there: random, and never used again."""
        return self.path.name.partition(".")[0]

    def number(self) -> int:
        """Return a number that no other message of this file has."""
        self._numbers += 1
        return self._numbers

    def keep(self, number: int, sealed: bytes) -> tuple[int, int]:
        """Write a message; return where it is, and what to ``sync`` up to."""
        text = b64encode(sealed)
        at = self.size
        self._append(b"+%d %08x %s\n" % (number, _checksum(number, text), text))
        return at, self._written

    def mark(self, sign: bytes, number: int) -> None:
        """Note what became of a message; lost, the note costs a repetition and nothing else."""
        with suppress(OSError):
            self._append(b"%s%d\n" % (sign, number))

    def sync(self, upto: int) -> None:
        """Return when what was written so far is on the disk; many who wait share one call."""
        with self._syncing:
            if self.broken:
                raise OSError("what was written may not be on the disk")
            if self._synced >= upto:
                return
            written = self._written
            try:
                os.fsync(self._fd)
            except OSError:
                # A second call would succeed and mean nothing: the pages are gone by then.
                self.broken = True
                raise
            self._synced = written

    def read(self, at: int) -> tuple[int, bytes]:
        """Return number and sealed text of the message that begins there."""
        raw = os.pread(self._fd, _LONGEST, at)
        found = _message(raw[: raw.find(b"\n") + 1])
        if found is None:
            raise OSError("what was written is not there any more")
        return found

    def lines(self) -> Iterator[tuple[int, bytes, int]]:
        """Yield (place, sign, number) of each sound line, and a ``?`` for what is none.

        What a dying process or machine left of a last line was never acknowledged to anybody.
        """
        at, strange = 0, None
        with os.fdopen(os.dup(self._fd), "rb") as file:
            file.seek(0)
            for line in file:
                found = _LINE.fullmatch(line)
                if found is None or (found[1] == b"+" and _message(line) is None):
                    strange = at if strange is None else strange
                else:
                    if strange is not None:
                        yield strange, b"?", 0
                        strange = None
                    self._numbers = max(self._numbers, int(found[2]))
                    yield at, found[1], int(found[2])
                at += len(line)
        if strange is not None:
            os.ftruncate(self._fd, strange)
            self.size = strange

    def clear(self) -> None:
        """Forget everything: all of it is done."""
        with suppress(OSError):
            os.ftruncate(self._fd, 0)
            self.size = 0

    def remove(self) -> None:
        """Take the file away for good."""
        with suppress(OSError):
            self.path.unlink()
        os.close(self._fd)

    def set_aside(self) -> None:
        """Leave it to a person, under another name."""
        with suppress(OSError):
            self.path.rename(self.path.with_suffix(HELD))
        os.close(self._fd)

    def leave(self) -> None:
        """Leave it as it is to whoever comes."""
        os.close(self._fd)

    def _append(self, line: bytes) -> None:
        if self.broken or self.size + len(line) > _LARGEST:
            raise OSError("no more is written to this file")
        try:
            whole = os.write(self._fd, line) == len(line)
        except OSError:
            self._undo()
            raise
        if not whole:
            self._undo()
            # A disk that is nearly full takes the part that fits.
            raise OSError("only a part was written")
        self.size += len(line)
        self._written += len(line)

    def _undo(self) -> None:
        try:
            os.ftruncate(self._fd, self.size)
        except OSError:
            self.broken = True


def has_room(folder: Path, least: int) -> bool:
    """Say whether a folder is there to write to, with so many bytes free."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        free = os.statvfs(folder)
    except OSError:
        return False
    return free.f_bavail * free.f_frsize >= least and os.access(folder, os.W_OK)


def _message(line: bytes) -> tuple[int, bytes] | None:
    found = _LINE.fullmatch(line)
    if found is None or found[1] != b"+" or found[3] is None:
        return None
    number = int(found[2])
    if int(found[3], 16) != _checksum(number, found[4]):
        return None
    try:
        return number, b64decode(found[4], validate=True)
    except ValueError:
        return None


def _checksum(number: int, text: bytes) -> int:
    return zlib.crc32(b"%d %s" % (number, text))


def _is_at(fd: int, path: Path) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(fd), there)


def _sync_folder(folder: Path) -> None:
    """See to it that a new file's name, too, is on the disk."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
