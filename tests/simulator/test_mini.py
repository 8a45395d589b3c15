"""The mini-program's side: its codes, its notices, and what it asks of the app."""

import base64
import json

import pytest

CODE = "/wxa/getwxacodeunlimit"
SEND = "/cgi-bin/message/subscribe/send"
ME = "/sim/people/王敏/mini"


@pytest.fixture
def code(wx, api):
    token = api.mini()["access_token"]

    def code(**body):
        return api.raw("POST", CODE, params={"access_token": token}, data=json.dumps(body))

    return code


def size(picture):
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(picture[16:20])


def test_a_code_is_a_picture_and_opens_its_page(wx, code, api):
    made = code(scene="a=1&b=x", page="pages/wish/wish", width=600)
    assert made.headers["Content-Type"] == "image/png"
    assert 500 < size(made.content) <= 600
    assert 250 < size(code(scene="s", width=280).content) <= 280
    listed = wx.get("/sim/mini")["codes"]
    assert [(one["scene"], one["page"]) for one in listed] == [
        ("a=1&b=x", "pages/wish/wish"),
        ("s", ""),
    ]
    assert api.raw("GET", f"/sim/mini/codes/{listed[0]['id']}.png").content == made.content
    opened = wx.post(f"{ME}/scan", {"url": listed[0]["url"]})
    assert (opened["path"], opened["scene"]) == ("pages/wish/wish", 1047)
    assert opened["query"] == {"scene": "a%3D1%26b%3Dx"}
    with pytest.raises(RuntimeError, match="no_code"):
        wx.post(f"{ME}/scan", {"scene": "other"})


def test_a_code_keeps_to_the_rules(wx, code, api):
    assert code(scene="!#$&'()*+,/:;=?@-._~aZ09".ljust(32, "x")).content[:4] == b"\x89PNG"
    wrong = {
        40129: [
            {},
            {"scene": ""},
            {"scene": "x" * 33},
            {"scene": "中"},
            {"scene": "50%"},
            {"scene": 7},
        ],
        41030: [{"scene": "x", "page": "/pages/a"}, {"scene": "x", "page": "pages/a?b=1"}],
        40097: [
            {"scene": "x", "width": 279},
            {"scene": "x", "width": 1281},
            {"scene": "x", "env_version": "beta"},
        ],
    }
    for errcode, bodies in wrong.items():
        told = [code(**body).json() for body in bodies]
        assert [one["errcode"] for one in told] == [errcode] * len(bodies)
        assert "rid: " in told[0]["errmsg"]
    assert api.post(CODE, {"scene": "x"})["errcode"] == 48001  # not with the account's token


def test_a_code_leads_to_a_page_there_is(client, start, tmp_path):
    (tmp_path / "app.json").write_text('{"pages": ["pages/a/a"]}')
    shown = start(miniprogram=str(tmp_path))
    assert shown.get("/sim/mini")["program"]["problems"] == [
        "缺少 app.js",
        "缺少 pages/a/a.js",
        "缺少 pages/a/a.wxml",
    ]
    api = client(shown)
    token = api.mini()["access_token"]
    known, unknown = {"scene": "x", "page": "pages/a/a"}, {"scene": "x", "page": "pages/b/b"}
    query = {"access_token": token}
    assert api.raw("POST", CODE, params=query, json=known).content[:4] == b"\x89PNG"
    assert api.post(CODE, unknown, token)["errcode"] == 41030
    unchecked = {**unknown, "check_path": False}
    assert api.raw("POST", CODE, params=query, json=unchecked).content[:4] == b"\x89PNG"
    shown.world.quotas._in_minute[shown.settings.mini_appid, CODE] = 5000
    assert api.post(CODE, known, token)["errcode"] == 45009


@pytest.fixture
def templates(wx):
    made = [
        ("名额", "事项:{{thing1.DATA}}"),
        ("变动", "时间:{{time2.DATA}}"),
        ("名额", "x"),
        ("四", "x"),
    ]
    return [
        wx.post("/sim/templates", {"title": title, "content": content})["template_id"]
        for title, content in made
    ]


