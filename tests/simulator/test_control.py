"""The control interface: people, clock, journal, stream, reset; and the guards."""

import json
import subprocess
import sys
import threading

import pytest
import requests

from simulator.settings import Settings, UnsafeError


def test_the_state_tells_all_a_page_needs(wx):
    state = wx.get("/sim/state")
    assert state["base"] == wx.url
    assert state["account"]["appid"].startswith("wxfake")
    assert len(state["people"]) == 6
    assert {one["role"] for one in state["people"]} == {"小伙伴", "团干部", "陌生人"}
    assert all(one["openid"].startswith("oFAKE") for one in state["people"])
    assert "<html" in requests.get(wx.url + "/", timeout=120).text.lower()


def test_people_can_be_given_and_added(start):
    given = ({"name": "甲", "role": "小伙伴", "phone": "19900000007", "followed": True},)
    wx = start(people=given)
    assert [one["name"] for one in wx.get("/sim/people")["people"]] == ["甲"]
    added = wx.post("/sim/people", [{"name": "乙", "openid": "oFAKEyi"}, {"name": "丙"}])["people"]
    assert added[0]["openid"] == "oFAKEyi"
    assert wx.patch("/sim/people/oFAKEyi", {"hint": "试试"})["hint"] == "试试"
    wx.post("/sim/people", {"name": "丙"})
    with pytest.raises(RuntimeError, match="404"):
        wx.get("/sim/people/丙")
    for bad in ({"name": ""}, {"name": "x", "openid": "oREAL"}, {"name": "x", "template": "?"}):
        with pytest.raises(RuntimeError, match="400"):
            wx.post("/sim/people", bad)


def test_the_clock_can_be_moved_and_set(start, app):
    wx = start(start="2026-11-22T09:00:00", mode="plain")
    assert wx.get("/sim/clock")["now"].startswith("2026-11-22T09:00:0")
    assert wx.post("/sim/clock", {"advance_s": 86_400})["now"].startswith("2026-11-23T09:00:0")
    moved = wx.post("/sim/clock", {"set": "2026-12-24T09:00:00+08:00"})
    assert moved["now"].startswith("2026-12-24T09:00:0")
    assert moved["offset_s"] != 0
    wx.act("林小溪", "follow")
    assert abs(int(app.received[-1].query["timestamp"]) - moved["timestamp"]) < 5
    assert abs(int(app.messages[-1]._data["CreateTime"]) - moved["timestamp"]) < 5
    for nonsense in ({"set": "tomorrow"}, {"advance_s": 1e15}, {"advance_s": "nan"}):
        with pytest.raises(RuntimeError, match="400"):
            wx.post("/sim/clock", nonsense)


def test_the_journal_tells_both_directions(wx, api):
    wx.act("林小溪", "follow")
    wx.act("林小溪", "say", text="你好")
    api.get("/cgi-bin/menu/get")
    pushes = wx.get("/sim/journal?kind=callback")["entries"]
    assert [one["note"] for one in pushes] == ["event:subscribe", "text"]
    assert "你好" in pushes[1]["plain"]
    assert "你说:你好" in pushes[1]["reply_plain"]
    assert pushes[1]["msg_id"].isdecimal()
    calls = wx.get("/sim/journal?path=/cgi-bin/*&errcode=46003")["entries"]
    assert [one["path"] for one in calls] == ["/cgi-bin/menu/get"]
    assert wx.get(f"/sim/journal/{calls[0]['id']}") == calls[0]
    counts = wx.get("/sim/journal/counts")["counts"]
    assert counts["callback"] == {"200": 2}
    assert counts["/cgi-bin/menu/get"] == {"46003": 1}
    wx.delete("/sim/journal")
    assert wx.get("/sim/journal")["entries"] == []


def listen(wx, events, **params):
    with requests.get(wx.url + "/sim/stream", params, stream=True, timeout=120) as stream:
        kind = None
        for line in stream.iter_lines(chunk_size=1, decode_unicode=True):
            name, _, value = line.partition(": ")
            if name == "event":
                kind = value
            elif name == "data":
                events.append((kind, json.loads(value)))
                if kind == "reset":
                    return


