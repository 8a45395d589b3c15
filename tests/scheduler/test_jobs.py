"""Due once, whoever asks and however often (reliability.md C2)."""

import threading
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from domain.delivery import Status
from domain.periods import HOME
from models.login import OneTimeLink
from models.post import Inbound, Outbox
from models.schedule import Run
from scheduler.clock import metronome
from scheduler.jobs import JOBS, Job, named, run_as_of, tick
from services import reminders, reminders_readers, schedule
from services.uow import units
from tests.house import wait_until

DUE = datetime(2026, 12, 24, 9, tzinfo=HOME)
"""A week before the quarter's end."""
DAY = timedelta(days=1)
EIGHT = 8


def test_due_at_nine_and_not_a_moment_before(office):
    office.live_until(DUE)
    before = office.tick(DUE - timedelta(microseconds=1))
    earlier = {job.name for job in JOBS if job.every or job.at < DUE.time()}
    assert before.keys() == earlier >= {"tidy", "activities", "plans", "youth", "erasures"}
    assert office.reminders() == []
    written = office.tick(DUE)["reminders"]
    assert written == len(office.reminders()) > 0


def test_run_twice_is_once(office):
    first = office.tick(DUE)
    before = office.reminders()
    assert first["reminders"] == len(before) > 0
    assert office.tick(DUE) == office.tick(DUE + timedelta(minutes=1)) == {}
    assert run_as_of(office.app.open_uow, named("reminders")).effects == 0
    assert office.reminders() == before
    assert office.runs() == [DUE]


def test_the_run_row_says_how_much_was_done(office):
    done = office.tick(DUE)
    with office.app.engine.connect() as connection:
        assert dict(connection.execute(select(Run.job, Run.effects)).all()) == done


@pytest.mark.parametrize("late", [timedelta(minutes=1), timedelta(hours=1), timedelta(hours=23)])
def test_down_over_the_due_time_is_made_up_for_once(office, late):
    office.live_until(DUE)
    done = office.tick(DUE + late)["reminders"]
    assert done == len(office.reminders()) > 0
    assert office.tick(DUE + late) == {}
    assert office.runs()[1:] == [DUE - DAY, DUE]


def test_four_days_down_are_made_up_for_once_and_told(office, caplog):
    office.live_until(DUE)
    done = office.tick(DUE + 4 * DAY)["reminders"]  # a Monday: there are digests as well
    assert done == len(office.written()) > 0
    assert office.reminders()
    assert office.runs()[1:] == [DUE - DAY, DUE + 4 * DAY]
    told = [r.getMessage() for r in caplog.records if "stood still" in r.getMessage()]
    daily = [job for job in JOBS if not job.every]
    assert sum("2026-12-23" in line for line in told) == len(daily) > 1


def test_after_the_window_nothing_is_made_up_for(office):
    office.live_until(DUE)
    assert office.tick(DUE + 9 * DAY)["reminders"] == 0
    assert office.reminders() == []


def test_too_late_is_not_run_and_told_once(office, caplog):
    job = Job(
        "reminders", DUE.timetz().replace(tzinfo=None), timedelta(hours=2), reminders.queue_due, "x"
    )
    assert office.tick(DUE + timedelta(hours=2, seconds=1), jobs=[job]) == {}
    assert office.tick(DUE + timedelta(hours=3), jobs=[job]) == {}
    assert office.reminders(21) == office.reminders() == []
    assert sum("was missed" in record.getMessage() for record in caplog.records) == 1
    assert office.tick(DUE + DAY + timedelta(hours=2), jobs=[job])["reminders"] > 0


def test_a_crash_between_the_run_row_and_its_effects_leaves_neither(office):
    def crash(uow):
        assert reminders.queue_due(uow) > 0
        assert uow.session.scalar(select(Run.id).where(Run.job == "reminders")) is not None
        raise ZeroDivisionError

    broken = Job("reminders", JOBS[0].at, DAY, crash, "x")
    with pytest.raises(ExceptionGroup) as bugs:
        office.tick(DUE, jobs=[broken, named("tidy")])
    assert [type(bug) for bug in bugs.value.exceptions] == [ZeroDivisionError]
    assert office.reminders() == office.runs() == []
    assert len(office.runs("tidy")) == 1  # one job's bug stops no other
    assert office.tick(DUE)["reminders"] == len(office.reminders()) > 0


