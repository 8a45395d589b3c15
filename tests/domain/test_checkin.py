"""The door's arithmetic: minutes, digits, scenes, and the table of who takes which seat."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import checkin
from domain.checkin import HostDecides, NoSeat, Step
from domain.periods import HOME
from domain.seats import ActivityStatus, Mode, Place, Seats

NOW = datetime(2026, 11, 23, 13, 50, 30, tzinfo=HOME)


def seats(free=1, mode=Mode.FIRST):
    later = NOW + timedelta(hours=1)
    return Seats("夜跑", ActivityStatus.OPEN, 5, 5 - free, 0, NOW, later, mode)


@given(st.binary(min_size=32, max_size=32))
def test_a_hash_is_six_digits(mac):
    digits = checkin.digits_of(mac)
    assert checkin.is_code(digits)
    assert checkin.digits_of(mac) == digits


@given(st.integers(0, 10**6))
def test_the_minute_that_is_shown_is_good_until_the_end_of_the_next(second):
    shown = NOW + timedelta(seconds=second)
    minute = checkin.minute_of(shown)
    end = checkin.until(shown)
    assert timedelta() < end - shown <= timedelta(minutes=1)
    assert minute in checkin.minutes_good(end + timedelta(seconds=59))
    assert minute not in checkin.minutes_good(end + timedelta(seconds=60))
    assert minute + 1 not in checkin.minutes_good(end - timedelta(seconds=1))


@given(st.integers(1, 10**18 - 1), st.integers(0, 999999))
def test_a_scene_says_what_was_put_in_and_fits(number, code):
    digits = f"{code:06}"
    scene = checkin.scene(number, digits)
    assert len(scene) <= 64
    assert checkin.read_scene(scene.removeprefix("ci_")) == (number, digits)


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "7",
        "7-",
        "-123456",
        "7-12345",
        "7-1234567",
        "x-123456",
        "7-12345六",
        "٧-123456",
        f"{10**18}-123456",
    ],
)
def test_what_is_no_scene_is_none(rest):
    assert checkin.read_scene(rest) is None


@pytest.mark.parametrize(
    ("mode", "has", "free", "own", "by_host"),
    [
        (Mode.FIRST, Place.ENROLLED, 0, Step.SEATED, Step.SEATED),
        (Mode.FIRST, Place.OFFERED, 0, Step.KEPT, Step.KEPT),
        (Mode.FIRST, Place.WAITING, 1, Step.FREE, Step.FREE),
        (Mode.FIRST, Place.WAITING, 0, NoSeat, Step.MORE),
        (Mode.FIRST, None, 1, Step.FREE, Step.FREE),
        (Mode.FIRST, None, 0, NoSeat, Step.MORE),
        (Mode.FIRST, Place.CANCELLED, 1, Step.FREE, Step.FREE),
        (Mode.FIRST, Place.REFUSED, 1, HostDecides, Step.FREE),
        (Mode.DRAW, Place.WAITING, 1, Step.FREE, Step.FREE),
        (Mode.DRAW, Place.APPLIED, 1, HostDecides, Step.FREE),
        (Mode.REVIEW, None, 1, HostDecides, Step.FREE),
        (Mode.REVIEW, Place.ENROLLED, 0, Step.SEATED, Step.SEATED),
    ],
)
def test_who_takes_which_seat(mode, has, free, own, by_host):
    activity = seats(free, mode)
    if isinstance(own, Step):
        assert checkin.come_in(activity, has) is own
    else:
        with pytest.raises(own, match="名单"):
            checkin.come_in(activity, has)
    assert checkin.come_in(activity, has, by_host=True) is by_host
