"""The clock: due once whoever asks, made up for after an outage, never moved by a leap (C2)."""

import json
import logging
import signal
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from itertools import count
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import func, insert, select

from bot.clock import SteadyClock
from bot.wechat.codec import signature
from bot.wechat.envelope import Envelopes
from bot.wechat.refusals import TurnedAway
from bot.wechat.wire import Wire
from domain.delivery import Channel, Kind, Lane
from domain.periods import HOME
from models.engine import open_engine
from models.post import Inbound, Outbox
from models.schedule import Run
from scheduler.heart import monotonic
from scheduler.jobs import Job, named, tick
from scheduler.runs import Runner
from scheduler.watch import Watch
from services import halts, line, schedule
from services.uow import units, utc_now
from tests.faults.catalogue import POSTGRES, SQLITE, experiment
from tests.house import wait_until
from tests.services.county import county
from tests.services.rush import means

DUE = datetime(2026, 12, 24, 9, tzinfo=HOME)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
EIGHT = 8
WIRE = Envelopes(Wire(appid="wxfake0123456789ab", token="token", aes_keys=(), mode="plain"))
NUMBERS = count()


class Host:
    """One process of the clock, on a host with a clock of its own."""

    def __init__(self, url, clock, closing):
        self.engine = open_engine(url, pool_size=2)
        closing.callback(self.engine.dispose)
        self.open_uow = units(self.engine, means(), clock)

    def ask(self, question):
        with self.open_uow(read_only=True) as uow:
            return uow.session.scalars(question).all()


def of_its_row(uow):
    return uow.session.scalar(select(Run.due_at).order_by(Run.id.desc()).limit(1))


def marks(due=of_its_row):
    """Return a job's work that leaves one row each time it is done, whoever else has done it."""

    def run(uow):
        key = f"{due(uow).astimezone(UTC).isoformat()}|{next(NUMBERS)}"
        uow.session.execute(insert(Inbound).values(key=key, reply="", late=False, at=uow.now))
        return 1

    return run


def done_by_due(host):
    """Count how often the work was done for each due time."""
    return Counter(key.partition("|")[0] for key in host.ask(select(Inbound.key)))


# S1


@experiment("S1", "eight clocks and one due time after the other")
def eight_clocks(t):
    times = t.size(8, 1000)
    done, runs, seconds = _eight(t.fresh(), times)
    t.figure("due times", len(done), is_=times)
    t.figure("done more than once", sum(n > 1 for n in done.values()), is_=0)
    t.figure("rows of runs", runs, is_=times)
    t.measure("due times a second", times / seconds)
    t.control("done too often without the row", lambda: _too_often(t), more_than=0)


def _too_often(t):
    with patch.object(schedule, "claim", lambda *_: 0):
        done, _, _ = _eight(t.fresh(), 3)
    return sum(done.values()) - 3


