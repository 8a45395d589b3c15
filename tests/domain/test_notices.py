"""The life of a notice is a table: nothing happens that is not in it."""

from datetime import datetime, timedelta

import pytest

from domain.notices import (
    AHEAD,
    CANCELLABLE,
    MOVES,
    TITLES,
    Audience,
    Hat,
    NoticeStatus,
    NotNow,
    Step,
    TooEarly,
    Took,
    check_time,
    in_short,
    move,
    needs_second,
)
from domain.periods import HOME
from domain.permissions import TWO_PERSONS

NOW = datetime(2026, 11, 23, 10, tzinfo=HOME)


def test_every_state_has_a_name_and_all_but_the_last_a_way_on():
    assert set(TITLES) == set(NoticeStatus)
    ends = {status for status in NoticeStatus if not any(s is status for s, _ in MOVES)}
    assert ends == {NoticeStatus.DONE, NoticeStatus.CANCELLED}
    assert set(NoticeStatus) - ends == CANCELLABLE
    for status in NoticeStatus:
        for step in Step:
            if (status, step) in MOVES:
                assert move(status, step) is MOVES[status, step]
            else:
                with pytest.raises(NotNow) as no:
                    move(status, step)
                assert TITLES[status] in str(no.value)


def test_an_audience_is_kept_and_read_again():
    audience = Audience((3, 4), (Hat.YOUTH, Hat.ADMIN), ("篮球",), ("village",), Took.OUT)
    assert Audience.read(audience.kept()) == audience
    assert Audience.read({}) == Audience(hats=())


def test_a_card_says_the_first_line_as_far_as_there_is_room():
    assert in_short("短\n第二行") == "短"
    assert in_short("一" * 30) == "一" * 19 + "…"
    assert not in_short("  ")


def test_times_and_numbers_at_their_ends():
    assert not needs_second(TWO_PERSONS)
    assert needs_second(TWO_PERSONS + 1)
    check_time(NOW + timedelta(seconds=1), NOW)
    check_time(NOW + AHEAD, NOW)
    for at in (NOW, NOW + AHEAD + timedelta(seconds=1)):
        with pytest.raises(TooEarly):
            check_time(at, NOW)
