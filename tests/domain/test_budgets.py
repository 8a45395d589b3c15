from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.budgets import Going, Limits, Lot, Portion, day_of, forecast, portion, spread
from domain.delivery import Channel, Lane

DAY = timedelta(days=1)
MONDAY = date(2026, 12, 21)


def days(number):
    return MONDAY + (number - 1) * DAY


@pytest.mark.parametrize(
    ("used", "limit", "drawn"),
    [
        (0, 100_000, Portion(200, Lane.REMINDER)),
        (84_900, 100_000, Portion(6, Lane.REMINDER)),
        (84_999, 100_000, Portion(1, Lane.REMINDER)),
        (85_000, 100_000, Portion(200, Lane.NOTICE)),
        (94_999, 100_000, Portion(1, Lane.NOTICE)),
        (95_000, 100_000, Portion(200, Lane.SEAT)),
        (99_999, 100_000, Portion(1, Lane.SEAT)),
        (100_000, 100_000, Portion(0, -1)),
        (100_300, 100_000, Portion(0, -1)),
        (0, 0, Portion(0, -1)),
        (0, 10, Portion(1, Lane.REMINDER)),
        (8, 10, Portion(1, Lane.NOTICE)),
    ],
)
def test_who_is_less_urgent_stops_earlier(used, limit, drawn):
    assert portion(used, limit) == drawn


@given(st.integers(0, 3000), st.integers(1, 200))
def test_a_day_is_drawn_to_its_end_and_no_further(limit, most):
    used, last = 0, max(Lane)
    shares = {lane: Limits({Channel.SMS: limit}).of(Channel.SMS, lane) for lane in Lane}
    while (drawn := portion(used, limit, most)).calls:
        assert 0 < drawn.calls <= most
        assert drawn.upto <= last
        used, last = used + drawn.calls, drawn.upto
        assert used <= shares[Lane(drawn.upto)]
    assert used == limit


def test_what_has_no_limit_has_none():
    limits = Limits({Channel.TEMPLATE: 1000})
    assert limits.of(Channel.SMS) is None
    assert [limits.of("template", lane) for lane in Lane] == [1000, 1000, 950, 850]


def test_the_platforms_day_is_beijings():
    assert day_of(datetime(2026, 12, 24, 15, 59, 59, tzinfo=UTC)) == date(2026, 12, 24)
    assert day_of(datetime(2026, 12, 24, 16, tzinfo=UTC)) == date(2026, 12, 25)


def test_a_nation_at_a_hundred_thousand_a_day_takes_three_days():
    found = Counter(spread({}, 85_000, MONDAY, [None] * 229_000))
    assert found == {days(1): 85_000, days(2): 85_000, days(3): 59_000}


def test_days_that_are_in_use_take_less_and_full_ones_nothing():
    rooms = {days(1): 2, days(2): -5, days(3): 1}
    assert list(spread(rooms, 4, MONDAY, [None] * 5)) == [days(n) for n in (1, 1, 3, 4, 4)]


def test_whoever_has_no_good_day_left_is_put_on_the_first():
    wanted = [days(1), days(1), days(2), days(2)]
    assert list(spread({}, 1, MONDAY, wanted)) == [days(1), days(1), days(1), days(1)]


def test_no_room_at_all_ends():
    assert list(spread({days(1): 1}, 0, MONDAY, [None, None])) == [days(1), days(1)]


@given(
    st.dictionaries(st.integers(1, 9).map(days), st.integers(-3, 6)),
    st.integers(1, 5),
    st.integers(0, 40),
)
def test_no_day_is_given_more_than_it_has(rooms, usual, number):
    found = Counter(spread(rooms, usual, MONDAY, [None] * number))
    assert found.total() == number
    assert all(n <= rooms.get(day, usual) for day, n in found.items())
    # No day is left out that had room, before the last that is used.
    if found:
        day = MONDAY
        while day < max(found):
            assert found[day] == max(rooms.get(day, usual), 0)
            day += DAY


def test_what_a_day_cannot_carry_goes_on_the_next():
    lots = [
        Lot(Lane.REMINDER, days(1), days(9), 100),
        Lot(Lane.REMINDER, days(2), days(2), 30),
        Lot(Lane.NOTICE, days(2), days(2), 20),
    ]
    assert forecast(lots, 60, 70, MONDAY) == [
        Going(days(1), 100, 60, 40, 0),
        Going(days(2), 50, 70, 20, 0),  # the urgent, what was left, and ten of the others
        Going(days(3), 0, 0, 0, 20),  # whose last day has gone
    ]


def test_without_a_limit_all_goes_on_its_day():
    lots = [Lot(3, days(1), days(9), 5), Lot(3, days(4), days(9), 6)]
    assert forecast(lots, None, None, MONDAY) == [
        Going(days(1), 5, 5, 0, 0),
        Going(days(4), 6, 6, 0, 0),
    ]


def test_a_forecast_of_nothing_that_ever_goes_ends():
    assert forecast([Lot(3, days(1), date.max, 5)], 0, 0, MONDAY) == [Going(days(1), 5, 0, 5, 0)]
    assert forecast([], 5, 5, MONDAY) == []
