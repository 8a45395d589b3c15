from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import (
    HOME,
    QUARTER,
    STANDING,
    TWO_MONTHS,
    YEAR,
    MonthDay,
    Period,
    PeriodKind,
    local_day,
    midnight,
)

HALF = Period(PeriodKind.HALF)
MONTH = Period(PeriodKind.MONTH)
WEEK = Period(PeriodKind.WEEK)
SERVICE_MONTH = Period(PeriodKind.CAMPAIGN, since=MonthDay(12, 20), until=MonthDay(2, 29))
LECTURES = Period(PeriodKind.CAMPAIGN, since=MonthDay(9, 1), until=MonthDay(12, 31))

DAYS = st.dates(date(2000, 1, 1), date(2200, 1, 1))
PERIODS = st.one_of(
    st.builds(
        Period,
        st.sampled_from(
            [PeriodKind.TWO_MONTHS, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR]
        ),
        st.integers(1, 12),
    ),
    st.sampled_from([WEEK, MONTH]),
)
MONTH_DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda d: MonthDay(d.month, d.day))
CAMPAIGNS = st.builds(Period, st.just(PeriodKind.CAMPAIGN), since=MONTH_DAYS, until=MONTH_DAYS)


@pytest.mark.parametrize(
    ("period", "day", "expected"),
    [
        (
            QUARTER,
            "2026-11-22",
            ("2026Q4", "2026 年第四季度", "2026-10-01", "2026-12-31"),
        ),
        (
            QUARTER,
            "2024-02-29",
            ("2024Q1", "2024 年第一季度", "2024-01-01", "2024-03-31"),
        ),
        (
            TWO_MONTHS,
            "2026-11-22",
            ("2026M11-12", "2026 年 11—12 月", "2026-11-01", "2026-12-31"),
        ),
        (
            TWO_MONTHS,
            "2024-02-29",
            ("2024M01-02", "2024 年 1—2 月", "2024-01-01", "2024-02-29"),
        ),
        (
            TWO_MONTHS,
            "2100-02-28",
            ("2100M01-02", "2100 年 1—2 月", "2100-01-01", "2100-02-28"),
        ),
        (
            HALF,
            "2026-07-01",
            ("2026H2", "2026 年下半年", "2026-07-01", "2026-12-31"),
        ),
        (
            YEAR,
            "2026-12-31",
            ("2026", "2026 年", "2026-01-01", "2026-12-31"),
        ),
        (
            MONTH,
            "2028-02-10",
            ("2028-02", "2028 年 2 月", "2028-02-01", "2028-02-29"),
        ),
        (
            WEEK,
            "2026-11-22",
            ("2026-W47", "2026 年第 47 周", "2026-11-16", "2026-11-22"),
        ),
        (
            WEEK,
            "2027-01-03",
            ("2026-W53", "2026 年第 53 周", "2026-12-28", "2027-01-03"),
        ),
        (
            WEEK,
            "2024-12-30",
            ("2025-W01", "2025 年第 1 周", "2024-12-30", "2025-01-05"),
        ),
        (
            Period(PeriodKind.TWO_MONTHS, anchor=2),
            "2027-01-31",
            ("2026M12-01", "2026 年 12 月—2027 年 1 月", "2026-12-01", "2027-01-31"),
        ),
        (
            Period(PeriodKind.YEAR, anchor=9),
            "2026-08-31",
            ("2025M09-08", "2025 年 9 月—2026 年 8 月", "2025-09-01", "2026-08-31"),
        ),
        (
            LECTURES,
            "2026-11-22",
            ("2026C0901-1231", "2026 年 9 月 1 日至 12 月 31 日", "2026-09-01", "2026-12-31"),
        ),
        (
            SERVICE_MONTH,
            "2028-01-01",
            (
                "2027C1220-0229",
                "2027 年 12 月 20 日至 2028 年 2 月 29 日",
                "2027-12-20",
                "2028-02-29",
            ),
        ),
        (
            SERVICE_MONTH,
            "2027-02-28",
            (
                "2026C1220-0229",
                "2026 年 12 月 20 日至 2027 年 2 月 28 日",
                "2026-12-20",
                "2027-02-28",
            ),
        ),
    ],
)
def test_every_day_has_its_window(period, day, expected):
    window = period.window_of(date.fromisoformat(day))
    found = (window.key, window.title, str(window.first_day), str(window.last_day))
    assert found == expected


