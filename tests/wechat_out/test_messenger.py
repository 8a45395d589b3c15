import socket
from datetime import UTC, datetime, timedelta

import pytest

from bot.carrier import Carrier
from bot.wechat.messenger import SUBSCRIPTION_SEND, client_msg_id
from bot.wechat.outcomes import ERRCODES, Cause, Verdict, meaning_of
from domain.channels import AccountKind
from domain.delivery import Channel, Later, Never, Sent, Unknown
from tests.wechat_out.fake_platform import (
    CUSTOM,
    TEMPLATE,
    TOKEN,
    Cut,
    Raw,
    Silence,
    error,
    html,
    named,
)
from tests.wechat_out.letters import custom, letter


def test_a_template_message_as_the_platform_wants_it(wire, wechat):
    assert wire.messenger.send(letter(7)) == Sent("1")
    assert wechat.to(TEMPLATE)[0].json == {
        "touser": "oFAKE7",
        "template_id": "tpl-1",
        "url": "https://youth.example.org/h5/progress",
        "client_msg_id": client_msg_id(letter(7).key),
        "data": {
            "thing1": {"value": "本季度还差 2 次联系"},
            "time2": {"value": "2026年12月31日 23:59"},
        },
    }


def test_a_customer_service_text_as_the_platform_wants_it(wire, wechat):
    assert isinstance(wire.messenger.send(custom(7, "看 <a href='x'>这里</a> 😀")), Sent)
    call = wechat.to(CUSTOM)[0]
    assert call.json == {
        "touser": "oFAKE7",
        "msgtype": "text",
        "text": {"content": "看 <a href='x'>这里</a> 😀"},
    }
    assert "这里".encode() in call.body


def test_a_long_customer_service_text_is_cut_between_characters(wire, wechat):
    wire.messenger.send(custom(text="志" * 2000))
    said = wechat.to(CUSTOM)[0].json["text"]["content"]
    assert said == "志" * 681 + "…"
    assert len(said.encode()) <= 2048


def test_a_customer_service_text_keeps_its_link_however_long_it_is(wire, wechat):
    wire.messenger.send(custom(text="志" * 2000, url="https://youth.example.org/h5/go/1"))
    said = wechat.to(CUSTOM)[0].json["text"]["content"]
    assert said.endswith('志…\n<a href="https://youth.example.org/h5/go/1">打开看看</a>')
    assert len(said.encode()) in range(2046, 2049)


def test_a_subscription_notice_as_the_platform_wants_it(wire, wechat):
    said_yes = letter(7, channel=Channel.SUBSCRIPTION)
    assert wire.messenger.send(said_yes) == Sent("1")
    assert wechat.to(SUBSCRIPTION_SEND)[0].json == {
        "touser": "oFAKE7",
        "template_id": "sub-1",
        "page": "https://youth.example.org/h5/progress",
        "data": {"thing3": {"value": "本季度还差 2 次联系"}},
    }
    other = letter(7, channel=Channel.SUBSCRIPTION, template="NEWS")
    assert wire.messenger.send(other) == Never("template:[wechat.subscriptions.NEWS] is not set")


def test_a_letter_has_the_same_message_id_for_ever_and_no_other_letter_has_it():
    assert client_msg_id("five-ones:2026Q4:7-days:cadre-42") == "c31fc12deaa36bdfdcb6d7d22ce1e31e"
    assert len({client_msg_id(f"key-{n}") for n in range(10_000)}) == 10_000
    assert len(client_msg_id("微心愿" * 500).encode()) <= 64


def test_a_repeat_after_a_cut_reaches_the_person_once(wire, wechat):
    """R4: the platform took it, and the line was cut before it could say so."""

    def taken_then_cut(call):
        wechat._send(call)
        return Cut()

    wechat.always(TEMPLATE, taken_then_cut)
    assert wire.messenger.send(letter()) == Unknown("away:cut")
    wechat._always.clear()
    assert wire.messenger.send(letter()) == Sent("1")
    assert len(wechat.seen) == 1


def test_a_refused_connection_is_never_called_uncertain(connect):
    """R5."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        wire = connect(f"http://127.0.0.1:{closed.getsockname()[1]}")
        outcomes = [wire.messenger.send(letter(n)) for n in range(60)]
    assert {type(outcome) for outcome in outcomes} == {Later}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (error(-1), Later("busy:-1")),
        (error(45011), Later("pace:45011")),
        (html(502), Unknown("away:http-502")),
        (html(500), Unknown("away:http-500")),
        (html(429), Later("away:http-429")),
        (html(200), Unknown("away:garbage")),
        (Raw(b'{"errcode":'), Unknown("away:garbage")),
        (Raw(b""), Unknown("away:garbage")),
        (Raw(b"{}"), Unknown("away:garbage")),
        ({"errcode": "what?"}, Unknown("away:garbage")),
        ({"errcode": "0", "msgid": 12345678901234567}, Sent("12345678901234567")),
        ({"errcode": 0, "errmsg": "ok"}, Sent("")),
        (Cut(), Unknown("away:cut")),
        (error(43004), Never("recipient:43004")),
        (error(43019), Never("recipient:43019")),
        (error(43101), Never("recipient:43101")),
        (error(40003), Never("recipient:40003")),
        (error(40037), Never("template:40037")),
        (error(47003, "argument invalid! data.thing1.value invalid"), Never("template:47003")),
        (error(48001), Never("account:48001")),
        (error(45015), Never("window:45015")),
        (error(45047), Never("window:45047")),
        (error(45065), Sent("")),
        (error(45066), Unknown("twice:45066")),
        (error(123456), Never("unlisted:123456")),
    ],
    ids=named,
)
@pytest.mark.parametrize("post", [letter, custom])
def test_what_becomes_of_a_letter(wire, wechat, post, answer, outcome):
    """R10, R11, R12: one call each, and the answer's own class."""
    path = TEMPLATE if post is letter else CUSTOM
    wechat.script(path, answer)
    assert wire.messenger.send(post()) == outcome
    assert wechat.count()[path] == 1
    assert isinstance(wire.messenger.send(post()), Sent)


