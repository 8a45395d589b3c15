"""A house that keeps each key's reply, and a door in front of it."""

from threading import Lock

import pytest
from flask import Flask

from bot.spool import Spool
from bot.wechat.answering import House as Answers
from bot.wechat.callback import Wire, create_callback
from bot.wechat.patience import Patience
from services.vault import Vault
from tests.wechat_in.pushes import ACCOUNT, APPID, KEY, OLD_KEY, TOKEN, Clock, Platform

LATE = "late"
WIRE = {"appid": APPID, "token": TOKEN, "aes_keys": (KEY, OLD_KEY), "account_id": ACCOUNT}


VAULT = Vault({1: bytes(32)}, 1, bytes(range(32)))


class House:
    """Answers as dispatch does: once for each key, and the same again for a repeat.

    Like the database it keeps who took a reply along, or that it went late.
    """

    def __init__(self):
        self.calls = []
        self.rows = {}
        self.taken = {}
        self.late = []
        self.lock = Lock()
        self.work = lambda message: f"收到:{message.text}"
        self.hand_over = lambda message, reply: self.late.append((message.key, reply))

    def answer(self, message, taker):
        with self.lock:
            self.calls.append(message)
        if message.key not in self.rows:
            self.rows[message.key] = self.work(message)
            self.taken[message.key] = taker()
        elif self.taken[message.key] == LATE:
            return ""
        elif by := taker():
            self.taken[message.key] = by
        return self.rows[message.key]

    def told_late(self, message, reply, *, by):
        if self.taken.get(message.key, "") in {"", by}:
            self.hand_over(message, reply)
            self.taken[message.key] = LATE


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def house():
    return House()


@pytest.fixture
def platform(clock):
    return Platform(clock=clock)


@pytest.fixture
def waiting(house, tmp_path):
    """Make what waits for the house; what is left of a spool is another's to take over."""
    made = []

    def waiting(unavailable=(), folder=tmp_path / "spool", away=lambda _: True, **more):
        answers = Answers(house.answer, house.told_late, unavailable, away)
        # Who says nothing about waiting does not try it: then a busy machine may be slow.
        patient = Patience(answers, Spool(folder, VAULT), **({"seconds": 60} | more))
        made.append(patient)
        return patient

    yield waiting
    for patient in made:
        patient.close()


@pytest.fixture
def build(waiting, clock):
    """Build an application with nothing but the callback."""

    def build(mode="compatible", wire=None, reports=None, **more):
        app = Flask("door")
        wire = Wire(**(WIRE | {"mode": mode} | (wire or {})))
        app.register_blueprint(create_callback(wire, waiting(**more), clock=clock, reports=reports))
        return app

    return build


@pytest.fixture
def door(build):
    """Bring a push to a door in compatible mode, and get its answer."""
    client = build().test_client()
    return lambda push: client.post("/wechat", **push)
