"""抽查: the list, one check, whom to call, drawing a new one and ending it."""

import re

import pytest
from sqlalchemy import select, update

from domain import spot_checks as rules
from domain.permissions import AdminRole
from models.audit import Audit
from models.person import Person
from models.spot_check import SpotCheck, SpotCheckPerson
from services import console_checks
from tests.admin.console import CITY, COUNTY, NEIGHBOUR
from tests.admin.sent import SCRIPT
from tests.admin.shared import shared


def test_checks_of_the_subtree(house):
    made = shared(house)
    browser = house.browser()
    page = browser.text("checks")
    open_, closed, theirs = (
        f"checks/{made[key]}" for key in ("open_check", "check", "their_check")
    )
    assert f"/console/{open_}" in page
    assert f"/console/{closed}" in page
    assert f"/console/{theirs}" not in page
    assert f"/console/{closed}" not in browser.text("checks", state="open")
    assert f"/console/{theirs}" in house.browser(AdminRole.ORGAN, CITY).text("checks")
    result = browser.text(closed)
    assert "95% 区间" in result
    assert "9f0c6d2ab1e37745" in result
    assert "电话单" not in result
    assert "结束以后才显示" in browser.text(open_)
    assert "张三" in browser.text(open_)
    auditor = house.browser(AdminRole.AUDITOR).text(open_)
    assert "张三" not in auditor
    assert "提前结束" not in auditor
    assert browser.get(theirs).status_code == 404
    assert browser.post(f"{theirs}/close").status_code == 404
    assert house.browser(AdminRole.AUDITOR).post(f"{open_}/close").status_code == 403
    assert "结果出来了" in browser.does(f"{open_}/close")
    few = browser.text(open_)
    assert few.count("不到 5 位,不显示") == 2
    assert browser.post(f"{open_}/close").status_code == 422


def test_one_of_the_sample_is_called(house):
    made = shared(house)
    browser, check = house.browser(), made["open_check"]
    with house.open_uow() as uow:
        fifth = select(SpotCheckPerson.person_id).where(
            SpotCheckPerson.check_id == check, SpotCheckPerson.place == 5
        )
        uow.session.execute(
            update(Person).where(Person.id == fifth.scalar_subquery()).values(name=SCRIPT)
        )
    path = f"checks/{check}/calls/5"
    page = browser.text(path)
    assert SCRIPT not in page
    assert "199****0017" in page
    assert SCRIPT not in browser.text(f"checks/{check}")
    assert re.search(r"199\d{4}0017", browser.post(f"{path}/number").text)
    seen = house.rows(select(Audit.actor_id, Audit.data).where(Audit.deed == "saw_phone"))
    assert seen == [(house.admin().id, {"spot_check": check})]
    operator = house.browser(AdminRole.OPERATOR)
    assert "显示手机号" not in operator.text(path)
    assert operator.post(f"{path}/number").status_code == 403
    answer = operator.post(path, result="answered", note="改天")
    assert (answer.status_code, "改天" in answer.text) == (422, True)
    assert "记下了" in operator.does(path, result="answered", met="yes", stars="5")
    row = house.rows(
        select(SpotCheckPerson.result, SpotCheckPerson.stars, SpotCheckPerson.noted_by).where(
            SpotCheckPerson.check_id == check, SpotCheckPerson.place == 5
        )
    )
    assert row == [("answered", 5, house.admin(AdminRole.OPERATOR).id)]
    assert browser.post(path, result="unreached").status_code == 422
    asked = f"checks/{check}/calls/3"
    assert browser.post(f"{asked}/number").status_code == 200
    theirs = f"checks/{made['their_check']}/calls/1"
    assert browser.get(theirs).status_code == 404
    assert browser.post(f"{theirs}/number").status_code == 404
    assert browser.post(theirs, result="wrong").status_code == 404
    assert house.browser(AdminRole.AUDITOR).get(path).status_code == 403


@pytest.mark.both
def test_a_sample_is_drawn_that_can_be_drawn_again(house, monkeypatch):
    browser = house.browser(AdminRole.OPERATOR)
    page = browser.text("checks/new")
    assert "共青团临溪县委和下级的全部团干部" in page
    days = {"first": "2026-09-01", "last": "2026-11-20"}
    answer = browser.post("checks", size="3", **days)
    assert (answer.status_code, 'value="3"' in answer.text) == (422, True)
    assert browser.post("checks", size="9", first="x", last="").status_code == 422
    assert browser.post("checks", size="9", **days, cadre="999999").status_code == 422
    theirs = {"in": house.places[NEIGHBOUR]}
    assert browser.post("checks", size="9", **days, **theirs).status_code == 404
    assert browser.get("checks/new", **theirs).status_code == 404
    page = browser.does("checks", size="6", **days)
    assert "抽好了" in page
    check = house.rows(select(SpotCheck.id, SpotCheck.seed, SpotCheck.organ_id))[0]
    assert check.seed in page
    assert check.organ_id == house.places[COUNTY]
    drawn = house.rows(
        select(SpotCheckPerson.person_id)
        .where(SpotCheckPerson.check_id == check.id)
        .order_by(SpotCheckPerson.place)
    )
    assert [n for (n,) in drawn] == rules.order(check.seed, [n for (n,) in drawn])
    assert house.rows(select(Audit.data).where(Audit.deed == "drew"))[0].data["seed"] == check.seed
    assert house.browser(AdminRole.AUDITOR).get("checks/new").status_code == 403
    monkeypatch.setattr(console_checks, "WIDEST", 3)
    assert "一次抽不过来" in browser.text("checks/new")
    assert browser.post("checks", size="9", **days).status_code == 422
