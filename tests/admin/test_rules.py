"""规则: the programme in force, choosing, switches with their clauses, a child file, closing."""

import io

from sqlalchemy import select

from domain.permissions import AdminRole
from models.audit import Audit
from models.closing import Closing
from models.organisation import Organisation
from services import rule_check, switches
from tests.admin.console import CITY, COUNTY, NEIGHBOUR

SOUND = """
[programme]
title = "临溪的"
extends = "guangyuan-2017"

[[rules]]
id = "five-ones-parttime"
target = 4
"""
RAISED = SOUND.replace("target = 4", "target = 9")


def chosen(house, place):
    return house.one(select(Organisation.programme).where(Organisation.id == house.places[place]))


def the_programme_in_force_with_its_words(house):
    page = house.browser(AdminRole.AUDITOR).text("rules")
    for said in (
        "每季度 5 次",
        "广青办发〔2017〕12号",
        "国办函〔2026〕12号",
        "不能用:有",
        "用的是安装时定的默认方案",
    ):
        assert said in page, said
    assert "改用这套" not in page
    assert "结账</button>" not in page
    assert house.browser(AdminRole.DOOR).get("rules").status_code == 403
    assert house.browser().get("rules", **{"in": house.places[NEIGHBOUR]}).status_code == 404


def test_choosing_another_one_and_back(house):
    browser, place = house.browser(), house.places[COUNTY]
    page = browser.does("rules/choose", programme="light", **{"in": place})
    assert "现在用「轻量" in page
    assert "自己选的" in page
    assert chosen(house, COUNTY) == "light"
    assert house.one(select(Audit.deed).where(Audit.deed == "programme_chosen")) is not None
    assert f"/console/rules/back/{place}/above" in page
    browser.does(f"rules/back/{place}/above")
    assert chosen(house, COUNTY) is None
    no = browser.post("rules/choose", programme="jiaxing-2017", **{"in": place})
    assert no.status_code == 422
    assert "不能层层加码" in no.text
    assert "嘉兴" in no.text
    no = browser.post("rules/choose", programme="light", **{"in": house.places[NEIGHBOUR]})
    assert no.status_code == 404
    assert browser.post(f"rules/back/{house.places[CITY]}/light").status_code == 404
    operator = house.browser(AdminRole.OPERATOR)
    assert operator.post("rules/choose", programme="light").status_code == 403


def test_a_programme_that_turns_on_what_a_clause_speaks_of_wants_a_reason(house):
    browser, place = house.browser(AdminRole.SUPER, CITY), house.places[CITY]
    browser.does("rules/choose", programme="light", **{"in": place})
    no = browser.post("rules/choose", programme="guangyuan-2017", **{"in": place})
    assert no.status_code == 422
    assert "请写上理由" in no.text
    assert "--by" not in no.text
    browser.does("rules/choose", programme="guangyuan-2017", reason="市里统一", **{"in": place})
    said = house.rows(select(Audit.data).where(Audit.deed == "programme_chosen"))[-1][0]
    assert said["by"] == "super·共青团青禾市委"
    assert said["reason"] == "市里统一"


def turning_a_switch_and_back(house):
    browser, place = house.browser(), house.places[COUNTY]
    no = browser.post("rules/switch", switch="required_photos", position="on", **{"in": place})
    assert no.status_code == 422
    assert "请写上理由" in no.text
    turned = {"switch": "required_photos", "position": "on", "reason": "活动要留照片"}
    page = browser.does("rules/switch", **turned, **{"in": place})
    assert "「必须上传照片」开了" in page
    assert "organ·共青团临溪县委:活动要留照片" in page
    assert on(house, place).required_photos
    browser.does(f"rules/switch/{place}/required_photos/off")
    assert not on(house, place).required_photos
    assert browser.post("rules/switch", switch="nonsense", position="on").status_code == 422
    assert browser.post(f"rules/switch/{place}/nonsense/on").status_code in {404, 422}
    other = house.places[NEIGHBOUR]
    assert browser.post(f"rules/switch/{other}/required_photos/on").status_code == 404
    assert not on(house, other).required_photos


def on(house, place):
    return house.do(switches.of, place)


def closing_a_quarter(house):
    browser, place = house.browser(AdminRole.SUPER, CITY), house.places[CITY]
    page = browser.does("rules/close", quarter="2026Q2", **{"in": place})
    assert "2026 年第二季度结了" in page
    row = house.rows(select(Closing).where(Closing.organisation_id == place))[-1][0]
    assert (row.first_day.month, row.closed_by) == (4, "super·共青团青禾市委")
    for quarter in ("2026Q4", "2019Q1", "nonsense"):
        assert browser.post("rules/close", quarter=quarter, **{"in": place}).status_code == 422
    assert house.browser(AdminRole.AUDITOR).post("rules/close", quarter="2026Q1").status_code == 403


def a_child_file_is_checked_by_line_and_taken_away(house):
    browser = house.browser()
    sound = browser.post("rules/check", name="linxi-2026", text=SOUND)
    assert sound.status_code == 200
    assert "没有问题" in sound.text
    assert "每季度 4 次" in sound.text
    file = browser.post("rules/check/file", name="linxi-2026", text=SOUND)
    assert file.headers["Content-Disposition"] == 'attachment; filename="linxi-2026.toml"'
    assert file.text == SOUND
    raised = browser.post("rules/check", name="linxi-2026", text=RAISED)
    assert "1 处要改" in raised.text
    assert "每季度 5 次" in raised.text
    assert "每季度 9 次" in raised.text
    assert '<td class="c-num">8</td>' in raised.text
    upload = {"name": "linxi-2026", "text": "", "file": (io.BytesIO(RAISED.encode()), "x.toml")}
    assert "每季度 9 次" in browser.post("rules/check", **upload).text
    assert browser.post("rules/check/file", name="linxi-2026", text=RAISED).status_code == 422
    odd = browser.post("rules/check", name="../etc", text=SOUND)
    assert odd.status_code == 422
    assert "临溪的" in odd.text, "what was typed stays"
    html = browser.post("rules/check", name="x2", text="<script>alert(1)</script>")
    assert "<script>alert" not in html.text
    assert "不是合格的 TOML" in html.text
    latin = {"name": "x2", "text": "", "file": (io.BytesIO("中".encode("gbk")), "x.toml")}
    assert browser.post("rules/check", **latin).status_code == 422
    assert house.browser(AdminRole.OPERATOR).get("rules/check").status_code == 403


def faults_stand_in_lines(house):
    several = SOUND + '\n[[rules]]\nid = "sharing-session"\ntarget = "many"\nnonsense = 1\n'
    found = house.do(rule_check.check, "linxi-2026", several)
    lines = several.splitlines()
    assert {one.line for one in found.wrong} == {12, 13}
    for one in found.wrong:
        assert one.key.rsplit(".", 1)[-1] in lines[one.line - 1], one
    broken = house.do(rule_check.check, "linxi-2026", SOUND + "target = \n")
    assert broken.wrong[0].line == 9


def test_the_page_and_its_steps(house):
    the_programme_in_force_with_its_words(house)
    a_child_file_is_checked_by_line_and_taken_away(house)
    faults_stand_in_lines(house)
    turning_a_switch_and_back(house)
    closing_a_quarter(house)
