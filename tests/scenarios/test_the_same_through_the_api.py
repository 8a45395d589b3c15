"""The chat's stories once more, one side in the mini-program and the other in the chat."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from domain.periods import HOME
from models.post import Outbox
from models.wish import Wish
from tests.house import PERSONAS
from tests.scenarios.test_a_quarter import everybody_is_played, who_is_short

WISH = "想买一盏能夹在床头的台灯"
YOUTH, OTHER, CADRE, LEADER = "林小溪", "许诺", "赵强", "李向阳"


def said(house, who):
    """Return how many of the five a cadre has done, as the chat tells it."""
    return tuple(map(int, re.search(r"(\d+)/(5)\b", house.say(who, "进度")).groups()))


def told(client):
    """Return the same as the mini-program tells it."""
    five = next(one for one in client.quotas_mine({})["items"] if "五个一" in one["title"])
    return five["count"], five["target"]


def test_a_quarter_of_a_cadre_is_the_same_in_the_chat_and_through_the_api(mini, client):
    me = client(CADRE)
    short = who_is_short(mini)
    everybody_is_played(mini)
    counted = told(me)
    assert counted == said(mini, CADRE) == (4, 5)
    assert PERSONAS[CADRE].openid in short

    # A week before the end the reminder is written; met in the mini-program before it is sent,
    # it is not sent.
    mini.clock_to(datetime(2026, 12, 24, 9, 5, tzinfo=HOME))
    assert mini.tick()["reminders"] == len(short)
    me = client(CADRE)  # a month unused, the session has ended
    youth = me.contacts_mine({"limit": 1})["items"][0]
    talk = {"kind": "heart_to_heart", "day": "2026-12-24", "youths": [youth["id"]]}
    record = me.record_write(talk)
    assert told(me) == said(mini, CADRE) == (5, 5)
    mini.deliver()
    reminded = {entry["openid"] for entry in mini.reminders_sent()}
    assert reminded == short - {PERSONAS[CADRE].openid}
    mine = Outbox.openid == PERSONAS[CADRE].openid, Outbox.kind == "quota"
    assert mini.scalar(select(Outbox.status).where(*mine)) == "dropped"

    # What the one wrote, the other takes back; what is said in the chat is on the list.
    assert "撤销" in mini.say(CADRE, "撤销")
    assert me.record_one(record["id"])["undone"]
    assert told(me) == said(mini, CADRE) == (4, 5)
    mini.say(CADRE, f"记 谈心 {youth['name']}")
    assert told(me) == said(mini, CADRE) == (5, 5)
    newest = me.records_mine({"limit": 1})["items"][0]
    assert (newest["kind"], newest["youths"]) == ("heart_to_heart", [youth["name"]])
    me.record_undo(newest["id"])
    assert said(mini, CADRE) == (4, 5)


def letters(house, who):
    """Send what waits, and return what somebody was sent."""
    house.deliver()
    return [
        one["request"] for one in house.templates_sent() if one["openid"] == PERSONAS[who].openid
    ]


@pytest.mark.above
def test_wishes_and_questions_go_between_the_chat_and_the_mini_program(mini, client):
    me, leader, cadre = client(YOUTH), client(LEADER), client(CADRE)
    mini.login(OTHER)
    a_wish_comes_true(mini, me, leader, cadre)
    a_question_is_answered_and_found(mini, me, leader)
    one_with_a_single_seat(mini, me, cadre)


def a_wish_comes_true(house, me, leader, cadre):
    """Let the owner wish in the chat and the cadre promise in the mini-program."""
    before = said(house, CADRE)[0]
    for answer in ("许愿", WISH, "2", "60", "1", "2"):
        house.say(YOUTH, answer)
    wish = house.scalar(select(Wish).where(Wish.text == WISH)).id
    mine = me.wish_one(wish)
    assert (mine["status"], mine["yuan"], mine["viewer"]) == ("待审核", 60, "owner")
    leader.wish_approve(wish)
    assert "心愿通过了" in letters(house, YOUTH)[-1]
    assert f"W-{wish}" in house.say(CADRE, f"心愿{wish}")
    assert cadre.wish_claim(wish, {})["name"] == YOUTH
    assert "有人认领了" in letters(house, YOUTH)[-1]
    assert CADRE in house.say(YOUTH, f"心愿{wish}")
    cadre.wish_note(wish, {"text": "周六带你去办"})
    cadre.wish_done(wish)
    assert me.wish_agree(wish, {})["state"] == "fulfilled"
    assert "实现" in house.say(YOUTH, f"心愿{wish}")
    assert said(house, CADRE)[0] == told(cadre)[0] == before + 1
    newest = cadre.records_mine({"limit": 1})["items"][0]
    assert newest["kind"] == "good_deed"


def a_question_is_answered_and_found(house, me, leader):
    asked = me.ticket_ask({"text": "宿舍晚上几点有热水", "sort": "voice"})["ticket"]
    number = asked["number"]
    assert "待受理" in house.say(YOUTH, "我的提问")
    assert number in house.say(LEADER, "待办诉求")
    assert "受理" in house.say(LEADER, f"受理{number}")
    assert me.ticket_one(asked["id"])["status"] == "working"
    leader.ticket_answer(asked["id"], {"text": "六点到十点,考试周到十一点。"})
    shown = house.say(YOUTH, number)
    assert ("已答复" in shown, "六点到十点" in shown) == (True, True)
    assert "解决了就好" in house.say(YOUTH, f"解决了{number}")
    assert me.ticket_one(asked["id"])["status"] == "confirmed"
    public = {"question": "宿舍晚上几点有热水?", "answer": "六点到十点。", "sure": True}
    leader.ticket_publish(asked["id"], public)
    house.later(hours=1, minutes=1)
    house.app.texts.work()
    assert "宿舍晚上几点有热水" in house.say(OTHER, "搜 热水 宿舍")
    me.ticket_keep(asked["id"])
    assert "还没有人问过" in house.say(OTHER, "搜 热水")


def one_with_a_single_seat(house, me, host):
    """Take it in the chat, wait for it here, give it up there, take it here, and come."""
    starts = house.now().astimezone(HOME).replace(hour=15, minute=0) + timedelta(days=3)
    written = {"title": "冬夜一起看电影", "kind": "culture_sports", "place": "县文化馆", "seats": 1}
    written |= {"starts_at": starts.isoformat(), "publish": True, "sure": True}
    written |= {"ends_at": (starts + timedelta(hours=2)).isoformat()}
    made = host.activity_make(written | {"deadline": (starts - timedelta(hours=2)).isoformat()})
    number, before = made["id"], said(house, CADRE)
    listed = house.say(OTHER, "活动")
    while "冬夜一起看电影" not in listed:
        assert "更多" in listed
        listed = house.say(OTHER, "更多")
    place = re.search(r"^(\d+) 冬夜一起看电影", listed, re.MULTILINE).group(1)
    assert "报好了" in house.say(OTHER, place)
    assert host.activity_run(number)["guests"]["enrolled"] == 1
    assert me.activity_enrol(number, {})["position"] == 1
    assert "候补第 1 位" in house.say(YOUTH, "我的活动")
    mine = house.say(OTHER, "我的活动")
    place = re.search(r"^(\d+) 冬夜一起看电影", mine, re.MULTILINE).group(1)
    assert "取消了" in house.say(OTHER, f"取消报名 {place}")
    assert any("冬夜一起看电影" in letter for letter in letters(house, YOUTH))
    assert me.activity_accept(number)["mine"] == "enrolled"
    house.clock_to(starts - timedelta(minutes=5))
    door = host.activity_door(number)
    assert "签到好了" in house.say(YOUTH, f"签到 {door['digits']}")
    assert host.attendance(number)["arrived"] == 1
    house.clock_to(starts + timedelta(hours=5))
    closed = host.activity_close(number, {"minutes": 120})
    assert closed["credits"]
    after = said(house, CADRE)
    assert after == told(host)
    assert after[0] == before[0] + 1
    assert me.activity_rate(number, {"stars": 5, "words": "好看"})["stars"] == 5
    host.activity_reopen(number)
    assert said(house, CADRE) == before
