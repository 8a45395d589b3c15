"""The whole house for a test: the application behind a real web server, the simulator across."""

import base64
import hashlib
import re
import socket
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import waitress
from argon2 import PasswordHasher

from bot import database, demo
from bot.app import build
from bot.settings import checked
from domain.periods import HOME
from models.engine import open_engine
from scheduler.jobs import tick
from services.passwords import Passwords
from services.vault import Vault
from simulator.server import Simulator
from tests import serving

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=HOME)
"""The instant at which the made-up data ends and the tests begin."""

DATA_KEY, INDEX_KEY = bytes(range(32)), bytes(range(32, 64))
AWAY = "http://127.0.0.1:1"
"""Nobody is there."""

PATIENCE, HANGS_UP = 60.0, 90.0
"""Seconds that the callback waits for an answer, and the platform for the callback.

Far beyond the real ones: a busy machine is slow, and only tests about waiting may notice.
"""

VAULT = Vault({1: DATA_KEY}, 1, INDEX_KEY)
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
PERSONAS = {one.name: one for one in demo.personas(demo.SEED)}

TEMPLATES = {
    "QUOTA_DUE": ["item=thing1", "missing=thing2", "deadline=time3", "hint=thing4"],
    "SEAT": ["activity=thing1", "time=time2", "place=thing3", "note=thing4"],
    "NEWS": ["title=thing1", "note=thing2", "time=time3"],
}


def migrated(url):
    """Leave a database with the schema and nothing in it."""
    engine = open_engine(url)
    database.upgrade(engine)
    engine.dispose()


def peopled(url):
    """Leave a database with a small made-up league as of ``NOW``."""
    engine = open_engine(url)
    database.upgrade(engine)
    demo.fill(engine, vault=VAULT, passwords=QUICK, now=NOW, scale=0.02)
    engine.dispose()


SPOOLS = tempfile.TemporaryDirectory(prefix="spools-")
"""Goes with this process."""


def spool_of(database):
    """Return where messages of a test's house wait: with no other house's."""
    return Path(SPOOLS.name) / hashlib.sha256(database.encode()).hexdigest()[:12]


def content(database, *, platform=AWAY, home=AWAY, **sections):
    """Return a whole configuration; ``sections`` change or add keys: ``wechat={"kind": …}``."""
    key = base64.b64encode
    whole = {
        "site": {"base_url": home, "programme": "guangyuan-2017"},
        "database": {"url": database},
        "redis": {"url": "embedded"},
        "wechat": {
            "kind": "service",
            "appid": "wxfake0123456789ab",
            "secret": "fake-secret-of-the-account",
            "token": "fake-token",
            "mode": "safe",
            "aes_key": "FAKE" * 10 + "FAE",
            "account_id": "gh_fake12345678",
            "api_url": platform,
            "templates": {
                name: {
                    "id": f"fake-template-{name}",
                    "fields": dict(field.split("=") for field in fields),
                }
                for name, fields in TEMPLATES.items()
            },
        },
        "sms": {"url": f"{platform}/sms/send", "secret": "fake-sms-secret"},
        "keys": {
            "current": 1,
            "index": key(INDEX_KEY).decode(),
            "data": {"1": key(DATA_KEY).decode()},
        },
        "server": {"spool": str(spool_of(database))},
        "log": {"level": "warning", "format": "json"},
    }
    for name, changes in sections.items():
        whole[name] = {**whole.get(name, {}), **changes}
    return whole


def settings(database_url, *, site=AWAY, platform=AWAY, redis="embedded", **wechat):
    """Make settings for a test; keyword arguments change the account's."""
    whole = content(database_url, platform=platform, home=site, redis={"url": redis}, wechat=wechat)
    return checked(whole, "test")


class Doors:
    """The web application; the pages are hung in when somebody first asks for one.

    There are some two hundred of them, which takes longer than most conversations.
    """

    def __init__(self, app):
        self.app = app
        self.callback = app.web(patience=PATIENCE, pages=False)
        self.whole = None
        self.lock = threading.Lock()

    def __call__(self, environ, start):
        if environ["PATH_INFO"].startswith("/wechat"):
            return self.callback(environ, start)
        with self.lock:
            if self.whole is None:
                self.whole = self.app.web(patience=PATIENCE)
                self.whole.jinja_env.bytecode_cache = serving.Compiled()
        return self.whole(environ, start)


