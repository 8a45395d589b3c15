"""The metronome: APScheduler only ticks; what is due is decided by ``jobs``."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler

from scheduler.jobs import tick
from services.uow import OpenUow

log = logging.getLogger(__name__)

_SOON: Final = 1.0
"""Seconds between two looks at what somebody waits for."""


def metronome(
    open_uow: OpenUow,
    every: float,
    *chores: Callable[[], object],
    soon: Sequence[Callable[[], object]] = (),
) -> BackgroundScheduler:
    """Return a scheduler that ticks at once when it is started, and then every so many seconds.

    ``chores`` are done at each tick as well; one that fails stops neither the others nor the clock.
    ``soon`` are looked at each second, since somebody waits for them: they keep to themselves who
    is at it.
    """
    # That a beat is left out because the one before is still at work is no news.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(timezone="UTC")
    _beat(scheduler, every, (partial(tick, open_uow), *chores))
    if soon:
        # One more may look in while a long one is at work: it finds that, and goes.
        _beat(scheduler, min(every, _SOON), soon, at_once=2)
    return scheduler


def _beat(
    scheduler: BackgroundScheduler,
    every: float,
    chores: Sequence[Callable[[], object]],
    at_once: int = 1,
) -> None:
    def beat() -> None:
        for chore in chores:
            try:
                chore()
            except Exception:
                # The next beat tries again: a run's row was rolled back with its effects.
                log.exception("a tick failed")

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
