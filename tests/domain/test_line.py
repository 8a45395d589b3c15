from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from domain.line import AT_ONCE, turns


def line(*batches):
    """Release batches of organs one after the other; return them in the order of the line."""
    last, placed = {}, []
    for batch in batches:
        for organ, turn in zip(batch, turns(last, AT_ONCE, batch), strict=True):
            last[organ] = turn
            placed.append((turn, len(placed), organ))
    return [organ for _, _, organ in sorted(placed)]


def test_whoever_writes_a_few_does_not_wait_for_whoever_writes_many():
    assert line("AAAAAA", "BB", "C") == list("ABCABAAAA")


def test_a_newcomer_begins_where_the_line_is():
    assert turns({"A": 90}, 40, ["B", "A", "B"]) == [41, 91, 42]


def test_what_an_organisation_had_served_long_ago_counts_no_more():
    assert turns({"A": 3}, 40, ["A"]) == [41]


def test_letters_of_nobody_are_a_party_of_their_own():
    assert turns({}, 0, [None, 7, None]) == [1, 1, 2]


@given(st.lists(st.lists(st.sampled_from("ABCDE"), max_size=12), max_size=8))
def test_nobody_is_served_twice_before_another_who_waits_is_served_once(batches):
    served = Counter()
    waiting = Counter(organ for batch in batches for organ in batch)
    for organ in line(*batches):
        served[organ] += 1
        for other, number in waiting.items():
            assert served[other] >= min(number, served[organ] - 1)
