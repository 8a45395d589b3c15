"""交接: chosen, looked at, confirmed, and taken back."""

import re

from sqlalchemy import select

from models.contact import Contact
from services import leaving
from tests.services.county import LI, MIN, QIANG, ZHANG


def living(house, cadre):
    question = select(Contact.youth_id).where(Contact.cadre_id == cadre, Contact.ended_at.is_(None))
    return set(house.all(question))


def test_one_is_handed_over_and_comes_back(house):
    browser = house.browser()
    page = browser.text("caseload/handover")
    assert "赵强" in page
    assert "全部 2 位" in page
    page = browser.post("caseload/handover/check", receiver=QIANG, youth=[ZHANG])
    assert page.status_code == 200
    assert "交接 1 位" in page.text
    assert living(house, QIANG) == set(), "nothing is done before it is confirmed"
    page = browser.does("caseload/handover/do", receiver=QIANG, youth=[ZHANG])
    assert "1 位现在由赵强联系" in page
    assert living(house, QIANG) == {ZHANG}
    browser.does(re.search(r'action="/h5/(changes/\d+/undo)"', page)[1])
    assert living(house, QIANG) == set()
    assert ZHANG in living(house, MIN)


def test_all_are_handed_over(house):
    browser = house.browser()
    page = browser.post("caseload/handover/check", receiver=QIANG, scope="all")
    assert 'name="scope" value="all"' in page.text
    page = browser.does("caseload/handover/do", receiver=QIANG, scope="all")
    assert "没有什么要交接的" in page
    assert {ZHANG, LI} <= living(house, QIANG)


def test_who_said_no_is_named_and_stays(house):
    house.browser(QIANG)
    house.browser().does("caseload/handover/do", receiver=QIANG, youth=[ZHANG])
    house.do(leaving.leave, ZHANG, QIANG)
    with house.open_uow() as uow:
        uow.session.add(Contact(cadre_id=MIN, youth_id=ZHANG, started_at=uow.now))
    page = house.browser().post("caseload/handover/check", receiver=QIANG, youth=[ZHANG]).text
    assert "不能交给 TA 1 位" in page
    assert "caseload/handover/do" not in page


def test_what_was_chosen_stays_where_something_is_missing(house):
    browser = house.browser()
    page = browser.post("caseload/handover/check", youth=[ZHANG])
    assert page.status_code == 422
    assert "选一位接手的同事" in page.text
    assert re.search(rf'name="youth" value="{ZHANG}" checked', page.text)
    assert browser.post("caseload/handover/check", receiver=QIANG).status_code == 422
    assert "没有叫「没人」的" in browser.text("caseload/handover", words="没人")


def test_youths_and_other_peoples_lists_are_out_of_reach(house):
    assert house.browser(ZHANG).get("caseload/handover").status_code == 422
    other = house.browser(QIANG)
    assert other.post("caseload/handover/do", receiver=MIN, youth=[ZHANG]).status_code == 422
    assert ZHANG in living(house, MIN)


def test_looking_for_a_colleague_and_going_back_keep_who_was_chosen(house):
    browser = house.browser()
    page = browser.text("caseload/handover", youth=[ZHANG])
    search = page.split('role="search"')[1].split("</form>")[0]
    assert f'name="youth" value="{ZHANG}"' in search
    page = browser.text("caseload/handover", youth=[ZHANG], words="赵")
    assert re.search(rf'name="youth" value="{ZHANG}" checked', page)
    check = browser.post("caseload/handover/check", receiver=QIANG, youth=[ZHANG]).text
    page = browser.client.get(
        re.search(r'class="h5-back" href="([^"]+)"', check)[1].replace("&amp;", "&")
    ).text
    assert re.search(rf'name="youth" value="{ZHANG}" checked', page)
    assert re.search(rf'name="receiver" value="{QIANG}" checked', page)
    assert not re.search(rf'name="youth" value="{LI}" checked', page)
