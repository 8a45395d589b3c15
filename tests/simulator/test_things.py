"""QR codes, media, OAuth, the mini-program, text messages."""

import pytest
import requests

from simulator import wire

QR = "/cgi-bin/qrcode/create"
PIXEL = b"\x89PNG\r\n\x1a\n"


def scene(text="invite-7", **more):
    return {
        "expire_seconds": 3600,
        "action_name": "QR_STR_SCENE",
        "action_info": {"scene": {"scene_str": text}},
        **more,
    }


def test_scanning_a_code_follows_or_tells(wx, api, app):
    code = api.post(QR, scene())
    assert code["expire_seconds"] == 3600
    image = requests.get(
        wx.url + "/cgi-bin/showqrcode", params={"ticket": code["ticket"]}, timeout=120
    )
    assert image.content.startswith(PIXEL)
    wx.act("林小溪", "scan", ticket=code["ticket"])
    wx.act("林小溪", "scan", url=code["url"])
    wx.act("林小溪", "scan", scene="invite-7")
    pushes = [one["plain"] for one in wx.get("/sim/journal?kind=callback")["entries"]]
    events = [wire.from_xml(plain) for plain in pushes]
    assert [(one["Event"], one["EventKey"]) for one in events] == [
        ("subscribe", "qrscene_invite-7"),
        ("SCAN", "invite-7"),
        ("SCAN", "invite-7"),
    ]
    assert {one["Ticket"] for one in events} == {code["ticket"]}
    assert [one.event for one in app.messages] == ["subscribe_scan", "scan", "scan"]
    openid = wx.get("/sim/people/林小溪")["openid"]
    assert api.get("/cgi-bin/user/info", openid=openid)["qr_scene_str"] == "invite-7"
    wx.post("/sim/clock", {"advance_s": 3601})
    with pytest.raises(RuntimeError, match="expired"):
        wx.act("林小溪", "scan", ticket=code["ticket"])


def test_codes_that_cannot_be(api):
    limit = {"action_name": "QR_LIMIT_SCENE"}
    number = {"action_info": {"scene": {"scene_id": 100_001}}}
    assert api.post(QR, scene(action_name="QR"))["errcode"] == 40052
    assert api.post(QR, scene(text="x" * 65))["errcode"] == 40053
    assert api.post(QR, {**limit, **number})["errcode"] == 40053
    assert "expire_seconds" not in api.post(
        QR, {**limit, "action_info": {"scene": {"scene_id": 9}}}
    )


def test_media_lives_three_days(wx, api):
    def upload(kind, content=b"x"):
        return api.raw(
            "POST",
            "/cgi-bin/media/upload",
            params={"access_token": api.token, "type": kind},
            files={"media": ("a.png", content, "image/png")},
        ).json()

    media_id = upload("image", PIXEL)["media_id"]
    params = {"access_token": api.token, "media_id": media_id}
    file = api.raw("GET", "/cgi-bin/media/get", params=params)
    assert file.content == PIXEL
    assert file.headers["Content-Type"] == "image/png"
    assert "a.png" in file.headers["Content-Disposition"]
    assert upload("poem")["errcode"] == 40004
    assert "thumb_media_id" in upload("thumb")
    assert upload("thumb", b"x" * 65_537)["errcode"] == 45001
    wx.post("/sim/clock", {"advance_s": 3 * 86_400})
    assert api.get("/cgi-bin/media/get", media_id=media_id)["errcode"] == 40007


