import logging
import socket

import pytest

from bot.wechat.transport import _MUTE, Away, Http, encode
from tests.wechat_out.fake_platform import Cut, Drip, Raw, Silence, html

PATH = "/cgi-bin/anything"


@pytest.fixture
def http(wechat):
    client = Http(wechat.url, connect=0.4, read=0.3)
    yield client
    client.close()


def away(http, **asked):
    with pytest.raises(Away) as caught:
        http.ask(PATH, **asked)
    assert caught.value.__context__ is None
    return caught.value.why, caught.value.maybe_sent


def test_json_goes_out_as_utf_8_and_never_as_escapes(http, wechat):
    wechat.always(PATH, {"errcode": 0})
    http.ask(PATH, query={"access_token": "a b&c"}, body={"text": "微心愿 😀 \ud83d"})
    call = wechat.calls[0]
    assert call.body == '{"text":"微心愿 😀 ?"}'.encode()
    assert call.query == {"access_token": "a b&c"}
    assert call.headers["Content-Type"] == "application/json; charset=utf-8"
    assert encode({}) == b"{}"


def test_one_connection_is_kept_for_many_calls(http, wechat):
    wechat.always(PATH, {"errcode": 0})
    for _ in range(20):
        http.ask(PATH, body={})
        http.ask(PATH)
    assert wechat.connections == 1
    assert [call.method for call in wechat.calls[:2]] == ["POST", "GET"]


@pytest.mark.parametrize(
    ("answer", "why", "maybe_sent"),
    [
        (Cut(), "cut", True),
        (Silence(), "silent", True),
        (Drip(), "silent", True),
        (html(502), "http-502", True),
        (html(503), "http-503", True),
        (html(404), "http-404", False),
        (html(429), "http-429", False),
        (Raw(status=302, headers={"Location": "http://127.0.0.1:9/"}), "http-302", False),
        (html(200), "garbage", True),
        (Raw(b""), "garbage", True),
        (Raw(b'{"errcode": 0'), "garbage", True),
        (Raw(b"[1]"), "garbage", True),
        (Raw(b"\xff\xfe"), "garbage", True),
        (Raw(b"[" * 100_000), "garbage", True),
        (Raw(b'{"errcode": 0}', announced=5000), "cut", True),
        (Raw(b" " * 2_000_000), "long", True),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else value,
)
def test_an_answer_that_is_none_is_named_for_what_it_is(http, wechat, answer, why, maybe_sent):
    wechat.script(PATH, answer, {"errcode": 0})
    assert away(http, body={}) == (why, maybe_sent)
    assert http.ask(PATH, body={}) == {"errcode": 0}
    assert len(wechat.calls) == 2


def test_what_never_left_was_surely_not_sent(wechat):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    for url, why in (
        (f"http://127.0.0.1:{port}", "refused"),
        ("http://platform.invalid", "dns"),
        (wechat.url.replace("http:", "https:"), "tls"),
    ):
        client = Http(url, connect=1.0, read=0.6)
        assert away(client, body={}) == (why, False)
        client.close()


def test_a_connection_nobody_takes_is_given_up_in_time():
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        crowd = []
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(full.getsockname())
            crowd.append(one)
        client = Http(f"http://127.0.0.1:{full.getsockname()[1]}", connect=0.3, read=0.3)
        assert away(client, body={}) == ("connect-timeout", False)
        client.close()
        for one in crowd:
            one.close()


@pytest.mark.parametrize("url", ["ftp://a", "api.weixin.qq.com", "https://", "https://a/?b=c"])
def test_a_base_url_that_is_none_is_refused_at_once(url):
    with pytest.raises(ValueError, match="base URL"):
        Http(url)


def test_urllib3_cannot_be_made_to_tell_addresses(http, wechat, caplog):
    for name in ("urllib3", "urllib3.connection", "urllib3.connectionpool"):
        caplog.set_level(logging.DEBUG, logger=name)
    wechat.script(PATH, Raw(b'{"errcode":0}', headers={"X-Bad": "a\r\nno colon here"}))
    http.ask(PATH, query={"access_token": "CANARY"})
    assert "CANARY" not in caplog.text
    assert "access_token" not in caplog.text


def test_urllib3_would_tell_them_otherwise(http, wechat, caplog):
    """The control: it is the filter that keeps it quiet, not the test."""
    noisy = logging.getLogger("urllib3.connectionpool")
    caplog.set_level(logging.DEBUG, logger=noisy.name)
    wechat.always(PATH, {"errcode": 0})
    noisy.removeFilter(_MUTE)
    try:
        http.ask(PATH, query={"access_token": "CANARY"})
    finally:
        noisy.addFilter(_MUTE)
    assert "access_token=CANARY" in caplog.text
