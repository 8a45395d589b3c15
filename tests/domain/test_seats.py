from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import HOME
from domain.seats import (
    STATUS_TITLES,
    ActivityStatus,
    Already,
    Cancelled,
    Closed,
    Enrolled,
    NotOpenYet,
    Over,
    Place,
    Seats,
    Started,
    Waiting,
    enrol,
    promote,
)

NOW = datetime(2026, 11, 22, 10, tzinfo=HOME)


def activity(**changes):
    usual = {
        "title": "河道志愿服务",
        "status": ActivityStatus.OPEN,
        "seats": 30,
        "taken": 29,
        "waiting": 0,
        "deadline": NOW + timedelta(hours=8),
        "starts_at": NOW + timedelta(days=2),
    }
    return Seats(**usual | changes)


def test_the_last_seat_is_a_seat_and_then_one_waits():
    assert enrol(activity(), NOW) == Enrolled()
    assert enrol(activity(taken=30), NOW) == Waiting(1)
    assert enrol(activity(taken=30, waiting=4), NOW) == Waiting(5)
    assert enrol(activity(seats=0, taken=0), NOW) == Waiting(1)


def test_nobody_slips_past_those_who_wait():
    assert enrol(activity(taken=29, waiting=2), NOW) == Waiting(3)


@pytest.mark.parametrize(
    ("changes", "has", "refusal", "words"),
    [
        ({}, Place.ENROLLED, Already, "「河道志愿服务」你已经报上名了"),
        ({}, Place.WAITING, Already, "你已经在候补了"),
        ({"status": ActivityStatus.DRAFT}, None, NotOpenYet, "还没开放报名"),
        ({"status": ActivityStatus.CANCELLED}, None, Cancelled, "取消了"),
        ({"status": ActivityStatus.ENDED}, None, Over, "已经结束"),
        ({"status": ActivityStatus.ARCHIVED}, None, Over, "已经结束"),
        ({"status": ActivityStatus.RUNNING}, None, Started, "已经开始"),
        ({"starts_at": NOW, "deadline": NOW}, None, Started, "已经开始"),
        ({"deadline": NOW}, None, Closed, "报名今天 10:00 截止了"),
        ({"deadline": NOW - timedelta(days=10)}, None, Closed, "11 月 12 日 10:00 截止了"),
    ],
)
def test_who_comes_in_vain_is_told_why(changes, has, refusal, words):
    with pytest.raises(refusal) as caught:
        enrol(activity(**changes), NOW, has)
    assert words in str(caught.value)
    assert caught.value.code


def test_a_second_before_the_deadline_is_in_time():
    assert enrol(activity(deadline=NOW + timedelta(seconds=1)), NOW) == Enrolled()


def test_who_cancelled_may_come_again():
    assert enrol(activity(), NOW, Place.CANCELLED) == Enrolled()


def test_free_seats_go_to_the_first_in_line():
    assert promote(activity(taken=28, waiting=3), [7, 8, 9]) == (7, 8)
    assert promote(activity(taken=30, waiting=3), [7, 8, 9]) == ()
    assert promote(activity(taken=31, waiting=3), [7, 8, 9]) == ()
    assert promote(activity(taken=0), []) == ()
    assert promote(activity(taken=0, status=ActivityStatus.CANCELLED), [7]) == ()


def test_every_status_has_a_name():
    assert set(STATUS_TITLES) == set(ActivityStatus)


@given(st.integers(0, 5), st.lists(st.integers(0, 12), max_size=40))
def test_seats_never_oversell_and_never_stand_empty_while_somebody_waits(seats, presses):
    """Press to sign up, and press again to leave, in any order."""
    taken, queue = [], []
    for who in presses:
        if who in taken or who in queue:
            (taken if who in taken else queue).remove(who)
            now = activity(seats=seats, taken=len(taken), waiting=len(queue))
            moved = promote(now, queue)
            taken, queue = [*taken, *moved], queue[len(moved) :]
        else:
            now = activity(seats=seats, taken=len(taken), waiting=len(queue))
            match enrol(now, NOW):
                case Enrolled():
                    taken.append(who)
                case Waiting(position):
                    queue.append(who)
                    assert position == len(queue)
        assert len(taken) <= seats
        assert not queue or len(taken) == seats