def test_each_yes_of_the_dialogue_is_one_notice(wx, api, templates):
    place, change, same, _ = templates
    asked = wx.post(f"{ME}/subscribe", {"templates": [place, change, same]})
    assert [one["title"] for one in asked["ask"]] == ["名额", "变动"]
    assert asked["ask"][0]["fields"] == [{"key": "thing1", "label": "事项"}]
    answers = {"templates": [place, change, same], "answers": {place: "accept", change: "reject"}}
    told = wx.post(f"{ME}/subscribe", answers)["result"]
    assert told == {
        "errMsg": "requestSubscribeMessage:ok",
        same: "filter",
        place: "accept",
        change: "reject",
    }
    token = api.mini()["access_token"]
    body = {
        "touser": wx.get("/sim/people/王敏")["mini_openid"],
        "template_id": place,
        "page": "pages/wish/wish?id=3",
        "data": {"thing1": {"value": "清河"}},
    }
    wrong = [
        {**body, "template_id": "FAKE-none"},
        {**body, "template_id": change, "data": {"time2": {"value": "15:00"}}},
        {**body, "data": {"thing1": {"value": "二" * 21}}},
        {**body, "page": "http://x"},
        {**body, "miniprogram_state": "beta"},
    ]
    codes = [api.post(SEND, one, token)["errcode"] for one in wrong]
    assert codes == [40037, 43101, 47003, 41030, 47003]
    assert [api.post(SEND, body, token)["errcode"] for _ in range(2)] == [0, 43101]
    (bubble,) = wx.get("/sim/people/王敏/chat")["bubbles"]
    assert (bubble["service"], bubble["url"]) == (True, None)
    assert bubble["miniprogram"]["pagepath"] == "pages/wish/wish?id=3"
    rows = {one["template_id"]: one for one in wx.get(f"{ME}/grants")["grants"]}
    assert (rows[place]["left"], rows[place]["accepted"], rows[place]["sent"]) == (0, 1, 1)
    assert (rows[change]["left"], rows[change]["rejected"]) == (0, 1)


def test_what_is_kept_is_not_asked_again(wx, api, templates):
    place, change, same, fourth = templates
    both = {"templates": [place, change]}
    wx.post(f"{ME}/subscribe", {**both, "answers": {place: "accept"}, "keep": True})
    again = wx.post(f"{ME}/subscribe", both)
    assert again["ask"] == []
    assert (again["result"][place], again["result"][change]) == ("accept", "reject")
    body = {
        "touser": wx.get("/sim/people/王敏")["mini_openid"],
        "template_id": place,
        "data": {"thing1": {"value": "清河"}},
    }
    token = api.mini()["access_token"]
    assert wx.patch(f"{ME}/grants", {"kept": {place: "reject"}})["grants"][0]["left"] == 2
    assert api.post(SEND, body, token)["errcode"] == 43101
    wx.patch(f"{ME}/grants", {"kept": {place: None}})
    assert api.post(SEND, body, token)["errcode"] == 0
    wx.patch(f"{ME}/grants", {"on": False})
    assert api.post(SEND, body, token)["errcode"] == 43101
    refused = [
        wx.post(f"{ME}/subscribe", {"templates": named})["result"]["errCode"]
        for named in ([], "x", [place, change, same, fourth], ["FAKE-none"], [place])
    ]
    assert refused == [10001, 10004, 20003, 20001, 20004]


def test_a_request_goes_as_a_phone_sends_it(wx, app):
    app.script = lambda received, _: (201, f"好 {received.path}".encode())
    asked = {
        "method": "POST",
        "url": "https://mini.example.com/api/v1/things?x=1",
        "header": {
            "Authorization": "Bearer secret-of-hers",
            "Host": "evil",
        },
        "data": {"名字": "山", "count": 2},
    }
    told = wx.post(f"{ME}/request", asked)
    assert (told["status"], told["body"], told["error"]) == (201, "好 /api/v1/things?x=1", None)
    assert told["headers"]["content-type"] == "text/plain"
    (received,) = app.received
    heard = {name.lower(): value for name, value in received.headers.items()}
    assert json.loads(received.body) == {"名字": "山", "count": 2}
    assert heard["authorization"] == "Bearer secret-of-hers"
    assert heard["host"] != "evil"
    assert "MicroMessenger" in heard["user-agent"]
    assert "origin" not in heard
    entry = wx.get("/sim/journal?kind=mini")["entries"][-1]
    assert (entry["path"], entry["query"], entry["status"]) == ("/api/v1/things", {"x": "1"}, 201)
    assert entry["openid"] == wx.get("/sim/people/王敏")["openid"]
    assert "secret-of" not in json.dumps(entry)
    assert wx.get("/sim/journal/counts")["counts"]["mini"] == {"201": 1}
    wx.post(f"{ME}/request", {"path": "/a b/中", "data": {"q": "水", "n": 3, "none": None}})
    assert app.received[-1].path == "/a%20b/%E4%B8%AD?q=%E6%B0%B4&n=3"
    form = {"content-type": "application/x-www-form-urlencoded"}
    wx.post(f"{ME}/request", {"method": "POST", "path": "/f", "header": form, "data": {"a": "1 2"}})
    assert app.received[-1].body == b"a=1+2"
    app.script = lambda *_: (200, b"\xff\x00")
    raw = wx.post(f"{ME}/download", {"path": "/file"})
    assert base64.b64decode(raw["base64"]) == b"\xff\x00"


