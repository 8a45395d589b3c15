from datetime import date, timedelta

import pytest

from bot.holidays import calendar
from bot.settings import BadSettings, Year, checked
from tests.house import content

# The State Council's arrangement of 2026: days off on weekdays, weekends worked in exchange.
OFF_2026 = """
01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25
10-01 10-02 10-05 10-06 10-07
"""
ON_2026 = "01-04 02-14 02-28 05-09 09-20 10-10"


def days(year, text):
    return {date.fromisoformat(f"{year}-{day}") for day in text.split()}


def test_2026_is_worked_as_it_was_arranged():
    known = calendar({})
    off, on = days(2026, OFF_2026), days(2026, ON_2026)
    first = date(2026, 1, 1)
    for day in (first + timedelta(days=n) for n in range(365)):
        assert known.is_working(day) is (day in on or (day.weekday() < 5 and day not in off)), day


def test_a_year_that_nobody_has_arranged_yet_is_not_guessed():
    known = calendar({})
    assert all(known.covers(date(year, 7, 1)) for year in range(2007, 2027))
    assert not known.covers(date(2006, 7, 1))
    assert not known.covers(date(2040, 7, 1))


def test_an_installation_may_add_a_year_before_the_library_does():
    off, on = [date(2040, 1, 2), date(2040, 1, 1)], [date(2040, 1, 7)]
    known = calendar({2040: Year(off=off, on=on)})
    assert known.is_working(date(2040, 1, 2)) is False
    assert known.is_working(date(2040, 1, 7)) is True
    assert known.is_working(date(2040, 1, 3)) is True
    assert known.is_working(date(2026, 10, 10)) is True


def test_what_is_added_for_a_known_year_replaces_it():
    known = calendar({2026: Year(off=[date(2026, 3, 2)], on=[])})
    assert known.is_working(date(2026, 10, 1)) is True
    assert known.is_working(date(2026, 3, 2)) is False


def test_the_configuration_names_days_and_says_which_are_none():
    settings = checked(
        content("sqlite:///x.db", calendar={"2027": {"off": [date(2027, 1, 1)]}}), "x"
    )
    assert settings.calendar[2027].off == [date(2027, 1, 1)]
    wrong = content("sqlite:///x.db", calendar={"2027": {"off": ["元旦"], "weekend": []}})
    with pytest.raises(BadSettings) as no:
        checked(wrong, "x")
    assert "calendar" in str(no.value)
    assert len(no.value.faults) == 2
