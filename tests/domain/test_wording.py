from datetime import date

import pytest

from domain.wording import say_date, say_day, say_minutes

TODAY = date(2027, 1, 2)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2027, 1, 2), "今天"),
        (date(2027, 1, 1), "昨天"),
        (date(2026, 12, 31), "前天"),
        (date(2026, 12, 30), "2026 年 12 月 30 日"),
        (date(2027, 9, 30), "9 月 30 日"),
    ],
)
def test_a_day_is_said_as_people_say_it(day, text):
    assert say_day(day, TODAY) == text


def test_a_date_names_its_year_only_where_it_is_another():
    assert say_date(date(2026, 10, 12)) == "10 月 12 日"
    assert say_date(date(2026, 10, 12), 2026) == "10 月 12 日"
    assert say_date(date(2026, 10, 12), 2027) == "2026 年 10 月 12 日"


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0 分钟"), (45, "45 分钟"), (60, "1 小时"), (90, "1 小时 30 分"), (1440, "24 小时")],
)
def test_a_length_is_said_in_hours(minutes, text):
    assert say_minutes(minutes) == text
