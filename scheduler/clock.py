"""The metronome: APScheduler only ticks; what is due is decided by ``jobs``."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler

from scheduler.jobs import tick
from scheduler.runs import Alone, Life, Runner
from scheduler.watch import Watch
from services.uow import OpenUow

log = logging.getLogger(__name__)

_SOON: Final = 1.0
"""Seconds between two looks at what somebody waits for."""


def metronome(  # noqa: PLR0913 - what it beats for, each by its name
    open_uow: OpenUow,
    every: float,
    *chores: Callable[[], object],
    soon: Sequence[Callable[[], object]] = (),
    life: Life | None = None,
    watch: Watch | None = None,
    away: Callable[[Exception], bool] = lambda _: False,
) -> BackgroundScheduler:
    """Return a scheduler that ticks at once when it is started, and then every so many seconds.

    ``chores`` are done at each tick as well; one that fails stops neither the others nor the clock.
    ``soon`` are looked at each second, since somebody waits for them: they keep to themselves who
    is at it. ``life`` is under what name runs are held, ``watch`` what doubts the clock, ``away``
    what says of a failure that the database is away: that is told once, and not at each beat.
    """
    runner = Runner(life or Alone(), watch.sure if watch else lambda: True)
    # That a beat is left out because the one before is still at work is no news.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(timezone="UTC")
    told = _Told(away)

    def look() -> None:
        tick(open_uow, runner=runner)
        told.well()

    _beat(scheduler, every, (look, *chores), told)
    if watch:
        watch.leaps.append(partial(beat_now, scheduler))
    if soon:
        # One more may look in while two long ones are at work: it finds that, and goes on.
        _beat(scheduler, min(every, _SOON), soon, told, at_once=3)
    return scheduler


def beat_now(scheduler: BackgroundScheduler) -> None:
    """Let everything beat at once: APScheduler counts by the machine's clock, which was set.

    Set back by a day, it would stand still for a day.
    """
    for job in scheduler.get_jobs():
        job.modify(next_run_time=datetime.now(UTC))


def _beat(
    scheduler: BackgroundScheduler,
    every: float,
    chores: Sequence[Callable[[], object]],
    told: "_Told",
    at_once: int = 1,
) -> None:
    def beat() -> None:
        for chore in chores:
            # The next beat tries again: a run's row was rolled back with its effects.
            try:
                chore()
            except Exception as no:  # noqa: BLE001 - it is told
                told.failed(no)

    scheduler.add_job(
        beat,
        "interval",
        seconds=every,
        next_run_time=datetime.now(UTC),
        # A beat that comes late still comes: what it finds due is no less due.
        misfire_grace_time=None,
        max_instances=at_once,
        coalesce=True,
    )


class _Told:
    """Tells of what fails: all of it at once, but that the database is away only once."""

    def __init__(self, away: Callable[[Exception], bool]) -> None:
        self._away, self._silent = away, False

    def failed(self, no: Exception) -> None:
        """Tell of a failure; of many at once, of those that are not the database's absence."""
        rest = no.split(self._away)[1] if isinstance(no, ExceptionGroup) else no
        if rest is not None and not self._away(rest):
            log.error("a tick failed", exc_info=rest)
            self.well()
        elif not self._silent:
            self._silent = True
            log.warning("the clock stands still: the database is away")

    def well(self) -> None:
        """Tell that the database is there again."""
        if self._silent:
            self._silent = False
            log.warning("the clock goes on")
