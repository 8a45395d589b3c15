"""Votes: their life, what may be shown together, and figures that do not tell a single vote."""

import itertools
from datetime import date

import pytest

from domain.ratings import (
    LOW,
    AppealedBefore,
    Figure,
    NotAppealed,
    NothingSaid,
    NotShownYet,
    RatingStatus,
    ReasonWanted,
    Shown,
    StarsOdd,
    Step,
    WordsLong,
    checked,
    enough,
    figure,
    move,
    reason,
    round_of,
)

COUNTED, APPEALED, KEPT, REMOVED = RatingStatus
MAY = {
    (COUNTED, Step.CHANGE, False): COUNTED,
    (COUNTED, Step.APPEAL, True): APPEALED,
    (APPEALED, Step.KEEP, True): KEPT,
    (APPEALED, Step.REMOVE, True): REMOVED,
}
REFUSED = {Step.CHANGE: Shown, Step.APPEAL: AppealedBefore}


@pytest.mark.parametrize(("status", "step"), [*itertools.product(RatingStatus, Step)])
@pytest.mark.parametrize("shown", [False, True])
def test_each_step_is_taken_or_refused_in_words(status, step, shown):
    if (after := MAY.get((status, step, shown))) is not None:
        assert move(status, step, shown=shown, words="好") is after
        return
    no = REFUSED.get(step, NotAppealed) if shown else NotShownYet
    if step is Step.CHANGE:
        no = Shown
    with pytest.raises(no) as told:
        move(status, step, shown=shown, words="好")
    assert len(str(told.value)) > 10


def test_stars_alone_cannot_be_appealed():
    with pytest.raises(NothingSaid):
        move(COUNTED, Step.APPEAL, shown=True)


@pytest.mark.parametrize("stars", [-1, 0, 6])
def test_stars_are_one_to_five(stars):
    with pytest.raises(StarsOdd):
        checked(stars, "")


def test_words_are_tidied_and_have_an_end():
    assert checked(5, "  很\n耐心 ") == "很 耐心"
    assert len(checked(1, "长" * 200)) == 200
    with pytest.raises(WordsLong, match="201"):
        checked(1, "长" * 201)


def test_a_reason_has_words_and_says_who_reads_it():
    assert reason(" 没有  这回事 ", "") == "没有 这回事"
    for said in ("", "好", "长" * 201):
        with pytest.raises(ReasonWanted, match="上级会看"):
            reason(said, "上级会看")


def test_a_round_is_of_whole_months():
    assert round_of(date(2026, 12, 1)) == round_of(date(2026, 12, 31)) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("voters", "may"),
    [
        ([], False),
        ([1, 2, 3, 4], False),
        ([1, 2, 3, 4, 4, 4], False),
        ([1, 2, 3, 4, None], False),
        ([1, 2, 3, 4, 5], True),
        ([1, 2, 3, 4, 5, None], True),
        ([1, 1, 1, 1, 2, 3, 4, 5], True),
        ([1, 1, 1, 1, 1, 2, 3, 4, 5], False),
    ],
)
def test_five_people_and_nobody_with_more_than_half(voters, may):
    assert enough(voters) is may


@pytest.mark.parametrize(
    ("stars", "shown", "said"),
    [
        ([5, 5, 5, 5, 5], 5.0, "约 5 颗星"),
        ([5, 5, 5, 5, 4], 5.0, "约 5 颗星"),
        ([4, 4, 4, 4, 5], 4.0, "约 4 颗星"),
        ([5, 4, 4, 4, 4, 5], 4.5, "约 4.5 颗星"),
        ([1, 1, 1, 1, 1], LOW, "不高于 2.5 颗星"),
        ([1, 1, 1, 1, 5], LOW, "不高于 2.5 颗星"),
    ],
)
def test_a_figure_is_to_the_half_star_and_stops_at_the_low_end(stars, shown, said):
    assert figure(stars) == Figure(len(stars), shown)
    assert figure(stars).say() == said


def test_no_figure_of_nothing():
    assert figure([]) is None


def test_a_low_figure_leaves_each_single_vote_open():
    """Whatever one vote is, four others can make the same figure of it: none is told."""
    low = figure([1, 1, 1, 1, 1])
    for vote in range(1, 6):
        assert figure([vote, 1, 1, 1, 1]) == low
