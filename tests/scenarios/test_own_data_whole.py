"""我的数据 over the wire and in Chromium: seen, taken along, mended, deleted; and unfollowing."""

import re
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from models.contact import Contact
from models.erasure import Erasure
from models.person import Person
from models.record import Record
from services import join_codes, wishes
from tests.house import PERSONAS
from tests.services.dumps import traces

WHO, NAME = "路人甲", "南宫问渠"
OPENID, PHONE = PERSONAS[WHO].openid, PERSONAS[WHO].phone.removeprefix("+86")
NEW = "13511112222"
WISH = "想要一只结实的旧书包,上山写生用"


@pytest.mark.console_error("401")
def test_from_scanning_to_nothing_left(house, request, database_kind):
    """Once in Chromium; the other database behind the chat alone."""
    page = request.getfixturevalue("page") if database_kind == "sqlite" else None
    records = house.scalar(select(func.count()).select_from(Record))
    phrase = phrase_of(house)
    house.act(WHO, "follow")
    joins(house, phrase)
    said = house.say(WHO, "我的数据")
    assert "· 我的微心愿 1 条" in said
    assert len(said.encode()) <= 2048
    if page:
        seen_and_mended(house, page, re.search(r'href="(http[^"]+)"', said)[1])
        deleted_and_taken_back(house, page)
    deleted(house, page)
    joins(house, phrase)
    leaves_the_account(house)
    assert house.scalar(select(func.count()).select_from(Record)) == records


def phrase_of(house):
    """Return what a youth may say instead of scanning 赵强's code."""
    assert "打开我的码" in house.say("赵强", "我的码")
    with house.app.open_uow(read_only=True) as uow:
        me = uow.session.scalars(select(Person.id).where(Person.name == "赵强")).one()
        return join_codes.own(uow, me).phrase


def joins(house, phrase):
    house.later(minutes=2)
    assert "想把你加进" in house.say(WHO, phrase)
    house.say(WHO, PHONE)
    house.say(WHO, house.code(WHO))
    house.say(WHO, NAME)
    house.say(WHO, "1")
    assert f"登记好了,{NAME}" in house.say(WHO, "1")
    with house.app.open_uow() as uow:
        uow.actor = me = uow.session.scalars(select(Person.id).where(Person.name == NAME)).one()
        wishes.post(uow, me, text=WISH, kind="study", surname_shown=False)
    assert {"person", "wish"} <= set(traces(house.app, NAME, WISH))


def seen_and_mended(house, page, address):
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("我的数据")
    with page.expect_download() as file:
        page.get_by_role("button", name="下载,能直接看").click()
    kept = Path(file.value.path()).read_text("utf-8")
    assert file.value.suggested_filename.endswith(".html")
    assert WISH in kept
    assert PHONE in kept
    page.get_by_role("link", name="谁用到过我的资料").click()
    expect(page.get_by_text("下载了自己的数据")).to_be_visible()
    page.get_by_role("link", name="我的数据").click()
    page.get_by_role("link", name="手机号").click()
    house.later(minutes=2)
    page.get_by_label("新号码").fill(NEW)
    page.get_by_role("button", name="发验证码").click()
    expect(page.get_by_text("135****2222").first).to_be_visible()
    page.get_by_label("验证码").fill(new_code(house))
    page.get_by_role("button", name="换成这个号码").click()
    expect(page.get_by_role("status")).to_contain_text("换好了,现在是 135****2222")


def new_code(house):
    """Return the code that went to the new number."""
    house.deliver()
    [*_, last] = house.simulator.get(f"/sim/sms?phone={NEW}")["sms"]
    return re.search(r"\d{6}", last["text"]).group()


def deleted_and_taken_back(house, page):
    page.get_by_role("link", name="删除我的数据").click()
    page.on("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="删除我的数据").click()
    expect(page.get_by_role("status")).to_contain_text("删除,到时不再通知你")
    page.get_by_role("button", name="不删了").click()
    expect(page.get_by_role("status")).to_contain_text("什么都没有动")
    assert "没有等着删除的申请" in house.say(WHO, "不删了")


def deleted(house, page):
    assert "1 删除" in house.say(WHO, "删除我的数据")
    assert "什么都没动" in house.say(WHO, "2")
    house.say(WHO, "删除我的数据")
    assert "不再通知你" in house.say(WHO, "1")
    assert "你申请了删除" in house.say(WHO, "我的数据")
    house.later(hours=25)
    house.tick()
    assert traces(house.app, NAME, WISH, OPENID, PHONE, NEW) == []
    if page:
        assert page.reload().status == HTTPStatus.UNAUTHORIZED, "nobody stands behind the browser"
    assert "登录" in house.say(WHO, "我的数据"), "a stranger again"
    assert house.scalar(select(Contact.ended_at).order_by(Contact.id.desc()).limit(1)) is not None


def leaves_the_account(house):
    house.later(seconds=1)
    house.act(WHO, "unfollow")
    assert traces(house.app, OPENID) == []
    house.later(minutes=11)
    house.tick()
    assert traces(house.app, NAME, WISH, OPENID, PHONE) == []
    whys = select(Erasure.why).order_by(Erasure.id.desc()).limit(1)
    assert house.scalar(whys) == "unfollowed"
