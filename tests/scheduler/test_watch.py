"""A clock that leaps: nothing follows it, mass letters are held, and jobs wait or go on."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.app import build
from bot.clock import SteadyClock
from domain import halts as rules
from domain.delivery import Channel, Kind, Lane
from domain.jumps import AGREE, Doubt
from models.audit import Audit
from models.sending import Halt
from scheduler.clock import metronome
from scheduler.jobs import JOBS, tick
from scheduler.runs import Runner
from scheduler.watch import Watch
from services import clocks, halts
from services.uow import units
from tests.databases import schema
from tests.house import QUICK, settings

NOW = datetime(2026, 12, 24, 1, 30, tzinfo=UTC)
SAID = "群发(通知和提醒)(时钟可疑,自动暂停)"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class Machine:
    """A host of which a test says how far its clock is off, and what WeChat is heard to say."""

    def __init__(self, url, now=NOW):
        self.true, self.skew, self.heard, self.asked = now, timedelta(), timedelta(), 0
        self.clock = SteadyClock(lambda: self.true + self.skew, self.ran)
        self.app = build(settings(url), passwords=QUICK, clock=self.clock)
        self.watch = Watch(self.app.open_uow, self.clock, self.platform)

    def ran(self):
        return (self.true - NOW).total_seconds()

    def platform(self, *, ask):
        self.asked += ask
        return None if self.heard is None else self.true + self.heard

    def look(self, times=1):
        for _ in range(times):
            self.true += timedelta(seconds=20)
            course = self.watch.look()
        return course

    def held(self, at=None):
        """Say whether a reminder may not go, as any other host of the house sees it."""
        with units(self.app.engine, self.app.means, lambda: at or self.true)(read_only=True) as uow:
            side = (Lane.REMINDER, Channel.TEMPLATE, Kind.QUOTA, "QUOTA_DUE", None)
            return halts.standing(uow).stops(*side) is not None


@pytest.fixture
def machine(new_database, database_kind, monkeypatch):
    machine = Machine(new_database(database_kind, fill=schema))
    # PostgreSQL goes by real time, which no test waits for: it stands in for another host's clock.
    monkeypatch.setattr(clocks.processes, "instant", lambda _: machine.true)
    yield machine
    machine.app.close()


def test_a_day_ahead_holds_what_goes_to_many_and_nobody_sees_the_leap(machine, caplog):
    machine.look()
    assert not machine.held()
    machine.skew = DAY
    assert machine.app.clock() == machine.true
    assert machine.look().doubt is Doubt.WRONG
    assert machine.asked == 1
    assert machine.held()
    with machine.app.open_uow(read_only=True) as uow:
        assert uow.now == machine.true
        standing = halts.standing(uow)
        assert standing.stops(Lane.SEAT, Channel.TEMPLATE, Kind.SEAT, "SEAT", None) is None
        (halt,) = standing.halts
        assert (rules.say(halt.scope), "快 1 天" in halt.why) == (SAID, True)
    assert machine.look(AGREE).doubt is None
    assert not machine.held()
    assert machine.app.clock() == machine.true
    told = [r.levelname for r in caplog.records if "mass letters" in r.getMessage()]
    assert told == ["ERROR", "WARNING"]


@pytest.mark.above
def test_what_an_operator_lets_rest_no_clock_sets_going(machine):
    with machine.app.open_uow() as uow:
        halts.stop(uow, "mass", "演练")
    machine.skew = -DAY
    machine.look(1 + AGREE)
    assert machine.held()
    with machine.app.open_uow(read_only=True) as uow:
        assert uow.session.scalars(select(Halt.scope)).all() == ["mass"]
        verbs = uow.session.scalars(select(Audit.deed)).all()
    assert verbs.count("halt.stop") == verbs.count("halt.lift") + 1 == 2


@pytest.mark.above
def test_while_wechat_is_not_heard_it_stays_held_and_a_dead_process_holds_nothing(machine):
    machine.heard = None
    machine.look()
    machine.skew = HOUR
    assert machine.look(10).doubt is Doubt.JUMPED
    assert machine.app.clock() == machine.true
    assert machine.held()
    assert not machine.held(machine.true + clocks.REST)  # it does not look again: others go on


@pytest.mark.above
def test_what_a_dead_process_held_by_a_wrong_clock_does_not_rest_for_a_day(machine):
    ahead = units(machine.app.engine, machine.app.means, lambda: machine.true + DAY)
    with ahead() as uow:
        clocks.hold(uow, "dead", "x")
    assert machine.held(machine.true + HOUR)
    machine.look()
    assert not machine.held()


@pytest.mark.above
def test_a_database_that_is_away_stops_no_look(machine, monkeypatch):
    def away(_):
        raise ConnectionError

    monkeypatch.setattr(clocks, "written", away)
    assert machine.look().doubt is None


def test_in_doubt_only_such_jobs_wait_as_cannot_be_taken_back(machine):
    machine.heard = None
    machine.look()
    machine.skew = DAY
    machine.look()
    runner = Runner(sure=machine.watch.sure)
    waiting = {job.name for job in JOBS if job.surely}
    assert {"reminders", "plans", "tidy", "erasures"} <= waiting
    assert tick(machine.app.open_uow, runner=runner).keys() == {j.name for j in JOBS} - waiting
    machine.heard = timedelta()
    machine.look(AGREE)
    assert tick(machine.app.open_uow, runner=runner).keys() == waiting


def test_a_clock_set_back_does_not_stop_the_metronome(machine):
    beat = metronome(machine.app.open_uow, 600.0, watch=machine.watch)
    beat.start(paused=True)
    try:
        for job in beat.get_jobs():
            job.modify(next_run_time=datetime.now(UTC) + DAY)
        machine.look()
        assert all(job.next_run_time > datetime.now(UTC) + HOUR for job in beat.get_jobs())
        machine.skew = -timedelta(minutes=5)  # too little to doubt, enough to oversleep
        machine.look()
        assert all(job.next_run_time <= datetime.now(UTC) for job in beat.get_jobs())
    finally:
        beat.shutdown()


@pytest.mark.above
def test_it_looks_by_itself_and_its_first_look_is_waited_for(machine):
    looked = []
    machine.watch.look = lambda: looked.append(1)
    machine.watch.start()
    machine.watch.start()
    assert machine.watch.sure()
    machine.watch.stop()
    assert looked == [1]


def test_a_followed_clock_is_not_watched_over(new_database):
    url = new_database("sqlite", fill=schema)
    own = build(settings(url), passwords=QUICK)
    assert own.watch is not None
    own.close()
    lent = build(settings(url), passwords=QUICK, clock=lambda: NOW)
    assert lent.watch is None
    lent.close()
