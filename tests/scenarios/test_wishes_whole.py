"""A wish over the wire and in Chromium: posted, looked at, claimed, made true, and counted."""

import io
import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from models.record import Record
from models.wish import Wish
from tests.services.test_photos import picture

YOUTH, CADRE, LEADER = "许诺", "赵强", "李向阳"
WISH = "想要一张去市图书馆的借书证"


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_from_the_page_and_the_chat_to_the_cadre_s_progress(house, page, new_page):
    assert "登录好了" in house.login(YOUTH)
    before = done(house)
    number = posted(house, page)
    reviewed(house, new_page(), number)
    claimed = new_page()
    promised(house, claimed, number)
    talked(house, page, claimed, number)
    received(house, page, claimed, number)
    assert done(house) == before + 1
    counted(house, claimed, number)


def link(said):
    return re.search(r'href="(http[^"]+)"', said).group(1)


def desk(house, page, who, path):
    """Open a page of the desk as somebody who comes from the chat."""
    page.goto(link(house.say(who, "工作台")))
    page.goto(page.url.removesuffix("home") + path)


def done(house):
    """Return how many of the five the cadre has done, as the chat says it."""
    return int(re.search(r"(\d+)/5", house.say(CADRE, "进度")).group(1))


def posted(house, page):
    desk(house, page, YOUTH, "wishes")
    page.get_by_role("link", name="许个心愿").click()
    page.get_by_label("想要什么").fill(WISH)
    page.get_by_label("学习用品").check()
    page.get_by_label("大概多少钱").fill("20")
    taken = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": io.BytesIO(picture()).getvalue()}
    page.get_by_label("配一张图").set_input_files(taken)
    page.get_by_label("可以公开姓氏").check()
    page.get_by_role("button", name="许下这个心愿").click()
    expect(page.get_by_role("status")).to_contain_text("许好了")
    expect(page.get_by_role("list", name="到哪一步了").get_by_text("审核")).to_be_visible()
    assert page.locator(".h5-photo").evaluate("i => i.decode().then(() => i.naturalWidth)") == 40
    newest = house.scalar(select(Wish).where(Wish.text == WISH))
    assert (newest.kind, newest.yuan, newest.surname_shown) == ("study", 20, True)
    return newest.id


def reviewed(house, page, number):
    desk(house, page, LEADER, "wishes/review")
    waiting = page.get_by_role("article").filter(has_text=WISH)
    assert YOUTH not in waiting.inner_text()
    waiting.get_by_role("button", name="通过").click()
    expect(page.get_by_role("status")).to_contain_text(f"W-{number} 通过了")
    expect(page.get_by_text(WISH)).to_have_count(0)


def promised(house, page, number):
    desk(house, page, CADRE, "wishes/pool")
    page.get_by_label("哪一类").select_option("学习用品")
    page.get_by_role("link").filter(has_text=WISH).click()
    assert YOUTH not in page.locator("body").inner_text()
    page.get_by_role("button", name="我来认领").click()
    expect(page.get_by_role("status")).to_contain_text("认领好了,给你留到")
    expect(page.get_by_text(YOUTH)).to_be_visible()
    expect(page.get_by_role("link", name="打电话")).to_be_visible()
    house.deliver()
    assert any("有人认领了" in str(letter) for letter in house.templates_sent())


def talked(house, page, claimed, number):
    claimed.get_by_label("留一句话").fill("周六上午我带你去办")
    claimed.get_by_role("button", name="发出去").click()
    expect(claimed.get_by_text("周六上午我带你去办")).to_be_visible()
    page.reload()
    expect(page.get_by_text("周六上午我带你去办")).to_be_visible()
    expect(page.get_by_text(CADRE).first).to_be_visible()


def received(house, page, claimed, number):
    claimed.get_by_role("button", name="办好了").click()
    expect(claimed.get_by_role("status")).to_contain_text("已经去问 TA 收到没有")
    page.reload()
    page.get_by_label("想说句谢谢").fill("谢谢,当天就借到了书")
    page.get_by_role("button", name="收到了").click()
    expect(page.get_by_role("status")).to_contain_text("心愿实现了")
    claimed.reload()
    expect(claimed.get_by_text("谢谢,当天就借到了书")).to_be_visible()
    expect(claimed.get_by_role("link", name="打电话")).to_have_count(0)


def counted(house, page, number):
    desk(house, page, CADRE, "records")
    page.get_by_role("link").filter(has_text=f"微心愿 W-{number}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("办一件实事")
    kinds = select(Record.kind).where(Record.wish_id == number)
    assert house.scalar(kinds) == "good_deed"