def test_a_window_is_half_open_to_the_second_in_shanghai():
    window = QUARTER.window_of(date(2026, 11, 22))
    assert window.start == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert window.end == datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert window.contains(window.start)
    assert not window.contains(window.start - timedelta(microseconds=1))
    assert window.contains(window.end - timedelta(microseconds=1))
    assert not window.contains(window.end)


def test_the_last_evening_in_utc_is_the_next_morning_at_home():
    assert local_day(datetime(2026, 12, 31, 16, tzinfo=UTC)) == date(2027, 1, 1)
    assert local_day(datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)) == date(2026, 12, 31)


def test_a_naive_moment_has_no_day():
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 1, 1))  # noqa: DTZ001 - the point


def test_a_campaign_out_of_season_is_the_next_one():
    window = LECTURES.window_of(date(2026, 8, 31))
    assert window.first_day == date(2026, 9, 1)
    assert not window.holds(date(2026, 8, 31))
    assert SERVICE_MONTH.window_of(date(2027, 3, 1)).first_day == date(2027, 12, 20)
    assert SERVICE_MONTH.window_of(date(2026, 12, 19)).first_day == date(2026, 12, 20)


def test_days_left_are_counted_to_the_last_day():
    window = QUARTER.window_of(date(2026, 9, 23))
    assert window.days_left(date(2026, 9, 23)) == 7
    assert window.days_left(date(2026, 9, 30)) == 0
    assert window.days_left(date(2026, 10, 9)) == 0
    assert STANDING.window_of(date(2026, 9, 23)).days_left(date(2026, 9, 23)) is None


def test_the_standing_window_is_always_open_and_safe_to_ask_a_database_about():
    window = STANDING.window_of(date(2026, 1, 1))
    assert window.standing
    assert window.next == window
    assert window.contains(datetime(2026, 1, 1, tzinfo=UTC))
    assert window.start.astimezone(UTC) < window.end.astimezone(UTC)
    assert list(STANDING.windows(date(2026, 1, 1), date(2027, 1, 1))) == [window]


def test_windows_are_walked_in_order():
    keys = [w.key for w in QUARTER.windows(date(2025, 12, 31), date(2026, 7, 1))]
    assert keys == ["2025Q4", "2026Q1", "2026Q2", "2026Q3"]
    assert [w.key for w in LECTURES.windows(date(2025, 1, 1), date(2025, 8, 1))] == []


@given(PERIODS, DAYS)
def test_windows_hold_their_days_and_touch_without_gap_or_overlap(period, day):
    window = period.window_of(day)
    assert window.holds(day)
    assert period.window_of(window.first_day) == period.window_of(window.last_day) == window
    assert window.next.first_day == window.last_day + timedelta(days=1)
    assert window.next.start == window.end
    assert window.next.key > window.key or period.kind is PeriodKind.WEEK
    assert window.start.tzinfo is HOME


@given(CAMPAIGNS, DAYS)
def test_a_campaign_comes_once_a_year(period, day):
    window = period.window_of(day)
    assert window.last_day >= day
    assert window.last_day - window.first_day < timedelta(days=367)
    if not window.holds(day):
        assert window.first_day > day
        assert window.first_day - day < timedelta(days=367)
    assert window.next.first_day > window.last_day


@given(st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_moment_lies_in_the_window_of_its_day(moment):
    for period in (QUARTER, TWO_MONTHS, WEEK, YEAR):
        window = period.window_of(local_day(moment))
        assert window.contains(moment)
        assert window.start <= moment < window.end


def test_midnight_is_at_home():
    assert midnight(date(2026, 11, 22)).utcoffset() == timedelta(hours=8)
