"""Distress and held texts over the wire and in Chromium, at night, from the youth to the leader."""

import json
import re
from datetime import datetime
from urllib.parse import urlsplit

from playwright.sync_api import expect
from sqlalchemy import func, select

from domain.periods import HOME
from domain.topics import Draft, Sort
from models.person import WechatUser
from models.ticket import Ticket, TicketStep
from models.wish import Wish
from services import topics
from tests.deskhouse import Browser
from tests.house import PERSONAS

YOUTH, LEADER, DUTY, STRANGER = "许诺", "李向阳", "赵强", "路人甲"
CRY = "我不想活了"


def test_words_of_distress_at_night_and_a_text_that_is_held(house, request):
    """The pages in Chromium on SQLite, and by their forms alone on PostgreSQL."""
    in_chromium = house.app.engine.dialect.name == "sqlite"
    hands = InChromium(request.getfixturevalue("page")) if in_chromium else ByForms(house)
    assert "登录好了" in house.login(YOUTH)
    on_the_list(house, hands)
    in_the_middle_of_a_wish(house)
    the_letter_leaves_at_once(house, hands)
    a_stranger_gets_the_card(house)
    held_refused_and_appealed(house, hands)


def link(said):
    return re.search(r'href="(http[^"]+)"', said).group(1)


def on_the_list(house, hands):
    said = house.say(LEADER, "值班")
    assert f"会马上通知:{LEADER}" in said
    assert "排好了" in hands.put_on_duty(link(said))
    assert f"会马上通知:{DUTY}" in house.say(LEADER, "值班")
    assert "你现在在值班" in house.say(DUTY, "值班")


def in_the_middle_of_a_wish(house):
    house.deliver()
    house.clock_to(datetime(2026, 11, 23, 23, 40, tzinfo=HOME))
    house.press(YOUTH, "wish")
    assert "属于哪一类" in house.say(YOUTH, "想要一本书")
    assert "12355" not in house.say(YOUTH, "笑死我了")  # a manner of speaking
    said = house.say(YOUTH, CRY)
    assert said.startswith("谢谢你说出来")
    assert "12355" in said
    assert "值班的团干部" in said
    assert house.scalar(select(func.count()).select_from(Wish).where(Wish.text == CRY)) == 0
    # What is said next is no answer to the question about the wish, and is kept with the ticket.
    assert "写下来了" in house.say(YOUTH, "我睡不着三天了")
    urgent = select(Ticket.id).where(Ticket.urgent)
    kept = select(TicketStep.text).where(TicketStep.ticket_id.in_(urgent))
    assert house.scalar(kept.order_by(TicketStep.id.desc()).limit(1)) == "我睡不着三天了"


def the_letter_leaves_at_once(house, hands):
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
    said = hands.read(sent["url"])
    assert CRY in said
    assert "真的不想活了" in said
    said = house.say(LEADER, "待办诉求")
    assert CRY in said
    said = hands.read(link(house.say(LEADER, "工作台")), "tickets?tab=organ")
    assert re.search(rf"{CRY}(?:(?!</a>|\n\n).)*马上|马上(?:(?!</a>|\n\n).)*{CRY}", said, re.DOTALL)


def a_stranger_gets_the_card(house):
    house.act(STRANGER, "follow")
    said = house.say(STRANGER, CRY)
    assert "12355" in said
    assert "值班" not in said
    assert "我在听" in house.say(STRANGER, "没人管我")
    assert "手机号" in house.say(STRANGER, "小伙伴登录")
    assert house.scalar(select(func.count()).select_from(Ticket).where(Ticket.urgent)) == 1


def held_refused_and_appealed(house, hands):
    house.clock_to(datetime(2026, 11, 24, 10, tzinfo=HOME))
    with house.app.open_uow() as uow:
        cadre = uow.session.get_one(WechatUser, PERSONAS[DUTY].openid).person_id
        topics.start(uow, cadre, Draft(Sort.TALK, "周末去哪儿", "说说"))
    house.say(YOUTH, "话题")
    house.say(YOUTH, "1")
    assert "可能涉及赌博" in house.say(YOUTH, "有人一起网赌吗")
    said = house.say(LEADER, "待看的内容")
    assert "有 1 条内容等着看" in said
    assert "先不放出来" in hands.refuse(link(said), "不能约着赌博")
    house.deliver()
    said = house.say(YOUTH, "你好")
    assert "12355" not in said
    assert "已经请" in house.say(YOUTH, "申诉1")
    assert "已经请上级看过一次了" in house.say(YOUTH, "申诉 1")
    assert "没有等着看的内容" in house.say(LEADER, "待看的内容")


class InChromium:
    """Does each step as a hand does it."""

    def __init__(self, page):
        self.page = page

    def at(self, address):
        self.page.context.clear_cookies()
        self.page.goto(address)
        return self.page

    def read(self, address, then=""):
        page = self.at(address)
        if then:
            page.goto(f"{page.url.rsplit('/', 1)[0]}/{then}")
        return page.locator("body").inner_text()

    def put_on_duty(self, address):
        page = self.at(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("值班")
        page.get_by_label("按姓名找").fill(DUTY)
        page.get_by_role("button", name="找", exact=True).click()
        page.get_by_role("radio", name=DUTY).check()
        page.get_by_role("button", name="排上").click()
        return page.get_by_role("status").inner_text()

    def refuse(self, address, why):
        page = self.at(address)
        one = page.get_by_role("article")
        expect(one).to_contain_text("有人一起网赌吗")
        expect(one).not_to_contain_text(YOUTH)
        one.get_by_text("不放行", exact=True).first.click()
        one.get_by_label("或者自己写一句").fill(why)
        one.get_by_role("button", name="不放行").click()
        return page.get_by_role("status").inner_text()


class ByForms:
    """Sends the same forms without a window."""

    def __init__(self, house):
        self.app = house.app.web()

    def at(self, address):
        client = self.app.test_client()
        entered = client.get(urlsplit(address).path)
        return Browser(client), entered.location

    def read(self, address, then=""):
        browser, entered = self.at(address)
        return browser.client.get(f"/h5/{then}" if then else entered).text

    def put_on_duty(self, address):
        browser, _ = self.at(address)
        found = browser.text("duty", name=DUTY)
        cadre = re.search(r'name="cadre"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="cadre"', found)
        return browser.does("duty", cadre=next(filter(None, cadre.groups())))

    def refuse(self, address, why):
        browser, _ = self.at(address)
        held = browser.text("screening")
        assert "有人一起网赌吗" in held
        assert YOUTH not in held
        number = re.search(r"screening/(\d+)/refuse", held).group(1)
        return browser.does(f"screening/{number}/refuse", reason=why)
