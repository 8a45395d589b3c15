import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.wechat.account import Account
from bot.wechat.api import Api, platform
from bot.wechat.login import MiniProgram, WebLogin
from bot.wechat.messenger import WeChatMessenger
from bot.wechat.tokens import Credentials, Tokens
from domain.channels import AccountKind
from tests.wechat_out.fake_platform import FakePlatform
from tests.wechat_out.letters import APPID, SECRET, SUBSCRIPTIONS, TEMPLATES

MINE = Credentials(APPID, SECRET)


class Clock:
    def __init__(self):
        self.now = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)

    def __call__(self):
        return self.now

    def wait(self, **span):
        self.now += timedelta(**span)


@dataclass(frozen=True)
class Wire:
    """One process's way out."""

    http: object
    tokens: Tokens
    api: Api
    messenger: WeChatMessenger
    account: Account
    web: WebLogin
    mini: MiniProgram


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def wechat():
    fake = FakePlatform()
    yield fake
    fake.close()


@pytest.fixture
def connect(clock):
    """Give what makes a way out: ``connect(url, kind=…, cache=…)``; each is one process's."""
    made = []

    def make(url, *, kind=AccountKind.SERVICE, cache=None, read=3.0, as_=MINE):
        http = platform(url, connect=1.0, read=read)
        chance = random.Random(7)  # noqa: S311 - it spreads waiting
        made.append(http)
        credentials = as_
        tokens = Tokens(http, credentials, clock, cache=cache, chance=chance)
        api = Api(http, tokens)
        return Wire(
            http,
            tokens,
            api,
            WeChatMessenger(api, kind, TEMPLATES, clock, SUBSCRIPTIONS),
            Account(api, kind, as_.appid, clock),
            WebLogin(http, credentials, kind),
            MiniProgram(http, api, credentials, clock),
        )

    yield make
    for http in made:
        http.close()


@pytest.fixture
def wire(connect, wechat):
    return connect(wechat.url)
