"""What works beside the site, or in processes of its own: the clock and the senders."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from bot.app import App
from domain.delivery import Lane

_PATIENCE: Final = 9.0
"""Seconds in which a sender finishes its letter; one that hangs longer is given up for dead."""
_FIRST_LOOK: Final = 2.0
"""Seconds that senders wait to know the time: what is due tomorrow must not go today."""


@contextmanager
def ticking(app: App, every: float, role: str | None = None) -> Iterator[None]:
    """Let the clock tick meanwhile; a job under way is finished, or the part of it.

    ``role``: nothing else beats the heart of this process.
    """
    heart = app.office.heart
    if role:
        heart.start(role)
    if app.watch:
        app.watch.start()
    told = threading.Event()
    clock = app.metronome(every, told)
    clock.start()
    try:
        yield
    finally:
        told.set()
        clock.shutdown()
        if role:
            heart.stop()


@contextmanager
def sending(
    app: App, senders: int, pause: float, role: str = "deliver"
) -> Iterator[Callable[[], None]]:
    """Let senders work meanwhile; the letters in their hands are finished.

    What is yielded tells them before the end that it comes: they take no more.
    """
    told = threading.Event()
    heart = app.office.heart
    heart.start(role)
    if app.watch:
        app.watch.start(wait=_FIRST_LOOK)
    # Of several one keeps to what somebody waits for, however slowly the rest goes.
    lanes = [Lane.SEAT, *[Lane.REMINDER] * (senders - 1)] if senders > 1 else [Lane.REMINDER]
    threads = [
        # Daemons: a sender that hangs must not keep the process from ending.
        threading.Thread(target=app.postman(lane).work, args=(told, pause), daemon=True)
        for lane in lanes
    ]
    for thread in threads:
        thread.start()
    try:
        yield told.set
    finally:
        told.set()
        end = time.monotonic() + _PATIENCE
        for thread in threads:
            thread.join(max(end - time.monotonic(), 0))
        # Whose letter is still in hand does not leave: others wait for its death to be sure.
        heart.stop(leave=not any(thread.is_alive() for thread in threads))
