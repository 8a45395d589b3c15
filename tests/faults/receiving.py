"""A receiver whose effects can be counted: what people say writes a row, slowly if they ask for it.

``python -m tests.faults.receiving PORT SECONDS`` serves one as a process, to be killed.
"""

import os
import secrets
import socket
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from bot.app import build
from bot.settings import checked, read
from handlers.routing import Router
from models.engine import open_engine
from tests.house import QUICK, content
from tests.wechat_in.pushes import Platform, text

ACCOUNT = content("")["wechat"]
SLOW, KEPT = "慢", "记下了"
NUMBERS = count(24_000_000_000)


class Now:
    """The platform's clock: the machine's own, or as far ahead as told."""

    def __init__(self):
        self.ahead = 0.0

    def __call__(self):
        return datetime.fromtimestamp(time.time() + self.ahead, UTC)


def platform(clock):
    return Platform(ACCOUNT["token"], ACCOUNT["aes_key"], ACCOUNT["appid"], clock)


def effects_table(url):
    """Make the table that handlers write to."""
    engine = open_engine(url)
    with engine.begin() as c:
        c.execute(sa.text("CREATE TABLE effect (word VARCHAR(80))"))
    engine.dispose()


def router(seconds=0.0):
    """Let every text write a row and be answered by words that nobody can guess."""
    routes = Router()

    @routes.anything_else
    def run(c):
        if c.text.startswith(SLOW):
            time.sleep(seconds)
        c.uow.session.execute(sa.text("INSERT INTO effect VALUES (:word)"), {"word": c.text})
        return f"{KEPT} {secrets.token_hex(8)}"

    return routes


@dataclass
class Told:
    """How a push was answered: the reply's text, none where there is none."""

    status: int
    seconds: float
    reply: str | None = None
    again: str | None = None
    """Retry-After."""


@dataclass
class Receiver:
    """One process's receiving side, in this process."""

    url: str
    folder: Path
    clock: Now = field(default_factory=Now)
    ours: Now = field(default_factory=Now)
    patience: float = 1.8
    slow: float = 0.0
    threads: int = 8
    pages: bool = False
    mode: str = "safe"

    def __post_init__(self):
        settings = checked(
            content(
                self.url,
                server={"spool": str(self.folder), "threads": self.threads},
                wechat={"mode": self.mode},
                log={"level": "error"},
            ),
            "faults",
        )
        self.app = replace(
            build(settings, passwords=QUICK, clock=self.ours), router=router(self.slow)
        )
        self.web = self.app.web(patience=self.patience, pages=self.pages)
        self.platform = platform(self.clock)

    def push(self, words, openid, number=None):
        """Return what the platform posts when somebody says something."""
        said = text(
            words,
            number or next(NUMBERS),
            sender=openid,
            to=ACCOUNT["account_id"],
            at=self.clock(),
        )
        return self.platform.sealed(said)

    def bring(self, push):
        """Post it and read the answer."""
        began = time.monotonic()
        answer = self.web.test_client().post("/wechat", **push)
        took = time.monotonic() - began
        reply = None
        if answer.status_code == 200 and answer.data != b"success":
            reply = self.platform.read(answer.data)["Content"]
        return Told(answer.status_code, took, reply, answer.headers.get("Retry-After"))

    def say(self, words, openid):
        return self.bring(self.push(words, openid))

    @property
    def spool(self):
        return self.app.to_close[0].__self__.spool

    def close(self):
        self.app.close()


@contextmanager
def receiver(t, url, **more):
    """Open a receiver for as long as a part of a trial lasts."""
    opened = Receiver(url, more.pop("folder", None) or t.folder / secrets.token_hex(4), **more)
    try:
        yield opened
    finally:
        opened.close()


@dataclass(frozen=True)
class Seen:
    """What the database holds of effects and late replies."""

    words: Counter
    late: Counter

    def doubled(self):
        return sum(n - 1 for n in self.words.values())

    def missing(self, words):
        return len(set(words) - set(self.words))

    def told_twice(self):
        return sum(n - 1 for n in self.late.values())


def look(url):
    engine = open_engine(url)
    with engine.connect() as c:
        words = Counter(c.scalars(sa.text("SELECT word FROM effect")))
        late = Counter(c.scalars(sa.text("SELECT text FROM outbox WHERE key LIKE 'late%'")))
    engine.dispose()
    return Seen(words, late)


def wait_for(true, seconds=60.0):
    """Wait until something is so; say how long it took, or that it never was."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            return None
        time.sleep(0.05)
    return time.monotonic() - began


def p(share, times):
    """Return a percentile."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)] if times else 0.0


def together(runs, lines):
    """Do things at once, and return what came of each."""
    with ThreadPoolExecutor(lines) as pool:
        return [one.result() for one in [pool.submit(run) for run in runs]]


def over_http(port, push, seconds=30):
    """Post a push over a line of its own; none if the line broke."""
    began = time.monotonic()
    line = HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        line.request("POST", "/wechat?" + urlencode(push["query_string"]), push["data"].encode())
        answer = line.getresponse()
        body = answer.read()
    except OSError:
        return None
    finally:
        line.close()
    reply = "?" if answer.status == 200 and body != b"success" else None
    return Told(answer.status, time.monotonic() - began, reply, answer.headers.get("Retry-After"))


def main():
    """Serve a receiver until killed; its slow handler is the only thing that is not the product's."""
    from tests.wechat_in.serving import waitress_serves  # noqa: PLC0415 - in this process only

    settings = read(Path(os.environ["TUAN100_CONFIG"]))
    app = replace(build(settings, passwords=QUICK), router=router(float(sys.argv[1])))
    with waitress_serves(app.web(patience=float(sys.argv[2]), pages=False), settings.server.port):
        threading.Event().wait()


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    main()
