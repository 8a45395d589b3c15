from dataclasses import fields, replace

import pytest

from domain.compliance import CLAUSES, meets, met_by, newly_met
from domain.programme import ProgrammeFaults, load
from domain.switches import NAMES, TITLES, Switches
from tests.domain.test_inheritance import HEAD, PARENT

# The items of the law, as two public copies have them.
ITEMS = {
    "(一)": "随意或重复要求基层填表报数交材料",
    "(二)": "除安保、应急等特殊场景规定外,政务应用程序设置打卡签到、积分排名、统计在线时长等强制性功能",
    "(三)": "强制推广下载使用政务应用程序,考核通报用户安装使用率,强制要求定期登录",
    "(四)": "把政务应用程序异化为工作考核日常化、督查检查线上化的主要载体,将点赞量、网络投票数、转发量、学习时长等作为考评依据,非必要情况下强制要求下级和基层单位通过政务应用程序上传工作照片、视频和轨迹等",
}
TABLE = {
    "repeated_forms": "(一)",
    "points": "(二)",
    "person_ranking": "(二)",
    "required_check_in": "(二)",
    "online_time": "(二)",
    "login_figures": "(三)",
    "required_login": "(三)",
    "system_assessment": "(四)",
    "required_photos": "(四)",
}


def test_every_switch_has_its_words_and_its_clause_or_none():
    assert set(TITLES) == set(NAMES) == {field.name for field in fields(Switches)}
    assert set(CLAUSES) == {*TABLE, "complaints"} == set(NAMES) - {"digest_only"}
    for name, item in TABLE.items():
        met = meets(name, True)
        assert met.clause.text == ITEMS[item]
        assert str(met.clause) == f"国办函〔2026〕12号「不得出现」{item}:“{ITEMS[item]}”"
        assert meets(name, False) is None


def test_the_usual_meets_nothing_and_complaints_meet_it_when_off():
    assert met_by(Switches()) == ()
    assert met_by(Switches(digest_only=True)) == ()
    (met,) = met_by(Switches(complaints=False))
    assert (met.switch, met.state, met.cure) == ("complaints", "关着", True)
    assert "投诉建议功能" in met.clause.text


@pytest.mark.parametrize("name", CLAUSES)
def test_what_is_newly_met_is_told_apart(name):
    usual = Switches()
    turned = replace(usual, **{name: not getattr(usual, name)})
    assert [met.switch for met in newly_met(usual, turned)] == [name]
    assert newly_met(turned, turned) == newly_met(turned, usual) == ()


# In files

SIGNED = '{ on = true, by = "李主任", reason = "上级要求" }'


def low(switches, parent=PARENT):
    return load("low.toml", f"{HEAD}[switches]\n{switches}\n", {"up.toml": parent})


def faults(switches):
    with pytest.raises(ProgrammeFaults) as caught:
        low(switches)
    return {fault.key: fault.why for fault in caught.value.faults}


def test_a_child_that_turns_on_what_meets_a_clause_has_to_sign():
    found = faults("person_ranking = true\nrequired_photos = false\ndigest_only = true")
    assert set(found) == {"switches.person_ranking"}
    assert ITEMS["(二)"] in found["switches.person_ranking"]
    assert (
        'person_ranking = { on = true, by = "姓名", reason = "理由" }'
        in (found["switches.person_ranking"])
    )
    signed = low(f"person_ranking = {SIGNED}")
    assert signed.switches.person_ranking
    assert signed.signed["person_ranking"].by == "李主任"
    assert (
        'complaints = { on = false, by = "姓名"'
        in faults("complaints = false")["switches.complaints"]
    )


def test_what_the_parent_has_on_is_inherited_with_its_signature():
    assert low("points = true").switches.points
    above = PARENT.replace("points = true", f"points = {SIGNED}")
    assert low("", above).signed["points"].reason == "上级要求"
    assert low("points = false", above).signed == {}
    off = above.replace("on = true", "on = false")
    assert not low("", off).switches.points
    with pytest.raises(ProgrammeFaults, match=r"switches.points.by:缺少这一项"):
        low("points = { on = true }", off)


@pytest.mark.parametrize(
    ("switches", "key"),
    [
        ("points = { on = true }", "switches.points.by"),
        ('points = { on = true, by = "", reason = "x" }', "switches.points.by"),
        ('points = { on = 1, by = "a", reason = "x" }', "switches.points.on"),
        ('points = { on = true, by = "a", reason = "x", at = 1 }', "switches.points.at"),
        ("points = 1", "switches.points"),
        ("point = true", "switches.point"),
    ],
)
def test_a_switch_that_cannot_be_read_is_named(switches, key):
    assert key in faults(switches)
