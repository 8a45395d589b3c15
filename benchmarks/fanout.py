"""Letters out of the outbox, each with its intent committed, beside a bare loop over HTTP."""

import itertools
import resource
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot import database
from bot.app import App, build
from bot.settings import Settings
from bot.wechat.messenger import TEMPLATE_SEND, client_msg_id
from bot.wechat.transport import Http
from tests import servers
from tests.faults import fakewx
from tests.faults import letters as letterbox

SENDERS: Final = 16
LATENCY: Final = 0.02
"""Seconds that the platform takes to answer."""
_PLATFORM: Final[Any] = fakewx.Platform
_LETTERBOX: Final[Any] = letterbox
DURABLE: Final = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@dataclass(frozen=True, slots=True)
class Figure:
    """What one way did: letters a second, and the CPU of this process for each."""

    name: str
    rate: float
    cpu_us: float


def run(letters: int, settings: Callable[[str, str], Settings]) -> list[Figure]:
    """Send as many letters each way, one way after the other; the first is the bare loop."""
    with ExitStack() as ending:
        platform = ending.enter_context(_PLATFORM())
        platform.latency(LATENCY)
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory()))
        figures = [_bare(platform.url, letters)]
        for name, url in (
            ("our senders, SQLite", f"sqlite:///{folder / 'house.sqlite3'}"),
            ("our senders, PostgreSQL", ending.enter_context(servers.postgres(tuning=DURABLE))),
        ):
            app = build(settings(url, platform.url))
            ending.callback(app.close)
            database.upgrade(app.engine)
            _LETTERBOX.written(url, letters)
            figures.append(_ours(name, app, letters))
        return figures


def _bare(url: str, letters: int) -> Figure:
    http = Http(url, connections=SENDERS)
    token = http.ask("/cgi-bin/stable_token", body={"grant_type": "client_credential"})
    query = {"access_token": str(token["access_token"])}
    numbers = iter(range(letters))
    lock = threading.Lock()

    def loop() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            body = {
                "touser": f"bare-{number}",
                "template_id": "fake",
                "data": {name: {"value": value} for name, value in letterbox.FIELDS.items()},
                "client_msg_id": client_msg_id(f"bare-{number}"),
            }
            if http.ask(TEMPLATE_SEND, query=query, body=body)["errcode"]:
                raise RuntimeError("the platform said no")

    figure = _measured("a bare loop over HTTP", letters, lambda: _at_once(loop))
    http.close()
    return figure


def _ours(name: str, app: App, letters: int) -> Figure:
    sent = itertools.count()
    app.office.heart.start("benchmark")

    def carry() -> None:
        for _ in range(app.postman().carry()):
            next(sent)

    figure = _measured(name, letters, lambda: _at_once(carry))
    if (count := next(sent)) != letters:
        raise RuntimeError(f"{count} letters of {letters} were sent")
    return figure


def _at_once(work: Callable[[], None]) -> None:
    with ThreadPoolExecutor(SENDERS) as pool:
        for done in [pool.submit(work) for _ in range(SENDERS)]:
            done.result()


def _measured(name: str, letters: int, work: Callable[[], None]) -> Figure:
    before, began = _cpu(), time.perf_counter()
    work()
    seconds, cpu = time.perf_counter() - began, _cpu() - before
    return Figure(name, letters / seconds, cpu / letters * 1e6)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
