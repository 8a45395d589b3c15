"""Pushes reach a foreign app in every mode, and its answers are judged as the platform does."""

import json
import threading
import time

import pytest

from simulator import crypto

HEAD = (
    "<ToUserName>{0.openid}</ToUserName><FromUserName>gh_fake12345678</FromUserName>"
    "<CreateTime>1</CreateTime>"
)


@pytest.fixture
def plain(start):
    return start(mode="plain")


def follow(wx, who="林小溪"):
    wx.act(who, "follow")
    return wx.get(f"/sim/people/{who}")["openid"]


def head(openid, kind):
    return (
        f"<ToUserName>{openid}</ToUserName><FromUserName>gh_fake12345678</FromUserName>"
        f"<CreateTime>1</CreateTime><MsgType>{kind}</MsgType>"
    )


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
def test_a_conversation_in_every_mode(start, app, mode):
    wx = start(mode=mode)
    assert wx.post("/sim/verify")["ok"]
    followed = wx.act("林小溪", "follow")
    assert followed["outcome"] == "acked"
    said = wx.act("林小溪", "say", text="你好 <b> & 😀")
    assert said["outcome"] == "replied"
    assert said["reply"]["text"] == "你说:你好 <b> & 😀"
    assert said["deliveries"] == 1
    request = app.received[-1]
    assert request.headers["User-Agent"] == "Mozilla/4.0"
    assert request.headers["Content-Type"] == "text/xml"
    assert request.query["openid"].startswith("oFAKE")
    assert (b"Content" in request.body) == (mode != "safe")
    assert (b"<Encrypt>" in request.body) == (mode != "plain")
    assert ("msg_signature" in request.query) == (mode != "plain")
    chat = wx.get("/sim/people/林小溪/chat")["bubbles"]
    assert [(one["side"], one["type"]) for one in chat] == [
        ("system", "note"),
        ("me", "text"),
        ("account", "text"),
    ]


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
def test_json_pushes(start, app, mode):
    wx = start(mode=mode, format="json")
    seen = []

    def script(received, _number):
        fields = json.loads(received.body)
        if mode == "safe":
            assert set(fields) == {"ToUserName", "Encrypt"}
            envelope = crypto.Envelope(wx.settings.aes_key, wx.settings.appid)
            fields = json.loads(envelope.decrypt(fields["Encrypt"]))
        seen.append(fields)
        return 200, b"success"

    app.script = script
    wx.act("林小溪", "follow")
    wx.act("林小溪", "say", text="你好")
    assert seen[0]["Event"] == "subscribe"
    assert seen[1]["Content"] == "你好"
    assert isinstance(seen[1]["MsgId"], int)
    assert app.received[0].headers["Content-Type"] == "application/json"


def test_a_slow_app_gets_the_identical_request_three_times(start, app):
    wx = start(mode="plain", callback_timeout_s=0.5, retry_gap_s=None)
    follow(wx)
    app.received.clear()
    finished = threading.Event()

    def script(_received, number):
        finished.wait(5 if number < 3 else 0)
        return 200, b"success"

    app.script = script
    started = time.monotonic()
    said = wx.act("林小溪", "say", text="慢")
    took = time.monotonic() - started
    finished.set()
    assert [one["error"] for one in said["attempts"]] == ["timeout", "timeout", None]
    assert said["outcome"] == "acked"
    assert took >= 1.0
    assert len({(one.path, one.body) for one in app.received}) == 1
    gaps = [later.at - one.at for one, later in zip(app.received, app.received[1:], strict=False)]
    assert all(gap > 0.4 for gap in gaps)


def test_a_dribbling_app_is_cut_off_too(start, app):
    wx = start(mode="plain", callback_timeout_s=0.3)
    follow(wx)

    def script(_received, _number):
        time.sleep(0.5)
        return 200, b"x" * 10

    app.script = script
    said = wx.act("林小溪", "say", text="?")
    assert said["outcome"] == "fault"
    assert said["fault"] == "timeout"
    assert said["deliveries"] == 3
    assert said["bubbles"][0]["text"].startswith("该公众号提供的服务出现故障")


def test_an_error_page_is_retried_and_then_shown_as_fault(plain, app):
    follow(plain)
    app.script = lambda _received, _number: (500, b"oops")
    said = plain.act("林小溪", "say", text="?")
    assert (said["outcome"], said["fault"], said["deliveries"]) == ("fault", "status", 3)
    app.script = lambda _received, number: (200, b"") if number % 2 else (502, b"")
    assert plain.act("林小溪", "say", text="?")["outcome"] == "acked"


