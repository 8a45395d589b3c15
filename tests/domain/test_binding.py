from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.binding import Leave, Override, Span, Subject, bind
from domain.dictionaries import Level
from domain.periods import QUARTER, STANDING, TWO_MONTHS
from domain.rules import Counts, Measure, Role, Rule, Where, Who

FULL, SECOND, PART, ORGAN = Role.FULLTIME, Role.SECONDED, Role.PARTTIME, Role.ORGAN
COUNTY, BASE = Level.COUNTY, Level.BASE
ON = date(2026, 11, 22)
LONG_AGO = date(2020, 5, 4)


def rule(roles, period=QUARTER, where=Where.ANYWHERE, target=5, subjects=None):
    return Rule(
        id="r",
        title="r",
        subjects=subjects or (Who(frozenset(roles), where.levels, target),),
        measure=Measure.RECORDS,
        period=period,
        counts=Counts(("volunteering",)),
        sources=(),
    )


PARTTIME = rule([PART])
FULLTIME = rule([FULL, SECOND], TWO_MONTHS)
ORGANS = rule([ORGAN])
CONTACTS = rule(
    [],
    STANDING,
    subjects=(
        Who(frozenset({FULL, SECOND}), Where.ANYWHERE.levels, 100),
        Who(frozenset({PART}), Where.LEADING.levels, 100),
        Who(frozenset({PART}), Where.ELSEWHERE.levels, 10),
    ),
)


def d(month, day, year=2026):
    return date(year, month, day)


def exempt(rule, *spans, leaves=(), on=ON):
    return bind(rule, Subject(spans, leaves), on).exempt


def test_who_held_the_post_on_the_first_day_is_bound():
    binding = bind(PARTTIME, Subject((Span(PART, BASE, d(10, 1)),)), ON)
    assert binding.exempt is None
    assert binding.window.key == "2026Q4"
    assert binding.target == 5


def test_who_came_a_day_later_is_exempt_until_the_next_window():
    subject = Subject((Span(PART, BASE, d(10, 2)),))
    assert bind(PARTTIME, subject, ON).exempt == "10 月 2 日上任,下一个窗口起算"
    assert bind(PARTTIME, subject, d(1, 1, 2027)).exempt is None


def test_one_day_of_leave_anywhere_in_the_window_exempts():
    post = Span(PART, BASE, LONG_AGO)
    for first, last in [
        (d(12, 31), None),
        (d(8, 1), d(10, 1)),
        (d(1, 1), None),
        (d(11, 2), d(11, 2)),
    ]:
        assert exempt(PARTTIME, post, leaves=(Leave(first, last),)) == "本窗口内休假登记"
    for first, last in [(d(8, 1), d(9, 30)), (d(1, 1, 2027), None)]:
        assert exempt(PARTTIME, post, leaves=(Leave(first, last),)) is None


def test_a_change_of_type_exempts_on_both_sides_and_binds_at_the_next_window():
    history = (Span(PART, BASE, LONG_AGO, d(11, 9)), Span(FULL, BASE, d(11, 10)))
    assert exempt(PARTTIME, *history) == "窗口内由兼职转专职"
    assert exempt(FULLTIME, *history) == "窗口内由兼职转专职"
    assert bind(FULLTIME, Subject(history), d(1, 1, 2027)).exempt is None
    assert bind(PARTTIME, Subject(history), d(1, 1, 2027)) is None
    assert bind(FULLTIME, Subject(history), d(10, 31)) is None


def test_a_change_of_type_under_one_rule_exempts_as_well():
    history = (Span(SECOND, COUNTY, LONG_AGO, d(11, 30)), Span(FULL, COUNTY, d(12, 1)))
    assert exempt(FULLTIME, *history) == "窗口内由挂职转专职"


def test_a_change_on_the_first_day_of_a_window_breaks_nothing():
    history = (Span(PART, BASE, LONG_AGO, d(10, 31)), Span(FULL, BASE, d(11, 1)))
    assert exempt(FULLTIME, *history) is None
    assert exempt(PARTTIME, *history) == "窗口内由兼职转专职"


def test_who_leaves_before_the_last_day_is_exempt():
    assert exempt(PARTTIME, Span(PART, BASE, LONG_AGO, d(12, 30))) == "12 月 30 日离任"
    assert exempt(PARTTIME, Span(PART, BASE, LONG_AGO, d(12, 31))) is None


def test_a_move_without_a_gap_breaks_nothing_and_a_gap_does():
    first = Span(PART, BASE, LONG_AGO, d(11, 9))
    assert exempt(PARTTIME, Span(PART, COUNTY, d(11, 10)), first) is None
    assert exempt(PARTTIME, Span(PART, COUNTY, d(11, 11)), first) == "11 月 9 日离任"


def test_a_move_out_of_what_the_rule_means_is_a_change_of_post():
    leading = rule([PART], where=Where.LEADING)
    history = (Span(PART, COUNTY, LONG_AGO, d(11, 9)), Span(PART, BASE, d(11, 10)))
    assert exempt(leading, *history) == "窗口内岗位调动"
    assert exempt(rule([PART], where=Where.ELSEWHERE), *history) == "窗口内岗位调动"


def test_a_second_hat_put_on_inside_the_window_does_not_free_from_the_first():
    both = (Span(FULL, COUNTY, LONG_AGO), Span(PART, BASE, d(11, 10)))
    assert exempt(FULLTIME, *both) is None
    assert exempt(PARTTIME, *both) == "11 月 10 日上任,下一个窗口起算"


