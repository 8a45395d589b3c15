"""Customer-service messages and their windows."""

from concurrent.futures import ThreadPoolExecutor

import pytest

PATH = "/cgi-bin/message/custom/send"


@pytest.fixture
def send(wx, api):
    openid = wx.get("/sim/people/林小溪")["openid"]

    def send(text="你好", **body):
        given = {"touser": openid, "msgtype": "text", "text": {"content": text}, **body}
        return api.post(PATH, given)["errcode"]

    return send


def test_following_opens_three_messages_for_a_minute(wx, send):
    assert send() == 45015
    wx.act("林小溪", "follow")
    assert [send() for _ in range(4)] == [0, 0, 0, 45047]
    wx.post("/sim/clock", {"advance_s": 61})
    assert send() == 45015


def test_a_message_opens_five_for_two_days_and_each_one_anew(wx, send):
    wx.act("林小溪", "follow")
    wx.act("林小溪", "say", text="?")
    assert [send() for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    wx.act("林小溪", "say", text="?")
    wx.act("林小溪", "say", text="?")
    wx.post("/sim/clock", {"advance_s": 48 * 3600 - 5})
    assert [send() for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    wx.act("林小溪", "say", text="?")
    wx.post("/sim/clock", {"advance_s": 48 * 3600 + 5})
    assert send() == 45015


def test_many_at_once_never_exceed_the_count(wx, client):
    wx.act("林小溪", "follow")
    wx.act("林小溪", "say", text="?")
    openid = wx.get("/sim/people/林小溪")["openid"]

    def send(_number):
        body = {"touser": openid, "msgtype": "text", "text": {"content": "好"}}
        return client(wx).post(PATH, body)["errcode"]

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(send, range(24)))
    assert sorted(codes) == [0] * 5 + [45047] * 19


def test_leaving_closes_the_window(wx, send):
    wx.act("林小溪", "follow")
    wx.act("林小溪", "say", text="?")
    wx.act("林小溪", "unfollow")
    assert send() == 45015


def test_contents(wx, api, send):
    wx.act("林小溪", "follow")
    assert send(text="") == 44004
    assert send(text="团" * 683) == 45002
    assert send(msgtype="poem") == 40008
    assert send(msgtype="image", image={"media_id": "x"}) == 40007
    assert send(msgtype="news", news={"articles": [{}, {}]}) == 45008
    assert send(touser="oFAKEnobody") == 40003
    menu = {"head_content": "满意吗", "list": [{"id": "1", "content": "满意"}], "tail_content": "!"}
    assert send(msgtype="msgmenu", msgmenu=menu) == 0
    assert send(msgtype="news", news={"articles": [{"title": "t", "url": "u"}]}) == 0
    bubbles = wx.get("/sim/people/林小溪/chat")["bubbles"][-2:]
    assert bubbles[0]["items"] == [{"id": "1", "text": "满意"}]
    assert bubbles[1]["articles"][0]["title"] == "t"
    assert wx.get("/sim/people/林小溪")["unread"] == 2


def test_typing(wx, api):
    wx.act("林小溪", "follow")
    openid = wx.get("/sim/people/林小溪")["openid"]

    def typing(command):
        body = {"touser": openid, "command": command}
        return api.post("/cgi-bin/message/custom/typing", body)["errcode"]

    assert typing("Dance") == 45072
    assert [typing("Typing"), typing("Typing"), typing("CancelTyping")] == [0, 45081, 0]
    wx.post("/sim/clock", {"advance_s": 31})
    assert typing("Typing") == 45080
