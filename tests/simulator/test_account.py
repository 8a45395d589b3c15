"""Kinds of account, quotas, and the rest of the platform's own bookkeeping."""

import pytest

OPENID = "/sim/people/林小溪"
MAY = {
    "personal": "",
    "subscription": "custom menu users media",
    "service-unverified": "menu",
    "service": "custom menu users media template qr",
    "test": "custom menu users media template qr",
}
CALLS = {
    "custom": ("POST", "/cgi-bin/message/custom/send"),
    "menu": ("GET", "/cgi-bin/menu/get"),
    "users": ("GET", "/cgi-bin/user/get"),
    "media": ("GET", "/cgi-bin/media/get"),
    "template": ("POST", "/cgi-bin/message/template/send"),
    "qr": ("POST", "/cgi-bin/qrcode/create"),
}


@pytest.mark.parametrize("kind", MAY)
def test_who_may_call_what(wx, api, kind):
    wx.patch("/sim/config", {"kind": kind})
    for name, (method, path) in CALLS.items():
        answer = api.post(path, {"a": 1}) if method == "POST" else api.get(path)
        assert (answer.get("errcode") != 48001) == (name in MAY[kind].split()), name
    assert "ip_list" in api.get("/cgi-bin/getcallbackip")


def test_a_personal_account_still_talks(wx, app):
    wx.patch("/sim/config", {"kind": "personal"})
    wx.act("林小溪", "follow")
    assert wx.act("林小溪", "say", text="好")["reply"]["text"] == "你说:好"


def test_the_mini_programs_token_is_for_the_mini_program(api):
    token = api.mini()["access_token"]
    path = "/cgi-bin/message/template/send"
    assert api.post(path, {"a": 1}, token)["errcode"] == 48001


def test_a_quota_holds_until_beijing_midnight(start, client):
    wx = start(start="2026-11-22T23:50:00")
    api = client(wx)
    wx.patch("/sim/quotas", {"/cgi-bin/user/get": 2})
    assert [api.get("/cgi-bin/user/get").get("errcode", 0) for _ in range(3)] == [0, 0, 45009]
    assert wx.get("/sim/quotas")["quotas"]["/cgi-bin/user/get"] == {"limit": 2, "used": 2}
    wx.post("/sim/clock", {"advance_s": 601})
    assert "total" in api.get("/cgi-bin/user/get")


def test_a_test_account_has_smaller_quotas(wx):
    token = "/cgi-bin/token"
    assert wx.get("/sim/quotas")["quotas"][token]["limit"] == 2000
    wx.patch("/sim/config", {"kind": "test"})
    assert wx.get("/sim/quotas")["quotas"][token]["limit"] == 200


def test_clearing_quotas_ten_times_a_month(wx, api):
    wx.patch("/sim/quotas", {"/cgi-bin/user/get": 1})
    clear = {"appid": api.settings.appid}
    api.get("/cgi-bin/user/get")
    assert api.get("/cgi-bin/user/get")["errcode"] == 45009
    assert api.post("/cgi-bin/clear_quota", {"appid": "x"})["errcode"] == 40013
    assert api.post("/cgi-bin/clear_quota", clear)["errcode"] == 0
    assert "total" in api.get("/cgi-bin/user/get")
    codes = [api.post("/cgi-bin/clear_quota", clear)["errcode"] for _ in range(10)]
    assert codes == [0] * 9 + [48006]
    wx.patch("/sim/config", {"kind": "personal"})
    assert api.post("/cgi-bin/clear_quota", clear)["errcode"] == 48001


def test_asking_for_a_quota(api):
    path = "/cgi-bin/openapi/quota/get"
    api.get("/cgi-bin/user/get")
    quota = api.post(path, {"cgi_path": "/cgi-bin/user/get"})["quota"]
    assert quota == {"daily_limit": 500, "used": 1, "remain": 499}
    assert api.post(path, {"cgi_path": "/sns/jscode2session"})["errcode"] == 76022
    assert api.post(path, {"cgi_path": "/nope"})["errcode"] == 76021