def test_uploaded_media_in_replies_and_messages(wx, api, app):
    def upload(kind):
        params = {"access_token": api.token, "type": kind}
        files = {"media": ("a.bin", b"x", "application/octet-stream")}
        return api.raw("POST", "/cgi-bin/media/upload", params=params, files=files).json()

    image, video = upload("image")["media_id"], upload("video")["media_id"]
    assert api.get("/cgi-bin/media/get", media_id=video)["video_url"].startswith(wx.url)
    wx.patch("/sim/config", {"mode": "plain"})
    wx.act("林小溪", "follow")
    openid = wx.get("/sim/people/林小溪")["openid"]
    parts = {
        "image": {"Image": {"MediaId": image}},
        "voice": {"Voice": {"MediaId": image}},
        "video": {"Video": {"MediaId": video, "Title": "t", "Description": "d"}},
        "music": {"Music": {"Title": "t", "MusicUrl": "http://127.0.0.1/m"}},
    }
    for kind, part in parts.items():
        head = {"ToUserName": openid, "FromUserName": wx.settings.username, "CreateTime": 1}
        body = wire.to_xml({**head, "MsgType": kind, **part}).encode()
        app.script = lambda _received, _number, body=body: (200, body)
        assert wx.act("林小溪", "say", text="?")["reply"]["type"] == kind
    custom = {
        "image": {"media_id": image},
        "video": {"media_id": video, "title": "t"},
        "music": {"musicurl": "http://127.0.0.1/m"},
        "miniprogrampage": {"title": "t", "appid": "wxfakemini", "pagepath": "p"},
        "wxcard": {"card_id": "c"},
    }
    for kind, part in custom.items():
        given = {"touser": openid, "msgtype": kind, kind: part}
        assert api.post("/cgi-bin/message/custom/send", given)["errcode"] == 0
    shown = wx.get("/sim/people/林小溪/chat")["bubbles"]
    assert [one["type"] for one in shown if one["via"] == "custom"] == list(custom)
    assert requests.get(shown[-5]["url"], timeout=120).content == b"x"


def exchange(api, code, **changes):
    params = {
        "appid": api.settings.appid,
        "secret": api.settings.secret,
        "code": code,
        "grant_type": "authorization_code",
        **changes,
    }
    return api.raw("GET", "/sns/oauth2/access_token", params=params).json()


def test_oauth_codes(wx, api):
    person = wx.get("/sim/people/林小溪")
    code = wx.post("/sim/people/林小溪/oauth")["code"]
    grant = exchange(api, code)
    assert grant["openid"] == person["openid"]
    assert "unionid" not in grant
    assert exchange(api, code)["errcode"] == 40163
    assert exchange(api, "x")["errcode"] == 40029
    assert exchange(api, "")["errcode"] == 41008
    late = wx.post("/sim/people/林小溪/oauth")["code"]
    wx.post("/sim/clock", {"advance_s": 301})
    assert exchange(api, late)["errcode"] == 42003
    params = {"access_token": grant["access_token"], "openid": grant["openid"]}
    assert api.raw("GET", "/sns/auth", params=params).json()["errcode"] == 0
    assert api.raw("GET", "/sns/userinfo", params=params).json()["errcode"] == 48001
    refresh = {
        "appid": api.settings.appid,
        "grant_type": "refresh_token",
        "refresh_token": grant["refresh_token"],
    }
    again = api.raw("GET", "/sns/oauth2/refresh_token", params=refresh).json()
    assert again["openid"] == person["openid"]


def test_oauth_with_userinfo_and_as_snapshot(wx, api):
    code = wx.post("/sim/people/林小溪/oauth", {"scope": "snsapi_userinfo"})["code"]
    grant = exchange(api, code)
    assert grant["unionid"].startswith("uFAKE")
    params = {"access_token": grant["access_token"], "openid": grant["openid"]}
    answer = api.raw("GET", "/sns/userinfo", params=params)
    assert answer.headers["Content-Type"] == "text/plain"
    assert answer.content.decode().count("林小溪") == 1
    code = wx.post("/sim/people/林小溪/oauth", {"snapshot": True})["code"]
    grant = exchange(api, code)
    assert grant["is_snapshotuser"] == 1
    assert grant["openid"] != wx.get("/sim/people/林小溪")["openid"]


def authorize(wx, cookies=None, **changes):
    params = {
        "appid": wx.settings.appid,
        "redirect_uri": "http://127.0.0.1:1/back?x=1",
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "abc",
        **changes,
    }
    url = wx.url + "/connect/oauth2/authorize"
    return requests.get(url, params, cookies=cookies, timeout=120, allow_redirects=False)


def test_the_authorize_page(wx, api):
    openid = wx.get("/sim/people/林小溪")["openid"]
    page = authorize(wx)
    assert "谁在打开这个页面" in page.text
    assert "林小溪" in page.text
    back = authorize(wx, {"sim_person": openid})
    assert back.status_code == 302
    location = back.headers["Location"]
    assert location.startswith("http://127.0.0.1:1/back?x=1&code=")
    assert location.endswith("&state=abc")
    code = location.partition("code=")[2].partition("&")[0]
    assert exchange(api, code)["openid"] == openid
    asked = authorize(wx, {"sim_person": openid}, scope="snsapi_userinfo")
    assert "允许" in asked.text
    allowed = requests.post(
        asked.url, {"openid": openid, "snapshot": "1"}, timeout=120, allow_redirects=False
    )
    assert allowed.status_code == 302
    assert "appid 参数错误" in authorize(wx, appid="wxfakeother").text
    assert "redirect_uri" in authorize(wx, redirect_uri="http://example.org/").text
    assert "state" in authorize(wx, state="a b").text
    wx.patch("/sim/config", {"kind": "subscription"})
    assert "Scope" in authorize(wx).text


