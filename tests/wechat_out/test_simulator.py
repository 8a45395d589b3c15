"""The same wire against the simulator, which was written by others from the platform's papers."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.sms import SmsSender, gateway
from bot.wechat.account import Account
from bot.wechat.api import Api, platform
from bot.wechat.errors import Untrusted, WeChatRefused
from bot.wechat.fields import Template
from bot.wechat.login import MiniProgram, WebLogin
from bot.wechat.messenger import WeChatMessenger
from bot.wechat.tokens import Credentials, Tokens
from domain.channels import AccountKind
from domain.delivery import Channel, Later, Never, Sent, Unknown
from simulator.server import Simulator
from simulator.settings import Settings
from tests.wechat_out.fake_platform import CUSTOM, TEMPLATE, TOKEN
from tests.wechat_out.letters import letter

YOUTH, CADRE = "林小溪", "赵强"
CONTENT = "事项:{{thing1.DATA}}\n截止:{{time2.DATA}}"


@pytest.fixture(scope="module")
def simulator():
    nobody = "http://127.0.0.1:9/wechat"
    with Simulator(Settings(callback_url=nobody, reports=False, retry_gap_s=0.0)) as running:
        yield running


class Ours:
    """Our side of the wire, on the simulator's clock."""

    def __init__(self, wx):
        def clock():
            return datetime.fromtimestamp(wx.get("/sim/clock")["timestamp"], UTC)

        config = wx.get("/sim/config")
        added = wx.post("/sim/templates", {"title": "进度提醒", "content": CONTENT})
        mine = Credentials(config["appid"], config["secret"])
        mini = Credentials(config["mini_appid"], config["mini_secret"])
        chance = random.Random(7)  # noqa: S311 - it spreads waiting
        self.http = platform(wx.url, read=3.0)
        api = Api(self.http, Tokens(self.http, mine, clock, chance=chance))
        kind = AccountKind.SERVICE
        ids = {"QUOTA_DUE": Template(added["template_id"], {"item": "thing1", "deadline": "time2"})}
        self.clock = clock
        self.template_id = added["template_id"]
        self.messenger = WeChatMessenger(api, kind, ids, clock)
        self.account = Account(api, kind, mine.appid, clock, pictures_url=wx.url)
        self.web = WebLogin(self.http, mine, kind, open_url=wx.url)
        mini_api = Api(self.http, Tokens(self.http, mini, clock, chance=chance))
        self.mini = MiniProgram(self.http, mini_api, mini, clock)


@pytest.fixture
def wx(simulator):
    simulator.post("/sim/reset")
    return simulator


@pytest.fixture
def ours(wx):
    side = Ours(wx)
    for person in wx.get("/sim/people")["people"]:
        if not person["followed"] and person["name"] in {YOUTH, CADRE}:
            wx.act(person["name"], "follow")
    yield side
    side.http.close()


def openid(wx, name):
    return next(p["openid"] for p in wx.get("/sim/people")["people"] if p["name"] == name)


def due(wx, number=1, name=CADRE):
    return letter(number, to=openid(wx, name))


def calls(wx, path):
    return sum(wx.get("/sim/journal/counts")["counts"].get(path, {}).values())


def test_a_reminder_arrives(wx, ours):
    sent = ours.messenger.send(due(wx))
    assert isinstance(sent, Sent)
    (message,) = wx.get("/sim/ledger?kind=template")["messages"]
    assert message["msgid"] == sent.reference
    assert message["template_id"] == ours.template_id
    assert calls(wx, TOKEN) == 1


def test_a_repeat_after_a_cut_arrives_once(wx, ours):
    wx.post("/sim/faults", {"target": TEMPLATE, "kind": "cut", "times": 1, "effect": True})
    assert ours.messenger.send(due(wx)) == Unknown("away:cut")
    assert isinstance(ours.messenger.send(due(wx)), Sent)
    assert len(wx.get("/sim/ledger?kind=template")["messages"]) == 1


def test_a_revoked_token_costs_one_call(wx, ours):
    ours.messenger.send(due(wx, 1))
    wx.post("/sim/tokens/revoke")
    assert isinstance(ours.messenger.send(due(wx, 2)), Sent)
    assert len(wx.get("/sim/ledger?kind=template")["messages"]) == 2
    assert calls(wx, TOKEN) <= 3


def test_tokens_are_renewed_over_the_days(wx, ours):
    for day in range(4):
        assert isinstance(ours.messenger.send(due(wx, day)), Sent)
        wx.post("/sim/clock", {"advance_s": 86_400})
    assert calls(wx, TOKEN) == 4
    assert calls(wx, TEMPLATE) == 4


