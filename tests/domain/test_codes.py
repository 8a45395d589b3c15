from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codes import (
    USUAL,
    CodeRules,
    Expired,
    Issued,
    NoCode,
    SentOut,
    Spent,
    TooSoon,
    Wrong,
    admit,
    draw,
    judge,
    may_send,
    say_wait,
)
from domain.periods import HOME

NOW = datetime(2026, 11, 22, 10, tzinfo=HOME)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def ago(*deltas):
    return [NOW - delta for delta in deltas]


def test_a_code_has_six_digits_and_keeps_its_zeros():
    assert draw(lambda _: 42) == "000042"
    assert draw(lambda below: below - 1) == "999999"


@pytest.mark.parametrize(
    ("past", "wait"),
    [
        ([], None),
        (ago(59 * SECOND), SECOND),
        (ago(MINUTE), None),
        (ago(*(n * 10 * MINUTE for n in range(1, 5))), None),
        (ago(*(n * 10 * MINUTE for n in range(1, 6))), 10 * MINUTE),
        (ago(HOUR, *(n * 10 * MINUTE for n in range(1, 5))), None),
        (ago(*(n * 2 * HOUR for n in range(1, 11))), 4 * HOUR),
        (ago(*(n * 2 * HOUR for n in range(10, 0, -1))), 4 * HOUR),
        (ago(24 * HOUR, *(n * 2 * HOUR for n in range(1, 10))), None),
    ],
)
def test_one_a_minute_five_an_hour_ten_a_day(past, wait):
    assert may_send(past, NOW) == wait


@given(st.lists(st.integers(0, 3 * 24 * 3600), max_size=80))
def test_whoever_asks_at_any_time_never_gets_more_than_the_limits(seconds):
    sent = []
    for second in sorted(seconds):
        now = NOW + second * SECOND
        wait = may_send(sent, now)
        if wait is None:
            sent.append(now)
        else:
            assert may_send(sent, now + wait) is None
            assert may_send(sent, now + wait - timedelta(microseconds=1)) is not None
    for limit in USUAL.limits:
        for start in sent:
            assert sum(start <= at < start + limit.span for at in sent) <= limit.most


def test_person_and_number_are_limited_apart_and_all_together_too():
    admit([], [], 0, NOW)
    for person, number in [(ago(20 * SECOND), []), ([], ago(20 * SECOND))]:
        with pytest.raises(TooSoon, match="40 秒后可以再要一次"):
            admit(person, number, 0, NOW)
    with pytest.raises(SentOut):
        admit([], [], 3, NOW, CodeRules(a_day=3))


def test_a_right_code_in_time_logs_in():
    assert judge(Issued(NOW - 5 * MINUTE + SECOND), NOW, matches=True) is None
    assert judge(Issued(NOW, tries=4), NOW, matches=True) is None


@pytest.mark.parametrize(
    ("issued", "matches", "refusal"),
    [
        (None, True, NoCode),
        (Issued(NOW - 5 * MINUTE), True, Expired),
        (Issued(NOW, tries=5), True, Spent),
        (Issued(NOW, used=True), True, Spent),
        (Issued(NOW, tries=4), False, Spent),
        (Issued(NOW), False, Wrong),
    ],
)
def test_every_other_try_is_told_what_to_do(issued, matches, refusal):
    assert isinstance(judge(issued, NOW, matches=matches), refusal)


def test_the_tries_left_are_said():
    said = [str(judge(Issued(NOW, tries=n), NOW, matches=False)) for n in range(4)]
    assert ["还可以试 4 次" in said[0], "还可以试 1 次" in said[3]] == [True, True]


@pytest.mark.parametrize(
    ("wait", "text"),
    [
        (SECOND / 2, "1 秒"),
        (40 * SECOND, "40 秒"),
        (61 * SECOND, "2 分钟"),
        (HOUR, "1 小时"),
        (HOUR + SECOND, "2 小时"),
        (14 * HOUR, "14 小时"),
    ],
)
def test_a_wait_is_said_rounded_up(wait, text):
    assert say_wait(wait) == text