def login(api, code):
    params = {
        "appid": api.settings.mini_appid,
        "secret": api.settings.mini_secret,
        "js_code": code,
        "grant_type": "authorization_code",
    }
    return api.raw("GET", "/sns/jscode2session", params=params).json()


def test_mini_program_login(wx, api):
    person = wx.get("/sim/people/林小溪")
    code = wx.post("/sim/people/林小溪/mini/login")["code"]
    session = login(api, code)
    assert session["openid"] == person["mini_openid"] != person["openid"]
    assert "errcode" not in session
    assert login(api, code)["errcode"] == 40163
    assert login(api, "x")["errcode"] == 40029
    late = wx.post("/sim/people/林小溪/mini/login")["code"]
    wx.post("/sim/clock", {"advance_s": 301})
    assert login(api, late)["errcode"] == 40029
    codes = {
        login(api, wx.post("/sim/people/林小溪/mini/login")["code"]).get("errcode")
        for _ in range(101)
    }
    assert codes == {None, 45011}


def test_the_phone_number_behind_a_code(wx, api):
    person = wx.get("/sim/people/林小溪")
    token = api.mini()["access_token"]

    def ask(**body):
        return api.post("/wxa/business/getuserphonenumber", body, token)

    code = wx.post("/sim/people/林小溪/mini/phone")["code"]
    stranger = wx.get("/sim/people/王敏")["mini_openid"]
    assert ask(code=code, openid=stranger)["errcode"] == 40003
    found = ask(code=code, openid=person["mini_openid"])["phone_info"]
    assert found["purePhoneNumber"] == person["phone"]
    assert found["watermark"]["appid"] == api.settings.mini_appid
    assert ask(code=code)["errcode"] == 40163
    login_code = wx.post("/sim/people/林小溪/mini/login")["code"]
    assert ask(code=login_code)["errcode"] == 40029
    late = wx.post("/sim/people/林小溪/mini/phone")["code"]
    wx.post("/sim/clock", {"advance_s": 301})
    assert ask(code=late)["errcode"] == 40029


def test_checking_a_text(wx, api):
    person = wx.get("/sim/people/林小溪")
    token = api.mini()["access_token"]
    body = {"version": 2, "openid": person["mini_openid"], "scene": 2, "content": "你好"}

    def check(**changes):
        return api.post("/wxa/msg_sec_check", {**body, **changes}, token)

    assert check()["errcode"] == 61010
    login(api, wx.post("/sim/people/林小溪/mini/login")["code"])
    assert check()["result"]["suggest"] == "pass"
    assert check(content="有违禁词")["result"]["suggest"] == "risky"
    assert check(scene=9)["errcode"] == 40129
    assert check(content="x" * 2501)["errcode"] == 45002


def test_text_messages(wx):
    def send(bearer="Bearer fake-sms-secret", **body):
        given = {"phone": "19900000001", "text": "验证码 123456", **body}
        headers = {"Authorization": bearer}
        return requests.post(wx.url + "/sms/send", json=given, headers=headers, timeout=120)

    assert send(bearer="x").status_code == 401
    assert send(phone="x").status_code == 400
    assert send(text="").status_code == 400
    first = send(key="k").json()
    assert first == {"id": "sms-1", "duplicate": False}
    assert send(key="k").json() == {"id": "sms-1", "duplicate": True}
    send()
    assert len(wx.get("/sim/sms?phone=19900000001")["sms"]) == 2
    assert wx.get("/sim/people/林小溪/sms")["sms"][0]["text"] == "验证码 123456"
    assert wx.get("/sim/ledger?kind=sms")["messages"][0]["phone"] == "19900000001"
    wx.post("/sim/faults", {"target": "/sms/send", "kind": "http", "status": 503})
    assert send().status_code == 503