def test_looking_up_a_rid(api):
    refused = api.get("/cgi-bin/menu/get")
    rid = refused["errmsg"].rpartition(" rid: ")[2]
    request = api.post("/cgi-bin/openapi/rid/get", {"rid": rid})["request"]
    assert rid in request["response_body"]
    assert api.post("/cgi-bin/openapi/rid/get", {"rid": "0-0-0"})["errcode"] == 76001


def test_checking_the_callback(api):
    answer = api.post("/cgi-bin/callback/check", {"action": "all", "check_operator": "DEFAULT"})
    assert answer["dns"][0]["ip"] == "127.0.0.1"


def test_users(wx, api):
    openid = wx.get(OPENID)["openid"]
    other = wx.get("/sim/people/王敏")["openid"]
    info = {"openid": openid, "lang": "zh_CN"}
    assert api.get("/cgi-bin/user/info", **info) == {"subscribe": 0, "openid": openid}
    wx.act("林小溪", "follow")
    wx.act("王敏", "follow")
    described = api.get("/cgi-bin/user/info", **info)
    assert described["subscribe"] == 1
    assert "nickname" not in described
    assert described["subscribe_scene"] == "ADD_SCENE_SEARCH"
    batch = {"user_list": [{"openid": openid}, {"openid": other}]}
    found = api.post("/cgi-bin/user/info/batchget", batch)["user_info_list"]
    assert [one["openid"] for one in found] == [openid, other]
    assert api.get("/cgi-bin/user/info", openid="oFAKEx")["errcode"] == 40003
    assert api.get("/cgi-bin/user/info")["errcode"] == 41009
    everyone = api.get("/cgi-bin/user/get")
    assert everyone["total"] == 2
    assert everyone["data"]["openid"] == [openid, other]
    rest = api.get("/cgi-bin/user/get", next_openid=openid)
    assert rest["data"]["openid"] == [other]
    assert "data" not in api.get("/cgi-bin/user/get", next_openid=other)


def test_remarks(wx, api):
    wx.act("林小溪", "follow")
    openid = wx.get(OPENID)["openid"]
    path = "/cgi-bin/user/info/updateremark"
    assert api.post(path, {"openid": openid, "remark": "小溪"})["errcode"] == 0
    assert api.get("/cgi-bin/user/info", openid=openid)["remark"] == "小溪"
    assert api.post(path, {"openid": openid, "remark": "x" * 30})["errcode"] == 45002


def test_clearing_one_quota_and_clearing_by_secret(wx, api):
    wx.patch("/sim/quotas", {"/cgi-bin/user/get": 1})
    api.get("/cgi-bin/user/get")
    one = {"cgi_path": "/cgi-bin/user/get"}
    assert api.post("/cgi-bin/openapi/quota/clear", one)["errcode"] == 0
    assert "total" in api.get("/cgi-bin/user/get")
    secret = {"appid": api.settings.appid, "appsecret": api.settings.secret}
    assert api.raw("POST", "/cgi-bin/clear_quota/v2", json=secret).json()["errcode"] == 0
    assert "total" in api.get("/cgi-bin/user/get")
    wx.patch("/sim/quotas", {"/cgi-bin/user/get": None})
    assert wx.get("/sim/quotas")["quotas"]["/cgi-bin/user/get"]["limit"] == 500


def test_the_ticket_for_pages(wx, api):
    first = api.get("/cgi-bin/ticket/getticket", type="jsapi")
    assert first["expires_in"] == 7200
    assert api.get("/cgi-bin/ticket/getticket", type="poem")["errcode"] == 40097
    wx.post("/sim/clock", {"advance_s": 7200})
    assert api.get("/cgi-bin/ticket/getticket", type="jsapi")["ticket"] != first["ticket"]
