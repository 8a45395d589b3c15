from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.delivery import Kind
from domain.periods import HOME
from domain.reminders import Item, Policy, Slot, Told, free_on
from domain.telling import Candidate, Past, choose

MONDAY = date(2026, 12, 7)
DAY = timedelta(days=1)


def item(rule="a", stage=7, kind=Kind.QUOTA):
    return Item(kind, "cadre", 1, rule, "2026Q4", stage)


DIGEST = Item(Kind.DIGEST, "organ", 1, "digest", "2026-W50", 0)


def told(*days, urgent=False):
    return tuple(Told(datetime.combine(day, time(9), HOME), urgent) for day in days)


def test_all_that_is_new_is_one_message():
    could = [Candidate(item("a")), Candidate(item("b", 21)), Candidate(DIGEST)]
    choice = choose(could, Past(), MONDAY)
    assert choice.items == (item("a"), item("b", 21), DIGEST)
    assert choice.slot is Slot.ROUTINE


def test_nothing_twice():
    could = [Candidate(item())]
    assert choose(could, Past(told=frozenset({item()})), MONDAY) is None
    assert choose(could, Past(waiting=frozenset({item()})), MONDAY) is None


def test_a_digest_alone_waits_for_its_day_and_rides_along_on_others():
    assert choose([Candidate(DIGEST)], Past(), MONDAY + DAY) is None
    assert choose([Candidate(DIGEST)], Past(), MONDAY, digest_day=True).items == (DIGEST,)
    with_it = choose([Candidate(DIGEST), Candidate(item())], Past(), MONDAY + DAY)
    assert with_it.items == (item(), DIGEST)


def test_a_routine_message_takes_what_the_week_still_brings_along():
    could = [Candidate(DIGEST), Candidate(None, ahead=item())]
    assert choose(could, Past(), MONDAY, digest_day=True).items == (DIGEST, item())
    pressing = Candidate(item("b", 2), presses=True)
    assert choose([pressing, could[1]], Past(), MONDAY).items == (item("b", 2),)


def test_what_will_press_is_left_to_the_urgent_one():
    soon = Candidate(item(stage=7), ahead=item(stage=2), presses_ahead=True)
    past = Past(told=frozenset({item(stage=7)}))
    other = Candidate(item("b"))
    assert choose([soon, other], past, MONDAY).items == (item("b"),)


def test_the_weeks_messages_are_spent():
    past = Past(went=told(MONDAY - DAY))
    held = choose([Candidate(item())], past, MONDAY)
    assert (held.slot, held.until) == (None, MONDAY + 6 * DAY)
    assert choose([Candidate(item(stage=2), presses=True)], past, MONDAY).slot is Slot.URGENT


def test_what_waits_to_be_sent_is_said_by_the_next():
    past = Past(waiting=frozenset({item(), item("gone")}))
    choice = choose([Candidate(item()), Candidate(item("b"))], past, MONDAY)
    assert choice.items == (item("b"), item())


def test_digests_only_all_that_the_week_brings_in_one_message():
    could = [
        Candidate(item(stage=7), ahead=item(stage=2), presses_ahead=True),
        Candidate(None, ahead=item("b", 2), presses_ahead=True),
    ]
    choice = choose(could, Past(), MONDAY, digest_day=True, digest_only=True)
    assert choice.slot is Slot.ROUTINE
    assert set(choice.items) == {item(stage=2), item("b", 2)}
    held = choose(could, Past(), MONDAY + DAY, digest_only=True)
    assert (held.slot, held.until) == (None, MONDAY + 7 * DAY)


def test_a_digest_that_came_late_does_not_cost_the_next():
    past = Past(went=told(MONDAY - 6 * DAY))
    could = [Candidate(item())]
    held = choose(could, past, MONDAY, digest_day=True, digest_only=True)
    assert (held.slot, held.until) == (None, MONDAY + DAY)
    assert choose(could, past, MONDAY + DAY, digest_only=True).slot is Slot.ROUTINE


def test_a_digest_whose_day_found_the_week_spent_goes_as_soon_as_it_is_free():
    past, could = Past(went=told(MONDAY - 4 * DAY)), [Candidate(DIGEST)]
    held = choose(could, past, MONDAY, digest_day=True)
    assert (held.slot, held.until) == (None, MONDAY + 3 * DAY)
    assert choose(could, past, MONDAY + 2 * DAY) is None
    for late in (3, 4):  # the clock may have stood still on the first free day
        choice = choose(could, past, MONDAY + late * DAY)
        assert (choice.slot, choice.items) == (Slot.ROUTINE, (DIGEST,))
    went = told(MONDAY - 4 * DAY, MONDAY + 3 * DAY)
    assert choose(could, Past(frozenset({DIGEST}), frozenset(), went), MONDAY + 4 * DAY) is None


ITEMS = st.builds(
    item,
    rule=st.sampled_from("abcd"),
    stage=st.sampled_from([21, 7, 2]),
    kind=st.sampled_from([Kind.QUOTA, Kind.MATERIALS]),
)
CANDIDATES = st.builds(
    Candidate,
    now=st.none() | ITEMS,
    presses=st.booleans(),
    ahead=st.none() | ITEMS,
    presses_ahead=st.booleans(),
)


@pytest.mark.parametrize("digest_only", [False, True])
@given(days=st.lists(st.lists(CANDIDATES, max_size=4), max_size=40), cap=st.integers(1, 2))
def test_whatever_comes_up_the_caps_hold_and_nothing_is_told_twice(digest_only, days, cap):
    policy = Policy(routine_a_week=cap)
    said, went = [], []
    for n, candidates in enumerate(days):
        day = MONDAY + n * DAY
        choice = choose(
            candidates,
            Past(frozenset(said), frozenset(), tuple(went)),
            day,
            policy=policy,
            digest_day=day.weekday() == 0,
            digest_only=digest_only,
        )
        if choice is None:
            continue
        if choice.slot is None:
            assert choice.until is None or choice.until > day
            continue
        assert choice.items
        assert not set(choice.items) & set(said)
        could = {c.now for c in candidates} | {c.ahead for c in candidates}
        assert set(choice.items) <= could
        said += choice.items
        went += told(day, urgent=choice.slot is Slot.URGENT)
    assert len(said) == len(set(said))
    for n in range(len(days)):
        week = [one for one in went if 0 <= (one.at.date() - MONDAY).days - n < 7]
        assert sum(one.urgent for one in week) <= (0 if digest_only else 1)
        assert sum(not one.urgent for one in week) <= cap
    assert free_on(went, MONDAY + 100 * DAY, policy=policy) == MONDAY + 100 * DAY
