"""重复的小伙伴: found, compared, merged, and taken apart again."""

import re

import pytest
from sqlalchemy import insert, select

from models.contact import Contact
from models.person import Person
from tests.services.county import BRANCH, LI, MIN, NOW, QIANG, ZHANG

TWIN = 21


@pytest.fixture
def browser(house):
    with house.open_uow() as uow:
        who = {"name": "张三", "organisation_id": BRANCH, "created_at": NOW}
        uow.session.execute(insert(Person).values(id=TWIN, **who))
        uow.session.add(
            Contact(cadre_id=MIN, youth_id=TWIN, hint="读书会", started_at=NOW, source="hand")
        )
    return house.browser()


def test_two_of_one_name_are_found_compared_merged_and_taken_apart(house, browser):
    page = browser.text("caseload/duplicates")
    link = re.search(r'href="(/h5/caseload/duplicates/compare[^"]+)"', page)[1]
    page = browser.client.get(link.replace("&amp;", "&")).text
    assert "读书会" in page
    assert "登录过" in page
    page = browser.does("caseload/duplicates/merge", stay=ZHANG, gone=TWIN)
    assert "合并好了" in page
    assert "没有看起来重复的人" in page
    living = select(Contact.youth_id).where(Contact.ended_at.is_(None), Contact.cadre_id == MIN)
    assert TWIN not in house.all(living)
    undo = re.search(r'action="/h5/(changes/\d+/undo)"', page)[1]
    browser.does(undo)
    assert TWIN in house.all(living)


def test_who_was_merged_is_neither_archived_nor_restored(house, browser):
    browser.does("caseload/duplicates/merge", stay=ZHANG, gone=TWIN)
    (contact,) = house.all(select(Contact.id).where(Contact.youth_id == TWIN))
    archive = browser.text("caseload/archived")
    assert f"/{contact}/" not in archive
    assert "merged" not in archive


def test_any_two_can_be_chosen_but_not_one_or_three_or_anothers(house, browser):
    compare = "caseload/duplicates/compare"
    assert "李四" in browser.text(compare, pick=[ZHANG, LI])
    for wrong in ([], [ZHANG], [ZHANG, ZHANG], [LI, QIANG], [ZHANG, LI, TWIN]):
        assert browser.get(compare, pick=wrong).status_code == 422
    other = house.browser(QIANG)
    assert other.post("caseload/duplicates/merge", stay=ZHANG, gone=TWIN).status_code == 422
