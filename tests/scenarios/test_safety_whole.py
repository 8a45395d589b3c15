"""Distress and held texts over the wire and in Chromium, at night, from the youth to the leader."""

import json
import re
from datetime import datetime

from playwright.sync_api import expect
from sqlalchemy import func, select

from domain.periods import HOME
from domain.topics import Draft, Sort
from models.person import WechatUser
from models.ticket import Ticket
from models.wish import Wish
from services import topics
from tests.house import PERSONAS

YOUTH, LEADER, DUTY, STRANGER = "许诺", "李向阳", "赵强", "路人甲"
CRY = "我不想活了"


def test_words_of_distress_at_night_and_a_text_that_is_held(house, page):
    assert "登录好了" in house.login(YOUTH)
    on_the_list(house, page)
    in_the_middle_of_a_wish(house)
    the_letter_leaves_at_once(house, page)
    a_stranger_gets_the_card(house)
    held_refused_and_appealed(house, page)


def link(said):
    return re.search(r'href="(http[^"]+)"', said).group(1)


def on_the_list(house, page):
    said = house.say(LEADER, "值班")
    assert f"会马上通知:{LEADER}" in said
    page.goto(link(said))
    expect(page.get_by_role("heading", level=1)).to_have_text("值班")
    page.get_by_label("按姓名找").fill(DUTY)
    page.get_by_role("button", name="找", exact=True).click()
    page.get_by_role("radio", name=DUTY).check()
    page.get_by_role("button", name="排上").click()
    expect(page.get_by_role("status")).to_contain_text("排好了")
    assert f"会马上通知:{DUTY}" in house.say(LEADER, "值班")
    assert "你现在在值班" in house.say(DUTY, "值班")


def in_the_middle_of_a_wish(house):
    house.deliver()
    house.clock_to(datetime(2026, 11, 23, 23, 40, tzinfo=HOME))
    house.press(YOUTH, "wish")
    assert "属于哪一类" in house.say(YOUTH, "想要一本书")
    said = house.say(YOUTH, CRY)
    assert said.startswith("谢谢你说出来")
    assert "12355" in said
    assert "值班的团干部" in said
    assert house.scalar(select(func.count()).select_from(Wish).where(Wish.text == CRY)) == 0
    # The dialogue stands where it stood, and a manner of speaking is none.
    assert "12355" not in house.say(YOUTH, "笑死我了")
    assert "配一张图" in house.say(YOUTH, "1")


def the_letter_leaves_at_once(house, page):
    before = len(house.templates_sent())
    house.deliver()
    (sent,) = [json.loads(entry["request"]) for entry in house.templates_sent()[before:]]
    assert sent["touser"] == PERSONAS[DUTY].openid
    assert "有小伙伴要马上联系" in str(sent["data"])
    assert "有小伙伴需要你马上联系" in house.sms(DUTY)
    house.later(minutes=10)
    assert "12355" in house.say(YOUTH, "真的不想活了")
    house.deliver()
    assert len(house.templates_sent()) == before + 1
    assert house.scalar(select(func.count()).select_from(Ticket).where(Ticket.urgent)) == 1
    page.context.clear_cookies()
    page.goto(sent["url"])
    expect(page.get_by_text(CRY).first).to_be_visible()
    expect(page.get_by_text("真的不想活了").first).to_be_visible()
    said = house.say(LEADER, "待办诉求")
    assert CRY in said
    page.context.clear_cookies()
    page.goto(link(house.say(LEADER, "工作台")))
    page.goto(f"{page.url.rsplit('/', 1)[0]}/tickets?tab=organ")
    expect(page.get_by_role("link", name=CRY)).to_contain_text("马上")


def a_stranger_gets_the_card(house):
    house.act(STRANGER, "follow")
    said = house.say(STRANGER, CRY)
    assert "12355" in said
    assert "值班" not in said
    assert house.scalar(select(func.count()).select_from(Ticket).where(Ticket.urgent)) == 1


def held_refused_and_appealed(house, page):
    house.clock_to(datetime(2026, 11, 24, 10, tzinfo=HOME))
    with house.app.open_uow() as uow:
        cadre = uow.session.get_one(WechatUser, PERSONAS[DUTY].openid).person_id
        topics.start(uow, cadre, Draft(Sort.TALK, "周末去哪儿", "说说"))
    house.say(YOUTH, "话题")
    house.say(YOUTH, "1")
    assert "可能涉及赌博" in house.say(YOUTH, "有人一起网赌吗")
    said = house.say(LEADER, "待看的内容")
    assert "有 1 条内容等着看" in said
    page.context.clear_cookies()
    page.goto(link(said))
    one = page.get_by_role("article")
    expect(one).to_contain_text("有人一起网赌吗")
    expect(one).not_to_contain_text(YOUTH)
    one.get_by_text("不放行", exact=True).first.click()
    one.get_by_label("或者自己写一句").fill("不能约着赌博")
    one.get_by_role("button", name="不放行").click()
    expect(page.get_by_role("status")).to_contain_text("先不放出来")
    house.deliver()
    said = house.say(YOUTH, "你好")
    assert "12355" not in said
    assert "已经请" in house.say(YOUTH, "申诉1")
    assert "已经请上级看过一次了" in house.say(YOUTH, "申诉 1")
    assert "没有等着看的内容" in house.say(LEADER, "待看的内容")
