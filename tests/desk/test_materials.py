"""季度材料 on the pages: for who answers for an organ, and for who answers for the one above."""

import pytest

import tests.deskhouse as desk
from services import materials
from tests.services.county import COUNTY, MIN, QIANG, ZHANG
from tests.services.test_materials import Q4, SHU, lead_the_city


@pytest.fixture
def city(house, monkeypatch):
    house.do(lead_the_city)
    monkeypatch.setitem(desk.OPENIDS, SHU, "o50")
    return house.browser(SHU)


def test_a_draft_then_a_hand_in_then_another(house):
    browser = house.browser()
    page = browser.text("materials")
    assert "12 月 20 日前交" in page
    assert "机关开放" in page
    page = browser.does("materials/draft", quarter="2026-10-01", methods="写了<一半>")
    assert "草稿存好了" in page
    assert "写了&lt;一半&gt;" in page
    page = browser.does("materials", quarter="2026-10-01", methods="每周下支部。")
    assert "交上去了,第 1 版" in page
    refused = browser.post("materials", quarter="2026-10-01", methods="每周下支部。")
    assert (refused.status_code, "一字不差" in refused.text) == (422, True)
    page = browser.does("materials", quarter="2026-10-01", methods="每周下支部。两人一组。")
    assert "<ins>两人一组。</ins>" in page
    assert "第 1 版" in page


def test_long_texts_fit_and_too_long_ones_are_refused_and_kept(house):
    browser, fields = house.browser(), ("methods", "experience", "problems", "next_steps")
    assert browser.post("materials", **dict.fromkeys(fields, "长" * 3000)).status_code == 303
    refused = browser.post("materials", methods="长" * 3001)
    assert (refused.status_code, "删短一点" in refused.text) == (422, True)
    assert "长" * 3001 in refused.text


def test_only_who_answers_for_an_organ(house):
    for who in (QIANG, ZHANG):
        browser = house.browser(who)
        assert browser.get("materials").status_code == 422
        assert browser.post("materials", methods="x").status_code == 422


def test_the_city_sees_reads_and_asks(house, city):
    page = city.text("materials")
    assert "下级交的:0/1" in page
    assert "还没有交" in page
    page = city.does(f"materials/nudge/{COUNTY}", quarter="2026-10-01")
    assert "留了话" in page
    assert "本周已提醒" in page
    again = city.post(f"materials/nudge/{COUNTY}", quarter="2026-10-01")
    assert (again.status_code, "这一周已经提醒过" in again.text) == (422, True)
    version = house.do(materials.hand_in, COUNTY, Q4, MIN, {"methods": "下支部。"})
    assert "下级交的:1/1" in city.text("materials")
    assert "下支部。" in city.text(f"materials/{version.id}")
    assert city.post("materials/nudge/999").status_code == 422


@pytest.mark.parametrize("quarter", ["", "x", "2026-13-01", "9999-12-31", "0001-01-01"])
def test_a_quarter_that_is_none_is_this_one_or_an_old_one(house, quarter):
    assert "季度材料" in house.browser().text("materials", quarter=quarter)
