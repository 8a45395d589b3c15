"""我的码 and 谁在联系我: what the pages show, and one tap to leave."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from models.activity import Activity
from models.contact import Contact
from models.join import JoinCode
from models.person import Person
from services import join_codes, joining
from tests.h5.house import PlatformAwayError
from tests.services.county import COUNTY, MIN, NOW, QIANG, ZHANG


def test_a_code_is_made_shown_renewed_and_stopped(house):
    browser = house.browser()
    assert "做一个码" in browser.text("caseload/code")
    page = browser.does("caseload/code/new")
    assert page.count("<svg") == 1
    assert "11 月 30 日 10:00 前有效" in page
    assert "已经来了 0 位" in page
    [(scene, seconds)] = house.qr.asked
    assert re.fullmatch(r"add_[0-9a-f]{32}", scene)
    assert seconds == 7 * 24 * 3600
    assert house.qr.open == 0, "no transaction while the platform is asked"
    assert scene not in page
    browser.does("caseload/code/new")
    assert house.qr.asked[-1][0] != scene
    assert "做一个码" in browser.does("caseload/code/stop")
    assert len(house.all(select(JoinCode.id).where(JoinCode.revoked_at.is_not(None)))) == 2


def test_without_a_code_of_the_account_there_are_words_to_send(house):
    house.qr.trouble = PlatformAwayError()
    page = house.browser().does("caseload/code/new")
    assert "<svg" not in page
    token = re.search(r"加入 ([0-9a-f]{32})<", page)[1]
    assert house.do(join_codes.asked, token).name == "王敏"


def test_it_shows_who_came(house):
    code = house.do(join_codes.renew, QIANG)
    house.do(joining.agree, ZHANG, code.id)
    page = house.browser(QIANG).text("caseload/code")
    assert "已经来了 1 位" in page
    assert "张三" in page
    assert "张三" not in house.browser().text("caseload/code")


@pytest.fixture
def event(house):
    with house.open_uow() as uow:
        values = {"organisation_id": COUNTY, "host_id": MIN, "kind": "volunteering"}
        times = {"starts_at": NOW, "ends_at": NOW + timedelta(days=60), "deadline": NOW}
        row = insert(Activity).values(
            title="河道清洁", seats=9, status="open", created_at=NOW, **values, **times
        )
        return uow.session.execute(row.returning(Activity.id)).scalar_one()


def test_an_event_has_its_own_code_for_as_long_as_the_platform_makes_one(house, event):
    browser = house.browser()
    assert "河道清洁" in browser.text(f"activities/{event}/join-code")
    browser.does(f"activities/{event}/join-code/new")
    assert house.qr.asked[-1][1] == 30 * 24 * 3600
    assert "做一个码" in browser.text("caseload/code"), "the own code is another"
    assert browser.does(f"activities/{event}/join-code/stop")
    stranger = house.browser(QIANG)
    assert stranger.get(f"activities/{event}/join-code").status_code == 422
    assert stranger.post(f"activities/{event}/join-code/new").status_code == 422


def test_a_youth_sees_who_keeps_in_touch_leaves_in_one_tap_and_comes_back(house):
    code = house.do(join_codes.renew, QIANG)
    house.do(joining.agree, ZHANG, code.id)
    browser = house.browser(ZHANG)
    page = browser.text("me")
    assert page.index("王敏") < page.index("赵强")
    assert "县委" in page
    page = browser.does(f"me/leave/{MIN}")
    assert "王敏不再联系你了" in page
    assert f"/h5/me/back/{MIN}" in page
    assert f"/me/leave/{MIN}" not in page
    assert house.do(joining.barred, MIN, [ZHANG]) == {ZHANG}
    assert f"/me/leave/{MIN}" in browser.does(f"me/back/{MIN}")
    assert house.do(joining.barred, MIN, [ZHANG]) == set()


def test_leaving_everybody_and_coming_back(house):
    browser = house.browser(ZHANG)
    assert "恢复联系" in browser.does("me/leave")
    assert "王敏" in browser.does("me/return")


def test_one_taps_only_for_oneself(house):
    browser = house.browser(ZHANG)
    assert browser.post(f"me/leave/{QIANG}").status_code == 422
    assert browser.get("caseload/code").status_code == 422
    cadre = house.browser()
    assert "谁都不要联系我" not in cadre.text("me")
    cadre.does("me/leave")
    assert house.all(select(Contact.id).where(Contact.ended_at.is_(None))) != []
    assert cadre.get("caseload/code").status_code == 200


def test_a_cadre_is_not_told_that_nobody_will_be_in_touch(house):
    page = house.browser(QIANG).does("me/leave")
    assert "不会有人" not in page
    assert "点那一位后面的按钮" in page
    assert house.all(select(Person.left_at).where(Person.id == QIANG)) == [None]
