"""Messages that were acknowledged and are not done: on this machine's disk, sealed, none forgotten.

WeChat asks three times and never again. So before anything is acknowledged that is not done, it is
written here; whoever is killed meanwhile leaves a file that the next process on the machine takes
over. What is in it may be done a second time: the message's own key in the database sees to that.
"""

import logging
import secrets
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from time import monotonic
from typing import Final

from bot.spool_file import SUFFIX, SpoolFile, has_room
from bot.spool_text import Drawn, drawn_from, place_of, text_of
from handlers.routing import Message
from services.vault import Unsealable, Vault

log = logging.getLogger(__name__)

MOST: Final = 100_000
"""Messages of one process that are remembered; with more, the platform is asked to come again."""
ROOM: Final = 1 << 20
"""Bytes that must be free, or this process is not ready."""
LIVES: Final = 3
"""How many processes may die over a message before it is left to a person; after the first it
comes last and alone, so that those done beside one that kills are not taken for it."""


@dataclass(slots=True, eq=False)
class _Entry:
    number: int
    at: int
    openid: str
    file: SpoolFile
    upto: int = 0
    in_work: bool = False
    """The pool has it; the rest of this is for those that wait here."""
    drawn: bool = False
    not_before: float = 0.0
    tries: int = 0


class Spool:
    """The messages of this process, and those that it took over from dead ones."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self.name = secrets.token_hex(8)
        """Random: no other process, and no other start of this one, is called so."""
        self._folder = folder
        self._vault = vault
        self._closed = False
        self._lock = RLock()
        self._kept: dict[str, _Entry] = {}
        self._taken_over: dict[str, _Entry] = {}
        self._own: SpoolFile | None = None
        self._waiting: Counter[str] = Counter()
        self._drawn: set[str] = set()
        """Whose messages are being done: what else they said comes after."""
        self._alone = False
        """A suspect is in hand."""
        self._alarmed: set[Path] = set()

    def __len__(self) -> int:
        with self._lock:
            return len(self._kept) + len(self._taken_over)

    def sound(self) -> bool:
        """Say whether there is a place to write to, with room."""
        return has_room(self._folder, ROOM)

    def put(self, message: Message, *, in_work: bool = False) -> None:
        """Keep a message durably, or raise ``OSError``; it is not drawn while it is in work."""
        with self._lock:
            entry = self._find(message.key)
            if entry is None:
                entry = self._write(message)
                entry.in_work = in_work
                self._kept[message.key] = entry
                if not in_work:
                    self._waiting[entry.openid] += 1
        try:
            entry.file.sync(entry.upto)
        except OSError:
            self.done(message.key)
            raise

    def holds(self, key: str) -> bool:
        """Say whether a message waits here or is being done out of here."""
        with self._lock:
            entry = self._find(key)
            return entry is not None and not entry.in_work

    def waits(self, openid: str) -> bool:
        """Say whether something this person said earlier waits: what they say now comes after."""
        with self._lock:
            return self._waiting[openid] > 0

    def release(self, key: str) -> None:
        """Let a message that was in work be drawn from here: its work came to nothing."""
        with self._lock:
            entry = self._kept.get(key)
            if entry is not None and entry.in_work:
                entry.in_work = False
                self._waiting[entry.openid] += 1

    def draw(self) -> Drawn | None:
        """Return the oldest message that can be done now; it stays here until ``done``."""
        with self._lock:
            while (key := self._first()) is not None:
                entry = self._taken_over.get(key) or self._kept[key]
                if (drawn := self._open(key, entry)) is not None:
                    entry.drawn, self._alone = True, entry.tries > 0
                    self._drawn.add(entry.openid)
                    entry.file.mark(b"~", entry.number)
                    return drawn
        return None

    @property
    def ready(self) -> bool:
        """Whether there is something to draw."""
        with self._lock:
            return self._first() is not None

    def _first(self) -> str | None:
        if self._alone:
            return None
        behind, suspect = set(self._drawn), None
        for entries in (self._taken_over, self._kept):
            for key, entry in entries.items():
                if entry.in_work or entry.openid in behind:
                    continue
                ready = entry.not_before <= monotonic()
                if ready and not entry.tries:
                    return key
                suspect = suspect or (key if ready else None)
                behind.add(entry.openid)
        return None if self._drawn else suspect

    def put_off(self, key: str, seconds: float) -> None:
        """Let a drawn message wait: it could not be done, and that killed nobody."""
        with self._lock:
            if (entry := self._find(key)) is not None:
                self._put_down(entry)
                entry.not_before, entry.tries = monotonic() + seconds, 0
                entry.file.mark(b"!", entry.number)

    def done(self, key: str) -> None:
        """Forget a message, if it is here."""
        with self._lock:
            entry = self._kept.pop(key, None) or self._taken_over.pop(key, None)
            if entry is None:
                return
            self._put_down(entry)
            if not entry.in_work:
                self._stop_waiting(entry.openid)
            entry.file.mark(b"-", entry.number)
            self._let_go(entry.file)

    def give_up(self, key: str) -> None:
        """Leave a message to a person: its file stays, under another name."""
        with self._lock:
            if (entry := self._find(key)) is not None:
                self._hold(key, entry)

    def take_over(self) -> int:
        """Take over what dead processes have left in the folder; return how many messages."""
        with self._lock:
            before = len(self._taken_over)
            if self._closed:
                return 0
            for path in sorted(self._folder.glob(f"*{SUFFIX}")):
                try:
                    file = SpoolFile.left(path)
                except OSError as no:  # another user's, perhaps; those behind it are not
                    if path not in self._alarmed:
                        self._alarmed.add(path)
                        log.error("a file of the spool cannot be opened: %s", no.strerror)  # noqa: TRY400 - its place says nothing
                    continue
                if file is not None:
                    self._alarmed.discard(path)
                    self._read(file)
            found = len(self._taken_over) - before
        if found:
            log.warning("%d messages taken over from a process that is dead", found)
        return found

    def close(self) -> None:
        """Leave what is not done to the next process."""
        with self._lock:
            self._closed = True
            if self._own is not None and not self._own.held:
                self._own.remove()
            for file in {e.file for e in (*self._kept.values(), *self._taken_over.values())}:
                file.leave()
            self._own = None
            self._kept.clear()
            self._taken_over.clear()
            self._waiting.clear()
            self._drawn.clear()

    def _find(self, key: str) -> _Entry | None:
        return self._kept.get(key) or self._taken_over.get(key)

    def _write(self, message: Message) -> _Entry:
        if self._closed:
            raise OSError("closed")
        if len(self._kept) >= MOST:
            raise OSError(f"{MOST} messages wait already")
        if self._own is None or self._own.broken:
            self._own = SpoolFile.new(self._folder)
        file = self._own
        number = file.number()
        sealed = self._vault.seal(text_of(message, self.name), place_of(file, number))
        at, upto = file.keep(number, sealed)
        file.held += 1
        return _Entry(number, at, message.openid, file, upto)

    def _open(self, key: str, entry: _Entry) -> Drawn | None:
        drawn = self._unsealed(entry)
        if drawn is None:
            self._hold(key, entry)
        return drawn

    def _unsealed(self, entry: _Entry) -> Drawn | None:
        """Read a message again; one that cannot be read is left to a person."""
        try:
            number, sealed = entry.file.read(entry.at)
            return drawn_from(self._vault.open(sealed, place_of(entry.file, number)))
        except (OSError, Unsealable, ValueError) as no:
            # Not the error itself: its words may be a person's.
            what = "a message of the spool cannot be read: %s"
            log.error(what, type(no).__qualname__)  # noqa: TRY400 - see above
            self._alarmed.add(entry.file.path)
            return None

    def _hold(self, key: str, entry: _Entry) -> None:
        (self._kept if key in self._kept else self._taken_over).pop(key)
        self._put_down(entry)
        self._stop_waiting(entry.openid)
        self._alarmed.add(entry.file.path)
        self._let_go(entry.file)

    def _put_down(self, entry: _Entry) -> None:
        if entry.drawn:
            entry.drawn = False
            self._alone = self._alone and not entry.tries
            self._drawn.discard(entry.openid)

    def _stop_waiting(self, openid: str) -> None:
        self._waiting[openid] -= 1
        if self._waiting[openid] <= 0:
            del self._waiting[openid]

    def _let_go(self, file: SpoolFile) -> None:
        """Empty a file of ours, and take away another's, when all that was in it is done."""
        file.held -= 1
        if file.held:
            return
        if file is self._own and not file.broken and file.path not in self._alarmed:
            file.clear()
            return
        self._own = None if file is self._own else self._own
        if file.path in self._alarmed:
            file.set_aside()
        else:
            file.remove()

    def _read(self, file: SpoolFile) -> None:
        file.held = 1
        for entry in self._unfinished(file).values():
            if entry.tries >= LIVES:
                log.error("a message of the spool has ended %d processes", entry.tries)
                self._alarmed.add(file.path)
                continue
            drawn = self._unsealed(entry)
            if drawn is not None and self._find(drawn.message.key) is None:
                entry.openid = drawn.message.openid
                self._taken_over[drawn.message.key] = entry
                self._waiting[entry.openid] += 1
                file.held += 1
        self._let_go(file)

    def _unfinished(self, file: SpoolFile) -> dict[int, _Entry]:
        open_: dict[int, _Entry] = {}
        for at, sign, number in file.lines():
            match sign:
                case b"+":
                    open_[number] = _Entry(number, at, "", file)
                case b"-":
                    open_.pop(number, None)
                case b"?":
                    log.error("a part of the spool cannot be read")
                    self._alarmed.add(file.path)
                case _ if number in open_:
                    open_[number].tries = open_[number].tries + 1 if sign == b"~" else 0
        return open_
