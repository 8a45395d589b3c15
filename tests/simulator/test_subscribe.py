"""Subscription notices: one for each yes, and what the app is told of it."""

import pytest

PATH = "/cgi-bin/message/subscribe/bizsend"
MINI = "/cgi-bin/message/subscribe/send"


@pytest.fixture
def template(wx):
    return wx.post("/sim/templates", {"title": "名额", "content": "事项:{{thing1.DATA}}"})


@pytest.fixture
def body(wx, template):
    wx.act("王敏", "follow")
    return {
        "touser": wx.get("/sim/people/王敏")["openid"],
        "template_id": template["template_id"],
        "page": "http://127.0.0.1/x",
        "data": {"thing1": {"value": "清河"}},
    }


def pushed(wx, app, event):
    assert wx.post("/sim/settle") == {"quiet": True}
    return [m._data for m in app.messages if m._data.get("Event") == event]


def test_one_yes_is_one_notice(wx, api, app, body):
    assert api.post(PATH, body)["errcode"] == 43101
    wx.act("王敏", "agree", template_id=body["template_id"])
    (popup,) = pushed(wx, app, "subscribe_msg_popup_event")
    assert popup["SubscribeMsgPopupEvent"]["List"]["SubscribeStatusString"] == "accept"
    assert wx.get("/sim/people/王敏")["grants"][0]["left"] == 1
    assert api.post(PATH, {**body, "data": {}})["errcode"] == 47003  # and the yes is still there
    assert api.post(PATH, body)["errcode"] == 0
    assert api.post(PATH, body)["errcode"] == 43101
    bubble = wx.get("/sim/people/王敏/chat")["bubbles"][-1]
    assert (bubble["type"], bubble["via"]) == ("template", "subscription")
    assert len(wx.get("/sim/ledger?kind=subscription")["messages"]) == 1
    (sent,) = pushed(wx, app, "subscribe_msg_sent_event")
    assert sent["SubscribeMsgSentEvent"]["List"]["ErrorCode"] == "0"


def test_a_no_gives_nothing_and_switching_off_takes_all(wx, api, app, body):
    wx.act("王敏", "agree", template_id=body["template_id"], answer="reject")
    assert api.post(PATH, body)["errcode"] == 43101
    wx.act("王敏", "agree", template_id=body["template_id"])
    wx.act("王敏", "withdraw", template_id=body["template_id"])
    assert api.post(PATH, body)["errcode"] == 43101
    (change,) = pushed(wx, app, "subscribe_msg_change_event")
    assert change["SubscribeMsgChangeEvent"]["List"]["SubscribeStatusString"] == "reject"


def test_who_blocks_us_is_reported_and_sees_nothing(wx, api, app, body):
    wx.act("王敏", "agree", template_id=body["template_id"])
    wx.patch("/sim/people/王敏", {"template": "block"})
    assert api.post(PATH, body)["errcode"] == 0
    (sent,) = pushed(wx, app, "subscribe_msg_sent_event")
    assert sent["SubscribeMsgSentEvent"]["List"]["ErrorCode"] == "43101"
    assert wx.get("/sim/ledger?kind=subscription")["messages"] == []


def test_the_mini_program_has_grants_of_its_own(wx, api, body):
    token = api.mini()["access_token"]
    person = wx.post("/sim/people/王敏/mini/agree", {"template_id": body["template_id"]})
    asked = {**body, "touser": person["mini_openid"], "page": "pages/index"}
    said = [{**asked, "page": "http://x"}, asked, asked, body]
    codes = [api.post(MINI, one, token)["errcode"] for one in said]
    assert codes == [41030, 0, 43101, 40003]
