"""What no rule counts and the house upholds: nothing is raised below, nobody is kept against their will."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.rules import programmes, texts
from domain.programme import ProgrammeFaults, load
from models.record import RecordYouth
from services import contacts, quotas, records
from services.programmes import Raises, choose
from services.records import Did
from tests.rules.conftest import NOW
from tests.rules.world import CADRES, ORGANS

ALL = programmes()
QIAN, SUN = CADRES["钱专"][0], CADRES["孙挂"][0]
TODAY = NOW.date()

# The same words, but one more.
ONE_MORE = {
    "contacts": """subjects = [
        { types = ["fulltime", "seconded"], target = 101 },
        { types = ["parttime"], where = "leading", target = 100 },
        { types = ["parttime"], where = "elsewhere", target = 10 },
    ]"""
}


def child(programme, rule, change):
    """Read a county's file that changes one rule; return what is wrong with it."""
    text = f"""
[programme]
title = "某县"
extends = "{programme}"
[[rules]]
id = "{rule}"
{change}
"""
    try:
        load("county.toml", text, texts())
    except ProgrammeFaults as refused:
        return "\n".join(map(str, refused.faults))
    return ""


@pytest.mark.parametrize(
    ("programme", "rule", "change", "above", "here"),
    [
        ("guangyuan-2017", "five-ones-parttime", "target = 6", "每季度 5 次", "每季度 6 次"),
        ("guangyuan-2017", "contacts", ONE_MORE["contacts"], "100 位青年", "101 位青年"),
        ("light", "five-ones-organ", "target = 2", "5 类各 1 次", "5 类各 2 次"),
        ("light", "quarter-report", "by_day = 15", "20 日前", "15 日前"),
        ("national", "five-ones-fulltime", 'period = "month"', "每两个月 5 次", "每月 5 次"),
        ("huaian-2016", "contacts-split", "target = 60", "各 50 位青年", "各 60 位青年"),
        ("huaian-2016", "branch-report-in", "target = 3", "2 个半天", "3 个半天"),
        (
            "jiaxing-2017",
            "night-visits",
            "conditions = { min_minutes = 90 }",
            "至少 1 小时",
            "至少 1 小时 30 分",
        ),
    ],
)
def test_a_raised_number_is_refused_with_both_numbers_and_both_clauses(
    programme, rule, change, above, here
):
    said = child(programme, rule, change)
    assert "不能层层加码" in said
    source = str(ALL[programme].rule(rule).sources[0])
    upper, lower = said.index("上级:"), said.index("这里:")
    assert above in said[upper:lower]
    assert here in said[lower:]
    assert source in said[upper:lower]
    assert source in said[lower:]  # the child took the clause over


@pytest.mark.parametrize(
    ("programme", "rule"),
    [(programme.id, rule.id) for programme in ALL.values() for rule in programme.rules],
)
def test_no_number_of_any_programme_may_be_raised(programme, rule):
    target = ALL[programme].rule(rule).subjects[0].target
    said = child(programme, rule, ONE_MORE.get(rule, f"target = {target + 1}"))
    assert "不能层层加码" in said
    assert said.count(str(ALL[programme].rule(rule).sources[0])) == 2


@pytest.mark.parametrize(
    ("programme", "rule", "change"),
    [
        ("guangyuan-2017", "five-ones-parttime", "target = 5"),
        ("guangyuan-2017", "five-ones-parttime", "target = 4"),
        ("guangyuan-2017", "five-ones-fulltime", 'period = "quarter"'),
        ("guangyuan-2017", "quarter-report", "drop = true"),
        ("huaian-2016", "contacts-split", "target = 30"),
        ("jiaxing-2017", "night-visits", "conditions = { min_minutes = 30 }"),
    ],
)
def test_what_is_kept_or_relaxed_may_stand(programme, rule, change):
    assert child(programme, rule, change) == ""


def test_a_county_may_not_choose_what_asks_more_than_is_asked_above_it(own_world):
    with own_world("jiaxing-2017") as uow, pytest.raises(Raises) as refused:
        choose(uow, ORGANS["甲县"][0], "huaian-2016", "某人", "想试试")
    said = str(refused.value)
    assert "不能层层加码" in said
    assert "各 50 位青年" in said
    with own_world("guangyuan-2017") as uow:
        assert choose(uow, ORGANS["甲县"][0], "light").id == "light"


def figures(uow, cadre, on=TODAY):
    return {s.rule.id: (s.count, s.target) for s in quotas.of_cadre(uow, cadre, on).standings}


def test_a_youth_who_leaves_drops_out_at_once_and_what_was_done_stays(own_world):
    with own_world("national") as uow:
        before = figures(uow, QIAN), figures(uow, SUN)
        contacts.leave(uow, 1001)
        uow.session.flush()
        after = figures(uow, QIAN), figures(uow, SUN)
    assert [figure["contacts"] for figure in before] == [(99, 100), (4, 100)]
    assert [figure["contacts"] for figure in after] == [(98, 100), (3, 100)]
    # Nobody is to be met face to face who does not want to be.
    assert [figure["face-to-face-yearly"] for figure in before] == [(2, 99), (1, 4)]
    assert [figure["face-to-face-yearly"] for figure in after] == [(1, 98), (1, 3)]
    # The talk with them was one of the five, and still is.
    for rule in ("five-ones-fulltime", "offline-quarterly"):
        assert [figure[rule] for figure in before] == [figure[rule] for figure in after]
    assert before[0]["five-ones-fulltime"] == (5, 5)


def test_a_youth_who_left_is_named_in_no_record_any_more(own_world):
    with own_world("national") as uow:
        contacts.leave(uow, 1001)
        uow.session.flush()
        done = records.log(uow, QIAN, Did("heart_to_heart", TODAY), [1001, 1002])
        named = uow.session.scalars(
            select(RecordYouth.youth_id).where(RecordYouth.record_id == done.id)
        ).all()
        assert named == [1002]
        assert done.youths == ("青年1002",)
        # What was written down before they left keeps their name until they ask to be forgotten.
        kept = uow.session.scalars(
            select(RecordYouth.record_id).where(RecordYouth.youth_id == 1001)
        ).all()
        assert len(kept) == 1


def test_a_youth_who_comes_back_counts_again(own_world):
    with own_world("national") as uow:
        contacts.leave(uow, 1001)
        contacts.come_back(uow, 1001)
        uow.session.flush()
        assert figures(uow, QIAN, date(2026, 6, 15))["contacts"] == (99, 100)
