import json

import pytest

from tests.wechat_in.pushes import (
    ACCOUNT,
    KEY,
    NOW,
    OLD_KEY,
    OPENID,
    TOKEN,
    Platform,
    flat,
    sign,
    text,
)

# Worked examples of developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.md and
# developers.weixin.qq.com/miniprogram/dev/framework/server-ability/message-push.md
OFFICIAL = {
    "appid": "wxba5fad812f8e6fb9",
    "token": "AAAAA",
    "aes_keys": ("A" * 43,),
    "account_id": "gh_97417a04a28d",
}
OFFICIAL_CHALLENGE = {
    "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
    "timestamp": "1714036504",
    "nonce": "1514711492",
    "echostr": "4375120948345356249",
}
OFFICIAL_PLAIN = {
    "signature": "899cf89e464efb63f54ddac96b0a0a235f53aa78",
    "timestamp": "1714037059",
    "nonce": "486452656",
}
OFFICIAL_SAFE = {
    "signature": "6c5c811b55cc85e0e1b54100749188c20beb3f5d",
    "timestamp": "1714112445",
    "nonce": "415670741",
    "openid": "o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
    "encrypt_type": "aes",
    "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
}
OFFICIAL_ENCRYPT = "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
OFFICIAL_PUSH = {
    "ToUserName": "gh_97417a04a28d",
    "FromUserName": "o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
    "CreateTime": 1714037059,
    "MsgType": "event",
    "Event": "debug_demo",
    "debug_str": "hello world",
}


def at(clock, query):
    clock.now = clock.now.fromtimestamp(int(query["timestamp"]), clock.now.tzinfo)


def test_the_official_challenge_is_met(build, clock):
    at(clock, OFFICIAL_CHALLENGE)
    answer = build("safe", OFFICIAL).test_client().get("/wechat", query_string=OFFICIAL_CHALLENGE)
    assert (answer.status_code, answer.text) == (200, "4375120948345356249")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_official_plain_push_is_understood(build, house, clock):
    at(clock, OFFICIAL_PLAIN)
    body = json.dumps(OFFICIAL_PUSH)
    client = build("plain", OFFICIAL).test_client()
    assert client.post("/wechat", query_string=OFFICIAL_PLAIN, data=body).status_code == 200
    (message,) = house.calls
    assert (message.event, message.data) == ("debug_demo", {"debug_str": "hello world"})


def test_the_official_sealed_push_is_opened(build, house, clock):
    at(clock, OFFICIAL_SAFE)
    body = json.dumps({"ToUserName": "gh_97417a04a28d", "Encrypt": OFFICIAL_ENCRYPT})
    client = build("safe", OFFICIAL).test_client()
    assert client.post("/wechat", query_string=OFFICIAL_SAFE, data=body).status_code == 200
    (message,) = house.calls
    assert (message.event, message.data["debug_str"]) == ("debug_demo", "hello world")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200),
        ({"signature": "0" * 40}, 403),
        ({"signature": ""}, 403),
        ({"signature": "签名"}, 403),
        ({"signature": "\ud800".encode("utf-8", "surrogatepass")}, 403),
        ({"nonce": "2"}, 403),
        ({"timestamp": str(int(NOW.timestamp()) + 1)}, 403),
        ({"echostr": ""}, 400),
        ({"echostr": "5" * 257}, 400),
    ],
)
def test_a_challenge_is_met_only_when_signed(build, platform, change, status):
    query = platform.query(echostr="<b>5</b>") | change
    answer = build().test_client().get("/wechat", query_string=query)
    assert answer.status_code == status
    assert answer.content_type == "text/plain; charset=utf-8"
    assert ("<b>5</b>" in answer.text) == (status == 200)


@pytest.mark.parametrize("minutes", [-10, -5, 0, 5, 10])
def test_inside_the_window_a_push_is_taken(door, platform, clock, minutes):
    push = platform.plain(text())
    clock.wait(minutes=minutes)
    assert door(push).status_code == 200


@pytest.mark.parametrize("minutes", [-11, 11, 24 * 60, -(30 * 24 * 60)])
def test_outside_the_window_nothing_is_taken(door, house, platform, clock, minutes):
    push = platform.plain(text())
    clock.wait(minutes=minutes)
    assert door(push).status_code == 403
    assert house.calls == []


def test_outside_the_window_no_challenge_is_met(build, platform, clock):
    challenge = platform.query(echostr="5")
    clock.wait(minutes=11)
    assert build().test_client().get("/wechat", query_string=challenge).status_code == 403


