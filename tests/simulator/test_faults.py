"""Faults on demand, and that each one is what it says."""

import json
import time

import pytest
import requests

IPS = "/cgi-bin/getcallbackip"


@pytest.fixture
def ask(api):
    token = api.token

    def ask():
        return requests.get(api.wx.url + IPS, {"access_token": token}, timeout=120)

    return ask


def fault(wx, kind, target=IPS, **more):
    return wx.post("/sim/faults", {"target": target, "kind": kind, **more})


def test_an_errcode_some_times_after_some_calls(wx, ask):
    fault(wx, "errcode", errcode=45009, skip=1, times=2)
    codes = [ask().json().get("errcode", 0) for _ in range(4)]
    assert codes == [0, 45009, 45009, 0]
    assert wx.get("/sim/faults")["faults"][0]["hits"] == 2


def test_an_errcode_for_ever_until_removed(wx, ask):
    made = fault(wx, "errcode", target="/cgi-bin/*", errcode=-1)
    answer = ask().json()
    assert answer["errcode"] == -1
    assert " rid: " in answer["errmsg"]
    wx.delete(f"/sim/faults/{made['id']}")
    assert "ip_list" in ask().json()


def test_pages_instead_of_json(wx, ask):
    fault(wx, "http", status=502, times=1)
    fault(wx, "html", skip=1, times=1)
    fault(wx, "empty", skip=2, times=1)
    bad, page, nothing = ask(), ask(), ask()
    assert (bad.status_code, bad.text[:6]) == (502, "<html>")
    assert (page.status_code, page.text[:6]) == (200, "<html>")
    assert (nothing.status_code, nothing.content) == (200, b"")


def test_half_answers(wx, ask):
    fault(wx, "truncate", times=1)
    with pytest.raises(json.JSONDecodeError):
        json.loads(ask().content)
    fault(wx, "half", times=1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        ask()


def test_a_late_answer(wx, ask):
    fault(wx, "delay", delay_s=0.3, times=1)
    started = time.monotonic()
    assert "ip_list" in ask().json()
    assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize("effect", [False, True])
def test_a_cut_before_or_after_the_work(wx, api, effect):
    wx.act("王敏", "follow")
    wx.act("王敏", "say", text="?")
    openid = wx.get("/sim/people/王敏")["openid"]
    fault(wx, "cut", target="/cgi-bin/message/custom/send", times=1, effect=effect)
    body = {"touser": openid, "msgtype": "text", "text": {"content": "好"}}
    params = {"access_token": api.token}
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.post(
            wx.url + "/cgi-bin/message/custom/send", params=params, json=body, timeout=120
        )
    assert len(wx.get("/sim/ledger")["messages"]) == int(effect)
    assert wx.get("/sim/journal/counts")["counts"]["/cgi-bin/message/custom/send"] == {
        "fault:cut": 1
    }


def test_a_share_of_the_calls(wx, ask):
    fault(wx, "errcode", errcode=-1, share=0.5)
    failed = sum("errcode" in ask().json() for _ in range(60))
    assert 10 < failed < 50


def test_faults_for_one_person_only(wx, api):
    openid = wx.get("/sim/people/王敏")["openid"]
    other = wx.get("/sim/people/林小溪")["openid"]
    fault(wx, "errcode", target="/cgi-bin/user/info", errcode=-1, openid=openid)
    assert api.get("/cgi-bin/user/info", openid=openid)["errcode"] == -1
    assert api.get("/cgi-bin/user/info", openid=other)["subscribe"] == 0


def test_nonsense_is_refused(wx):
    for body in ({"target": IPS}, {"target": IPS, "kind": "poem"}, {"kind": "cut"}):
        with pytest.raises(RuntimeError, match="400"):
            wx.post("/sim/faults", body)


def test_duplicate_pushes(wx, app):
    fault(wx, "duplicate", target="callback", copies=3, times=1)
    wx.act("林小溪", "follow")
    assert len(app.received) == 3


def test_pushes_out_of_order(wx, app, until):
    wx.act("林小溪", "follow")
    app.messages.clear()
    fault(wx, "hold", target="callback", times=1)
    assert wx.act("林小溪", "say", text="一")["outcome"] == "held"
    wx.act("林小溪", "say", text="二")
    until(lambda: len(app.messages) == 2)
    assert [one.content for one in app.messages] == ["二", "一"]


def test_a_clock_that_is_off_and_a_forged_signature(wx, app):
    wx.act("林小溪", "follow")
    fault(wx, "skew", target="callback", skew_s=-3600, times=1)
    wx.act("林小溪", "say", text="?")
    now = wx.get("/sim/clock")["timestamp"]
    assert now - 3700 < int(app.received[-1].query["timestamp"]) < now - 3500
    app.script = lambda _received, _number: (403, b"")
    fault(wx, "forge", target="callback", times=1)
    assert wx.act("林小溪", "say", text="?")["fault"] == "status"
    stamps = {one.query["signature"] for one in app.received[-3:]}
    assert len(stamps) == 1


def test_a_push_that_never_leaves(wx, app):
    fault(wx, "drop", target="callback", times=1)
    assert wx.act("林小溪", "follow")["fault"] == "drop"
    assert app.received == []


def test_reports_gone_wrong(wx, api, app, until):
    wx.act("王敏", "follow")
    template = wx.post("/sim/templates", {"title": "t", "content": "事:{{thing1.DATA}}"})
    body = {
        "touser": wx.get("/sim/people/王敏")["openid"],
        "template_id": template["template_id"],
        "data": {"thing1": {"value": "x"}},
    }
    fault(wx, "status", target="report", status="failed:freq limit", times=1)
    fault(wx, "zero", target="report", times=1)
    fault(wx, "drop", target="report", times=1, skip=1)
    send = "/cgi-bin/message/template/send"
    assert [api.post(send, body)["errcode"] for _ in range(2)] == [0, 0]
    reports = until(lambda: [one for one in app.messages if "Status" in one._data])
    assert reports[0]._data["Status"] == "failed:freq limit"
    assert reports[0]._data["MsgID"] == "0"
    fault(wx, "early", target="report", times=1)
    app.messages.clear()
    api.post(send, body)
    assert len(app.messages) == 1
