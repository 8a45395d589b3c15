from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.periods import HOME
from domain.seats import (
    STATUS_TITLES,
    ActivityStatus,
    Already,
    Applied,
    Cancelled,
    Closed,
    Enrolled,
    KeptForYou,
    Mode,
    NotChosen,
    NotOpenYet,
    Over,
    Place,
    Seats,
    Started,
    Waiting,
    draw,
    enrol,
    offer_until,
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
    assert promote(activity(taken=28, waiting=3), [7, 8, 9], NOW) == (7, 8)
    assert promote(activity(taken=30, waiting=3), [7, 8, 9], NOW) == ()
    assert promote(activity(taken=31, waiting=3), [7, 8, 9], NOW) == ()
    assert promote(activity(taken=0), [], NOW) == ()
    assert promote(activity(taken=0, status=ActivityStatus.CANCELLED), [7], NOW) == ()


def test_after_the_deadline_seats_go_on_to_the_next_and_after_the_start_to_nobody():
    late = activity(taken=28, waiting=1, deadline=NOW - timedelta(days=1))
    assert promote(late, [7], NOW) == (7,)
    assert promote(late, [7], late.starts_at) == ()


@pytest.mark.parametrize(
    ("hours", "starts_in", "expected"),
    [
        (3, 48, NOW + timedelta(hours=3)),
        (12, 48, NOW + timedelta(hours=23)),  # it would end at ten at night: nine in the morning
        (12, 12, NOW + timedelta(hours=12)),  # and never after the start
        (3, 2, NOW + timedelta(hours=2)),
        (3, 1.99, None),
    ],
)
def test_a_seat_is_kept_for_some_hours_and_near_the_start_for_none(hours, starts_in, expected):
    starts = NOW + timedelta(hours=starts_in)
    assert offer_until(NOW, starts, timedelta(hours=hours)) == expected


def test_the_hours_of_an_offer_made_at_night_count_from_the_morning():
    night = NOW.replace(hour=23)
    morning = night + timedelta(hours=9)
    starts = NOW + timedelta(days=3)
    assert offer_until(night, starts, timedelta(hours=3)) == morning + timedelta(hours=3)


@pytest.mark.parametrize(
    ("has", "refusal"),
    [
        (Place.APPLIED, Already),
        (Place.OFFERED, KeptForYou),
        (Place.REFUSED, NotChosen),
    ],
)
def test_what_one_has_already_is_not_asked_for_again(has, refusal):
    with pytest.raises(refusal):
        enrol(activity(), NOW, has)


def test_who_let_an_offer_lapse_joins_the_end_again():
    assert enrol(activity(taken=30, waiting=2), NOW, Place.LAPSED) == Waiting(3)


@pytest.mark.parametrize("mode", [Mode.DRAW, Mode.REVIEW])
def test_where_it_is_drawn_or_chosen_one_applies_however_many_seats_are_free(mode):
    assert enrol(activity(taken=0, mode=mode), NOW) == Applied()
    assert enrol(activity(taken=30, waiting=5, mode=mode), NOW) == Applied()


@given(st.sets(st.integers(1, 10**6), max_size=40), st.integers(0, 50), st.randoms())
@settings(max_examples=50)
def test_a_draw_can_be_done_again_by_whoever_knows_seed_and_numbers(numbers, free, chance):
    told = list(numbers)
    chance.shuffle(told)
    drawn = draw("5eed", told, free)
    assert drawn == draw("5eed", sorted(numbers), free)
    assert sorted((*drawn.chosen, *drawn.waiting)) == sorted(numbers)
    assert len(drawn.chosen) == min(free, len(numbers))


def test_a_draw_is_fair_enough_and_another_seed_draws_others():
    numbers = list(range(1, 11))
    firsts = [draw(f"{seed:x}", numbers, 1).chosen[0] for seed in range(2000)]
    assert all(140 < firsts.count(number) < 260 for number in numbers)


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
            moved = promote(now, queue, NOW)
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
