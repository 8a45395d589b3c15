from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.binding import Leave, Override, Span, Subject
from domain.dictionaries import Level
from domain.kinds import KINDS
from domain.periods import PeriodKind
from domain.programme import load
from domain.quotas import Deed, Grouped, Tally, evaluate, evaluate_all, filled, fits, misfit, tally
from domain.rules import Role
from tests.domain.conftest import read
from tests.domain.test_programme import SMALL

ON = date(2026, 12, 24)
SINCE = date(2024, 1, 1)
CADRE = Subject((Span(Role.FULLTIME, Level.COUNTY, SINCE),))
VILLAGE = Subject((Span(Role.PARTTIME, Level.BASE, SINCE),))
COUNTY = Subject((Span(Role.ORGAN, Level.COUNTY, SINCE),))
FIVE = ("good_deed", "volunteering", "culture_sports", "heart_to_heart", "own_design")


def test_any_five_of_the_kinds_meet_the_cadres_five_ones(guangyuan):
    rule = guangyuan.rule("five-ones-parttime")
    standing = evaluate(rule, VILLAGE, ON, Tally({"volunteering": 3, "heart_to_heart": 1}))
    assert (standing.target, standing.count, standing.missing) == (5, 4, 1)
    assert standing.by_kind == dict.fromkeys(FIVE, 0) | {"volunteering": 3, "heart_to_heart": 1}
    assert standing.missing_by_kind == {}
    assert standing.bound
    assert standing.owed
    assert not standing.met
    assert standing.days_left == 7
    assert "每季度开展不少于5次活动" in standing.clause
    assert str(standing.source).startswith("广青办发〔2017〕12号二(二)1:“")
    done = evaluate(rule, VILLAGE, ON, Tally({"own_design": 7}))
    assert (done.count, done.missing, done.met, done.owed) == (7, 0, True, False)


def test_an_organ_needs_one_of_each_and_more_of_one_does_not_help(guangyuan):
    rule = guangyuan.rule("five-ones-organ")
    standing = evaluate(rule, COUNTY, ON, Tally({"open_day": 9, "sharing": 1}))
    assert (standing.target, standing.count, standing.missing) == (5, 2, 3)
    assert standing.by_kind["open_day"] == 9
    assert standing.missing_by_kind == {
        "face_to_face": 1,
        "group_volunteering": 1,
        "group_own_design": 1,
    }
    whole = evaluate(rule, COUNTY, ON, Tally(dict.fromkeys(rule.counts.kinds, 1)))
    assert whole.met
    assert whole.missing_by_kind == {}


def test_contacts_count_people_and_have_no_end(guangyuan):
    rule = guangyuan.rule("contacts")
    standing = evaluate(rule, CADRE, ON, Tally(distinct=98))
    assert (standing.target, standing.count, standing.missing) == (100, 98, 2)
    assert standing.days_left is None
    assert standing.by_kind == {}
    assert evaluate(rule, VILLAGE, ON, Tally(distinct=10)).met


def test_nothing_counted_is_nothing(guangyuan):
    standing = evaluate(guangyuan.rule("five-ones-parttime"), VILLAGE, ON)
    assert (standing.count, standing.missing) == (0, 5)


def test_the_exempt_see_their_progress_and_owe_nothing(guangyuan):
    subject = Subject((Span(Role.PARTTIME, Level.BASE, date(2026, 10, 12)),))
    rule = guangyuan.rule("five-ones-parttime")
    standing = evaluate(rule, subject, ON, Tally({"volunteering": 2}))
    assert standing.exempt_reason == "10 月 12 日上任,下一个窗口起算"
    assert (standing.bound, standing.count, standing.missing, standing.owed) == (False, 2, 3, False)
    away = Subject(VILLAGE.spans, (Leave(date(2026, 12, 1)),))
    assert evaluate(rule, away, ON).exempt_reason == "本窗口内休假登记"


def test_a_personal_target_replaces_the_files(guangyuan):
    rule = guangyuan.rule("contacts")
    override = Override("contacts", 60, "高校团委", SINCE)
    standing = evaluate(rule, Subject(VILLAGE.spans, overrides=(override,)), ON, Tally(distinct=60))
    assert (standing.target, standing.met, standing.override_reason) == (60, True, "高校团委")


