from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import HOME
from domain.workdays import UNKNOWN, Calendar, Half, HalfDay, halves

SWAPPED = Calendar(
    frozenset({2026}),
    off=frozenset({date(2026, 10, 1), date(2026, 10, 2)}),
    on=frozenset({date(2026, 10, 10)}),
)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 10, 9), True),  # a Friday
        (date(2026, 10, 10), True),  # a Saturday, worked in exchange
        (date(2026, 10, 11), False),  # a Sunday
        (date(2026, 10, 1), False),  # a Thursday off
        (date(2027, 10, 8), None),  # nobody has said yet
    ],
)
def test_a_day_is_worked_as_the_year_was_arranged(day, working):
    assert SWAPPED.is_working(day) is working


def test_working_days_of_a_week_and_of_one_that_reaches_into_an_unknown_year():
    week = SWAPPED.working_days(date(2026, 9, 28), date(2026, 10, 4))
    assert week == (date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30))
    assert SWAPPED.working_days(date(2026, 12, 28), date(2027, 1, 3)) is None
    assert UNKNOWN.is_working(date(2026, 10, 9)) is None


def at(hour, minute=0, second=0):
    return datetime(2026, 10, 9, hour, minute, second, tzinfo=HOME)


AM, PM = HalfDay(date(2026, 10, 9), Half.AM), HalfDay(date(2026, 10, 9), Half.PM)


@pytest.mark.parametrize(
    ("begins", "minutes", "taken"),
    [
        (at(9), 60, (AM,)),
        (at(11, 59, 59), None, (AM,)),
        (at(12), 60, (PM,)),
        (at(0), 30, (AM,)),
        (at(23, 59, 59), 600, (PM,)),
        (at(11, 30), 90, (AM,)),  # over noon, and no second half for that
        (at(9), 359, (AM,)),
        (at(9), 360, (AM, PM)),
    ],
)
def test_a_half_day_is_the_one_it_begins_in_and_a_long_morning_is_both(begins, minutes, taken):
    assert halves(begins, minutes) == taken
    assert halves(begins.astimezone(tz=None), minutes) == taken


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - HOME follows
    st.none() | st.integers(0, 2000),
)
def test_half_days_are_of_the_day_it_began(moment, minutes):
    begins = moment.replace(tzinfo=HOME)
    taken = halves(begins, minutes)
    assert 1 <= len(taken) <= 2
    assert {half.day for half in taken} == {begins.date()}
    assert halves(begins + timedelta(days=1), minutes)[0].day > begins.date()
