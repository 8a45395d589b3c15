"""Spot checks: the draw, the life of an answer, and intervals held against an exact count."""

import itertools
from datetime import date, datetime, timedelta
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.periods import HOME
from domain.spot_checks import (
    BY_PHONE,
    FINAL,
    AnsweredBefore,
    DaysOdd,
    Met,
    Result,
    ResultOdd,
    SizeOdd,
    TooFew,
    callable_from,
    check,
    draw,
    interval,
    met_share,
    order,
    pleased_share,
    roll,
    said,
    settle,
)

TODAY = date(2026, 11, 23)


def test_the_same_seed_draws_the_same_people_whatever_their_order():
    people = list(range(100, 200))
    drawn = draw("abc", people, 10)
    assert drawn == draw("abc", people[::-1], 10)
    assert drawn == order("abc", people)[:10]
    assert drawn != draw("abd", people, 10)


def test_anybody_with_a_shell_draws_the_same():
    """``for n in $(seq 8); do echo $(printf abc:$n | sha256sum) $n; done | sort``."""
    assert order("abc", range(1, 9)) == [3, 2, 4, 8, 7, 1, 5, 6]


def test_more_drawn_are_the_same_and_some():
    people = range(1, 60)
    assert draw("s", people, 30)[:12] == draw("s", people, 12)


def test_everybody_is_drawn_about_as_often():
    times = dict.fromkeys(range(10), 0)
    for seed in range(2000):
        for n in draw(str(seed), range(10), 5):
            times[n] += 1
    assert all(900 < count < 1100 for count in times.values())


def test_too_few_are_not_bothered():
    assert len(draw("s", range(5), 20)) == 5
    with pytest.raises(TooFew, match="4 位"):
        draw("s", range(4), 5)


def test_the_roll_proves_the_list_and_tells_nobody():
    assert roll([3, 1, 2]) == roll([1, 2, 3])
    assert roll([1, 2]) != roll([1, 2, 3])
    assert len(roll([1])) == 64


@pytest.mark.parametrize("size", [0, 4, 201])
def test_an_odd_size_is_refused(size):
    with pytest.raises(SizeOdd):
        check(size, TODAY, TODAY, TODAY)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (TODAY, TODAY - timedelta(1)),
        (TODAY, TODAY + timedelta(1)),
        (TODAY - timedelta(370), TODAY),
        (date.max, date.max),
    ],
)
def test_odd_days_are_refused(first, last):
    with pytest.raises(DaysOdd):
        check(20, first, last, TODAY)


def test_usual_days_are_fine():
    check(5, TODAY - timedelta(369), TODAY, TODAY)
    check(200, TODAY, TODAY, TODAY)


@pytest.mark.parametrize(("now", "after"), [*itertools.product(Result, Result)])
def test_each_result_follows_or_is_refused_in_words(now, after):
    if now in FINAL:
        with pytest.raises(AnsweredBefore, match="张三"):
            settle(now, after, "张三")
    elif after is Result.OPEN:
        with pytest.raises(ResultOdd):
            settle(now, after, "张三")
    else:
        assert settle(now, after, "张三") is after


@pytest.mark.parametrize(("met", "stars"), [("", 5), ("maybe", 5), ("yes", 0), ("yes", 6)])
def test_half_an_answer_by_phone_asks_for_the_rest(met, stars):
    with pytest.raises(ResultOdd):
        said(met, stars)


def test_whom_nobody_could_ask_is_called_at_once():
    asked = datetime(2026, 11, 23, 10, tzinfo=HOME)
    assert callable_from(None) is None
    assert callable_from(asked) == asked + BY_PHONE


def test_published_intervals_come_out():
    """Newcombe (1998), table I, method 3: Wilson without correction for 81/263, 15/148, 0/20."""
    huge = 10**12
    for part, of, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)):
        found = interval(part, of, huge)
        assert found == pytest.approx((low, high), abs=0.00005)
    assert interval(0, 20, huge) == pytest.approx((0.0, 0.1611), abs=0.00005)
    assert interval(29, 29, huge) == pytest.approx((0.8830, 1.0), abs=0.00005)


def test_who_asks_everybody_is_sure():
    assert interval(7, 10, 10) == (0.7, 0.7)
    assert "全部问到" in met_share(["yes"] * 7 + ["no"] * 3, 10).say()


@settings(max_examples=30)
@given(st.integers(6, 400), st.data())
def test_an_interval_holds_its_share_and_narrows_with_the_population(population, data):
    of = data.draw(st.integers(5, population - 1))
    part = data.draw(st.integers(0, of))
    low, high = interval(part, of, population)
    assert 0 <= low <= part / of <= high <= 1
    wide_low, wide_high = interval(part, of, 10**9)
    assert high - low <= wide_high - wide_low + 1e-12


@pytest.mark.parametrize(("population", "of"), [(40, 10), (60, 30), (200, 50)])
def test_about_95_of_100_samples_hold_the_truth(population, of):
    """Counted exactly over all samples of each population; the mean over truths is what counts."""
    held = 0.0
    truths = range(1, population)
    for true in truths:
        for part in range(max(0, of - (population - true)), min(of, true) + 1):
            chance = comb(true, part) * comb(population - true, of - part) / comb(population, of)
            low, high = interval(part, of, population)
            held += chance * (low <= true / population <= high)
    assert 0.94 < held / len(truths) < 0.97


def test_shares_name_their_own_numbers_and_hide_below_five():
    answers = [Met.YES, Met.YES, Met.NO, Met.UNSURE, Met.YES, ""]
    share = met_share(answers, 50)
    assert (share.part, share.of) == (3, 5)
    assert share.say().startswith("60%(5 位中 3 位;95% 区间 2")
    assert met_share(answers[:4], 50) is None
    assert pleased_share([5, 4, 3, None, 1], 50) is None
    assert pleased_share([5, 4, 3, None, 1, 4], 50).part == 3