def unguarded(monkeypatch, off):
    """Take guards away: the unique row of a run, the keys of letters, the cap of a week."""
    if "run" in off:
        monkeypatch.setattr(schedule, "has_run", lambda *_: False)
        monkeypatch.setattr(schedule, "begin", lambda *_: 0)
        monkeypatch.setattr(schedule, "hold", lambda *_: True)
    if "keys" in off:
        key = property(lambda one: f"{uuid.uuid4()}:{one.items[0].stage}-days:")
        monkeypatch.setattr(reminders.Planned, "key", key)
    if "cap" in off:
        monkeypatch.setattr(reminders_readers, "letters", lambda *_: {})


@pytest.mark.above  # on both databases by the experiment S1, with its control
@pytest.mark.parametrize(
    ("off", "times"),
    [
        ([], 1),
        (["run", "cap"], 1),
        (["keys", "cap"], 1),
        (["run", "keys", "cap"], EIGHT),
    ],
)
def test_eight_schedulers_at_once_write_once_by_either_guard(office, monkeypatch, off, times):
    office.live_until(DUE)
    expected = run_as_of(office.app.units_at(DUE), named("reminders"), dry=True).effects
    assert expected > 0
    unguarded(monkeypatch, off)
    office.at = DUE
    houses = [office.another() for _ in range(EIGHT)]
    together, done, bugs = threading.Barrier(EIGHT), [], []

    def scheduler(house):
        together.wait()
        try:
            done.append(tick(house.open_uow, [named("reminders")]).get("reminders", 0))
        except ExceptionGroup as bug:
            bugs.append(bug)

    threads = [threading.Thread(target=scheduler, args=(house,)) for house in houses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for house in houses:
        house.close()
    assert bugs == []
    assert sum(done) == len(office.reminders()) == times * expected


@pytest.mark.parametrize("database_kind", ["postgresql"])  # SQLite has one writer: it waits
def test_while_one_is_at_it_another_does_not_wait(office):
    """Nor does it fail, as it would once the other takes longer than a lock may be waited for."""
    began, go_on = threading.Event(), threading.Event()

    def slow(uow):
        began.set()
        go_on.wait(60)
        return reminders.queue_due(uow)

    job = Job("reminders", JOBS[0].at, DAY, slow, "x")
    office.at = DUE
    thread = threading.Thread(target=tick, args=(office.app.open_uow, [job]))
    thread.start()
    began.wait(60)
    # Who waited for the other's lock would wait until it gave up with an error.
    assert "reminders" not in office.tick(DUE)
    go_on.set()
    thread.join()
    assert len(office.reminders()) > 0
    assert office.runs() == [DUE]


def test_a_week_holds_one_routine_message_and_one_urgent(office):
    """The 21-day one came four days before the 7-day one: that waits until a week is over."""
    days = {}
    for n in (-4, -3, 0, 2, 3, 4, 5, 6, 7):
        office.tick(DUE + n * DAY)
        days[n] = [key for key in office.written() if key.endswith(":to-2")]  # 赵强
        with office.app.open_uow() as uow:
            gone = {"status": Status.SENT, "closed_at": office.at}
            uow.session.execute(update(Outbox).where(Outbox.status == Status.PENDING).values(gone))
    assert {n: keys for n, keys in days.items() if keys} == {
        -4: ["five-ones-parttime:2026Q4:21-days:cadre-2:to-2"],
        3: ["five-ones-parttime:2026Q4:7-days:cadre-2:to-2"],
        5: ["five-ones-parttime:2026Q4:2-days:cadre-2:to-2"],  # the urgent one
    }


def test_a_rehearsal_leaves_no_trace_and_says_the_same_as_the_deed(office):
    at = office.app.units_at(DUE)
    rehearsed = run_as_of(at, named("reminders"), dry=True)
    assert office.reminders() == []
    assert rehearsed.effects == len(rehearsed.lines) > 0
    assert run_as_of(at, named("reminders")) == rehearsed
    again = run_as_of(at, named("reminders"))
    assert (again.effects, again.lines) == (0, ())


def test_tidy_takes_what_has_had_its_time_and_nothing_else(office, monkeypatch):
    monkeypatch.setattr(schedule, "_SOME", 1)
    with office.app.units_at(DUE)() as uow:
        for age in (1, 3, 4):
            uow.session.add(Inbound(key=f"m{age}", reply="", late=False, at=DUE - age * DAY))
            uow.session.add(
                OneTimeLink(
                    token_hash=bytes([age]) * 32,
                    openid="o",
                    purpose="login",
                    subject="",
                    tries=0,
                    created_at=DUE,
                    expires_at=DUE + (2 - age) * DAY,
                )
            )
    assert office.tick(DUE)["tidy"] == 4
    assert office.ask(select(Inbound.key)) == ["m1"]
    assert office.ask(select(OneTimeLink.token_hash)) == [b"\1" * 32]


def test_the_metronome_ticks_at_once_and_a_failing_tick_stops_nothing(office, monkeypatch, caplog):
    office.at = DUE
    real, calls = schedule.has_run, []

    def first_time_away(*arguments):
        calls.append(arguments)
        if len(calls) == 1:
            raise ConnectionError("the database is away")
        return real(*arguments)

    monkeypatch.setattr(schedule, "has_run", first_time_away)
    beat = metronome(office.app.open_uow, 0.2)
    beat.start()
    try:
        wait_until(lambda: office.runs() == [DUE])
    finally:
        beat.shutdown()
    assert sum("a tick failed" in record.getMessage() for record in caplog.records) == 1
    assert len(office.reminders()) > 0


def test_that_the_database_is_away_is_told_once_and_all_else_each_time(office, monkeypatch, caplog):
    office.at = DUE
    real, fails = schedule.has_run, [ConnectionError] * 30 + [ValueError]

    def failing(*arguments):
        if fails:
            raise fails.pop(0)
        return real(*arguments)

    monkeypatch.setattr(schedule, "has_run", failing)
    beat = metronome(office.app.open_uow, 0.02, away=lambda no: isinstance(no, ConnectionError))
    beat.start()
    try:
        wait_until(lambda: office.runs() == [DUE])
    finally:
        beat.shutdown()
    told = [record.getMessage() for record in caplog.records if record.name == "scheduler.clock"]
    assert told == [
        "the clock stands still: the database is away",
        "a tick failed",
        "the clock goes on",
    ]


def test_the_clocks_zone_is_beijing_wherever_the_host_stands():
    job = named("reminders")
    for zone in ("America/New_York", "UTC", "Asia/Kathmandu"):
        moment = datetime(2026, 3, 31, 23, 59, 59, 900_000, tzinfo=HOME).astimezone(ZoneInfo(zone))
        assert job.due(moment) == datetime(2026, 3, 31, 9, tzinfo=HOME)
        assert job.due(moment + timedelta(hours=9, seconds=1)) == datetime(
            2026, 4, 1, 9, tzinfo=HOME
        )


def test_what_is_done_every_ten_minutes_counts_them_from_midnight_in_beijing():
    job = named("activities")
    moment = datetime(2026, 3, 31, 23, 59, 59, tzinfo=HOME)
    assert job.due(moment) == datetime(2026, 3, 31, 23, 50, tzinfo=HOME)
    assert job.due(moment + timedelta(seconds=1)) == datetime(2026, 4, 1, tzinfo=HOME)
    assert job.due(moment.astimezone(ZoneInfo("Asia/Kathmandu"))) == job.due(moment)


def test_of_what_runs_often_only_the_last_days_are_kept(office):
    assert {job.name for job in JOBS if job.every} == set(schedule.FREQUENT)
    for late in (timedelta(0), timedelta(minutes=9), timedelta(minutes=10)):
        office.tick(DUE + late, jobs=[named("activities")])
    assert office.runs("activities") == [DUE, DUE + timedelta(minutes=10)]
    office.tick(DUE + 2 * DAY + timedelta(minutes=5), jobs=[named("tidy")])
    assert office.runs("activities") == [DUE + timedelta(minutes=10)]


def test_units_stand_at_the_instant_they_were_opened_for(office):
    opened = units(office.app.engine, office.app.means, lambda: DUE)
    with opened(read_only=True) as uow:
        assert (uow.now, uow.today) == (DUE, DUE.date())
        assert uow.session.scalars(select(Outbox)).all() == []
