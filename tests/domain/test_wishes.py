from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from domain.errors import Refusal
from domain.wishes import (
    MOVES,
    STATUS_TITLES,
    AlreadyClaimed,
    Ending,
    Finished,
    Move,
    NoSuchMove,
    NotApproved,
    NotClaimed,
    ReasonNeeded,
    WishStatus,
    after_end,
    confirmed,
    move,
    run_out,
    to_nudge,
)

PENDING, OPEN, CLAIMED = WishStatus.PENDING, WishStatus.OPEN, WishStatus.CLAIMED


def test_a_wish_comes_true_step_by_step():
    status = move(PENDING, Move.APPROVE)
    status = move(status, Move.CLAIM)
    assert confirmed(status, by_youth=True, by_claimer=False) is CLAIMED
    assert confirmed(status, by_youth=False, by_claimer=True) is CLAIMED
    assert confirmed(status, by_youth=True, by_claimer=True) is WishStatus.FULFILLED


def test_a_claim_that_ends_puts_the_wish_back():
    assert move(CLAIMED, Move.EXPIRE) is OPEN
    assert move(CLAIMED, Move.RELEASE, "这周出差") is OPEN


@pytest.mark.parametrize(
    ("status", "step", "refusal"),
    [
        (PENDING, Move.CLAIM, NotApproved),
        (CLAIMED, Move.CLAIM, AlreadyClaimed),
        (OPEN, Move.RELEASE, NotClaimed),
        (OPEN, Move.FULFIL, NotClaimed),
        (PENDING, Move.EXPIRE, NotClaimed),
        (OPEN, Move.APPROVE, NoSuchMove),
        (WishStatus.FULFILLED, Move.REMOVE, Finished),
        (WishStatus.REMOVED, Move.CLAIM, Finished),
    ],
)
def test_what_may_not_be_is_refused_in_words(status, step, refusal):
    with pytest.raises(refusal) as caught:
        move(status, step, "原因")
    assert "{" not in str(caught.value)


@pytest.mark.parametrize("step", [Move.RELEASE, Move.REMOVE])
def test_giving_back_and_taking_down_need_a_reason(step):
    with pytest.raises(ReasonNeeded):
        move(CLAIMED, step, "  ")
    assert move(CLAIMED, step, "重复了")


def test_only_a_claimed_wish_is_confirmed():
    with pytest.raises(NotClaimed):
        confirmed(OPEN, by_youth=True, by_claimer=True)


def test_every_step_is_in_the_table_or_refused():
    for status, step in product(WishStatus, Move):
        try:
            assert move(status, step, "原因") is MOVES[status, step]
        except Refusal:
            assert (status, step) not in MOVES
    assert set(STATUS_TITLES) == set(WishStatus)


def test_a_promise_that_ends_puts_back_only_what_nobody_took_away():
    for ending in Ending:
        back = ending in {Ending.RELEASED, Ending.EXPIRED, Ending.LEFT}
        assert after_end(CLAIMED, ending) is (OPEN if back else CLAIMED)
        for status in set(WishStatus) - {CLAIMED}:
            assert after_end(status, ending) is status


NOON = datetime(2026, 10, 8, 4, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def test_it_lives_to_the_hour_and_waits_on_once_a_side_has_confirmed():
    assert not run_out(NOON, NOON - MOMENT, confirmed=False)
    assert run_out(NOON, NOON, confirmed=False)
    assert not run_out(NOON, NOON + timedelta(days=99), confirmed=True)


def test_the_nudge_has_its_time_and_none_after_the_end():
    before = timedelta(days=2)
    due = NOON - before
    told = [to_nudge(NOON, before, at) for at in (due - MOMENT, due, NOON - MOMENT, NOON)]
    assert told == [False, True, True, False]
