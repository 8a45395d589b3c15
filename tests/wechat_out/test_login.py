from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.wechat.errors import NotAble, Untrusted, WeChatAway, WeChatRefused
from bot.wechat.login import MiniUser, Phone, Visitor
from domain.channels import AccountKind
from tests.wechat_out.fake_platform import TOKEN, error
from tests.wechat_out.letters import APPID, SECRET

OAUTH = "/sns/oauth2/access_token"
SESSION = "/sns/jscode2session"
PHONE = "/wxa/business/getuserphonenumber"


def test_the_browser_is_sent_to_the_platform_and_back(wire):
    address = wire.web.address("https://youth.example.org/h5/in?a=1", "abc123")
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
        "https://open.weixin.qq.com/connect/oauth2/authorize"
    )
    assert parts.fragment == "wechat_redirect"
    assert parse_qs(parts.query) == {
        "appid": [APPID],
        "redirect_uri": ["https://youth.example.org/h5/in?a=1"],
        "response_type": ["code"],
        "scope": ["snsapi_base"],
        "state": ["abc123"],
    }


@pytest.mark.parametrize("state", ["", "a" * 129, "a-b", "状态", "a\n"])
def test_a_state_the_platform_would_mangle_is_refused(wire, state):
    with pytest.raises(ValueError, match="state"):
        wire.web.address("https://youth.example.org/", state)


def test_a_code_is_exchanged_for_an_openid_and_nothing_else_leaves(wire, wechat):
    wechat.script(OAUTH, {"access_token": "USERTOKEN", "openid": "oFAKE1", "scope": "snsapi_base"})
    assert wire.web.visitor("CODE") == Visitor("oFAKE1")
    assert wechat.calls[0].query == {
        "appid": APPID,
        "secret": SECRET,
        "code": "CODE",
        "grant_type": "authorization_code",
    }
    assert wechat.count() == {OAUTH: 1}


@pytest.mark.parametrize("mark", [1, "1"])
def test_the_made_up_person_of_a_snapshot_page_is_nobody(wire, wechat, mark):
    wechat.script(OAUTH, {"openid": "oFAKEvirtual", "is_snapshotuser": mark})
    with pytest.raises(Untrusted, match="snapshot"):
        wire.web.visitor("CODE")


@pytest.mark.parametrize("errcode", [40029, 40163, 42003])
def test_a_bad_code_is_tried_once(wire, wechat, errcode):
    wechat.always(OAUTH, error(errcode))
    wechat.always(SESSION, error(errcode))
    for exchange in (wire.web.visitor, wire.mini.user):
        with pytest.raises(WeChatRefused, match="Let them log in again"):
            exchange("CODE")
    assert wechat.count() == {OAUTH: 1, SESSION: 1}


@pytest.mark.parametrize("kind", [AccountKind.PERSONAL, AccountKind.SUBSCRIPTION])
def test_accounts_without_web_login_make_no_call(connect, wechat, kind):
    wire = connect(wechat.url, kind=kind)
    with pytest.raises(NotAble):
        wire.web.visitor("CODE")
    with pytest.raises(NotAble):
        wire.web.address("https://youth.example.org/", "abc")
    assert wechat.connections == 0


def test_a_session_key_goes_no_further(wire, wechat):
    wechat.script(SESSION, {"openid": "oMINI1", "session_key": "CANARYKEY==", "unionid": "u1"})
    user = wire.mini.user("JSCODE")
    assert user == MiniUser("oMINI1", "u1")
    assert "CANARYKEY" not in repr(user)
    assert wechat.calls[0].query["js_code"] == "JSCODE"


def phone_info(clock, **changes):
    return {
        "errcode": 0,
        "phone_info": {
            "phoneNumber": "19900000001",
            "purePhoneNumber": "19900000001",
            "countryCode": "86",
            "watermark": {"appid": APPID, "timestamp": int(clock().timestamp()), **changes},
        },
    }


def test_a_phone_is_asked_for_with_the_person_it_must_belong_to(wire, wechat, clock):
    wechat.script(PHONE, phone_info(clock))
    phone = wire.mini.phone("PHONECODE", "oMINI1")
    assert phone == Phone("+8619900000001")
    assert "199" not in repr(phone)
    assert wechat.to(PHONE)[0].json == {"code": "PHONECODE", "openid": "oMINI1"}
    assert wechat.count() == {TOKEN: 1, PHONE: 1}


def test_a_phone_vouched_for_elsewhere_or_long_ago_is_not_trusted(wire, wechat, clock):
    now = int(clock().timestamp())
    for changes in (
        {"appid": "wxother"},
        {"timestamp": now - 301},
        {"timestamp": now + 120},
        {"timestamp": None},
    ):
        wechat.script(PHONE, phone_info(clock, **changes))
        with pytest.raises(Untrusted):
            wire.mini.phone("PHONECODE", "oMINI1")
    wechat.script(PHONE, {"errcode": 0, "phone_info": {"purePhoneNumber": "19900000001"}})
    with pytest.raises(Untrusted):
        wire.mini.phone("PHONECODE", "oMINI1")
    clock.wait(minutes=4)
    wechat.script(PHONE, phone_info(clock, timestamp=now))
    assert wire.mini.phone("PHONECODE", "oMINI1")


@pytest.mark.parametrize("number", ["", "abc", "0199", "1" * 20])
def test_a_number_that_is_none_is_no_answer(wire, wechat, clock, number):
    answer = phone_info(clock)
    answer["phone_info"]["purePhoneNumber"] = number
    answer["phone_info"]["countryCode"] = "" if number else "86"
    wechat.script(PHONE, answer)
    with pytest.raises(WeChatAway):
        wire.mini.phone("PHONECODE", "oMINI1")


def test_a_person_keeps_the_phone_code_when_only_the_token_was_refused(wire, wechat, clock):
    wechat.script(PHONE, error(40001), phone_info(clock))
    wechat.revoke()
    assert wire.mini.phone("PHONECODE", "oMINI1")
    clock.wait(seconds=timedelta(minutes=1).total_seconds())
    assert len(wechat.to(PHONE)) == 2
