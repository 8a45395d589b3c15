"""Watching over the clock: again and again all are compared, and a doubt holds mass letters."""

import logging
import secrets
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

from domain import jumps
from domain.jumps import Course, Look
from services import clocks
from services.uow import OpenUow

log = logging.getLogger(__name__)

_PATIENCE: Final = 5.0
"""Seconds that somebody waits for the first look: it asks WeChat at the most once."""
_SOON: Final = 1.0
_LEAP: Final = 2.0
"""Seconds by which the machine's clock may be set without anybody having to know."""
_AGAIN: Final = 180
"""Looks after which a clock that is still wrong is told of again: an hour."""


class SteadyClock(Protocol):
    """A clock that goes on as it was judged last."""

    course: Course

    def look(
        self, *, database: datetime | None, platform: datetime | None, written: datetime | None
    ) -> Look:
        """Return what all clocks say now."""
        ...


class Platform(Protocol):
    """Says what time it is for WeChat."""

    def __call__(self, *, ask: bool) -> datetime | None:
        """Return it as heard lately, or, where ``ask`` is set, as heard right now."""
        ...


class Watch:
    """One watch of this process; it names its holds by a name that is random at each start."""

    def __init__(
        self, open_uow: OpenUow, clock: SteadyClock, platform: Platform, every: float = 20.0
    ) -> None:
        self._open_uow, self._clock, self._platform, self._every = open_uow, clock, platform, every
        self._name = secrets.token_hex(8)
        self._lock = threading.Lock()
        self._looked, self._told = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._last: Look | None = None
        self._silent = 0
        self._holds = self._strays = False
        self.leaps: list[Callable[[], object]] = []
        """What is done when the machine's clock was set, by however little."""

    def sure(self) -> bool:
        """Say whether the time is beyond doubt; at the start, once it has been looked at."""
        if self._thread is not None:
            self._looked.wait(_PATIENCE)
        return self._clock.course.doubt is None

    def start(self, wait: float = 0.0) -> None:
        """Look now in a thread of its own, and from then on every so often.

        ``wait``: for so long for the first look. It is for those who act on the time at once.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
            self._thread.start()
        self._looked.wait(wait)

    def stop(self) -> None:
        """Look no more; what was held goes on by itself soon."""
        self._told.set()
        if self._thread is not None:
            self._thread.join(_SOON)

    def _run(self) -> None:
        while True:
            try:
                self.look()
            except Exception:
                log.exception("a look at the clocks failed")
            self._looked.set()
            if self._told.wait(self._every):
                return

    def look(self) -> Course:
        """Compare all clocks, and hold or let go what goes to many."""
        with self._lock:
            database, written = self._database()
            seen = self._clock.look(
                database=database, platform=self._platform(ask=False), written=written
            )
            before = self._clock.course
            after = jumps.judge(before, seen)
            if after.doubt or abs(after.off - before.off) > jumps.LIMIT:
                # What was heard before counts no more: perhaps this machine slept meanwhile.
                seen = self._clock.look(
                    database=database, platform=self._platform(ask=True), written=written
                )
                after = jumps.judge(before, seen)
            self._clock.course = after
            self._looked.set()
            self._notice(seen)
            self._tell(before, after)
            self._hold(after)
            return after

    def _database(self) -> tuple[datetime | None, datetime | None]:
        try:
            with self._open_uow(read_only=True) as uow:
                self._strays = clocks.strays(uow)
                return clocks.independent(uow), clocks.written(uow)
        except Exception as no:  # noqa: BLE001 - away is away: WeChat is still there to ask
            log.info("the database was not asked for the time: %s", type(no).__name__)
            return None, None

    def _notice(self, seen: Look) -> None:
        """Let those know who count by the machine's clock that it was set."""
        last, self._last = self._last, seen
        if last is None:
            return
        leap = (seen.wall - last.wall).total_seconds() - (seen.ran - last.ran)
        if abs(leap) > _LEAP:
            log.warning("the machine's clock was set by %.0f s", leap)
            for act in self.leaps:
                act()

    def _tell(self, before: Course, after: Course) -> None:
        if after.doubt and after.doubt is not before.doubt:
            log.error("the clock is in doubt, mass letters are held: %s", jumps.say(after))
        elif before.doubt and not after.doubt:
            log.warning("the clocks agree again, mass letters go on; off by %s", after.off)
        elif after.corrected and self._silent >= _AGAIN:
            log.error("the machine's clock is wrong: %s", jumps.say(after))
        else:
            self._silent += 1
            return
        self._silent = 0

    def _hold(self, course: Course) -> None:
        if not (course.doubt or self._holds or self._strays):
            return
        try:
            with self._open_uow() as uow:
                if course.doubt:
                    clocks.hold(uow, self._name, jumps.say(course))
                else:
                    clocks.let_go(uow, self._name)
                    clocks.end_strays(uow)
        except Exception as no:  # noqa: BLE001 - without a database no letter goes either
            log.info("no hold was written or lifted: %s", type(no).__name__)
        else:
            self._holds = course.doubt is not None