def test_nobody_listening(start):
    wx = start(callback_url="http://127.0.0.1:9/wechat", mode="plain")
    assert wx.act("林小溪", "follow")["fault"] == "refused"
    assert wx.post("/sim/verify")["problem"] == "refused"


def test_copies_arrive_at_once_and_one_reply_is_shown(wx, app):
    follow(wx)
    app.received.clear()
    said = wx.act("林小溪", "say", text="三遍", copies=3)
    assert said["deliveries"] == 3
    assert len({(one.path, one.body) for one in app.received}) == 1
    assert len(said["bubbles"]) == 1


BAD_REPLIES = {
    "hello": "malformed",
    '{"errcode":0}': "malformed",
    "<xml></xml>": "wrong_recipient",
    "<xml><ToUserName>oFAKEother</ToUserName></xml>": "wrong_recipient",
}


@pytest.mark.parametrize(("body", "reason"), BAD_REPLIES.items())
def test_a_malformed_reply_is_a_fault_without_a_retry(plain, app, body, reason):
    follow(plain)
    app.script = lambda _received, _number: (200, body.encode())
    said = plain.act("林小溪", "say", text="?")
    assert (said["outcome"], said["fault"], said["deliveries"]) == ("fault", reason, 1)


PARTS = [
    ("text", "<Content>好</Content>", None),
    ("text", "<Content></Content>", "empty_text"),
    ("text", f"<Content>{'a' * 2048}</Content>", None),
    ("text", f"<Content>{'团' * 683}</Content>", "too_long"),
    ("image", "<Image><MediaId>nope</MediaId></Image>", "bad_media"),
    ("poem", "<Content>x</Content>", "unknown_type"),
    ("news", "<ArticleCount>2</ArticleCount><Articles><item/></Articles>", "malformed"),
    (
        "news",
        "<ArticleCount>2</ArticleCount><Articles><item><Title>a</Title></item></Articles>",
        "wrong_article_count",
    ),
    ("transfer_customer_service", "", None),
]


@pytest.mark.parametrize(("kind", "part", "reason"), PARTS)
def test_each_kind_of_reply(plain, app, kind, part, reason):
    openid = follow(plain)
    body = f"<xml>{head(openid, kind)}{part}</xml>"
    app.script = lambda _received, _number: (200, body.encode())
    assert plain.act("林小溪", "say", text="?")["fault"] == reason


def test_only_one_article_is_shown_after_a_text_but_more_after_following(plain, app):
    openid = follow(plain)
    items = "".join(f"<item><Title>{n}</Title><Url>u</Url></item>" for n in range(3))
    news = f"<ArticleCount>3</ArticleCount><Articles>{items}</Articles>"
    body = f"<xml>{head(openid, 'news')}{news}</xml>"
    app.script = lambda _received, _number: (200, body.encode())
    said = plain.act("林小溪", "say", text="?")
    assert [one["title"] for one in said["reply"]["articles"]] == ["0"]
    assert said["warnings"]
    plain.act("林小溪", "unfollow")
    assert len(plain.act("林小溪", "follow")["reply"]["articles"]) == 3


def test_create_time_must_be_a_whole_number(plain, app):
    openid = follow(plain)
    body = f"<xml>{head(openid, 'text')}<Content>x</Content></xml>".replace(">1<", ">1.5<")
    app.script = lambda _received, _number: (200, body.encode())
    assert plain.act("林小溪", "say", text="?")["fault"] == "bad_create_time"


def test_safe_mode_wants_its_reply_encrypted_but_not_its_ack(wx, app):
    openid = follow(wx)
    body = f"<xml>{head(openid, 'text')}<Content>x</Content></xml>"
    app.script = lambda _received, _number: (200, body.encode())
    assert wx.act("林小溪", "say", text="?")["fault"] == "not_encrypted"
    app.script = lambda _received, _number: (200, b"success")
    assert wx.act("林小溪", "say", text="?")["outcome"] == "acked"


