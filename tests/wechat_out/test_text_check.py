"""msgSecCheck 2.0 against the simulator: verdicts, who may be asked about, and what waits."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.wechat.api import Api, platform
from bot.wechat.login import MiniProgram
from bot.wechat.text_check import CHECK, TextCheck
from bot.wechat.tokens import Credentials, Tokens
from domain.safety import AskLater, Judged, Unasked
from simulator.server import Simulator
from simulator.settings import Settings

YOUTH, RISKY = "林小溪", "违禁词"


@pytest.fixture(scope="module")
def simulator():
    nobody = "http://127.0.0.1:9/wechat"
    settings = Settings(callback_url=nobody, reports=False)
    with Simulator(settings) as running:
        yield running


class Ours:
    """The check by the mini-program's own token, and a visitor who just came."""

    def __init__(self, wx):
        def clock():
            return datetime.fromtimestamp(wx.get("/sim/clock")["timestamp"], UTC)

        config = wx.get("/sim/config")
        mini = Credentials(config["mini_appid"], config["mini_secret"])
        self.http = platform(wx.url, read=1.0)
        chance = random.Random(7)  # noqa: S311 - it spreads waiting
        api = Api(self.http, Tokens(self.http, mini, clock, chance=chance))
        self.wx, self.clock = wx, clock
        login = MiniProgram(self.http, api, mini, clock)
        self.openid = login.user(wx.act(YOUTH, "mini/login")["code"]).mini_openid
        self.texts = TextCheck(api, clock)

    def check(self, text="今天天气不错", openid=""):
        return self.texts.check(openid or self.openid, text)

    def calls(self):
        return sum(self.wx.get("/sim/journal/counts")["counts"].get(CHECK, {}).values())


@pytest.fixture
def ours(simulator):
    simulator.post("/sim/reset")
    side = Ours(simulator)
    yield side
    side.http.close()


def test_a_verdict_with_its_label_and_trace(ours):
    fine = ours.check()
    assert (fine.suggest, fine.label) == ("pass", 100)
    assert fine.trace_id
    risky = ours.check(f"这里有{RISKY}")
    assert (risky.suggest, risky.label) == ("risky", 20012)


def test_a_long_text_is_asked_about_piece_by_piece_up_to_the_first_doubt(ours):
    assert ours.check("好" * 5001).suggest == "pass"
    assert ours.calls() == 3
    assert ours.check("好" * 2500 + RISKY + "好" * 5000).suggest == "risky"
    assert ours.calls() == 5


def test_a_visitor_of_long_ago_and_a_stranger_are_not_asked_about(ours):
    assert ours.check(openid="somebody else's") == Unasked("40003")
    ours.wx.post("/sim/clock", {"advance_s": 2 * 3600 + 1})
    assert ours.check() == Unasked("61010")


def test_a_spent_quota_waits_for_midnight(ours):
    ours.wx.patch("/sim/quotas", {CHECK: 1})
    ours.check()
    later = ours.check()
    assert later.why == "quota:45009"
    assert ours.clock() < later.until <= ours.clock() + timedelta(days=1)


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ({"kind": "errcode", "errcode": 87014}, Judged("risky")),
        ({"kind": "errcode", "errcode": -1}, AskLater("busy:-1")),
        ({"kind": "errcode", "errcode": 48001}, Unasked("48001")),
        ({"kind": "http", "status": 502}, AskLater("away")),
        ({"kind": "cut"}, AskLater("away")),
    ],
    ids=lambda value: str(value.get("errcode", value["kind"])) if isinstance(value, dict) else "",
)
def test_every_fault_has_its_answer(ours, fault, answer):
    ours.wx.post("/sim/faults", {"target": CHECK, "times": 1, **fault})
    assert ours.check() == answer


def test_a_revoked_token_is_renewed(ours):
    ours.check()
    ours.wx.post("/sim/tokens/revoke")
    assert ours.check().suggest == "pass"