class House:
    """The application on a free port, the simulator on another, one clock for both."""

    def __init__(
        self,
        database_url,
        *,
        kind="service",
        mode="safe",
        wire="xml",
        now=NOW,
        redis="embedded",
        **wechat,
    ):
        self.socket = socket.create_server(("127.0.0.1", 0))
        site = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.simulator = Simulator(
            callback_url=f"{site}/wechat",
            kind=kind,
            mode=mode,
            format=wire,
            start=now.isoformat(),
            report_delay_s=0.0,
            callback_timeout_s=HANGS_UP,
            retry_gap_s=5.0,
            people=tuple(
                {
                    "openid": one.openid,
                    "name": one.name,
                    "role": one.role,
                    "phone": one.phone.removeprefix("+86"),
                    "hint": one.hint,
                    "followed": one.bound,
                }
                for one in PERSONAS.values()
            ),
            templates=tuple(
                {
                    "template_id": f"fake-template-{name}",
                    "title": name,
                    "content": "\n".join(
                        f"{ours}:{{{{{key}.DATA}}}}"
                        for ours, key in (field.split("=") for field in fields)
                    ),
                }
                for name, fields in TEMPLATES.items()
            ),
        ).start()
        self.settings = settings(
            database_url,
            site=site,
            platform=self.simulator.url,
            redis=redis,
            kind=kind,
            mode=mode,
            **wechat,
        )
        self.app = build(
            self.settings, passwords=QUICK, clock=self.now, frames=(self.simulator.url,)
        )
        self.server = waitress.create_server(
            Doors(self.app), sockets=[self.socket], threads=12, ident=None
        )
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        if kind != "personal":
            self.app.account.publish_menu(self.app.router.menu_json()["button"])

    def now(self):
        """Tell the simulator's time, in UTC."""
        return datetime.fromtimestamp(self.simulator.world.clock.now(), UTC)

    def close(self):
        serving.end(self.server)
        self.thread.join(10)
        self.app.close()
        self.simulator.stop()

    # What people do

    def act(self, who, what, **body):
        """Do something as a person and return the whole Delivery."""
        return self.simulator.act(who, what, **body)

    def say(self, who, text):
        """Say something and return the reply's text."""
        return reply(self.act(who, "say", text=text))

    def press(self, who, key):
        """Press a menu entry and return the reply's text.

        Two presses in one second are one event to the platform's rule, so a second passes.
        """
        self.later(seconds=1)
        return reply(self.act(who, "press", key=key))

    def sms(self, who):
        """Deliver what waits and return the newest text message of a person."""
        self.deliver()
        return self.simulator.get(f"/sim/people/{PERSONAS[who].openid}/sms")["sms"][-1]["text"]

    def code(self, who):
        """Return the code in the newest text message."""
        return re.search(r"\d{6}", self.sms(who)).group()

    def login(self, who):
        """Log a youth in by number and code."""
        self.act(who, "follow")
        self.press(who, "youth_login")
        self.say(who, PERSONAS[who].phone.removeprefix("+86"))
        self.say(who, self.code(who))
        return self.say(who, "1")

    # What the house does by itself

    def clock_to(self, moment):
        """Move the platform's clock, and so ours."""
        self.simulator.post("/sim/clock", {"set": moment.isoformat()})

    def later(self, **span):
        self.simulator.post("/sim/clock", {"advance_s": timedelta(**span).total_seconds()})

    def tick(self):
        """Let the clock look at what is due."""
        return tick(self.app.open_uow)

    def deliver(self):
        """Send what is due."""
        return self.app.postman().carry()

    def templates_sent(self):
        """Return (openid, body) of each template message the platform took."""
        journal = self.simulator.get("/sim/journal?kind=api&limit=10000")["entries"]
        return [
            entry
            for entry in journal
            if entry["path"].endswith("/message/template/send") and entry["errcode"] == 0
        ]

    def reminders_sent(self):
        """Return those of them that remind of the period's quota."""
        return [entry for entry in self.templates_sent() if "QUOTA_DUE" in entry["request"]]

    def scalar(self, question):
        with self.app.open_uow() as uow:
            return uow.session.scalar(question)


def reply(delivery):
    """Return the text a person got, or fail with what went wrong."""
    assert delivery["outcome"] in {"replied", "acked"}, delivery
    return (delivery["reply"] or {}).get("text")


def wait_until(true, seconds=60.0):
    """Wait for something that another thread does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
