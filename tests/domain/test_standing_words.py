"""How a standing is said: exact, and short enough for a phone."""

from dataclasses import replace
from datetime import date

import pytest

from domain.binding import ENCOURAGED, Leave, Span, Subject
from domain.dictionaries import Level
from domain.evidence import Deed, Evidence
from domain.periods import midnight
from domain.quotas import evaluate
from domain.rules import Role
from domain.standing_words import (
    say_excuse,
    say_figure,
    say_lack,
    say_missing,
    say_since,
    say_state,
    say_until,
)
from tests.standings import ON, programme

WORKER = Subject((Span(Role.FULLTIME, Level.COUNTY, date(2020, 1, 1)),))
ORGAN = Subject((Span(Role.ORGAN, Level.COUNTY, date(2020, 1, 1)),))
PROGRAMME = programme()


def standing(name, *kinds, on=ON, who=WORKER, caseload=(), **changes):
    """Judge one rule after some records of today."""
    deeds = tuple(Deed(kind, midnight(on), id=n) for n, kind in enumerate(kinds))
    found = evaluate(PROGRAMME.rule(name), who, on, Evidence(deeds, dict(caseload)))
    return replace(found, **changes)


def test_any_kind_will_do():
    s = standing("five", "volunteering", "good_deed", "volunteering")
    assert say_figure(s) == "3/5"
    assert say_state(s, ON) == "还差 2 次,任何一类都可以(12 月 31 日前,还有 39 天)"


def test_each_kind_is_named():
    s = standing("organ-five", "sharing", who=ORGAN)
    assert say_lack(s) == "还差:机关开放、面对面"
    assert say_missing(replace(s, missing_by_part={"open_day": 2, "sharing": 1})) == (
        "机关开放 2 次、工作分享 1 次"
    )


def test_each_field_is_named_and_a_name_with_a_comma_stays_whole():
    s = standing("split", caseload={1: "community"})
    assert say_lack(s) == "还差:村(社区) 1 位,青年社会组织、社团 2 位"
    assert say_until(s, ON) == ""
    assert say_state(s, ON) == say_lack(s)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 12, 19), "12 月 20 日前,还有 1 天"),
        (date(2026, 12, 20), "今天(12 月 20 日)是最后一天"),
        (date(2026, 12, 21), "12 月 20 日截止"),
    ],
)
def test_until_when(on, said):
    s = standing("papers", on=on, who=ORGAN)
    assert say_until(s, on) == said
    assert say_state(s, on) == f"还差 1 次({said})"


def test_half_days_have_their_own_measure():
    assert say_lack(standing("report")) == "还差 2 个半天"


def test_done_excused_and_not_begun():
    s = standing("organ-five", "open_day", "sharing", "face_to_face", who=ORGAN)
    assert say_state(s, ON) == "已完成"
    away = replace(WORKER, leaves=(Leave(ON, ON),))
    assert say_state(standing("five", who=away), ON) == "不作要求(本窗口内休假登记)"
    assert say_excuse(ENCOURAGED) == "提倡参加,不作要求"
    spring = standing("spring")
    assert say_since(spring, ON) == "2027 年 4 月 1 日起"
    assert say_state(spring, ON) == "2027 年 4 月 1 日起,现在还没开始"
