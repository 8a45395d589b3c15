"""Which clock is believed, when it is doubted, and when the doubt is over (reliability.md S3)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.jumps import AGREE, LIMIT, Course, Doubt, Look, judge, near, say, span

T = datetime(2026, 12, 24, 1, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def after(seconds, *, skew=timedelta(), database=None, platform=None, written=None):
    """Look when the world has gone on for so long: each clock is given by its error."""
    true = T + timedelta(seconds=seconds)
    return Look(
        true + skew,
        float(seconds),
        *(None if error is None else true + error for error in (database, platform, written)),
    )


def going(*looks, start=None):
    course = start or Course(T, 0.0)
    for look in looks:
        course = judge(course, look)
    return course


FINE = timedelta()
TABLE = [
    # what was seen 20 s after all was well, the time gone by then, and the doubt
    ({}, FINE, None),
    ({"skew": LIMIT}, LIMIT, None),
    ({"skew": -9 * MINUTE, "platform": FINE, "database": FINE}, -9 * MINUTE, None),
    ({"skew": DAY}, FINE, Doubt.JUMPED),
    ({"skew": -DAY}, FINE, Doubt.JUMPED),
    ({"skew": DAY, "platform": FINE}, FINE, Doubt.WRONG),
    ({"skew": DAY, "database": FINE}, FINE, Doubt.WRONG),
    ({"skew": DAY, "database": DAY}, DAY, Doubt.JUMPED),  # the database's may be the same clock
    ({"skew": DAY, "database": DAY, "platform": FINE}, FINE, Doubt.DIVIDED),
    ({"skew": DAY, "platform": DAY}, DAY, None),  # the machine slept: no leap, an outage
    ({"skew": DAY, "platform": DAY, "database": DAY}, DAY, None),
    ({"database": DAY, "platform": FINE}, FINE, Doubt.DIVIDED),
    ({"database": DAY}, DAY, Doubt.WRONG),  # whoever is right: they are apart
    ({"written": LIMIT}, FINE, None),
    ({"written": HOUR}, FINE, Doubt.BEHIND),
    ({"written": HOUR, "platform": FINE}, FINE, None),  # another's clock was wrong, not ours
]


@pytest.mark.parametrize(("seen", "error", "doubt"), TABLE)
def test_what_is_believed(seen, error, doubt):
    course = going(after(0), after(20, **seen))
    assert (course.at - (T + timedelta(seconds=20)), course.doubt) == (error, doubt)
    assert bool(say(course)) is (doubt is not None)


def test_between_two_looks_a_leap_changes_nothing():
    course = going(after(0))
    for leap in (DAY, -DAY, HOUR, LIMIT + MINUTE):
        assert course.now(T + leap, 5.0) == T + timedelta(seconds=5)
    slewed = T + timedelta(seconds=5.2)
    assert course.now(slewed, 5.0) == slewed  # what the machine does every day is followed


def test_a_doubt_is_over_after_three_looks_on_which_wechat_agrees():
    jumped = going(after(0), after(20, skew=DAY))
    unheard = going(*(after(20 * n, skew=DAY) for n in range(2, 50)), start=jumped)
    assert say(unheard) == "这台机器的时钟突然快了 1 天,还没问到微信的时间"
    assert unheard.doubt is Doubt.JUMPED  # where WeChat is not heard, nothing could go anyway
    looks = [after(1000 + 20 * n, skew=DAY, platform=FINE) for n in range(AGREE)]
    assert [going(*looks[:n], start=unheard).doubt for n in range(1, AGREE + 1)] == [
        *[Doubt.JUMPED] * (AGREE - 1),
        None,
    ]
    course = going(*looks, start=unheard)
    assert course.corrected
    assert course.off == DAY
    assert near(course.now(T + DAY + timedelta(seconds=1050), 1050.0), T + 1050 * MINUTE / 60)
    assert "已经按微信的时间走" in say(course)


def test_a_look_that_disagrees_begins_the_count_anew():
    good, bad = {"skew": DAY, "platform": FINE}, {"skew": HOUR, "platform": FINE}
    looks = [good, good, good, bad, good, bad, bad, bad]
    course = going(after(0), *(after(20 * n, **look) for n, look in enumerate(looks, 1)))
    assert course.doubt is Doubt.WRONG
    assert course.agreed == 2


def test_a_clock_that_leaps_again_is_doubted_again():
    course = going(after(0), *(after(20 * n, skew=DAY, platform=FINE) for n in range(1, 6)))
    assert course.doubt is None
    assert going(after(120, skew=DAY + HOUR, platform=FINE), start=course).doubt is Doubt.WRONG
    assert going(after(120, skew=2 * DAY), start=course).doubt is Doubt.JUMPED
    mended = going(after(120, platform=FINE), start=course)
    assert (mended.doubt, mended.off) == (None, FINE)


def test_while_the_database_is_known_to_be_wrong_it_is_not_followed():
    divided = going(after(0), after(20, database=DAY, platform=FINE))
    alone = going(after(40, database=DAY), start=divided)
    assert (alone.doubt, alone.off) == (Doubt.DIVIDED, FINE)
    mended = [after(20 * n, database=FINE, platform=FINE) for n in range(3, 3 + AGREE)]
    assert going(*mended, start=alone).doubt is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from([FINE, DAY, -DAY, HOUR]),
            st.sampled_from([None, FINE]),
            st.booleans(),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_with_a_right_witness_the_time_is_right_and_whatever_was_wrong_was_doubted(looks):
    course = Course(T, 0.0)
    for n, (skew, database, heard) in enumerate(looks, 1):
        course = judge(
            course, after(20 * n, skew=skew, database=database, platform=FINE if heard else None)
        )
        if heard or database is not None:
            assert near(course.at, T + timedelta(seconds=20 * n))
        if course.corrected and n == 1:
            assert course.doubt is not None


def test_how_long_in_words():
    assert [span(d) for d in (DAY, -DAY - HOUR, 70 * MINUTE, timedelta(seconds=5))] == [
        "1 天",
        "1 天 1 小时",
        "1 小时 10 分钟",
        "不到 1 分钟",
    ]
