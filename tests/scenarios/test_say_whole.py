"""A say over the wire and in Chromium: a rating, an appeal, and a spot check, by both sides."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from playwright.sync_api import expect
from sqlalchemy import insert, select

from domain.periods import HOME
from models.audit import Audit
from models.cadre import Cadre
from models.contact import Contact
from models.person import Person
from models.record import Record, RecordYouth
from models.spot_check import SpotCheckPerson
from services import ratings
from tests.deskhouse import Browser
from tests.house import NOW, PERSONAS

CADRE, YOUTH, LEADER = "赵强", "许诺", "李向阳"
HARSH = "说好来又没来"
TEL = re.compile(r"tel:199\d{8}")


def test_a_say_from_the_vote_to_the_figure(house, request):
    """The pages in Chromium on SQLite, and by their forms alone on PostgreSQL."""
    in_chromium = house.app.engine.dialect.name == "sqlite"
    hands = InChromium(request.getfixturevalue("new_page")) if in_chromium else ByForms(house)
    assert "登录好了" in house.login(YOUTH)
    voted_in_chat(house)
    others_vote(house)
    heard_from_the_first_of_the_month(house)
    appealed_and_decided(house, hands)
    drawn(house, hands)
    answered_in_wechat(house)
    called_and_closed(house, hands)


def link(said, label):
    return re.search(rf'href="(http[^"]+)">{label}', said).group(1)


def pushed(house):
    """Return to whom something is sent now."""
    before = len(house.templates_sent())
    house.deliver()
    return {one["openid"] for one in house.templates_sent()[before:]}


def voted_in_chat(house):
    house.say(CADRE, f"记 谈心 {YOUTH} 聊学习")
    said = house.say(YOUTH, "评价")
    assert "评哪一次?回复数字" in said
    number = re.search(r"(\d) 赵强 · 谈心谈话 · 今天", said).group(1)
    assert "回复单子上的数字" in house.say(YOUTH, "99")
    said = house.say(YOUTH, number)
    assert "TA 看不到是谁评的" in said
    assert "5 很耐心" in house.say(YOUTH, "挺好的呀")
    for odd in ("9", "10 分", "4.5"):
        assert "1 到 5 颗星" in house.say(YOUTH, odd)
    said = house.say(YOUTH, f"2 {HARSH}")
    assert f"记下了,谢谢你:赵强,2 颗星,「{HARSH}」" in said
    assert "赵强 2 颗星" in house.say(YOUTH, "我的评价")
    said = house.say(CADRE, "我的评价")
    assert "还没有可以显示的评价" in said
    assert HARSH not in said


def others_vote(house):
    """Four others, whom nobody plays, say it by the same service."""
    with house.app.open_uow() as uow:
        cadre = uow.session.scalar(select(Cadre.id).where(Cadre.username == "zhaoqiang"))
        name = PERSONAS[YOUTH].name
        whose = select(Contact.youth_id).join(Person, Person.id == Contact.youth_id)
        whose = whose.where(
            Contact.cadre_id == cadre, Contact.ended_at.is_(None), Person.name != name
        )
        youths = uow.session.scalars(whose.order_by(Contact.youth_id).limit(4)).all()
        row = {"cadre_id": cadre, "kind": "heart_to_heart", "happened_at": uow.now}
        made = insert(Record).values(**row, entered_at=uow.now, entered_by=cadre)
        record = uow.session.scalar(made.returning(Record.id))
        links = [{"record_id": record, "youth_id": youth} for youth in youths]
        uow.session.execute(insert(RecordYouth), links)
        for youth in youths:
            ratings.rate(uow, youth, "record", record, 5, "有事找得到人")


def heard_from_the_first_of_the_month(house):
    house.clock_to(datetime(2026, 11, 30, 23, 50, tzinfo=HOME))
    house.tick()
    assert "还没有可以显示的评价" in house.say(CADRE, "我的评价")
    house.clock_to(datetime(2026, 12, 1, 9, 0, tzinfo=HOME))
    house.tick()
    said = house.say(CADRE, "我的评价")
    assert "小伙伴的评价:约 4.5 颗星(5 条,至少 5 位)" in said
    assert "有事找得到人" in said
    assert YOUTH not in said


def appealed_and_decided(house, hands):
    opened = link(house.say(CADRE, "我的评价"), "打开看评价")
    assert "共青团临溪县委的负责人" in hands.appeal(opened, "那天临时值班,提前说过")
    assert PERSONAS[LEADER].openid in pushed(house)
    said = house.say(LEADER, "我的评价")
    assert "有 1 条评价等你复核" in said
    opened = link(said.split("等你复核")[1], "打开")
    assert "移除了" in hands.remove(opened, "说的是另一位团干部")
    assert pushed(house) == {PERSONAS[CADRE].openid}
    said = house.say(CADRE, "我的评价")
    assert "还没有可以显示的评价" in said
    assert HARSH not in said
    assert "2 颗星" in house.say(YOUTH, "我的评价")


def drawn(house, hands):
    assert "抽好了" in hands.draw(link(house.say(LEADER, "抽查"), "打开抽查"))
    openids = pushed(house)
    assert PERSONAS[YOUTH].openid in openids
    assert PERSONAS[CADRE].openid not in openids
    assert "现在没有要你回答的抽查" in house.say(CADRE, "抽查")


def answered_in_wechat(house):
    said = house.say(YOUTH, "抽查")
    assert "赵强和你见过面、聊过,或者一起参加过活动吗" in said
    assert "1 有\n2 没有\n3 记不清\n0 不想回答" in said
    assert "回复 1 到 3" in house.say(YOUTH, "大概吧")
    assert "第 2 问" in house.say(YOUTH, "1")
    assert "团干部不会知道问过你" in house.say(YOUTH, "4")
    assert "现在没有要你回答的抽查" in house.say(YOUTH, "抽查")
    mine = SpotCheckPerson.way == "wechat"
    assert house.scalar(select(SpotCheckPerson.stars).where(mine)) == 4
    assert "以后抽查和回访都不找你" in house.say(YOUTH, "不要抽查我")
    assert "恢复了" in house.say(YOUTH, "可以抽查我")


def called_and_closed(house, hands):
    house.clock_to(NOW + timedelta(days=12))
    said = hands.call_and_close(link(house.say(LEADER, "抽查"), "打开抽查"))
    assert house.scalar(select(Audit.object).where(Audit.deed == "saw_phone")) == "person"
    assert re.search(r"5 位中 1 位;95% 区间 \d+%—\d+%", said)
    assert "5 位中 5 位;95% 区间" in said


class InChromium:
    """Does each step as a hand does it."""

    def __init__(self, new_page):
        self.new_page = new_page

    def at(self, address):
        page = self.new_page()
        page.goto(address)
        return page

    def appeal(self, address, why):
        page = self.at(address)
        word = page.get_by_role("article").filter(has_text=HARSH)
        word.get_by_text("请上级看").click()
        word.get_by_label("哪里不对").fill(why)
        word.get_by_role("button", name="交给上级").click()
        return page.get_by_role("status").inner_text()

    def remove(self, address, why):
        page = self.at(address)
        case = page.get_by_role("article").filter(has_text=HARSH)
        expect(case).to_contain_text("那天临时值班,提前说过")
        expect(page.get_by_text(YOUTH)).to_have_count(0)
        case.get_by_label("移除,不再计入").check()
        case.get_by_label("理由").fill(why)
        case.get_by_role("button", name="定下来").click()
        return page.get_by_role("status").inner_text()

    def draw(self, address):
        page = self.at(address)
        page.get_by_role("link", name="抽一次").click()
        page.get_by_label("抽谁的").select_option(label=CADRE)
        page.get_by_label("抽多少位").fill("100")
        page.get_by_role("button", name="抽,并在微信里问").click()
        expect(page.get_by_text("结果在结束以后显示")).to_be_visible()
        return page.get_by_role("status").inner_text()

    def call_and_close(self, address):
        page = self.at(address)
        page.get_by_role("link", name=f"{CADRE}的小伙伴").click()
        for n in range(4):
            page.locator("a[href*='/calls/']").first.click()
            if n == 0:
                page.get_by_role("button", name="看号码").click()
                expect(page.get_by_role("link", name="拨打")).to_have_attribute("href", TEL)
                page.get_by_label("没联系上").check()
                expect(page.get_by_text("很满意")).to_be_hidden()
            page.get_by_label("已回答").check()
            page.get_by_label("没有", exact=True).check()
            page.get_by_label("5 很满意").check()
            page.get_by_role("button", name="记下").click()
            expect(page.get_by_role("status")).to_contain_text("记下了")
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="现在结束").click()
        expect(page.get_by_role("status")).to_contain_text("结果出来了")
        return page.locator("body").inner_text()


class ByForms:
    """Sends the same forms without a window."""

    def __init__(self, house):
        self.app = house.app.web()

    def at(self, address):
        client = self.app.test_client()
        assert client.get(urlsplit(address).path).status_code == 303
        return Browser(client)

    def appeal(self, address, why):
        browser = self.at(address)
        page = browser.text("ratings/heard")
        mark = re.search(r'name="mark" value="(\w+)"', page.split(HARSH)[1]).group(1)
        return browser.does("ratings/heard/appeal", mark=mark, why=why)

    def remove(self, address, why):
        browser = self.at(address)
        page = browser.text("ratings/above")
        assert "那天临时值班,提前说过" in page
        assert YOUTH not in page
        mark = re.search(r'name="mark" value="(\w+)"', page.split(HARSH)[1]).group(1)
        return browser.does("ratings/above/decision", mark=mark, decision="remove", why=why)

    def draw(self, address):
        browser = self.at(address)
        form = browser.text("spot-checks/new")
        cadre = re.search(rf'value="(\d+)"[^>]*>{CADRE}', form).group(1)
        days = {"first": "2026-09-01", "last": "2026-11-30"}
        return browser.does("spot-checks", cadre=cadre, size="100", **days)

    def call_and_close(self, address):
        browser = self.at(address)
        calls = re.findall(r"spot-checks/1/calls/\d+", browser.text("spot-checks/1"))
        assert re.search(TEL, browser.post(f"{calls[0]}/number").text)
        for call in calls[:4]:
            assert "记下了" in browser.does(call, result="answered", met="no", stars="5")
        return browser.does("spot-checks/1/close")
