"""订阅消息 of the mini-program: the call as the platform wants it, and what each answer means."""

import pytest

from bot.wechat.fields import Template
from bot.wechat.mini_messenger import MINI_SEND, MiniMessenger
from domain.delivery import Channel, Later, Never, Sent, Unknown
from tests.wechat_out.fake_platform import TOKEN, Silence, error, html
from tests.wechat_out.letters import letter

TEMPLATES = {"SEAT": Template("mini-1", {"activity": "thing1", "note": "thing4"})}
PAGE = "pages/activity/activity?id=7"


def offer(**changes):
    sides = {"channel": Channel.MINI, "to": "mFAKE1", "template": "SEAT", "url": PAGE}
    return letter(
        fields={"activity": "清河", "note": "留到20:00", "place": "南河"}, **sides | changes
    )


@pytest.fixture
def mini(connect, wechat, clock):
    return MiniMessenger(connect(wechat.url, read=0.3).api, TEMPLATES, clock)


def test_a_notice_as_the_platform_wants_it(mini, wechat):
    assert mini.send(offer()) == Sent()  # no number of it is kept: nothing is ever reported of it
    (call,) = wechat.to(MINI_SEND)
    assert (call.method, call.json) == (
        "POST",
        {
            "touser": "mFAKE1",
            "template_id": "mini-1",
            "page": PAGE,
            "data": {"thing1": {"value": "清河"}, "thing4": {"value": "留到20:00"}},
        },
    )
    mini.send(offer(url=""))
    assert "page" not in wechat.to(MINI_SEND)[1].json
    # What is not this channel's, or not set up, is no call at all.
    assert mini.send(offer(channel=Channel.SUBSCRIPTION)) == Never("ability")
    unset = mini.send(offer(template="NEWS"))
    assert unset == Never("template:[wechat.mini.subscriptions.NEWS] is not set")
    assert len(wechat.to(MINI_SEND)) == 2


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (error(43101), Never("recipient:43101")),
        (error(40003), Never("recipient:40003")),
        (error(40037), Never("template:40037")),
        (error(47003), Never("template:47003")),
        (error(41030), Never("template:41030")),
        (error(-1), Later("busy:-1")),
        (html(502), Unknown("away:http-502")),
        (Silence(), Unknown("away:silent")),
    ],
)
def test_every_answer_has_its_outcome(mini, wechat, answer, outcome):
    wechat.script(MINI_SEND, answer)
    assert mini.send(offer()) == outcome
    assert len(wechat.to(MINI_SEND)) == 1


def test_a_spent_day_ends_at_midnight_and_a_dead_token_is_asked_for_once_more(mini, wechat):
    wechat.script(MINI_SEND, error(45009))
    spent = mini.send(offer())
    assert (spent.why, f"{spent.until:%d %H:%M}") == ("quota:45009", "22 16:00")
    asked = len(wechat.to(TOKEN))
    wechat.revoke()
    assert mini.send(offer()) == Sent()
    assert len(wechat.to(TOKEN)) == asked + 1
