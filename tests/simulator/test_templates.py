"""Template messages: what is refused, what is shown, what is reported."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from simulator.cards import FIELDS

PATH = "/cgi-bin/message/template/send"


@pytest.fixture
def template(wx):
    content = "事项:{{thing1.DATA}}\n截止:{{time2.DATA}}\n状态:{{phrase3.DATA}}"
    return wx.post("/sim/templates", {"title": "五个一提醒", "content": content})


@pytest.fixture
def openid(wx):
    wx.act("王敏", "follow")
    return wx.get("/sim/people/王敏")["openid"]


@pytest.fixture
def body(openid, template):
    values = {"thing1": "本季度还差两次", "time2": "2026年12月31日 18:00", "phrase3": "未完成"}
    return {
        "touser": openid,
        "template_id": template["template_id"],
        "url": "http://127.0.0.1/x",
        "data": {name: {"value": value} for name, value in values.items()},
    }


def test_a_card_arrives_and_is_reported(wx, api, app, body):
    sent = api.post(PATH, body)
    assert sent["errcode"] == 0
    assert sent["msgid"] > 2**53
    bubble = wx.get("/sim/people/王敏/chat")["bubbles"][-1]
    assert (bubble["type"], bubble["title"]) == ("template", "五个一提醒")
    assert bubble["fields"][0] == {"key": "thing1", "label": "事项", "value": "本季度还差两次"}
    assert bubble["url"] == "http://127.0.0.1/x"
    ledger = wx.get("/sim/ledger?kind=template")["messages"]
    assert [one["msgid"] for one in ledger] == [str(sent["msgid"])]
    assert wx.post("/sim/settle") == {"quiet": True}
    report = app.messages[-1]
    assert report._data["Event"] == "TEMPLATESENDJOBFINISH"
    assert report._data["MsgID"] == str(sent["msgid"])
    assert report._data["Status"] == "success"


def test_the_same_client_msg_id_sends_once_in_ten_minutes(wx, api, body, openid):
    first = api.post(PATH, {**body, "client_msg_id": "k"})
    again = api.post(PATH, {**body, "client_msg_id": "k"})
    assert again["msgid"] == first["msgid"]
    assert len(wx.get("/sim/ledger")["messages"]) == 1
    wx.post("/sim/clock", {"advance_s": 601})
    assert api.post(PATH, {**body, "client_msg_id": "k"})["msgid"] != first["msgid"]
    assert len(wx.get("/sim/ledger")["messages"]) == 2


def test_the_same_key_from_many_sides_at_once(wx, client, body):
    def send(_number):
        return client(wx).post(PATH, {**body, "client_msg_id": "k"})["msgid"]

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(24)))) == 1
    assert len(wx.get("/sim/ledger")["messages"]) == 1


def test_a_report_waits_its_time(wx, api, app, body):
    wx.patch("/sim/config", {"report_delay_s": 0.8})
    app.messages.clear()
    api.post(PATH, body)
    assert wx.post("/sim/settle", {"seconds": 0.1}) == {"quiet": False}
    assert app.messages == []
    assert wx.post("/sim/settle") == {"quiet": True}
    assert len(app.messages) == 1
    wx.patch("/sim/config", {"reports": False})
    api.post(PATH, body)
    assert wx.post("/sim/settle") == {"quiet": True}
    assert len(app.messages) == 1


@pytest.mark.parametrize(
    ("mood", "status"), [("block", "failed:user block"), ("fail", "failed: system failed")]
)
def test_a_message_that_does_not_arrive(api, app, body, mood, status):
    wx = api.wx
    wx.patch("/sim/people/王敏", {"template": mood})
    assert api.post(PATH, body)["errcode"] == 0
    assert wx.get("/sim/ledger")["messages"] == []
    assert wx.post("/sim/settle") == {"quiet": True}
    assert app.messages[-1]._data["Status"] == status


def test_refusals(wx, api, body, openid):
    assert api.post(PATH, {**body, "template_id": "x"})["errcode"] == 40037
    assert api.post(PATH, {**body, "touser": "oFAKEnobody"})["errcode"] == 40003
    assert api.post(PATH, {**body, "url": "http://127.0.0.1/" + "x" * 1100})["errcode"] == 40039
    wx.patch(f"/sim/people/{openid}", {"template": "refuse"})
    assert api.post(PATH, body)["errcode"] == 43101
    wx.act("王敏", "unfollow")
    assert api.post(PATH, body)["errcode"] == 43004


def test_wrong_fields_are_named(api, body):
    wrong = {**body, "data": {**body["data"], "phrase3": {"value": "还没有完成呢"}}}
    answer = api.post(PATH, wrong)
    assert answer["errcode"] == 47003
    assert answer["errmsg"].startswith("argument invalid! data.phrase3.value invalid rid: ")
    del wrong["data"]["phrase3"]
    assert "data.phrase3.value is empty" in api.post(PATH, wrong)["errmsg"]


GOOD = [
    ("thing", "二十个字以内都可以写在这里啊一二三四五六"),
    ("number", "12.50"),
    ("letter", "AbC"),
    ("symbol", "¥"),
    ("character_string", "W-2617 #1"),
    ("time", "15:01"),
    ("time", "2019年10月1日 15:01"),
    ("time", "2023-08-09 08:00~08:30"),
    ("date", "2019年10月1日"),
    ("date", "2026-12-31 15:01"),
    ("amount", "¥12.5元"),
    ("phone_number", "+86-0766-66888866"),
    ("car_number", "粤A8Z888挂"),
    ("name", "王敏"),
    ("name", "Anna Lee"),
    ("phrase", "已完成"),
    ("const", ""),
]
BAD = [
    ("thing", "x" * 21),
    ("number", "十"),
    ("letter", "a1"),
    ("symbol", "a"),
    ("character_string", "编号1"),
    ("time", "2019年10月1日"),
    ("time", "25:00"),
    ("time", "明天"),
    ("date", "15:01"),
    ("date", "2026-02-30"),
    ("amount", "一元"),
    ("phone_number", "1" * 18),
    ("name", "一二三四五六七八九十百"),
    ("phrase", "五个字以上了"),
    ("phrase", "abc"),
]


@pytest.mark.parametrize(("kind", "value"), GOOD)
def test_values_the_platform_takes(kind, value):
    assert FIELDS[kind](value)


@pytest.mark.parametrize(("kind", "value"), BAD)
def test_values_the_platform_refuses(kind, value):
    assert not FIELDS[kind](value)


def test_old_templates_lose_first_and_remark_and_what_is_long(wx, api, openid):
    content = "{{first.DATA}}\n事项:{{keyword1.DATA}}\n{{remark.DATA}}"
    template = wx.post("/sim/templates", {"title": "旧", "content": content})
    data = {"first": {"value": "你好"}, "keyword1": {"value": "一" * 30 + "\n二"}}
    body = {"touser": openid, "template_id": template["template_id"], "data": data}
    assert api.post(PATH, body)["errcode"] == 0
    fields = wx.get("/sim/people/王敏/chat")["bubbles"][-1]["fields"]
    assert fields == [{"key": "keyword1", "label": "事项", "value": "一" * 20}]


def test_the_list_of_templates(api, template):
    found = api.get("/cgi-bin/template/get_all_private_template")["template_list"]
    assert found[0]["template_id"] == template["template_id"]
    assert found[0]["content"].startswith("事项")