def test_silence_is_bounded_and_uncertain(connect, wechat):
    wire = connect(wechat.url, read=0.3)
    wechat.script(TEMPLATE, Silence())
    assert wire.messenger.send(letter()) == Unknown("away:silent")


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        (datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC), datetime(2026, 11, 22, 16, tzinfo=UTC)),
        # In the first minutes of a day it may still speak of the day before.
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), datetime(2026, 11, 22, 16, 10, tzinfo=UTC)),
        (datetime(2026, 11, 22, 16, 10, tzinfo=UTC), datetime(2026, 11, 23, 16, tzinfo=UTC)),
        (datetime(2026, 12, 31, 10, 0, tzinfo=UTC), datetime(2026, 12, 31, 16, tzinfo=UTC)),
    ],
)
def test_a_spent_quota_waits_for_midnight_in_beijing(wire, wechat, clock, now, midnight):
    clock.now = now
    wechat.script(TEMPLATE, error(45009, "reach max api daily quota limit"))
    assert wire.messenger.send(letter()) == Later("quota:45009", midnight)


def test_what_somebody_must_mend_waits_without_using_up_the_tries(wire, wechat, clock):
    wechat.script(TEMPLATE, error(40164, "invalid ip 203.0.113.9, not in whitelist"))
    later = wire.messenger.send(letter())
    assert later == Later("account:40164", clock() + timedelta(minutes=10))


@pytest.mark.parametrize("post", [letter, custom])
def test_a_personal_account_makes_no_call_at_all(connect, wechat, post):
    wire = connect(wechat.url, kind=AccountKind.PERSONAL)
    assert wire.messenger.send(post()) == Never("ability")
    assert wechat.connections == 0


def test_a_subscription_account_writes_to_those_who_wrote_and_sends_no_templates(connect, wechat):
    wire = connect(wechat.url, kind=AccountKind.SUBSCRIPTION)
    assert wire.messenger.send(letter()) == Never("ability")
    assert isinstance(wire.messenger.send(custom()), Sent)
    assert wechat.count() == {TOKEN: 1, CUSTOM: 1}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"template": "WISH"}, "template:[wechat.templates.WISH] is not set"),
        ({"fields": {"item": "x"}}, "template:no value for deadline"),
        ({"fields": {"item": "x", "deadline": "soon"}}, "template:time2 cannot take this value"),
    ],
)
def test_what_cannot_fit_its_template_is_found_before_any_call(wire, wechat, changes, why):
    assert wire.messenger.send(letter(**changes)) == Never(why)
    assert wechat.connections == 0


def test_an_sms_is_not_for_wechat(wire, wechat):
    assert wire.messenger.send(letter(channel=Channel.SMS)) == Never("ability")
    assert wechat.connections == 0


def test_the_table_has_one_row_a_code_and_gives_each_a_meaning():
    rows = list(ERRCODES.values())
    assert len(rows) == len({row.code for row in rows}) > 100
    assert all(row.text for row in rows)
    assert {r.code for r in rows if r.cause is Cause.TOKEN} == {40001, 40014, 41001, 42001}
    assert {r.code for r in rows if r.verdict is Verdict.SENT} == {45065}
    assert {r.code for r in rows if r.verdict is Verdict.UNKNOWN} == {45066}
    assert all(
        row.verdict is Verdict.NEVER
        for row in rows
        if row.cause in {Cause.RECIPIENT, Cause.TEMPLATE, Cause.WINDOW, Cause.REQUEST}
    )


def test_a_code_without_a_row_is_told_once(caplog):
    for _ in range(3):
        assert meaning_of(987654).verdict is Verdict.NEVER
    assert caplog.text.count("987654") == 1


class Names:
    def __init__(self, name):
        self.name = name

    def send(self, _letter):
        return Sent(self.name)


def test_the_carrier_gives_each_letter_to_its_channel():
    carrier = Carrier.of(wechat=Names("wechat"), sms=Names("sms"), mini=Names("mini"))
    said = {channel: carrier.send(letter(channel=channel)).reference for channel in Channel}
    by_wechat = dict.fromkeys(("template", "subscription", "customer_service"), "wechat")
    assert said == by_wechat | {"sms": "sms", "mini": "mini"}
    without = Carrier.of(wechat=Names("wechat"), sms=Names("sms"))
    assert without.send(letter(channel=Channel.MINI)) == Never("ability")
    assert Carrier({}).send(letter()) == Never("ability")