def test_a_signature_moved_along_its_seam_is_no_older_than_it_was(door, house, platform):
    query = platform.query()
    moved = {"timestamp": query["timestamp"][:9], "nonce": query["timestamp"][9:] + query["nonce"]}
    assert door({"query_string": query | moved, "data": text()}).status_code == 403
    assert house.calls == []


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
def test_a_push_without_a_signature_is_refused_in_every_mode(build, house, platform, mode):
    push = platform.sealed(text()) if mode == "safe" else platform.plain(text())
    del push["query_string"]["signature"]
    assert build(mode).test_client().post("/wechat", **push).status_code == 403
    assert house.calls == []


@pytest.mark.parametrize("key", [KEY, OLD_KEY])
@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
def test_the_reply_is_sealed_with_the_key_that_opened_the_push(build, clock, mode, key):
    platform = Platform(key=key, clock=clock)
    answer = build(mode).test_client().post("/wechat", **platform.sealed(text("嗨")))
    assert answer.content_type == "application/xml; charset=utf-8"
    assert platform.read(answer.data)["Content"] == "收到:嗨"
    assert "Content" not in flat(answer.data)


def test_a_plain_push_gets_a_plain_reply_with_the_sides_swapped(door, platform, clock):
    clock.wait(seconds=3)
    assert flat(door(platform.plain(text("嗨"))).data) == {
        "ToUserName": OPENID,
        "FromUserName": ACCOUNT,
        "CreateTime": str(int(NOW.timestamp()) + 3),
        "MsgType": "text",
        "Content": "收到:嗨",
    }


def test_a_plain_body_is_refused_in_safe_mode(build, house, platform):
    client = build("safe").test_client()
    assert client.post("/wechat", **platform.plain(text())).status_code == 403
    assert house.calls == []


def test_in_compatible_mode_the_unsigned_plain_fields_are_not_read(door, house, platform):
    beside = "<FromUserName>oEVIL</FromUserName><Content>打钱</Content><MsgType>text</MsgType>"
    assert door(platform.sealed(text("嗨"), beside=beside)).status_code == 200
    assert [(m.openid, m.text) for m in house.calls] == [(OPENID, "嗨")]


def test_without_a_key_the_plain_fields_beside_an_envelope_are_read(build, house, platform):
    beside = text("嗨").removeprefix("<xml>").removesuffix("</xml>")
    push = platform.sealed(
        text("嗨"), beside=beside.replace(f"<ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>", "")
    )
    client = build("plain", {"aes_keys": ()}).test_client()
    assert flat(client.post("/wechat", **push).data)["Content"] == "收到:嗨"


def spoiled(push, **query):
    return push | {"query_string": push["query_string"] | query}


@pytest.mark.parametrize(
    ("spoil", "status"),
    [
        (lambda p: spoiled(p, msg_signature=p["query_string"]["signature"]), 403),
        (lambda p: spoiled(p, msg_signature=""), 403),
        (lambda p: p | {"data": p["data"].replace("]]></Encrypt>", "AAAA]]></Encrypt>")}, 403),
        (lambda p: p | {"data": p["data"].replace("Encrypt", "Encrypted")}, 403),
    ],
)
def test_an_envelope_tampered_with_is_refused(door, house, platform, spoil, status):
    assert door(spoil(platform.sealed(text()))).status_code == status
    assert house.calls == []


def resealed(platform, encrypt):
    query = platform.query(encrypt_type="aes")
    query["msg_signature"] = sign(TOKEN, query["timestamp"], query["nonce"], encrypt)
    return {"query_string": query, "data": f"<xml><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"}


@pytest.mark.parametrize(
    "encrypt", ["x", "AAAA", "A" * 64, "密", "AA==", "A" * 63 + "*", "A" * 4000]
)
def test_a_signed_envelope_of_rubbish_is_refused(door, house, platform, encrypt):
    assert door(resealed(platform, encrypt)).status_code == 400
    assert house.calls == []


@pytest.mark.parametrize("wrong", [{"appid": "wx0000000000000101"}, {"key": "B" * 43}])
def test_an_envelope_for_another_account_or_key_is_refused(door, house, clock, wrong):
    assert door(Platform(clock=clock, **wrong).sealed(text())).status_code == 400
    assert house.calls == []


def test_a_push_for_another_account_is_refused(door, house, platform):
    assert door(platform.sealed(text(to="gh_000000000999"))).status_code == 400
    assert house.calls == []