def test_a_request_goes_nowhere_else(wx, app):
    elsewhere = ["http://127.0.0.1:1/x", "https://example.org/", "//evil/x", "x", None]
    refused = []
    for url in elsewhere:
        asked = {"url": url} if url and "://" in url else {"path": url}
        with pytest.raises(RuntimeError) as caught:
            wx.post(f"{ME}/request", asked)
        refused.append(str(caught.value))
    assert ["409" in one for one in refused] == [True, True, False, False, False]
    for body in ({"method": "PATCH", "path": "/x"}, {"path": "/x", "header": {"a": "b\r\nc: d"}}):
        with pytest.raises(RuntimeError, match="400"):
            wx.post(f"{ME}/request", body)
    assert app.received == []
    wx.patch("/sim/config", {"callback_url": "http://127.0.0.1:1/wechat"})
    told = wx.post(f"{ME}/request", {"path": "/x"})
    assert (told["status"], told["error"]) == (0, "refused")


def test_a_file_goes_as_a_form(wx, app):
    app.script = lambda *_: (200, b'{"id": 7}')
    file = {
        "name": "照片.png",
        "type": "image/png",
        "base64": base64.b64encode(b"\x89P\r\nNG").decode(),
    }
    told = wx.post(
        f"{ME}/upload", {"path": "/photos", "name": "file", "file": file, "form": {"a": "水"}}
    )
    assert told["body"] == '{"id": 7}'
    (received,) = app.received
    body = received.body
    assert b'name="a"\r\n\r\n\xe6\xb0\xb4\r\n' in body
    assert (
        'filename="照片.png"\r\nContent-Type: image/png\r\n\r\n'.encode() + b"\x89P\r\nNG\r\n"
        in body
    )
    entry = wx.get("/sim/journal?kind=mini")["entries"][-1]
    assert entry["request"].startswith("(照片.png,")


def test_the_frame_serves_the_folder_and_nothing_else(client, start, tmp_path):
    folder = tmp_path / "mini"
    (folder / "pages").mkdir(parents=True)
    (tmp_path / "secret.js").write_text("no")
    (folder / "app.json").write_text('{"pages": ["pages/a"], "themeLocation": "theme.json"}')
    (folder / "theme.json").write_text('{"dark": {"bar": "#111111"}}')
    (folder / "app.js").write_text("require('./tool')")
    (folder / "tool.js").write_text("module.exports = 1")
    (folder / "unused.js").write_text("throw 1")
    (folder / "pages" / "a.js").write_text("require('../tool.js'); require('../../secret')")
    (folder / "pages" / "a.wxml").write_text("<view>{{'</script>'}}</view>")
    api = client(start(miniprogram=str(folder)))
    document = api.raw("GET", "/mini/frame")
    assert document.text.count("<script src=") == 4  # what keeps scripts, and three of them
    assert document.text.count("</script>") == 6
    assert '"theme": {"dark": {"bar": "#111111"}}' in document.text
    policy = document.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-scripts" in policy
    assert "unsafe" not in policy
    code = api.raw("GET", "/mini/code/tool.js").text
    assert code.startswith('define("tool.js", function (wx, App, Page,')
    for path in (
        "code/../../secret.js",
        "code/%2e%2e/secret.js",
        "code/pages/a.wxml",
        "files/app.js",
    ):
        assert api.raw("GET", f"/mini/{path}").status_code == 404
