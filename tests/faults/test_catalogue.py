"""The harness itself: what it judges, and what the fake platform lets people see."""

import json
from http.client import HTTPConnection

import pytest

from tests.faults import fakewx
from tests.faults.catalogue import BOTH, Experiment, World, run


def judged(body, *, full=False):
    return run(
        Experiment("X1", "of its own", BOTH, BOTH, body),
        "sqlite",
        World(None, None),
        seed=7,
        full=full,
    )


def test_counts_are_judged_always_and_times_in_the_full_run_alone():
    def slow(t):
        t.figure("lost", 0, is_=0)
        t.measure("p99 ms", 5_000, at_most=1_000)

    assert judged(slow)["pass"] is True
    record = judged(slow, full=True)
    assert record["pass"] is False
    assert record["figures"]["p99 ms"] == {"value": 5_000, "goal": "at most 1000", "pass": False}
    assert judged(lambda t: t.figure("lost", 1, is_=0))["pass"] is False
    assert judged(lambda t: t.figure("calls", 3, at_least=2, at_most=4))["pass"] is True


def test_a_control_that_goes_well_is_a_failure():
    assert judged(lambda t: t.control("oversold", 0, more_than=0))["pass"] is False
    assert judged(lambda t: t.control("oversold", 1, more_than=0))["pass"] is True


def test_what_judges_nothing_breaks_or_cannot_be_done_is_no_pass():
    assert judged(lambda _: None)["pass"] is False
    broken = judged(lambda t: t.figure("lost", 1 // 0, is_=0))
    assert broken["pass"] is False
    assert "ZeroDivisionError" in broken["error"]
    skipped = judged(lambda t: t.skip("no small disk here"))
    assert (skipped["pass"], skipped["skipped"]) == (None, "no small disk here")
    json.dumps([broken, skipped])


def test_chance_is_the_seeds_alone():
    drawn = []
    for _ in range(2):
        judged(lambda t: (drawn.append(t.random.random()), t.figure("x", 0, is_=0)))
    assert drawn[0] == drawn[1]


@pytest.fixture
def platform():
    with fakewx.Platform() as platform:
        yield platform


def test_the_platform_shows_a_repetition_within_ten_minutes_once(platform):
    connection = HTTPConnection("127.0.0.1", platform.port)

    def send(key):
        body = json.dumps({"phone": "13800000000", "text": "1", "key": key})
        connection.request("POST", fakewx.SMS, body)
        return connection.getresponse().read()

    platform.answer(fakewx.SMS, fakewx.TAKEN_CUT, fakewx.CUT)
    for _ in range(2):
        with pytest.raises(OSError, match="reset"):
            send("one")
        connection.close()
    assert b"duplicate" in send("one")
    assert len(platform.delivered()) == 1
    platform.later(601)
    assert b"duplicate" not in send("one")
    assert [one["taken"] for one in platform.ledger(fakewx.SMS)] == [True, False, True, True]
    assert len(platform.delivered()) == 2
    connection.close()
