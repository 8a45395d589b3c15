from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.holidays import calendar
from domain.periods import HOME
from domain.ticket_clock import due, last_day, late_days, soon, sure
from domain.workdays import UNKNOWN, Calendar

KNOWN = calendar({})
TWENTY_SIX = datetime(2026, 1, 1, tzinfo=HOME)


def at(month, day, hour=10, year=2026):
    return datetime(year, month, day, hour, tzinfo=HOME)


@pytest.mark.parametrize(
    ("since", "days", "last"),
    [
        (at(11, 23), 1, date(2026, 11, 24)),  # a Monday
        (at(11, 23, 0), 1, date(2026, 11, 24)),
        (at(11, 23, 23), 1, date(2026, 11, 24)),
        (at(11, 27), 1, date(2026, 11, 30)),  # a Friday
        (at(11, 28), 1, date(2026, 11, 30)),  # a Saturday
        (at(11, 23), 5, date(2026, 11, 30)),
        (at(9, 30), 1, date(2026, 10, 8)),  # the last day before the National Day
        (at(10, 3), 1, date(2026, 10, 8)),  # asked on the holiday
        (at(9, 30), 3, date(2026, 10, 10)),  # a Saturday that is worked in exchange
        (at(9, 30), 4, date(2026, 10, 12)),
        (at(9, 18), 1, date(2026, 9, 20)),  # a Sunday that is worked in exchange
        (at(2, 13), 1, date(2026, 2, 14)),
        (at(2, 14), 1, date(2026, 2, 24)),  # over the Spring Festival
    ],
)
def test_working_days_are_counted_over_holidays_and_exchanged_weekends(since, days, last):
    by = due(KNOWN, since, days)
    assert by.last_day == last
    assert by.at == datetime.combine(last + timedelta(days=1), datetime.min.time(), HOME)
    assert by.sure


def test_a_year_nobody_has_arranged_counts_weekdays_and_says_so():
    by = due(KNOWN, at(12, 31), 2)
    assert (by.last_day, by.sure) == (date(2027, 1, 4), False)
    assert not sure(KNOWN, at(12, 31), by.at)
    assert sure(KNOWN, at(12, 30), due(KNOWN, at(12, 30), 1).at)
    assert due(UNKNOWN, at(11, 27), 1).last_day == date(2026, 11, 30)


def test_distress_waits_for_no_working_day():
    night = at(10, 3, 23)
    assert soon(night).at == at(10, 4, 1)


@pytest.mark.parametrize(
    ("now", "late"),
    [(at(9, 30, 23), 0), (at(10, 1, 0), 0), (at(10, 7), 0), (at(10, 8), 1), (at(10, 10), 3)],
)
def test_holidays_make_nothing_later(now, late):
    by = due(KNOWN, at(9, 29), 1)
    assert late_days(KNOWN, by.at, now) == late


@settings(max_examples=30)
@given(st.integers(0, 364), st.integers(0, 23), st.integers(1, 10), st.sets(st.integers(0, 400)))
def test_exactly_so_many_working_days_lie_between(day, hour, days, off):
    holidays = frozenset((TWENTY_SIX + timedelta(days=n)).date() for n in off)
    arranged = Calendar(frozenset({2026, 2027, 2028}), off=holidays)
    since = TWENTY_SIX + timedelta(days=day, hours=hour)
    by = due(arranged, since, days)
    between = arranged.working_days(since.date() + timedelta(days=1), by.last_day)
    assert len(between) == days
    assert between[-1] == by.last_day == last_day(by.at)
