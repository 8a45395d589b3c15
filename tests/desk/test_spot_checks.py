"""Spot checks on the pages: drawn, called with one number at a tap, closed, seen by one organ."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.spot_checks import Met
from models.audit import Audit
from models.spot_check import SpotCheck, SpotCheckPerson
from models.visit import PageVisit
from services import spot_check_answers
from tests.services.county import MIN, QIANG, ZHANG
from tests.services.crowd import crowd, number

FORM = {"cadre": "", "size": "6", "first": "2026-09-01", "last": "2026-11-22"}


@pytest.fixture
def drawn(house):
    """Draw six of eight, of whom half are strangers to WeChat."""
    crowd(house.engine, 8, strangers=range(101, 105))
    page = house.browser().does("spot-checks", **FORM)
    assert "抽好了:8 位里抽 6 位" in page
    return house.all(select(SpotCheckPerson).order_by(SpotCheckPerson.place))


def by_phone(drawn):
    return next(row for row in drawn if row.asked_at is None)


def test_an_empty_list_says_what_to_do(house):
    page = house.browser().text("spot-checks")
    assert "还没有抽查过" in page
    assert "抽一次" in page


def test_a_refused_draw_keeps_what_was_typed(house):
    browser = house.browser()
    for wrong, why in (
        ({"size": "4"}, "5 到 200"),
        ({"size": "一些"}, "5 到 200"),
        ({"first": "昨天"}, "问哪几天"),
        ({"first": "2026-11-22", "last": "2026-11-01"}, "问哪几天"),
        ({"last": "2026-11-30"}, "问哪几天"),
        ({"cadre": str(MIN)}, "自己的小伙伴"),
        ({"cadre": "999"}, "没有找到这位团干部"),
        ({}, "只有 0 位"),
    ):
        form = FORM | wrong
        answer = browser.post("spot-checks", **form)
        assert answer.status_code == 422
        assert why in answer.text
        assert f'value="{form["size"]}"' in answer.text
    assert house.all(select(SpotCheck.id)) == []


def test_the_running_check_shows_no_figures_and_no_full_number(house, drawn):
    page = house.browser().text("spot-checks/1")
    assert "随机数种子" in page
    assert "95% 区间" not in page
    assert "请打电话问一问" in page
    assert not re.search(r"1380{2,}\d{3,}", page)
    waiting = next(row for row in drawn if row.asked_at)
    call = house.browser().text(f"spot-checks/1/calls/{waiting.place}")
    assert "微信里刚问过" in call
    assert "看号码" not in call


def test_one_number_at_a_tap_and_it_is_kept_nowhere(house, drawn):
    row, browser = by_phone(drawn), house.browser()
    path = f"spot-checks/1/calls/{row.place}"
    full = number(row.person_id)[3:]
    assert full not in browser.text(path)
    shown = browser.post(f"{path}/number")
    assert f'href="tel:{full}"' in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert full not in browser.text(path)
    assert full not in str(house.all(select(PageVisit.flash)))
    (deed,) = house.all(select(Audit).where(Audit.deed == "saw_phone"))
    assert (deed.actor_id, deed.object_id) == (MIN, str(row.person_id))


def test_the_form_of_a_call(house, drawn):
    row, browser = by_phone(drawn), house.browser()
    path = f"spot-checks/1/calls/{row.place}"
    half = browser.post(path, result="answered", met="yes", note="晚上<再>打")
    assert half.status_code == 422
    assert "两个问题的回答都要选" in half.text
    assert "晚上&lt;再&gt;打" in half.text
    assert "没联系上" in browser.does(path, result="unreached", note="没人接")
    assert "打过 1 次" in browser.text("spot-checks/1")
    assert "已回答" in browser.does(path, result="answered", met="yes", stars="5")
    assert "已经有结果了" in browser.text(path)
    again = browser.post(path, result="refused")
    assert (again.status_code, "已经有结果了" in again.text) == (422, True)


def test_the_figures_with_size_population_answered_and_interval(house, drawn):
    rows = [row for row in drawn if row.asked_at is None]
    browser = house.browser()
    for row in rows:
        browser.does(f"spot-checks/1/calls/{row.place}", result="answered", met="yes", stars="5")
    for row in (row for row in drawn if row.asked_at):
        question = house.do(spot_check_answers.open_for, row.person_id)
        house.do(spot_check_answers.met, row.person_id, question.id, Met.NO)
        house.do(spot_check_answers.stars, row.person_id, question.id, 4)
    page = browser.does("spot-checks/1/close")
    assert "<b>8</b><span>位可抽" in page
    assert "<b>6</b><span>位回答" in page
    part = len(rows)
    assert f"6 位中 {part} 位;95% 区间" in page
    assert "按 8 位的总体修正" in page
    assert "已结束" in browser.text("spot-checks")
    assert "结束了" in browser.post("spot-checks/1/close").text


def test_fewer_than_five_answers_give_no_figure(house, drawn):
    house.now += timedelta(days=15)
    page = house.browser().text("spot-checks/1")
    assert page.count("回答不到 5 位,不显示数字") == 2
    assert len(drawn) == 6


def test_of_many_cadres_one_is_found_by_name(house, monkeypatch):
    browser = house.browser()
    assert "按姓名找团干部" not in browser.text("spot-checks/new")  # they all stand there
    monkeypatch.setattr("handlers.h5.spot_checks._CADRES", 0)
    page = browser.text("spot-checks/new")
    assert "按姓名找团干部" in page
    assert "赵强" not in page
    monkeypatch.undo()
    assert "赵强" in browser.text("spot-checks/new", words="强")
    nobody = browser.text("spot-checks/new", words="没有")
    assert "没有叫「没有」的团干部" in nobody


def test_only_the_leader_gets_in(house, drawn):
    place = by_phone(drawn).place
    for who in (QIANG, ZHANG):
        browser = house.browser(who)
        for path in (
            "spot-checks",
            "spot-checks/new",
            "spot-checks/1",
            f"spot-checks/1/calls/{place}",
        ):
            assert browser.get(path).status_code == 422
        for path in ("spot-checks", f"spot-checks/1/calls/{place}/number", "spot-checks/1/close"):
            assert browser.post(path, **FORM).status_code == 422
    assert house.browser().get("spot-checks/9").status_code == 422
    assert house.browser().get("spot-checks/1/calls/99").status_code == 422
