import pytest

from bot.sms import SmsSender, gateway
from bot.wechat.messenger import client_msg_id
from domain.delivery import Channel, Later, Never, Sent, Unknown
from tests.wechat_out.fake_platform import Cut, Raw, html, named
from tests.wechat_out.letters import letter

SMS = "/sms/send"


def text(to="+8619900000001"):
    return letter(channel=Channel.SMS, to=to, text="【1+100】验证码 314159,5 分钟内有效")


@pytest.fixture
def sms(wechat):
    http = gateway(f"{wechat.url}{SMS}")
    yield SmsSender(http, "CANARYSMSKEY")
    http.close()


def test_a_text_message_as_the_gateway_wants_it(sms, wechat):
    wechat.always(SMS, {"id": "sms-7", "duplicate": False})
    assert sms.send(text()) == Sent("sms-7")
    call = wechat.calls[0]
    assert (call.method, call.path, call.query) == ("POST", SMS, {})
    assert call.headers["Authorization"] == "Bearer CANARYSMSKEY"
    assert call.json == {
        "phone": "19900000001",
        "text": "【1+100】验证码 314159,5 分钟内有效",
        "key": client_msg_id(text().key),
    }


def test_a_number_abroad_keeps_its_country(sms, wechat):
    wechat.always(SMS, {"id": "sms-7"})
    sms.send(text("+85291234567"))
    assert wechat.calls[0].json["phone"] == "+85291234567"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (html(400), Never("request:http-400")),
        (html(401), Later("account:http-401")),
        (html(404), Later("account:http-404")),
        (html(429), Later("away:http-429")),
        (html(502), Unknown("away:http-502")),
        (Cut(), Unknown("away:cut")),
        (Raw(b"{}"), Unknown("away:garbage")),
        (Raw(b""), Unknown("away:garbage")),
    ],
    ids=named,
)
def test_what_becomes_of_a_text_message(sms, wechat, caplog, answer, outcome):
    wechat.script(SMS, answer)
    assert sms.send(text()) == outcome
    assert len(wechat.calls) == 1
    for secret in ("CANARYSMSKEY", "19900000001", "314159"):
        assert secret not in caplog.text


def test_only_text_messages_go_this_way(sms, wechat):
    assert sms.send(letter()) == Never("ability")
    assert wechat.connections == 0
