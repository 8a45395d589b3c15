"""The calendar that goes out, held against the State Council's own words for two years."""

import json
from datetime import date, timedelta

import pytest

from tests.demo.filling import law

DAY = timedelta(days=1)


def span(first, last):
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    return [first + n * DAY for n in range((last - first).days + 1)]


def each(*days):
    return {date.fromisoformat(day) for day in days}


# 国办发明电〔2024〕12号: days off, and Saturdays and Sundays worked.
OFF_2025 = {
    *span("2025-01-01", "2025-01-01"),  # 元旦
    *span("2025-01-28", "2025-02-04"),  # 春节
    *span("2025-04-04", "2025-04-06"),  # 清明
    *span("2025-05-01", "2025-05-05"),  # 劳动节
    *span("2025-05-31", "2025-06-02"),  # 端午
    *span("2025-10-01", "2025-10-08"),  # 国庆、中秋
}
ON_2025 = each("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11")

# 国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04.
OFF_2026 = {
    *span("2026-01-01", "2026-01-03"),  # 元旦
    *span("2026-02-15", "2026-02-23"),  # 春节
    *span("2026-04-04", "2026-04-06"),  # 清明
    *span("2026-05-01", "2026-05-05"),  # 劳动节
    *span("2026-06-19", "2026-06-21"),  # 端午
    *span("2026-09-25", "2026-09-27"),  # 中秋
    *span("2026-10-01", "2026-10-07"),  # 国庆
}
ON_2026 = each(
    *("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")
)


@pytest.fixture
def calendar(tmp_path):
    law().write(tmp_path)
    return json.loads((tmp_path / "calendar.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("year", "off", "on", "working"),
    [(2025, OFF_2025, ON_2025, 248), (2026, OFF_2026, ON_2026, 248)],
)
def test_a_year_is_worked_as_the_state_council_arranged(calendar, year, off, on, working):
    assert year in calendar["covered"]
    told_off, told_on = (each(*calendar[name]) for name in ("off", "on"))
    whole_year = span(f"{year}-01-01", f"{year}-12-31")
    wanted = [d for d in whole_year if d in on or (d.weekday() < 5 and d not in off)]
    told = [d for d in whole_year if d in told_on or (d.weekday() < 5 and d not in told_off)]
    assert told == wanted
    assert len(wanted) == working


def test_it_speaks_of_covered_years_and_of_days_that_change_something(calendar):
    off, on = (each(*calendar[name]) for name in ("off", "on"))
    assert {day.year for day in off | on} <= set(calendar["covered"])
    assert all(day.weekday() < 5 for day in off)
    assert all(day.weekday() >= 5 for day in on)
