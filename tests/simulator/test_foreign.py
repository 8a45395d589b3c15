"""wechatpy's client calls the simulator as it would call the platform."""

import pytest
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException


@pytest.fixture
def foreign(wx):
    client = WeChatClient(wx.settings.appid, wx.settings.secret, auto_retry=False, timeout=120)
    client.API_BASE_URL = wx.url + "/cgi-bin/"
    client.fetch_access_token = lambda: client._fetch_access_token(
        wx.url + "/cgi-bin/token",
        {
            "grant_type": "client_credential",
            "appid": wx.settings.appid,
            "secret": wx.settings.secret,
        },
    )
    yield client
    client._http.close()


def test_a_round_of_calls(wx, foreign):
    wx.act("林小溪", "follow")
    openid = wx.get("/sim/people/林小溪")["openid"]
    button = {"type": "click", "name": "进度", "key": "p"}
    assert foreign.menu.create({"button": [button]})["errcode"] == 0
    assert foreign.menu.get()["menu"]["button"][0]["key"] == "p"
    assert foreign.user.get(openid)["subscribe"] == 1
    assert foreign.user.get_batch([openid])[0]["openid"] == openid
    assert list(foreign.user.iter_followers()) == [openid]
    assert foreign.message.send_text(openid, "你好")["errcode"] == 0
    assert foreign.misc.get_wechat_ips() == ["127.0.0.1"]
    scene = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "x"}}}
    assert foreign.qrcode.create(scene)["ticket"]
    template = wx.post("/sim/templates", {"title": "t", "content": "事:{{thing1.DATA}}"})
    sent = foreign.message.send_template(
        openid, template["template_id"], {"thing1": {"value": "好"}}
    )
    assert sent["msgid"]
    texts = [one["type"] for one in wx.get("/sim/people/林小溪/chat")["bubbles"]]
    assert texts == ["note", "text", "template"]


def test_errors_reach_the_client_with_code_and_rid(wx, foreign):
    with pytest.raises(WeChatClientException) as caught:
        foreign.message.send_text(wx.get("/sim/people/林小溪")["openid"], "你好")
    assert caught.value.errcode == 45015
    assert " rid: " in caught.value.errmsg
    foreign.session.set(f"{foreign.appid}_access_token", "made-up")
    foreign.expires_at = None
    with pytest.raises(WeChatClientException) as caught:
        foreign.menu.get()
    assert caught.value.errcode == 40001