def _eight(url, times):
    """Let eight schedulers meet at each due time; return what was done, and how many runs."""
    now = [DUE]
    together = threading.Barrier(EIGHT, action=lambda: now.append(now.pop() + MINUTE))
    job = Job("work", hour(), HOUR, marks(lambda uow: uow.now), "x", MINUTE)
    with ExitStack() as closing:
        hosts = [Host(url, lambda: now[-1], closing) for _ in range(EIGHT)]

        def beat(host):
            for _ in range(times):
                together.wait(60)
                tick(host.open_uow, [job])

        began = time.monotonic()
        threads = [threading.Thread(target=beat, args=(host,)) for host in hosts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.monotonic() - began
        return done_by_due(hosts[0]), len(hosts[0].ask(select(Run.id))), seconds


# S2

REMINDERS, PLANS = named("reminders"), named("plans")
OUTAGES = (
    # job, for how long over its due time nobody ran, runs then, alarms
    (REMINDERS, MINUTE, 1, 0),
    (REMINDERS, HOUR, 1, 0),
    (REMINDERS, DAY, 1, 1),
    (REMINDERS, 4 * DAY, 1, 1),
    (PLANS, MINUTE, 1, 0),
    (PLANS, HOUR, 1, 0),
    (PLANS, 13 * HOUR, 0, 1),
    (PLANS, 4 * DAY + 13 * HOUR, 0, 1),
)


class Alarms(logging.Handler):
    """What rings: errors in the log."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.said = []

    def emit(self, record):
        self.said.append(record.getMessage())


@contextmanager
def alarms(*names):
    handler = Alarms()
    for name in names:
        logging.getLogger(name).addHandler(handler)
    yield handler.said
    for name in names:
        logging.getLogger(name).removeHandler(handler)


@experiment("S2", "no clock at all over the due time", short=SQLITE)
def nobody_at_the_due_time(t):
    wrong_runs = wrong_alarms = inside = outside = 0
    with ExitStack() as closing:
        now = [DUE]
        hosts = [Host(t.database, lambda: now[0], closing) for _ in range(2)]
        for number, (like, outage, wanted, rings) in enumerate(OUTAGES):
            name = f"work-{number}"
            job = Job(name, like.at, like.catch_up, marks(lambda _: DUE), "x")
            due = datetime.combine(DUE.date(), like.at, HOME)
            now[0] = due - DAY
            tick(hosts[0].open_uow, [job])
            before = len(hosts[0].ask(select(Inbound.key)))
            now[0] = due + outage
            with alarms("scheduler.jobs") as said:
                for host in (*hosts, *hosts):
                    tick(host.open_uow, [job])
            ran = len(hosts[0].ask(select(Inbound.key))) - before
            wrong_runs += ran != wanted
            wrong_alarms += len(said) < rings or (rings == 0 and bool(said))
            inside, outside = inside + ran * wanted, outside + ran * (1 - wanted)
    t.figure("outages", len(OUTAGES), is_=8)
    t.figure("runs inside the window", inside, is_=sum(one[2] for one in OUTAGES))
    t.figure("runs outside the window", outside, is_=0)
    t.figure("other runs than wanted", wrong_runs, is_=0)
    t.figure("other alarms than wanted", wrong_alarms, is_=0)


# S3


class Leaping:
    """A host whose clock is set by hand; the true time stays, and WeChat and the database know."""

    def __init__(self, url, closing, *, steady=True):
        self.skew = timedelta()
        self.clock = SteadyClock(self.machine, monotonic) if steady else self.machine
        self.host = Host(url, self.clock, closing)
        self.open_uow = self.host.open_uow
        self.watch = (
            Watch(self.open_uow, self.clock, lambda **_: datetime.now(UTC)) if steady else None
        )
        self.runner = Runner(sure=self.watch.sure) if steady else Runner()

    def machine(self):
        return datetime.now(UTC) + self.skew


LEAPS = {"+1 day": [DAY], "-1 day": [-DAY], "+1 h, ten times": [HOUR] * 10}


@experiment(
    "S3", "one host's clock leaps: a day ahead, a day back, an hour ten times", short=SQLITE
)
def one_clock_leaps(t):
    for name, leaps in LEAPS.items():
        found = _leap(t.fresh(), leaps, t.size(0.05, 3.0))
        t.figure(f"{name}: runs at other times than the true ones", found["strays"], is_=0)
        t.figure(f"{name}: done more than once", found["twice"], is_=0)
        t.figure(f"{name}: missed", found["missed"], is_=0)
        t.figure(f"{name}: letters of tomorrow let out", found["early"], is_=0)
        t.figure(f"{name}: messages of WeChat refused", found["refused"], is_=0)
        t.figure(f"{name}: mass letters held", found["held"], is_=1)
        t.figure(f"{name}: and let go again", found["let go"], is_=1)
        t.figure(f"{name}: alarms", found["alarms"], at_least=1)
    found = _leap(t.fresh(), [DAY], 0.1, steady=False)
    stray = found["strays"] + found["early"] + found["refused"]
    t.control("the machine's clock believed: strays", stray, more_than=0)


def _leap(url, leaps, pause, *, steady=True):
    """Let three hosts work each tenth of a second while the clock of one is set."""
    every = timedelta(seconds=0.1)
    began = datetime.now(UTC)
    job = Job("work", hour(), MINUTE, marks(), "x", every)
    found = Counter()
    with ExitStack() as closing, alarms("scheduler.watch") as said:
        hosts = [Leaping(url, closing, steady=steady) for _ in range(3)]
        bad = hosts[0]
        _tomorrow(bad, began + DAY - HOUR)
        stop = threading.Event()

        def work(one):
            while not stop.is_set():
                if one.watch:
                    one.watch.look()
                tick(one.open_uow, [job], one.runner)
                with one.open_uow() as uow:
                    found["early"] += line.release(uow)
                stop.wait(0.05)

        threads = [threading.Thread(target=work, args=(one,)) for one in hosts]
        for thread in threads:
            thread.start()
        time.sleep(pause)
        for leap in leaps:
            bad.skew += leap
            found["refused"] += _refused(bad.clock)
            if steady:
                wait_until(lambda: _held(hosts[1]), 120)
                found["held"] = 1
        if steady:
            wait_until(lambda: not _held(hosts[1]), 120)
            found["let go"] = 1
        time.sleep(pause)
        stop.set()
        for thread in threads:
            thread.join()
        ended = datetime.now(UTC)
        done = done_by_due(hosts[1].host)
        found["alarms"] = len(said)
        found["twice"] = sum(n > 1 for n in done.values())
        times = [datetime.fromisoformat(due) for due in done]
        true = [at for at in times if began - every <= at <= ended]
        found["strays"] = len(times) - len(true)
        # Between the first and the last there may be a busy machine's gap, but no long one.
        gaps = [b - a for a, b in zip(sorted(true), sorted(true)[1:], strict=False)]
        found["missed"] = sum(gap > 20 * every for gap in gaps)
    return found


def _tomorrow(one, due_at):
    """Write a reminder that is due tomorrow."""
    with one.open_uow() as uow:
        uow.session.execute(
            insert(Outbox).values(
                key="tomorrow",
                kind=Kind.QUOTA,
                lane=Lane.REMINDER,
                channel=Channel.TEMPLATE,
                openid="o",
                template="QUOTA_DUE",
                written_at=datetime.now(UTC),
                due_at=due_at,
            )
        )


def _held(one):
    with one.open_uow(read_only=True) as uow:
        side = (Lane.REMINDER, Channel.TEMPLATE, Kind.QUOTA, "QUOTA_DUE", None)
        return halts.standing(uow).stops(*side) is not None


def _refused(clock):
    """Bring what WeChat has just signed; return 1 if it is turned away."""
    stamp = str(int(time.time()))
    said = {"timestamp": stamp, "nonce": "n", "signature": signature("token", stamp, "n")}
    try:
        WIRE.check(said, clock())
    except TurnedAway:
        return 1
    return 0


# S4


@experiment("S4", "a clock in mid-run stopped for longer than others believe it alive", on=POSTGRES)
def stopped_and_continued(t):
    life = t.size(0.5, 30)
    found = _stopped(t, t.fresh(), life=life, fenced=True)
    t.figure("letters", found["letters"], is_=found["wanted"])
    t.figure("letters twice", found["twice"], is_=0)
    t.figure("written by the stopped one afterwards", found["stale"], is_=0)
    t.figure("counted by the run", found["effects"], is_=found["wanted"])
    t.measure("seconds until another took it up", found["seconds"], at_most=life * 2)
    stale = lambda: _stopped(t, t.fresh(), life=0.5, fenced=False)["stale"]  # noqa: E731 - likewise
    t.control("unfenced: written by the stopped one afterwards", stale, more_than=0)


def _stopped(t, url, *, life, fenced):
    told = {
        "url": url,
        "whole": False,
        "parts": t.size(6, 20) if fenced else 6,
        "each": 10,
        "beat": life / 6,
        "life": life,
        "fenced": fenced,
    }
    with ExitStack() as closing:
        look = Host(url, utc_now, closing)
        # In short it stops itself, between two transactions: one that is open ends after 30 s.
        anywhere = t.full and fenced
        own = {} if anywhere else {"stop": 1}
        first = _campaign(t, told, name="first", pause=0.05, **own)
        wait_until(lambda: _letters(look) > 0, 120)
        if anywhere:
            time.sleep(t.random.uniform(0, 0.2))
            first.pause()
        wait_until(lambda: _is_stopped(first.pid), 120)
        stopped = _letters(look)
        began = time.monotonic()
        # The other stops on the way as well, so that there is something left to spoil.
        second = _campaign(t, told, name="second", pause=0.05 if fenced else 0.25)
        wait_until(lambda: "second" in _writers(look), 90)
        seconds = time.monotonic() - began
        if fenced:
            second.says("done")
        first.resume()
        first.says("done")
        if not fenced:
            second.kill()
        writers = _writers(look)
        (run,) = look.ask(select(Run))
        keys = look.ask(select(Outbox.key))
        return {
            "letters": len(keys),
            "wanted": told["parts"] * told["each"],
            "twice": len(keys) - len(set(keys)),
            "stale": writers["first"] - stopped,
            "effects": run.effects,
            "seconds": seconds,
        }


def _is_stopped(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def _campaign(t, told, **more):
    return t.children.script("tests.faults.campaign", json.dumps({**told, **more}))


def _letters(host):
    return host.ask(select(func.count()).select_from(Outbox))[0]


def _writers(host):
    return Counter(host.ask(select(Outbox.text)))


# S5


@experiment(
    "S5", "the quarter's edge and the nights of New York on a host that stands there", short=SQLITE
)
def a_host_in_new_york(t):
    child = t.children.script("tests.faults.new_york", t.fresh(county), TZ="America/New_York")
    child.says("}", 60)
    child.wait()
    found = json.loads(child.log().splitlines()[-1])
    t.figure("zones it stood in", len(found["zones"]), is_=2)
    t.figure("counted in the old quarter", found["before"], is_=3)
    t.figure("counted in the new quarter", found["after"], is_=4)
    t.figure("due times adrift over both nights", found["drifts"], is_=0)


# S7


@experiment("S7", "kill -9 between a run's row and the last of its letters")
def killed_in_mid_run(t):
    kills = t.size(1, 10)
    half = gone = twice = lost = uncounted = 0
    for number in range(kills):
        for whole in (True, False):
            told = {"url": t.fresh(), "whole": whole, "parts": 6, "each": 10, "life": 0.6}
            told |= {"beat": 0.1}
            with ExitStack() as closing:
                look = Host(told["url"], utc_now, closing)
                die = t.random.randrange(6)
                victim = _campaign(t, told, name="victim", die=die)
                gone += victim.wait() == -signal.SIGKILL
                letters, runs = _letters(look), look.ask(select(Run))
                if whole:
                    half += bool(runs) or letters > 0
                else:
                    half += letters % told["each"] > 0 or runs[0].closed_at is not None
                    uncounted += runs[0].effects != letters
                _campaign(t, told, name=f"heir-{number}").says("done")
                keys = look.ask(select(Outbox.key))
                lost += told["parts"] * told["each"] - len(set(keys))
                twice += len(keys) - len(set(keys))
    t.figure("killed in the midst", gone, is_=2 * kills)
    t.figure("half runs, half parts", half, is_=0)
    t.figure("letters lost in the end", lost, is_=0)
    t.figure("letters twice", twice, is_=0)
    t.figure("runs that counted wrong", uncounted, is_=0)
