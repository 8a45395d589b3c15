"""The pages of the door, the list, closing and the poster."""

import re

import pytest
from sqlalchemy import select

from models.record import Record
from tests.h5.house import PlatformAwayError
from tests.services.county import LI, MIN, QIANG, ZHANG
from tests.services.gathering import END, START, gather, living, row, seat


@pytest.fixture
def number(house):
    house.now = START
    return gather(house, guests=[ZHANG, LI], about="带上雨衣。")


def page(number, name):
    return f"activities/{number}/{name}"


def code(browser, number):
    return browser.get(page(number, "door/code")).json


def test_the_door_shows_digits_code_and_who_came(house, number):
    browser = house.browser()
    shown = browser.text(page(number, "door"))
    now = code(browser, number)
    assert re.search(r"\d{3} \d{3}", shown).group().replace(" ", "") == now["digits"]
    assert "<svg" in now["svg"]
    assert (now["arrived"], now["expected"], now["why"]) == (0, 2, "")
    assert '<noscript><meta http-equiv="refresh"' in shown
    scenes = {scene for scene, _ in house.qr.asked}
    assert scenes == {f"ci_{number}-{now['digits']}"}
    assert len(house.qr.asked) == 1, "one call a minute, however often the page asks"


def test_the_platform_is_asked_with_no_transaction_open(house, number):
    house.qr.watch = house.engine.pool.checkedout
    browser = house.browser()
    for name in ("door", "door/code", "poster"):
        browser.get(page(number, name))
    assert house.qr.asked
    assert house.qr.open == 0


def test_where_the_platform_makes_no_code_the_digits_stay(house, number):
    house.hang_anew()
    house.qr.trouble = PlatformAwayError()
    browser = house.browser()
    now = code(browser, number)
    assert (len(now["digits"]), now["svg"]) == (6, "")
    shown = browser.text(page(number, "door"))
    assert "<svg" not in shown
    assert now["digits"][:3] in shown
    assert "回复「活动」,就能报名" in browser.text(page(number, "poster"))


def test_a_shut_door_says_why_and_shows_no_digits(house, number):
    house.at(2026, 11, 23, 12, 0)
    browser = house.browser()
    assert "13:00 起可以签到" in browser.text(page(number, "door"))
    now = code(browser, number)
    assert (now["digits"], now["svg"]) == ("", "")
    assert "13:00 起" in now["why"]
    assert house.qr.asked == []


@pytest.mark.parametrize("name", ["door", "door/code", "list", "close", "poster"])
def test_only_who_runs_it_sees_these_pages(house, number, name):
    assert house.browser(MIN).get(page(number, name)).status_code == 200
    assert house.browser(QIANG).get(page(number, name)).status_code == 422
    assert house.browser(ZHANG).get(page(number, name)).status_code == 422
    assert house.app.test_client().get(f"/h5/{page(number, name)}").status_code == 401


def test_ticking_and_taking_back_by_taps(house, number):
    browser = house.browser()
    assert "记下了" in browser.does(page(number, "list/mark"), person=ZHANG, present=1)
    assert 'aria-pressed="true"' in browser.text(page(number, "list"))
    assert "没到" in browser.does(page(number, "list/mark"), person=ZHANG, present=0)
    assert seat(house, number, ZHANG).checked_in_at is None
    other = house.browser(QIANG).post(page(number, "list/mark"), person=ZHANG, present=1)
    assert other.status_code == 422
    assert seat(house, number, ZHANG).checked_in_at is None


def test_adding_who_did_not_sign_up(house):
    house.now = START
    number = gather(house, seats=1, guests=[ZHANG])
    browser = house.browser()
    assert "也来了" in browser.text(page(number, "list"), words="李")
    browser.does(page(number, "list/mark"), person=LI, present=1)
    assert (row(house, number).taken, row(house, number).seats) == (2, 2)
    refused = browser.post(page(number, "list/mark"), person=QIANG, present=1)
    assert "只能加自己联系的" in refused.text


def test_a_late_change_wants_a_reason_which_is_shown(house, number):
    house.at(2026, 11, 23, 18, 0)
    browser = house.browser()
    assert "写一句原因" in browser.text(page(number, "list"))
    refused = browser.post(page(number, "list/correct"), person=ZHANG, present=1, why=" ")
    assert (refused.status_code, "2 到 200 个字" in refused.text) == (422, True)
    after = browser.does(page(number, "list/correct"), person=ZHANG, present=1, why="手机没电")
    assert "补记 · 手机没电" in after


def test_closing_and_opening_again_in_one_page(house, number):
    browser = house.browser()
    assert "16:00 才结束" in browser.text(page(number, "close"))
    browser.does(page(number, "list/mark"), person=ZHANG, present=1)
    house.now = END
    before = browser.text(page(number, "close"))
    for words in (
        "来了 1 人",
        "名单上 2 人",
        "王敏 · 志愿服务",
        "和 张三",
        "五个一(专职、挂职)",
        'value="120"',
    ):
        assert words in before
    refused = browser.post(page(number, "close"), happened=1, minutes="十")
    assert (refused.status_code, 'value="十"' in refused.text) == (422, True)
    after = browser.does(page(number, "close"), happened=1, minutes=90)
    assert "来了 1 人,记了 1 条" in after
    assert f"/h5/activities/{number}/reopen" in after
    assert house.all(select(Record.minutes)) == [90]
    assert "1 条记录收回" in browser.does(page(number, "reopen"))
    assert living(house) == []


def test_what_did_not_take_place_is_closed_without_records(house, number):
    browser = house.browser()
    browser.does(page(number, "list/mark"), person=ZHANG, present=1)
    house.now = END
    assert "没有计入记录" in browser.does(page(number, "close"), happened=0, minutes=120)
    assert "没有计入任何记录" in browser.text(page(number, "close"))


def test_the_poster_says_all_and_its_code_lives_until_the_end(house, number):
    shown = house.browser().text(page(number, "poster"))
    for words in (
        "河道志愿服务",
        "11 月 23 日 周一 14:00",
        "南河公园",
        "5 人",
        "带上雨衣",
        "县委",
        "<svg",
    ):
        assert words in shown
    assert house.qr.asked == [(f"act_{number}", 7200)]
    house.at(2026, 9, 1)
    house.browser().text(page(number, "poster"))
    assert house.qr.asked[-1] == (f"act_{number}", 30 * 24 * 3600)
    house.now = END
    assert "报名已经结束" in house.browser().text(page(number, "poster"))