def test_each_subject_has_its_own_rules(guangyuan):
    def ids(subject):
        return [s.rule.id for s in evaluate_all(guangyuan, subject, ON, {})]

    assert ids(CADRE) == ["contacts", "five-ones-fulltime"]
    assert ids(VILLAGE) == ["contacts", "five-ones-parttime"]
    assert ids(COUNTY) == ["five-ones-organ"]
    assert ids(Subject((Span(Role.ORGAN, Level.NATION, SINCE),))) == []


def test_a_year_of_windows_is_cut_as_the_notice_says(guangyuan):
    rule = guangyuan.rule("five-ones-fulltime")
    windows = list(rule.period.windows(date(2026, 1, 1), date(2026, 12, 31)))
    assert [w.first_day.month for w in windows] == [1, 3, 5, 7, 9, 11]


def test_a_record_shows_which_rules_it_fills(guangyuan):
    deed = Deed("volunteering", ON)
    assert [r.id for r in filled(guangyuan, CADRE, deed)] == ["five-ones-fulltime"]
    assert [r.id for r in filled(guangyuan, VILLAGE, deed)] == ["five-ones-parttime"]
    assert filled(guangyuan, CADRE, Deed("phone", ON, offline=False)) == ()
    assert [r.id for r in filled(guangyuan, COUNTY, Deed("open_day", ON))] == ["five-ones-organ"]
    assert filled(guangyuan, CADRE, Deed("volunteering", date(2023, 1, 1))) == ()


NIGHT = load("x.toml", SMALL).rules[0]


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        (Deed("visit", ON, 60), None),
        (Deed("visit", ON, 59), "不到 60 分钟,不计入"),
        (Deed("visit", ON), "没写时长;满 60 分钟才计入"),
        (Deed("visit", ON, 90, offline=False), "这一条只算线下"),
        (Deed("phone", ON, 90), "不是这一条要的类别"),
    ],
)
def test_a_record_that_does_not_count_says_why(deed, why):
    assert misfit(NIGHT, deed) == why
    assert fits(NIGHT, deed) is (why is None)


def test_a_campaign_takes_only_what_happened_in_it():
    season = '{ kind = "campaign", from = "09-01", to = "12-31" }'
    rule = load("x.toml", SMALL.replace('"quarter"', season)).rules[0]
    assert rule.period.kind is PeriodKind.CAMPAIGN
    assert fits(rule, Deed("visit", date(2026, 9, 1), 60))
    assert misfit(rule, Deed("visit", date(2026, 8, 31), 60)) == "不在这项活动的时间里"


def test_a_rule_about_the_case_load_looks_at_no_record(guangyuan):
    assert misfit(guangyuan.rule("contacts"), Deed("visit", ON)) == "这一条看联系名单,不看单次记录"


GROUPS = st.lists(
    st.builds(
        Grouped,
        st.sampled_from(list(KINDS)),
        st.none() | st.integers(0, 200),
        st.booleans(),
        st.integers(1, 9),
    ),
    max_size=12,
)
RULES = st.sampled_from([*read("guangyuan-2017").rules, *read("national").rules, NIGHT])


@given(RULES, GROUPS)
def test_what_a_rule_counts_is_what_fits_it(rule, groups):
    """Counting groups and asking record by record come to the same."""
    counted = tally(rule, groups)
    singly = sum(
        group.number
        for group in groups
        if fits(rule, Deed(group.kind, ON, group.minutes, group.offline))
    )
    assert sum(counted.by_kind.values()) == singly


@given(RULES, st.dictionaries(st.sampled_from(list(KINDS)), st.integers(0, 9)), st.integers(0, 200))
def test_the_numbers_of_a_standing_agree_with_each_other(rule, by_kind, distinct):
    for subject in (CADRE, VILLAGE, COUNTY):
        standing = evaluate(rule, subject, ON, Tally(by_kind, distinct))
        if standing is None:
            continue
        assert standing.missing == max(standing.target - standing.count, 0)
        assert standing.met == (standing.missing == 0)
        assert set(standing.by_kind) == set(rule.counts.kinds)
        if standing.missing_by_kind:
            assert sum(standing.missing_by_kind.values()) == standing.missing
