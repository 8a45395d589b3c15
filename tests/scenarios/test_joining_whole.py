"""Joining by a scanned code, leaving, merging and handing over: in chat, and in Chromium."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from models.contact import Contact
from models.dialogue import Dialogue
from models.person import Person, WechatUser
from services import join_codes
from tests.house import PERSONAS, reply

STRANGER = "路人甲"


@pytest.fixture
def scanned(house, page):
    """Open 赵强's own code from the chat, in Chromium; give what the platform made of it."""
    said = house.say("赵强", "我的码")
    page.goto(re.search(r'href="([^"]+)"', said)[1])
    expect(page.get_by_role("img", name="加入名单的二维码")).to_be_visible()
    return house.simulator.get("/sim/qrcodes")["qrcodes"][-1]["scene"]


def scan(house, who, scene):
    house.later(seconds=1)
    return reply(house.act(who, "scan", scene=scene))


def cadres_of(house, name):
    """Return who keeps in touch with the only one of a name."""
    with house.app.open_uow(read_only=True) as uow:
        youth = uow.session.scalars(select(Person.id).where(Person.name == name)).one()
        rows = uow.session.scalars(
            select(Contact).where(Contact.youth_id == youth, Contact.ended_at.is_(None))
        ).all()
        names = [uow.session.get_one(Person, row.cadre_id).name for row in rows]
        assert [row.is_primary for row in rows].count(True) == 1 or not rows
    return sorted(names)


def people(house):
    return house.scalar(select(func.count()).select_from(Person))


def test_from_the_code_to_the_handover(house, page, scanned, new_page):
    a_youth_says_yes_and_later_no(house, scanned)
    a_newcomer_is_asked_step_by_step(house, scanned)
    page.get_by_role("link", name="刷新看看").click()
    expect(page.get_by_text("已经来了 2 位")).to_be_visible()
    a_youth_leaves_one_on_the_page(house, new_page())
    handed_over(house, new_page())


def a_youth_says_yes_and_later_no(house, scene):
    asked = scan(house, "林小溪", scene)
    assert "赵强" in asked
    assert "1 同意" in asked
    assert "没有加" in house.say("林小溪", "2")
    before = cadres_of(house, "林小溪")
    assert "赵强" not in before
    scan(house, "林小溪", scene)
    assert "赵强现在是联系你的团干部" in house.say("林小溪", "1")
    assert cadres_of(house, "林小溪") == sorted([*before, "赵强"])
    assert "已经在赵强的联系名单里" in scan(house, "林小溪", scene)
    assert "赵强不再联系你了" in house.say("林小溪", "不要赵强联系")
    assert cadres_of(house, "林小溪") == before
    assert "之前说过不要赵强联系" in scan(house, "林小溪", scene)
    house.say("林小溪", "1")


def test_whose_name_is_wrong_on_the_roll_is_told_how_to_come_in(new_house):
    house = new_house("sqlite")
    house.say("赵强", "我的码")
    house.act("陈果", "follow")
    house.say("陈果", phrase(house))
    house.say("陈果", PERSONAS["陈果"].phone.removeprefix("+86"))
    house.say("陈果", house.code("陈果"))
    assert "再扫一次刚才的码" in house.say("陈果", "2")
    house.later(minutes=2)
    assert "回复你的手机号" in house.say("陈果", phrase(house))
    house.say("陈果", PERSONAS["陈果"].phone.removeprefix("+86"))
    assert "怎么称呼" in house.say("陈果", house.code("陈果"))


def a_newcomer_is_asked_step_by_step(house, scene):
    number = people(house)
    assert "想把你加进" in reply(house.act(STRANGER, "follow", scene=scene))
    house.say(STRANGER, PERSONAS[STRANGER].phone.removeprefix("+86"))
    assert "怎么称呼" in house.say(STRANGER, house.code(STRANGER))
    assert "姓名里" in house.say(STRANGER, "13579")
    assert "14 周岁" in house.say(STRANGER, "路小满")
    assert "父母" in house.say(STRANGER, "2")
    assert people(house) == number, "of who is under 14 nothing is kept"
    open_ = select(Dialogue.name).where(Dialogue.openid == PERSONAS[STRANGER].openid)
    assert house.scalar(open_) is None
    house.later(minutes=2)
    scan(house, STRANGER, scene)
    house.say(STRANGER, PERSONAS[STRANGER].phone.removeprefix("+86"))
    house.say(STRANGER, house.code(STRANGER))
    house.say(STRANGER, "路小满")
    assert "手机号" in house.say(STRANGER, "1")
    assert "登记好了,路小满" in house.say(STRANGER, "1")
    assert cadres_of(house, "路小满") == ["赵强"]
    bound = select(WechatUser.proof).where(WechatUser.openid == PERSONAS[STRANGER].openid)
    assert house.scalar(bound) == "sms"


def a_youth_leaves_one_on_the_page(house, page):
    said = house.say("林小溪", "谁在联系我")
    page.goto(re.search(r'href="(http[^"]+)"', said)[1])
    page.get_by_role("button", name="不要 TA 联系:赵强").click()
    expect(page.get_by_role("status")).to_contain_text("赵强不再联系你了")
    assert "赵强" not in cadres_of(house, "林小溪")
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("status")).to_contain_text("还是由赵强联系你")
    assert "赵强" in cadres_of(house, "林小溪")


def handed_over(house, page):
    page.goto(re.search(r'href="([^"]+)"', house.say("赵强", "交接"))[1])
    page.get_by_label("路小满").check()
    page.get_by_label("王敏").check()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="交接 1 位").click()
    expect(page.get_by_role("status")).to_contain_text("1 位现在由王敏联系")
    assert cadres_of(house, "路小满") == ["王敏"]
    assert "以后由王敏联系你" in house.say(STRANGER, "谁在联系我")


def phrase(house):
    """Return what may be said instead of scanning 赵强's newest code."""
    with house.app.open_uow(read_only=True) as uow:
        cadre = uow.session.scalars(select(Person.id).where(Person.name == "赵强")).one()
        return join_codes.own(uow, cadre).phrase


def test_where_there_is_no_code_to_scan_a_phrase_does_the_same(new_house):
    """Cadres are told whose it is; 陈果, on the roll but never logged in, is asked for both."""
    house = new_house("sqlite")
    house.say("赵强", "我的码")
    for cadre in ("赵强", "孙悦"):
        assert "给小伙伴" in house.say(cadre, phrase(house))
    house.act("陈果", "follow")
    assert "回复你的手机号" in house.say("陈果", phrase(house))
    house.say("陈果", PERSONAS["陈果"].phone.removeprefix("+86"))
    assert "你好,陈果" in house.say("陈果", house.code("陈果"))
    asked = house.say("陈果", "1")
    assert "登录好了" in asked
    assert "赵强" in asked
    house.say("陈果", "同意")
    assert "赵强" in cadres_of(house, "陈果")
    house.say("陈果", "不想被联系")
    assert "就是恢复联系" in house.say("陈果", phrase(house))
    assert "本来就在" not in house.say("陈果", "1")
    assert "已经在" in house.say("陈果", phrase(house))
