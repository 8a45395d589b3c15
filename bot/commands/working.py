"""What works beside the site, or in processes of its own: the clock and the senders."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bot.app import App

_PATIENCE: Final = 12.0
"""Seconds in which a sender finishes its letter: the longest a call can take."""


@contextmanager
def ticking(app: App, every: float) -> Iterator[None]:
    """Let the clock tick meanwhile; a job under way is finished."""
    clock = app.metronome(every)
    clock.start()
    try:
        yield
    finally:
        clock.shutdown()


@contextmanager
def sending(app: App, senders: int, pause: float) -> Iterator[None]:
    """Let senders work meanwhile; the letters in their hands are finished."""
    told = threading.Event()
    threads = [
        # Daemons: a sender that hangs must not keep the process from ending.
        threading.Thread(target=app.postman().work, args=(told, pause), daemon=True)
        for _ in range(senders)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        told.set()
        end = time.monotonic() + _PATIENCE
        for thread in threads:
            thread.join(max(end - time.monotonic(), 0))
