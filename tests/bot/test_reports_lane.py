"""The reports' own lane: kept before they are acknowledged, many by one commit, shed when full."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.wechat.reports_lane import ReportsLane, told_of
from handlers.routing import Message
from models.sending import Report
from tests.databases import schema
from tests.house import wait_until
from tests.services.letterbox import Letterbox

AT = datetime(2026, 12, 24, tzinfo=UTC)


class AwayError(Exception):
    """The database is not there."""


@pytest.fixture
def post(new_database):
    post = Letterbox(new_database("sqlite", fill=schema))
    yield post
    post.close()


def report(number=1, status="success"):
    data = {"MsgID": f"{number}", "Status": status}
    return Message(f"key {number}", "o1", "event", AT, event="templatesendjobfinish", data=data)


class Slow:
    """Opens units of work once it is let; counts those that were opened."""

    def __init__(self, open_uow):
        self._open_uow = open_uow
        self.go = threading.Event()
        self.opened = 0
        self.fault = None

    @contextmanager
    def __call__(self, *, read_only=False):
        self.opened += 1
        assert self.go.wait(60)
        if self.fault:
            raise self.fault
        with self._open_uow(read_only=read_only) as uow:
            yield uow


def brought(lane, numbers):
    """Bring reports at once, by a thread each; return what becomes of each."""
    ends = {}

    def bring(number):
        ends[number] = lane.take(report(number))

    threads = [threading.Thread(target=bring, args=(n,)) for n in numbers]
    for thread in threads:
        thread.start()
    return ends, threads


def kept(post):
    with post.look() as uow:
        return set(uow.session.scalars(select(Report.key)))


def test_what_is_acknowledged_is_written_down(post):
    lane = ReportsLane(post.open_uow, room=2)
    assert lane.take(report(7))
    assert lane.take(report(7))
    assert kept(post) == {"7"}


def test_those_that_come_while_one_commits_are_one_commit(post):
    slow = Slow(post.open_uow)
    lane = ReportsLane(slow, room=16)
    ends, threads = brought(lane, [1])
    wait_until(lambda: slow.opened)
    more, others = brought(lane, range(2, 12))
    wait_until(lambda: len(lane._line) == 10)
    slow.go.set()
    for thread in threads + others:
        thread.join()
    assert {**ends, **more} == dict.fromkeys(range(1, 12), True)
    assert slow.opened == 2
    assert len(kept(post)) == 11


def test_where_nothing_moves_the_next_is_shed_and_nobody_waits_for_ever(post):
    slow = Slow(post.open_uow)
    # Long enough for the third to be in before the first gives up, on a busy machine too.
    lane = ReportsLane(slow, room=3, seconds=3)
    ends, threads = brought(lane, [1, 2, 3])
    wait_until(lambda: lane._inside == 3)
    assert not lane.take(report(4))
    for thread in threads:
        thread.join()
    assert set(ends.values()) == {False}
    slow.go.set()  # what was given up is written all the same: the platform's repeat is harmless
    wait_until(lambda: kept(post) == {"1", "2", "3"})
    assert lane.take(report(4))


def test_with_the_database_away_nothing_is_acknowledged_and_it_goes_on_after_that(post, caplog):
    slow = Slow(post.open_uow)
    slow.go.set()
    lane = ReportsLane(slow, room=3, unavailable=(AwayError,))
    for fault in (AwayError("x"), AwayError("x"), RuntimeError("a bug")):
        slow.fault = fault
        assert not lane.take(report())
    slow.fault = None
    assert lane.take(report())
    assert kept(post) == {"1"}
    assert caplog.text.count("the database is away") == caplog.text.count("kept again") == 1


def test_what_a_report_says():
    told = told_of(report(" 71 ", "failed:user block"))
    assert (told.reference, told.openid, told.status, told.sent_at) == (
        "71",
        "o1",
        "failed:user block",
        AT,
    )
    assert "o1" not in repr(told)
    assert told.key == "71"
    other = told_of(report(0))
    assert other.key.startswith("0:")
    assert "o1" not in other.key
    assert told_of(report(0, "failed")).key != other.key