def test_the_stream(wx):
    last = wx.get("/sim/state")["last_event"]
    wx.act("林小溪", "follow")
    events = []
    listener = threading.Thread(target=listen, args=(wx, events), kwargs={"after": last})
    listener.start()
    wx.act("林小溪", "say", text="你好")
    wx.post("/sim/clock", {"advance_s": 1})
    wx.post("/sim/reset")
    listener.join(120)
    kinds = [kind for kind, _ in events]
    assert kinds[-1] == "reset"
    assert {"chat", "person", "journal", "clock"} <= set(kinds)
    texts = [data["bubble"]["text"] for kind, data in events if kind == "chat"]
    assert texts == ["关注了公众号", "你好", "你说:你好"]


def test_reset_makes_all_anew(wx, api):
    before = wx.get("/sim/state")
    token = api.token
    wx.act("林小溪", "follow")
    wx.patch("/sim/config", {"kind": "personal"})
    wx.post("/sim/clock", {"advance_s": 9999})
    wx.post("/sim/reset")
    after = wx.get("/sim/state")
    assert after["people"] == before["people"]
    assert after["account"] == before["account"]
    assert abs(after["clock"]["offset_s"]) < 1
    assert wx.get("/sim/people/林小溪/chat")["bubbles"] == []
    params = {"access_token": token}
    assert api.raw("GET", "/cgi-bin/getcallbackip", params=params).json()["errcode"] == 40001


@pytest.mark.parametrize(
    "changes",
    [
        {"appid": "wx1234567890abcdef"},
        {"secret": "0123456789abcdef0123456789abcdef"},
        {"host": "0.0.0.0"},  # noqa: S104 - that it is refused is the point
        {"host": "192.168.1.2"},
        {"callback_url": "http://example.org/wechat"},
        {"callback_url": "https://127.0.0.1/wechat"},
        {"aes_key": "short"},
        {"mode": "open"},
        {"kind": "king"},
        {"username": "gh_1234567890ab"},
    ],
)
def test_what_might_be_real_is_refused(changes):
    with pytest.raises(UnsafeError):
        Settings(**changes)


def test_the_running_configuration_is_guarded_too(wx):
    for change in ({"callback_url": "http://example.org/"}, {"appid": "x"}, {"mode": "open"}):
        with pytest.raises(RuntimeError, match="400"):
            wx.patch("/sim/config", change)


def test_foreign_pages_may_not_play(wx):
    for headers in ({"Origin": "http://example.org"}, {"Host": "example.org"}):
        answer = requests.post(wx.url + "/sim/reset", headers=headers, timeout=120)
        assert answer.status_code == 403


def test_as_a_process_of_its_own(tmp_path):
    people = tmp_path / "people.json"
    people.write_text(json.dumps([{"name": "甲"}]))
    command = [sys.executable, "-m", "simulator", "--people", str(people), "--with-parent"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        told = json.loads(process.stdout.readline())
        found = requests.get(told["url"] + "/sim/people", timeout=120).json()["people"]
        assert [one["name"] for one in found] == ["甲"]
        process.stdin.close()
        assert process.wait(120) == 0


def test_it_ends_when_asked_to():
    process = subprocess.Popen([sys.executable, "-m", "simulator"], stdout=subprocess.PIPE)
    with process:
        assert json.loads(process.stdout.readline())["pid"] == process.pid
        process.terminate()
        assert process.wait(120) == 0


def test_a_refused_start_says_why():
    command = [sys.executable, "-m", "simulator", "--appid", "wx1234567890abcdef"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert "wxfake" in ended.stderr


def test_what_came_after_the_last_bubble_seen_stays_unread(wx):
    person = wx.world.people.find("林小溪")
    seen = wx.world.people.show(person, "account", "custom", {"type": "text", "text": "一"})
    wx.world.people.show(person, "account", "custom", {"type": "text", "text": "二"})
    who = f"/sim/people/{person.openid}"
    assert wx.get(who)["unread"] == 2
    assert wx.post(f"{who}/read", {"until": seen["id"]})["unread"] == 1
    assert wx.post(f"{who}/read", {"until": 0})["unread"] == 1  # a call that was late
    assert wx.post(f"{who}/read")["unread"] == 0
