"""Ending when told: what is under way is finished, and in good time."""

import atexit
import logging
import os
import signal
import socket
import time
from collections.abc import Callable
from queue import SimpleQueue
from types import FrameType
from typing import Any, Final

import waitress
from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel

log = logging.getLogger(__name__)

GRACE: Final = 9.5
"""Seconds after which a process ends whatever is still under way: it loses nothing by it.

A job's transaction is undone and another does it; a message is in the spool; no call takes longer.
"""
CONNECTIONS: Final = 1000
"""So many may be connected: with waitress's usual hundred, a hundred who say nothing shut us."""
_DRAIN: Final = 8.0
"""Seconds in which the site finishes the requests in its hands."""
_LINGER: Final = 0.3
"""Seconds in which who has been let in may still say what it came for."""
_LOOK: Final = 0.02
_BACKLOG: Final = 64


def hear(told: Callable[[], object]) -> None:
    """Call ``told`` when the process is told to end (TERM, Ctrl-C), and see that it does.

    It is called between two steps of the main thread, so it must not wait for a lock.
    """

    def ends(_number: int, _frame: FrameType | None) -> None:
        told()
        if not signal.getitimer(signal.ITIMER_REAL)[0]:  # told twice, it does not take longer
            signal.setitimer(signal.ITIMER_REAL, GRACE)

    signal.signal(signal.SIGALRM, _cut_off)
    # The interpreter gives signals back before it is quite gone: an alarm would then kill it.
    atexit.register(signal.setitimer, signal.ITIMER_REAL, 0)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ends)


def wait_to_be_told() -> Callable[[], None]:
    """Listen from now on; what is returned waits until the process is told to end."""
    told: SimpleQueue[None] = SimpleQueue()
    hear(lambda: told.put(None))
    return told.get


def _cut_off(_number: int, _frame: FrameType | None) -> None:
    log.warning("still at work after %g s: what is not finished is left to others", GRACE)
    os._exit(0)


class Site:
    """The web site of the one-process house: it answers whoever was let in before it closes."""

    def __init__(self, web: Flask, bound: socket.socket, threads: int, body: int) -> None:
        self._sockets: dict[int, Any] = {}
        self._server = waitress.create_server(
            web,
            map=self._sockets,
            sockets=[bound],
            threads=threads,
            ident=None,
            max_request_body_size=body,
            connection_limit=CONNECTIONS,
        )
        self._told = False

    def run(self, told: Callable[[], object] = lambda: None) -> None:
        """Serve until the process is told to end, call ``told``, and finish what has begun."""
        hear(self._end)
        while not self._told:
            self._turn(1.0)
        told()
        for _ in range(_BACKLOG):  # who has knocked already is let in
            self._turn(0)
        # Only the door is closed; the server's own ``close`` would also cut the workers' bell.
        wasyncore.dispatcher.close(self._server)
        began = time.monotonic()
        while (waited := time.monotonic() - began) < _DRAIN and (waited < _LINGER or self._busy()):
            self._turn(_LOOK)
        self._server.task_dispatcher.shutdown(timeout=1)

    def _busy(self) -> bool:
        return any(map(_busy, self._server.active_channels.values()))

    def _end(self) -> None:
        self._told = True
        self._server.pull_trigger()

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, map=self._sockets, use_poll=True, count=1)


def _busy(channel: HTTPChannel) -> bool:
    """Say whether a request is being worked on or its answer is not out yet."""
    return bool(channel.requests or channel.total_outbufs_len)
