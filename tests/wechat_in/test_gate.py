from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError

from bot.gate import LOOKED_FOR, Gate, gated
from bot.wechat.answering import Answering, House
from tests.wechat_in.pushes import event, text


@pytest.fixture
def passing(monkeypatch):
    """Move the gate's time by hand."""
    now = [100.0]
    monkeypatch.setattr("bot.gate.monotonic", lambda: now[0])

    def wait(seconds):
        now[0] += seconds

    return wait


def test_while_nobody_is_there_one_looks_at_a_time(passing):
    gate = Gate(rest=0.5)
    assert [gate.admits() for _ in range(3)] == [True] * 3
    gate.away()
    assert not gate.admits()
    passing(0.5)
    assert [gate.admits(), gate.admits()] == [True, False]
    passing(5)
    assert not gate.admits()  # that look is not over
    gate.away()
    passing(0.5)
    assert gate.admits()
    gate.back()
    assert [gate.admits(), gate.admits()] == [True, True]


def test_a_look_that_never_ends_holds_nobody_for_ever(passing):
    gate = Gate()
    gate.away()
    passing(1)
    assert gate.admits()
    passing(LOOKED_FOR)
    assert gate.admits()


@pytest.mark.parametrize("away", [True, False])
def test_pages_are_refused_at_once_while_the_database_is_away(passing, away):
    opened = []

    @contextmanager
    def open_uow(*, read_only):
        opened.append(read_only)
        yield "uow"

    gate = Gate()
    through = gated(open_uow, gate, away=lambda _: away)
    with through(read_only=True) as uow:
        assert uow == "uow"
    with pytest.raises(ValueError, match="wrong"), through():
        raise ValueError("wrong")
    assert gate.shut is away
    if away:
        with pytest.raises(OperationalError), through():
            pass
        assert opened == [True, False]
        passing(1)
    with through():
        pass
    assert not gate.shut


def test_that_nobody_is_there_is_told_once_however_many_look(passing, caplog):
    def away(*_):
        raise ConnectionError

    asked = Answering(House(away, away, unavailable=(ConnectionError,)), Gate())
    for _ in range(20):
        passing(1)
        asked.outcome(None, str)
    assert len(caplog.records) == 1


@pytest.mark.parametrize(("room", "status"), [(True, 200), (False, 503)])
def test_reports_go_their_own_way_and_people_s_words_do_not(build, house, platform, room, status):
    taken = []
    client = build(reports=lambda message: taken.append(message.event) or room).test_client()
    finished = event("TEMPLATESENDJOBFINISH", MsgID=1, Status="success")
    assert client.post("/wechat", **platform.sealed(finished)).status_code == status
    assert (taken, house.calls) == (["templatesendjobfinish"], [])
    assert client.post("/wechat", **platform.sealed(text("嗨"))).status_code == 200
    assert len(taken) == len(house.calls) == 1
