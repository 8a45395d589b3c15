"""The mini-program's API beside a bare Flask hello, behind one server: ``bench api``.

A read asks for one's wishes, a write opens somebody's notices; both have the whole way behind
them: limit, token, role, key, transaction. What a bare Flask takes is the server's and the
client's share.
"""

import itertools
import json
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import waitress
from flask import Flask

from bot.app import App, build
from bot.settings import Settings
from domain.proofs import Proof
from handlers.api.door import create_api
from handlers.api.nouns import NOUNS
from models.mini import MiniUser
from services import mini_binding, mini_login
from tests import servers
from tests.databases import Databases
from tests.house import NOW, QUICK, peopled

CLIENTS, YOUTHS, OK = 4, 40, 300
Request = tuple[str, str, bytes, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Figure:
    """What one kind of request took."""

    name: str
    rate: float
    p50_ms: float
    p95_ms: float


def run(requests: int, settings: Callable[[str], Settings]) -> dict[str, list[Figure]]:
    """Measure the hello, then reads and writes, on each database, one after the other."""
    with tempfile.TemporaryDirectory() as folder, servers.postgres() as postgres:
        databases = Databases(Path(folder), server=lambda: postgres)
        return {
            kind: _measured(databases.fresh(kind, peopled), requests, settings)
            for kind in ("sqlite", "postgresql")
        }


def _measured(url: str, requests: int, settings: Callable[[str], Settings]) -> list[Figure]:
    app = build(settings(url), passwords=QUICK, clock=lambda: NOW)
    try:
        tokens = _tokens(app)
        with _served(_hello()) as port:
            hello = _figure("bare Flask hello", port, [("GET", "/", b"", {})] * requests)
        with _served(_api(app)) as port:
            reads = _figure("a read: my wishes", port, _reads(tokens, requests))
            again = _figure("a read not changed: 304", port, _reads(tokens, requests, same=True))
            writes = _figure("a write: notices read", port, _writes(tokens, requests))
    finally:
        app.close()
    return [hello, reads, again, writes]


def _tokens(app: App) -> list[str]:
    """Open a session for each of many youths."""
    found = []
    with app.open_uow() as uow:
        for person in range(20, 20 + YOUTHS):
            openid = f"oFAKEbench{person:018}"
            found.append(mini_login.begin(uow, openid).token)
            mini_binding.stand(uow, uow.session.get_one(MiniUser, openid), person, Proof.PHONE)
    return found


def _reads(tokens: Sequence[str], many: int, *, same: bool = False) -> list[Request]:
    held = {"If-None-Match": "*"} if same else {}
    return [
        ("GET", "/api/v1/wishes", b"", {"Authorization": f"Bearer {token}"} | held)
        for token in itertools.islice(itertools.cycle(tokens), many)
    ]


def _writes(tokens: Sequence[str], many: int) -> list[Request]:
    body = json.dumps({"ids": []}).encode()
    return [
        (
            "POST",
            "/api/v1/notices/read",
            body,
            {
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                "Idempotency-Key": secrets.token_hex(16),
            },
        )
        for token in itertools.islice(itertools.cycle(tokens), many)
    ]


def _hello() -> Flask:
    web = Flask("hello")
    web.add_url_rule("/", "hello", lambda: {"hello": "world"})
    return web


def _api(app: App) -> Flask:
    if app.mini is None:
        raise RuntimeError("the settings name no mini-program")
    web = Flask("api")
    web.register_blueprint(create_api(app.surroundings(app.mini, app.open_uow), NOUNS))
    return web


@contextmanager
def _served(web: Flask) -> Iterator[int]:
    server: Any = waitress.create_server(web, host="127.0.0.1", port=0, threads=CLIENTS)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.trigger.pull_trigger(server.close)
        thread.join(10)


def _figure(name: str, port: int, requests: Sequence[Request]) -> Figure:
    _send(port, requests[: YOUTHS * 2])  # warm
    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        shares = [requests[n::CLIENTS] for n in range(CLIENTS)]
        waits = sorted(itertools.chain(*pool.map(lambda share: _send(port, share), shares)))
    seconds = time.perf_counter() - started
    many = len(waits)
    return Figure(name, many / seconds, waits[many // 2] * 1000, waits[many * 95 // 100] * 1000)


def _send(port: int, requests: Sequence[Request]) -> list[float]:
    line, waits = HTTPConnection("127.0.0.1", port, timeout=30), []
    for method, path, body, headers in requests:
        started = time.perf_counter()
        line.request(method, path, body, headers)
        answer = line.getresponse()
        answer.read()
        if not (answer.status < OK or answer.status == 304):  # noqa: PLR2004 - not modified
            raise RuntimeError(f"{path} answered {answer.status}")
        waits.append(time.perf_counter() - started)
    line.close()
    return waits


def show(figures: dict[str, list[Figure]]) -> None:
    """Print a table for each database, with what the hello takes as the measure."""
    for kind, rows in figures.items():
        bare, head = rows[0], f"{kind}, {CLIENTS} clients"
        print(f"\n{head:<28}{'req/s':>8}{'p50 ms':>9}{'p95 ms':>9}{'p95 of hello':>14}")
        for one in rows:
            print(
                f"{one.name:<28}{one.rate:>8,.0f}{one.p50_ms:>9.2f}{one.p95_ms:>9.2f}"
                f"{one.p95_ms / bare.p95_ms:>13.1f}×"
            )
