"""A house that keeps each key's reply, and a door in front of it."""

from threading import Lock

import pytest
from flask import Flask

from bot.wechat.callback import Wire, create_callback
from tests.wechat_in.pushes import ACCOUNT, APPID, KEY, OLD_KEY, TOKEN, Clock, Platform

WIRE = {"appid": APPID, "token": TOKEN, "aes_keys": (KEY, OLD_KEY), "account_id": ACCOUNT}


class House:
    """Answers as dispatch does: once for each key, and the same again for a repeat."""

    def __init__(self):
        self.calls = []
        self.rows = {}
        self.late = []
        self.lock = Lock()
        self.work = lambda message: f"收到:{message.text}"
        self.hand_over = lambda message, reply: self.late.append((message.key, reply))

    def answer(self, message):
        with self.lock:
            self.calls.append(message)
        if message.key not in self.rows:
            self.rows[message.key] = self.work(message)
        return self.rows[message.key]

    def told_late(self, message, reply):
        self.hand_over(message, reply)


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
def build(house, clock):
    """Build an application with nothing but the callback."""

    def build(mode="compatible", wire=None, **more):
        app = Flask("door")
        app.register_blueprint(
            create_callback(
                Wire(**(WIRE | {"mode": mode} | (wire or {}))),
                answer=house.answer,
                late=house.told_late,
                clock=clock,
                **more,
            )
        )
        return app

    return build


@pytest.fixture
def door(build):
    """Bring a push to a door in compatible mode, and get its answer."""
    client = build().test_client()
    return lambda push: client.post("/wechat", **push)
