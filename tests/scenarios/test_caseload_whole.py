"""A case-load over the wire: from the chat to the page, adding, finding, tagging, archiving."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from models.contact import Contact
from models.person import Person
from services import contacts

CADRE = "赵强"


def link(said, words):
    """Return the address behind some words of a reply."""
    return re.search(rf'<a href="([^"]+)">{words}</a>', said)[1]


def size(house):
    with house.app.open_uow(read_only=True) as uow:
        cadre = uow.session.scalar(select(Person.id).where(Person.name == CADRE))
        return contacts.size(uow, cadre)


@pytest.fixture
def house(new_house, database_kind):
    return new_house(database_kind)


@pytest.mark.console_error("status of 422")
def test_a_case_load_from_the_chat_to_the_page_and_back(house, page):
    before = size(house)
    said = house.say(CADRE, "我的小伙伴")
    assert f"你联系着 {before} 位小伙伴" in said
    assert "还没登录" in said
    assert len(said.encode()) <= 2048
    page.goto(link(said, "打开名单"))
    expect(page.get_by_text(f"联系着 {before} 位")).to_be_visible()
    add(house, page, before)
    find(house, page)
    talk(house, page)
    archive(house, page, before)


def add(house, page, before):
    said = house.say(CADRE, "加小伙伴")
    assert f"现在联系着 {before} 位" in said
    page.goto(link(said, "打开这一页"))
    page.get_by_label("姓名").fill("周小川")
    page.get_by_label("手机号").fill("199 0000 0777")
    page.get_by_label("备注").fill("城东社区")
    page.get_by_role("button", name="加进名单").click()
    expect(page.get_by_role("alert")).to_contain_text("已满 14 周岁")
    expect(page.get_by_label("备注")).to_have_value("城东社区")
    page.get_by_label("TA 已满 14 周岁").check()
    page.get_by_role("button", name="加进名单").click()
    expect(page.get_by_role("status")).to_contain_text(f"现在联系着 {before + 1} 位")
    assert size(house) == before + 1


def find(house, page):
    page.get_by_label("按姓名或备注找").fill("小川")
    page.get_by_role("button", name="找", exact=True).click()
    page.get_by_role("link", name="周小川").click()
    expect(page.get_by_text("199****0777")).to_be_visible()
    page.get_by_role("link", name="修改周小川的信息").click()
    page.get_by_label("行业").select_option("农村")
    page.get_by_label("自己的标签").fill("合唱队")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("#合唱队")).to_be_visible()
    said = house.say(CADRE, "找 小川")
    assert "周小川(城东社区) 还没联系过 · 还没登录" in said
    assert "农村 · #合唱队" in said


def talk(house, page):
    page.get_by_role("button", name="聊过了").click()
    expect(page.get_by_role("status")).to_contain_text("记好了:今天 · 谈心谈话,和周小川。")
    said = house.say(CADRE, "小伙伴 周小川")
    assert "上一次:今天 谈心谈话" in said
    page.get_by_role("button", name="看号码").click()
    expect(page.get_by_role("link", name="19900000777")).to_have_attribute(
        "href", "tel:19900000777"
    )


def archive(house, page, before):
    page.goto(link(house.say(CADRE, "找 周小川"), "打开 TA 的页面"))
    page.get_by_role("link", name="不再联系,归档").click()
    page.get_by_label("搬走了").check()
    page.get_by_role("button", name="归档", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(f"现在联系着 {before} 位")
    assert size(house) == before
    assert "没有这一位" in house.say(CADRE, "找 周小川")
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("status")).to_contain_text("撤销了:归档周小川。")
    assert size(house) == before + 1
    rows = select(Contact.ended_at).join(Person, Person.id == Contact.youth_id)
    assert house.scalar(rows.where(Person.name == "周小川")) is None