def test_an_organ_is_bound_from_its_first_whole_window():
    assert exempt(ORGANS, Span(ORGAN, COUNTY, d(10, 12))) == "10 月 12 日成立,下一个窗口起算"
    assert exempt(ORGANS, Span(ORGAN, COUNTY, LONG_AGO, d(11, 1))) == "11 月 1 日撤销"
    assert exempt(ORGANS, Span(ORGAN, COUNTY, LONG_AGO)) is None


def test_a_rule_says_nothing_about_others():
    assert bind(PARTTIME, Subject((Span(FULL, COUNTY, LONG_AGO),)), ON) is None
    assert bind(PARTTIME, Subject((Span(PART, BASE, LONG_AGO, d(9, 30)),)), ON) is None
    assert bind(PARTTIME, Subject((Span(PART, BASE, d(1, 1, 2027)),)), ON) is None
    assert bind(PARTTIME, Subject(()), ON) is None


@pytest.mark.parametrize(
    ("role", "level", "target"),
    [(FULL, BASE, 100), (SECOND, COUNTY, 100), (PART, COUNTY, 100), (PART, BASE, 10)],
)
def test_a_standing_rule_binds_from_the_first_day_in_post(role, level, target):
    binding = bind(CONTACTS, Subject((Span(role, level, ON),)), ON)
    assert (binding.target, binding.exempt) == (target, None)
    assert bind(CONTACTS, Subject((Span(role, level, ON),)), ON - timedelta(days=1)) is None


def test_a_standing_rule_rests_on_the_days_of_leave_only():
    subject = Subject((Span(PART, BASE, LONG_AGO),), (Leave(d(11, 1), d(11, 22)),))
    assert bind(CONTACTS, subject, d(11, 22)).exempt == "休假登记中"
    assert bind(CONTACTS, subject, d(11, 23)).exempt is None


def test_the_higher_of_two_hats_sets_a_standing_target():
    subject = Subject((Span(PART, BASE, LONG_AGO), Span(FULL, COUNTY, LONG_AGO)))
    assert bind(CONTACTS, subject, ON).target == 100


def test_a_personal_target_holds_on_its_days():
    override = Override("r", 60, "高校团委", d(11, 1), d(11, 30))
    other = Override("another", 1, "", LONG_AGO)
    subject = Subject((Span(PART, BASE, LONG_AGO),), overrides=(override, other))
    assert bind(CONTACTS, subject, d(11, 30)).target == 60
    assert bind(CONTACTS, subject, d(12, 1)).target == 10
    assert bind(PARTTIME, subject, ON).override is override


def test_the_latest_personal_target_wins():
    old, new = Override("r", 60, "", LONG_AGO), Override("r", 50, "", d(6, 1))
    subject = Subject((Span(PART, BASE, LONG_AGO),), overrides=(new, old))
    assert bind(CONTACTS, subject, ON).target == 50


# An independent recount, day by day, on random histories around one quarter.

DAYS = st.dates(date(2026, 8, 1), date(2027, 2, 28))


@st.composite
def dated(draw, make):
    first = draw(DAYS)
    last = draw(st.none() | st.dates(first, date(2027, 3, 31)))
    return make(first, last)


SPANS = st.builds(
    lambda role, level, ends: Span(role, level, *ends),
    st.sampled_from([FULL, SECOND, PART]),
    st.sampled_from([COUNTY, BASE]),
    dated(lambda *ends: ends),
)
RULES = st.builds(
    rule,
    st.sets(st.sampled_from([FULL, SECOND, PART]), min_size=1),
    st.sampled_from([QUARTER, TWO_MONTHS]),
    st.sampled_from(list(Where)),
)


def lasts(span, day):
    return span.first_day <= day and (span.last_day is None or day <= span.last_day)


def recount(rule, subject, window):
    """Say "bound", "exempt" or None from the days alone."""
    who = rule.subjects[0]
    days = [
        window.first_day + timedelta(days=n)
        for n in range((window.last_day - window.first_day).days + 1)
    ]
    meant = [s for s in subject.spans if s.role in who.roles and s.level in who.levels]
    if not any(lasts(s, day) for s in meant for day in days):
        return None
    away = any(lasts(leave, day) for leave in subject.leaves for day in days)
    held = any(
        all(any(s.role is role and lasts(s, day) for s in meant) for day in days)
        for role in (FULL, SECOND, PART)
    )
    return "bound" if held and not away else "exempt"


@given(RULES, st.lists(SPANS, max_size=4), st.lists(dated(Leave), max_size=1), DAYS)
def test_binding_agrees_with_a_recount_day_by_day(rule, spans, leaves, on):
    subject = Subject(tuple(spans), tuple(leaves))
    binding = bind(rule, subject, on)
    expected = recount(rule, subject, rule.period.window_of(on))
    if binding is None:
        assert expected is None
        return
    assert expected == ("exempt" if binding.exempt else "bound")
    assert binding.window.holds(on)


@given(RULES, st.lists(SPANS, max_size=4), st.lists(dated(Leave), max_size=2), st.randoms())
def test_the_answer_belongs_to_the_window_not_to_the_day_or_the_order(rule, spans, leaves, chance):
    window = rule.period.window_of(ON)
    subject = Subject(tuple(spans), tuple(leaves))
    answers = {bind(rule, subject, day) for day in (window.first_day, ON, window.last_day)}
    assert len(answers) == 1
    chance.shuffle(spans)
    assert bind(rule, Subject(tuple(spans), tuple(leaves)), ON) == answers.pop()