def test_a_spent_quota_waits_for_midnight(wx, ours):
    wx.post("/sim/clock", {"set": "2026-11-22T10:00:00"})  # not just before or after one
    wx.patch("/sim/quotas", {TEMPLATE: 1})
    assert isinstance(ours.messenger.send(due(wx, 1)), Sent)
    later = ours.messenger.send(due(wx, 2))
    assert later.why == "quota:45009"
    wx.post("/sim/clock", {"set": (later.until + timedelta(seconds=1)).isoformat()})
    assert isinstance(ours.messenger.send(due(wx, 2)), Sent)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"kind": "errcode", "errcode": -1}, Later("busy:-1")),
        ({"kind": "errcode", "errcode": 43004}, Never("recipient:43004")),
        ({"kind": "http", "status": 502}, Unknown("away:http-502")),
        ({"kind": "html"}, Unknown("away:garbage")),
        ({"kind": "truncate"}, Unknown("away:garbage")),
        ({"kind": "half"}, Unknown("away:cut")),
        ({"kind": "empty"}, Unknown("away:garbage")),
        ({"kind": "cut"}, Unknown("away:cut")),
        ({"kind": "delay", "delay_s": 3.5}, Unknown("away:silent")),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else value.why,
)
def test_every_fault_has_its_outcome(wx, ours, fault, outcome):
    wx.post("/sim/faults", {"target": TEMPLATE, "times": 1, **fault})
    assert ours.messenger.send(due(wx)) == outcome


def test_what_the_person_and_the_account_refuse(wx, ours):
    wx.patch(f"/sim/people/{openid(wx, YOUTH)}", {"template": "refuse"})
    assert ours.messenger.send(due(wx, 1, YOUTH)) == Never("recipient:43101")
    wx.act(YOUTH, "unfollow")
    assert ours.messenger.send(due(wx, 2, YOUTH)) == Never("recipient:43004")
    assert ours.messenger.send(letter(3, to="oNOBODY")) == Never("recipient:40003")
    wx.patch("/sim/config", {"kind": "subscription"})
    assert ours.messenger.send(due(wx, 4)) == Never("account:48001")


def test_customer_service_inside_and_outside_the_window(wx, ours):
    hello = letter(
        1, channel=Channel.CUSTOMER_SERVICE, to=openid(wx, YOUTH), text="你好 😀", url=""
    )
    wx.act(YOUTH, "say", text="在吗")
    assert isinstance(ours.messenger.send(hello), Sent)
    assert wx.get("/sim/ledger?kind=custom")["messages"][0]["text"] == "你好 😀"
    wx.post("/sim/clock", {"advance_s": 49 * 3600})
    assert ours.messenger.send(hello) == Never("window:45015")
    assert calls(wx, CUSTOM) == 2


def test_menu_templates_followers_tickets_addresses(wx, ours):
    assert ours.account.menu() is None
    buttons = [{"name": "我的进度", "type": "click", "key": "progress"}]
    ours.account.publish_menu(buttons)
    assert ours.account.menu()[0]["name"] == "我的进度"
    ours.account.drop_menu()
    assert wx.get("/sim/menu")["menu"] is None
    with pytest.raises(WeChatRefused, match="rid"):
        ours.account.publish_menu(buttons * 4)
    assert ours.template_id in {template.id for template in ours.account.templates()}
    assert ours.account.follower(openid(wx, CADRE)).following
    ticket = ours.account.ticket("invite-abc", timedelta(minutes=10))
    assert ours.clock() < ticket.expires_at <= ours.clock() + timedelta(minutes=10)
    wx.act(CADRE, "scan", ticket=ticket.ticket)
    assert ours.account.callback_addresses()
    assert ours.account.quota(TEMPLATE).limit == 100_000


def test_a_visitor_a_mini_user_and_their_phone(wx, ours):
    code = wx.act(YOUTH, "oauth")["code"]
    assert ours.web.visitor(code).openid == openid(wx, YOUTH)
    with pytest.raises(WeChatRefused) as used:
        ours.web.visitor(code)
    assert used.value.errcode == 40163
    with pytest.raises(Untrusted):
        ours.web.visitor(wx.act(YOUTH, "oauth", snapshot=True)["code"])
    user = ours.mini.user(wx.act(YOUTH, "mini/login")["code"])
    assert user.mini_openid != openid(wx, YOUTH)
    phone = ours.mini.phone(wx.act(YOUTH, "mini/phone")["code"], user.mini_openid)
    assert phone.number == "+8619900000001"
    with pytest.raises(WeChatRefused):
        ours.mini.phone(wx.act(YOUTH, "mini/phone")["code"], "somebody else's openid")


def test_a_text_message_arrives_once(wx):
    http = gateway(f"{wx.url}/sms/send")
    sms = SmsSender(http, "fake-sms-secret")
    code = letter(channel=Channel.SMS, to="+8619900000001", text="验证码 314159")
    wx.post("/sim/faults", {"target": "/sms/send", "kind": "cut", "times": 1, "effect": True})
    assert sms.send(code) == Unknown("away:cut")
    assert isinstance(sms.send(code), Sent)
    (message,) = wx.get(f"/sim/people/{YOUTH}/sms")["sms"]
    assert message["text"] == "验证码 314159"
    assert SmsSender(http, "wrong").send(code) == Later("account:http-401")
    http.close()
