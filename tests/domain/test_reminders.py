from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.delivery import Kind
from domain.periods import HOME, QUARTER, STANDING, TWO_MONTHS, Period, PeriodKind
from domain.reminders import (
    Item,
    Policy,
    QuietHours,
    Slot,
    Told,
    free_on,
    kind_of,
    quiet_until,
    slot,
    stage_ahead,
    stage_due,
    stage_of,
    urgent,
    week_of,
)
from domain.rules import Counts, Measure, Rule

Q3 = QUARTER.window_of(date(2026, 9, 1))


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2026, 9, 8), None),
        (date(2026, 9, 9), 21),
        (date(2026, 9, 22), 21),
        (date(2026, 9, 23), 7),
        (date(2026, 9, 27), 7),
        (date(2026, 9, 28), 2),
        (date(2026, 9, 30), 2),
        (date(2026, 10, 1), None),
        (date(2026, 6, 30), None),
    ],
)
def test_the_latest_stage_whose_day_has_come_is_due(day, stage):
    assert stage_due(Q3, day) == stage


def test_a_window_that_never_ends_reminds_of_nothing():
    day = date(2026, 9, 28)
    assert stage_due(STANDING.window_of(day), day) is None


def test_a_stage_longer_than_the_window_is_none_of_it():
    week = Period(PeriodKind.WEEK).window_of(date(2026, 11, 22))
    assert [stage_due(week, week.first_day + timedelta(days=n)) for n in range(7)] == [
        *[None] * 4,
        *[2] * 3,
    ]


def test_no_ladder_no_reminder():
    assert stage_due(Q3, date(2026, 9, 30), ()) is None


def rule(period=QUARTER, ladder=(21, 7, 2), by_day=None, kinds=("volunteering",)):
    return Rule("r", "R", (), Measure.RECORDS, period, Counts(kinds), (), ladder, (), by_day)


def test_the_last_stage_is_the_urgent_one():
    assert [urgent(rule(), stage) for stage in (21, 7, 2)] == [False, False, True]


def test_what_comes_back_every_week_is_never_urgent():
    assert not urgent(rule(Period(PeriodKind.WEEK), (3,)), 3)


@pytest.mark.parametrize(
    ("day", "stage"),
    [(29, 21), (30, 21)],
)
def test_papers_due_on_the_20th_are_reminded_of_before_the_20th(day, stage):
    papers = rule(by_day=20, kinds=("quarter_materials",))
    window = QUARTER.window_of(date(2026, 11, day))
    assert stage_of(papers, window, date(2026, 11, day)) == stage
    december = {n: stage_of(papers, window, date(2026, 12, n)) for n in (12, 13, 17, 18, 20, 21)}
    assert december == {12: 21, 13: 7, 17: 7, 18: 2, 20: 2, 21: None}
    assert stage_ahead(papers, window, date(2026, 12, 16)) == 2
    assert stage_ahead(papers, window, date(2026, 12, 21)) is None
    assert kind_of(papers) is Kind.MATERIALS
    assert kind_of(rule()) is kind_of(rule(kinds=())) is Kind.QUOTA


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from([QUARTER, TWO_MONTHS]))
def test_stages_only_come_nearer_to_the_end(day, period):
    window = period.window_of(day)
    stage = stage_due(window, day)
    later = stage_due(window, day + timedelta(days=1))
    assert stage is None or window.days_left(day) <= stage
    if window.holds(day + timedelta(days=1)) and stage is not None:
        assert later <= stage


def at(hour, minute=0, second=0, day=22):
    return datetime(2026, 11, day, hour, minute, second, tzinfo=HOME)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        (at(8), None),
        (at(20, 59, 59), None),
        (at(21), at(8, day=23)),
        (at(23, 59, 59), at(8, day=23)),
        (at(0), at(8)),
        (at(7, 59, 59), at(8)),
    ],
)
def test_nights_are_quiet(moment, until):
    assert quiet_until(moment) == until
    assert quiet_until(moment.astimezone(UTC)) == until


def test_quiet_hours_may_lie_within_a_day_or_not_be():
    siesta = QuietHours(time(12), time(14))
    assert quiet_until(at(13), siesta) == at(14)
    assert quiet_until(at(14), siesta) is None
    assert quiet_until(at(3), QuietHours(time(0), time(0))) is None


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.builds(QuietHours, st.times(), st.times()),
)
def test_quiet_ends_within_a_day_and_then_it_is_not_quiet(moment, quiet):
    until = quiet_until(moment, quiet)
    if until is not None:
        assert moment < until <= moment + timedelta(days=1)
        assert quiet_until(until, quiet) is None


def test_one_routine_message_a_week_and_one_urgent():
    told = [Told(at(9, day=1))]
    assert slot(told, date(2026, 11, 7), pressing=False) is None
    assert slot(told, date(2026, 11, 8), pressing=False) is Slot.ROUTINE
    assert slot(told, date(2026, 11, 3), pressing=True) is Slot.URGENT
    told.append(Told(at(9, day=3), urgent=True))
    assert slot(told, date(2026, 11, 4), pressing=True) is None
    assert slot(told, date(2026, 11, 8), pressing=True) is Slot.ROUTINE


def test_it_is_said_from_which_day_one_more_may_go():
    told = [Told(at(9, day=1)), Told(at(9, day=5))]
    assert free_on(told, date(2026, 11, 6)) == date(2026, 11, 12)
    assert free_on([], date(2026, 11, 6)) == date(2026, 11, 6)
    assert free_on(told, date(2026, 11, 6), policy=Policy(routine_a_week=2)) == date(2026, 11, 8)
    assert free_on(told, date(2026, 11, 6), policy=Policy(routine_a_week=3)) == date(2026, 11, 6)
    assert free_on(told, date(2026, 11, 6), policy=Policy(routine_a_week=0)) == date.max


@given(st.lists(st.integers(0, 60), max_size=30), st.integers(1, 3))
def test_whoever_asks_each_day_never_gets_more_than_the_cap(wanted, cap):
    told, policy = [], Policy(routine_a_week=cap)
    start = datetime(2026, 9, 1, 9, tzinfo=HOME)
    for offset in sorted(wanted):
        now = start + timedelta(days=offset)
        if slot(told, now.date(), pressing=False, policy=policy):
            told.append(Told(now))
    for n in range(61):
        since, until = start + timedelta(days=n), start + timedelta(days=n + 7)
        assert sum(since <= one.at < until for one in told) <= cap


def test_a_key_names_rule_window_stage_and_subject():
    item = Item(Kind.QUOTA, "cadre", 42, "five-ones", "2026Q4", 7)
    assert item.key == "five-ones:2026Q4:7-days:cadre-42"


def test_a_digest_is_of_a_week():
    assert week_of(date(2026, 12, 7)).key == week_of(date(2026, 12, 13)).key == "2026-W50"
