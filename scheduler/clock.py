"""The metronome: APScheduler only ticks; what is due is decided by ``jobs``."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from scheduler.jobs import tick
from services.uow import OpenUow

log = logging.getLogger(__name__)


def metronome(
    open_uow: OpenUow, every: float, *chores: Callable[[], object]
) -> BackgroundScheduler:
    """Return a scheduler that ticks at once when it is started, and then every so many seconds.

    ``chores`` are done at each tick as well; one that fails stops neither the others nor the clock.
    """
    scheduler = BackgroundScheduler(timezone="UTC")

    all_chores: tuple[Callable[[], object], ...] = (partial(tick, open_uow), *chores)

    def beat() -> None:
        for chore in all_chores:
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
        max_instances=1,
        coalesce=True,
    )
    return scheduler