def test_a_reply_under_a_wrong_signature_or_key(wx, app):
    openid = follow(wx)
    inner = f"<xml>{head(openid, 'text')}<Content>x</Content></xml>"

    def reply(key, token):
        encrypted = crypto.Envelope(key, wx.settings.appid).encrypt(inner, b"s" * 16)
        signature = crypto.sign(token, "1", "2", encrypted)
        body = (
            f"<xml><Encrypt>{encrypted}</Encrypt><MsgSignature>{signature}</MsgSignature>"
            "<TimeStamp>1</TimeStamp><Nonce>2</Nonce></xml>"
        )
        app.script = lambda _received, _number: (200, body.encode())
        return wx.act("林小溪", "say", text="?")["fault"]

    assert reply(wx.settings.aes_key, wx.settings.token) is None
    assert reply(wx.settings.aes_key, "other") == "bad_signature"
    assert reply("B" * 42 + "A", wx.settings.token) == "undecryptable"


def test_who_has_not_followed_cannot_speak(wx):
    with pytest.raises(RuntimeError, match="not_followed"):
        wx.act("林小溪", "say", text="?")


def test_every_kind_of_message_is_read_by_the_foreign_app(wx, app):
    follow(wx)
    app.messages.clear()
    wx.act("林小溪", "image")
    wx.act("林小溪", "voice", recognition="你好")
    wx.act("林小溪", "location", latitude=31.2, longitude=121.5, label="广场")
    wx.act("林小溪", "link", title="t", text="d", url="http://127.0.0.1/")
    wx.act("林小溪", "message", type="video", fields={"MediaId": "m", "ThumbMediaId": "t"})
    wx.act("林小溪", "choose", id="101", text="满意")
    kinds = [message.type for message in app.messages]
    assert kinds == ["image", "voice", "location", "link", "video", "text"]
    assert len({message.id for message in app.messages}) == 6
    assert app.messages[1].recognition == "你好"
    assert app.messages[2].label == "广场"
    assert "bizmsgmenuid" in wx.get("/sim/journal?kind=callback&limit=1")["entries"][0]["plain"]


def test_events_of_following_and_leaving(wx, app):
    follow(wx)
    assert wx.act("林小溪", "unfollow")["outcome"] == "acked"
    wx.act("林小溪", "event", event="user_authorization_revoke", fields={"RevokeInfo": "8"})
    events = [message._data["Event"] for message in app.messages]
    assert events == ["subscribe", "unsubscribe", "user_authorization_revoke"]


def test_a_push_without_a_sender(plain, app):
    app.script = lambda _received, _number: (200, b"success")
    pushed = plain.post("/sim/push", {"fields": {"MsgType": "event", "Event": "annual_renew"}})
    assert pushed["outcome"] == "acked"
    assert b"FromUserName" not in app.received[-1].body
    assert "openid" not in app.received[-1].query


def test_raw_bodies_are_sent_as_they_are(plain, app):
    app.script = lambda _received, _number: (403, b"no")
    answer = plain.post("/sim/raw", {"body": "<xml", "query": {"a": "b"}})
    assert answer["status"] == 403
    assert app.received[-1].body == b"<xml"
    assert app.received[-1].query["a"] == "b"
    assert "signature" in app.received[-1].query


def test_without_waiting(wx, app, until):
    follow(wx)
    assert wx.act("林小溪", "say", text="?", wait=False) == {"queued": True}
    until(lambda: [one for one in app.messages if one.type == "text"])


def test_menu_presses(wx, api, app):
    follow(wx)
    names = ["scancode_push", "scancode_waitmsg", "pic_sysphoto", "location_select"]
    menu = {
        "button": [
            {"type": "click", "name": "进度", "key": "progress"},
            {"type": "view", "name": "登录", "url": "http://127.0.0.1/login"},
            {
                "name": "更多",
                "sub_button": [{"type": name, "name": name, "key": name} for name in names],
            },
        ]
    }
    assert api.post("/cgi-bin/menu/create", menu)["errcode"] == 0
    app.messages.clear()
    assert wx.act("林小溪", "press", key="progress")["outcome"] == "acked"
    assert wx.act("林小溪", "press", name="登录")["open"] == "http://127.0.0.1/login"
    for name in names:
        wx.act("林小溪", "press", key=name)
    wx.act("林小溪", "press", key="pic_sysphoto", count=2)
    events = [(message._data["Event"], message._data["EventKey"]) for message in app.messages]
    assert events[:2] == [("CLICK", "progress"), ("VIEW", "http://127.0.0.1/login")]
    assert [name for name, _ in events[2:]] == [*names, "pic_sysphoto"]
    assert app.messages[1]._data["MenuId"] == "1"
    assert app.messages[2]._data["ScanCodeInfo"]["ScanType"] == "qrcode"
    assert len(app.messages[-1]._data["SendPicsInfo"]["PicList"]["item"]) == 2
