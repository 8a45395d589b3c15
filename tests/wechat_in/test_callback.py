import json
import logging

import pytest

from bot.wechat.callback import LARGEST, Wire
from tests.wechat_in.pushes import (
    ACCOUNT,
    APPID,
    KEY,
    OPENID,
    TOKEN,
    event,
    flat,
    text,
    xml,
)


def spoiled(push, **query):
    return push | {"query_string": push["query_string"] | query}


@pytest.mark.parametrize(
    "kind",
    [
        "text/xml",
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        text("嗨"),
        json.dumps(
            {
                "ToUserName": ACCOUNT,
                "FromUserName": OPENID,
                "CreateTime": 1,
                "MsgType": "text",
                "Content": "嗨",
                "MsgId": 24000000000000001,
            }
        ),
    ],
)
def test_a_push_is_read_by_its_body_whatever_its_type(door, house, platform, kind, body):
    answer = door(platform.plain(body) | {"content_type": kind})
    assert flat(answer.data)["Content"] == "收到:嗨"
    assert house.calls[0].key == f"{APPID}:24000000000000001"


@pytest.mark.parametrize("size", [LARGEST + 1, 10 * LARGEST])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_64_kib_is_refused_unread(door, house, platform, size, chunked):
    push = platform.plain("x" * size)
    if chunked:
        push["headers"] = {"Transfer-Encoding": "chunked"}
        push["environ_overrides"] = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}
    assert door(push).status_code == 413
    assert house.calls == []


def test_a_body_of_64_kib_is_read(door, platform):
    filler = "x" * (LARGEST - len(text("").encode()))
    assert len(text(filler)) == LARGEST
    assert door(platform.plain(text(filler))).status_code == 200


@pytest.mark.parametrize("said", [None, "", " \n", "\x00\x01"])
@pytest.mark.parametrize("mode", ["plain", "safe"])
def test_nothing_to_say_is_a_bare_success(build, house, platform, said, mode):
    house.work = lambda _: said
    push = platform.sealed(text()) if mode == "safe" else platform.plain(text())
    answer = build(mode).test_client().post("/wechat", **push)
    assert (answer.status_code, answer.data) == (200, b"success")


@pytest.mark.parametrize("missing", ["FromUserName", "UserName"])
def test_a_push_from_nobody_is_acknowledged_and_logged_by_name(
    door, house, platform, caplog, missing
):
    caplog.set_level(logging.INFO)
    push = event("minigame_coin_deliver_completed").replace(missing, "Else")
    assert door(platform.sealed(push)).data == b"success"
    assert house.calls == []
    assert "event minigame_coin_deliver_completed" in caplog.text


def test_an_unknown_kind_reaches_the_house_by_its_name(door, house, platform):
    door(platform.plain(xml("hologram", MsgId=5)))
    door(platform.plain(event("Brand_New_Event")))
    assert [(m.kind, m.event) for m in house.calls] == [
        ("hologram", ""),
        ("event", "brand_new_event"),
    ]


def test_a_refusal_tells_the_sender_nothing_and_the_log_no_secret(door, platform, caplog):
    caplog.set_level(logging.DEBUG)
    answer = door(spoiled(platform.sealed(text("我的秘密")), msg_signature="0"))
    assert answer.text == "forbidden"
    door(platform.plain(text("我的秘密")))
    door(platform.plain("<xml>我的秘密"))
    assert all(secret not in caplog.text for secret in ("我的秘密", OPENID, TOKEN, KEY))


@pytest.mark.parametrize(
    "body", ["", " ", "\x00", "{}", "[]", "null", "<xml/>", "<xml></xml>", "<html/>", "not xml"]
)
def test_an_empty_or_foreign_body_is_refused(door, house, platform, body):
    assert door(platform.plain(body)).status_code == 400
    assert house.calls == []


@pytest.mark.parametrize(
    "wire",
    [
        {"token": ""},
        {"appid": ""},
        {"aes_keys": ()},
        {"aes_keys": (), "mode": "safe"},
        {"aes_keys": ("short",)},
    ],
)
def test_half_a_configuration_opens_no_door(build, wire):
    with pytest.raises(ValueError, match=r"token|EncodingAESKey"):
        build(**({"mode": "compatible"} | {"wire": wire}))


def test_a_wire_shows_no_secret():
    shown = repr(Wire(APPID, TOKEN, (KEY,)))
    assert TOKEN not in shown
    assert KEY not in shown
