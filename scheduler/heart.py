"""The heartbeat of a process: others see that it lives, and it knows when it is taken for dead."""

import logging
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from services import processes, rescue
from services.rescue import Mine, Rescued
from services.uow import OpenUow

log = logging.getLogger(__name__)

_MARGIN: Final = 0.1
"""The part of its life that a process does without, to be surely not taken for dead in it."""


def monotonic() -> float:
    """Return seconds that also pass while the machine sleeps, where the system counts them."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class Heart:
    """Beats every ``beat`` seconds; who has not for ``life`` seconds is dead to the others.

    Its name is random at each start, so that a dead process is never mistaken for it. One that
    was stopped and goes on asks ``trusts`` before it acts, and needs no database to be told no:
    the beginning of its last successful beat says how long the others still wait for it.
    """

    def __init__(
        self,
        open_uow: OpenUow,
        *,
        beat: float = 5.0,
        life: float = 30.0,
        clock: Callable[[], float] = monotonic,
        away: tuple[type[Exception], ...] = (),
    ) -> None:
        self._open_uow, self._every, self._life = open_uow, beat, timedelta(seconds=life)
        self._clock, self._away = clock, away
        self.hands: Callable[[], frozenset[int]] | None = None
        """Which letters are in the hands of this process's senders, where it has some."""
        self._role = "once"
        self._owner = ""
        self._trusted_until = self._judges_from = float("-inf")
        self._told = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._silent = False

    @property
    def owner(self) -> str:
        """The name under which this process holds what it is at; empty before the first beat."""
        return self._owner

    def alive(self) -> bool:
        """Say whether the others surely believe that this process lives."""
        return self._clock() < self._trusted_until

    def trusts(self, owner: str) -> bool:
        """Say whether what was taken under a name is surely still ours."""
        return owner == self._owner and self.alive()

    def start(self, role: str) -> None:
        """Beat once, here and now, and from then on in a thread of its own."""
        if self._thread is not None:
            return
        self._role = role
        self.beat()
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)
        self._thread.start()

    def stop(self, *, leave: bool = True) -> None:
        """Beat no more; ``leave`` says that nothing is left in our hands."""
        self._told.set()
        if self._thread is not None:
            self._thread.join(self._every)
        with self._lock:
            owner, self._owner = self._owner, ""
            self._trusted_until = float("-inf")
        if leave and owner:
            self._guarded(lambda: self._leave(owner))

    def beat(self) -> None:
        """Say that we live, then look after those who do not; what goes wrong is only told."""
        with self._lock:
            self._guarded(self._beat)
            if self.alive() and self._clock() >= self._judges_from:
                # Here and not behind the letters: what saves them must not wait in their line.
                self._guarded(self._rescue)

    def _run(self) -> None:
        while not self._told.wait(self._every):
            self.beat()

    def _beat(self) -> None:
        began = self._clock()
        with self._open_uow() as uow:
            owner = self._owner
            if not owner or not processes.beat(uow, owner):
                owner = secrets.token_hex(10)
                processes.enter(uow, owner, self._role, socket.gethostname())
        if self._owner not in {"", owner}:
            log.warning("process %s was taken for dead and goes on as %s", self._owner, owner)
        life = self._life.total_seconds()
        if self._trusted_until < began and self._trusted_until > float("-inf"):
            # Perhaps the database was away, and the others have not been able to beat either.
            self._judges_from = began + life
        self._owner, self._trusted_until = owner, began + life * (1 - _MARGIN)
        if self._silent:
            self._silent = False
            log.warning("the heart of %s beats again", owner)

    def _rescue(self) -> None:
        mine = Mine(self._owner, self.hands()) if self.hands else None
        with self._open_uow(read_only=True) as uow:
            if not rescue.needed(uow, self._life, mine):
                return
        while True:
            with self._open_uow() as uow:
                saved = rescue.rescue(uow, self._life, mine)
            self._tell(saved)
            if not saved.letters:
                return

    def _tell(self, saved: Rescued) -> None:
        for owner in sorted(saved.buried):
            log.warning("process %s is dead: it has said nothing for %s", owner, self._life)
        if saved.letters:
            log.warning(
                "letters of dead senders: %d go again, %d are uncertain",
                saved.again,
                saved.uncertain,
            )
        for letter in saved.held:
            log.error("letter %d was in the hands of %d that died: held", letter, rescue.DEATHS)

    def _leave(self, owner: str) -> None:
        with self._open_uow() as uow:
            processes.leave(uow, owner)

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except self._away as no:
            if not self._silent:
                self._silent = True
                log.warning("no heartbeat: the database is away (%s)", type(no).__name__)
        except Exception:
            log.exception("a heartbeat failed")
