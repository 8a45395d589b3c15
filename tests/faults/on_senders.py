"""Letters on their way: senders are killed, told to end, cut off; the line is dead; nobody is lost.

(reliability.md C1)
"""

import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from sqlalchemy import select, update

from domain.delivery import Status
from models.person import WechatUser
from models.post import Outbox
from models.sending import Process
from services import taking
from tests.faults.catalogue import BOTH, POSTGRES, SQLITE, experiment
from tests.faults.fakewx import TAKEN_CUT, TEMPLATE
from tests.faults.letters import OVER, Desk, Letters, repeated, seen_twice, written
from tests.house import content

NOW = datetime(2026, 12, 24, 10, tzinfo=UTC)
QUICK_HEART = {"beat_seconds": 0.3, "dead_after_seconds": 1.0}
"""Who has said nothing for so long is dead: in seconds what is half a minute in earnest."""


def wait_until(true, seconds, *, every=0.02):
    """Wait for something; ``every`` so often, for a count over all rows is work for the database."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            message = "it did not happen"
            raise TimeoutError(message)
        time.sleep(every)


def deliver(t, senders, url, heart=QUICK_HEART):
    """Start our sending process, as it is."""
    config = content(url, platform=t.platform.url, delivery=heart)
    return t.children.start("deliver", "--senders", str(senders), config=config)


def finish(t, url, letters, seconds=300):
    """Send all that is left with senders of this process, who take over from the dead."""
    with Desk(url, t.platform, datetime.now(UTC), **QUICK_HEART) as desk:
        end = time.monotonic() + seconds
        while letters.open():
            if time.monotonic() > end:
                message = f"letters are left: {letters.by_status()}"
                raise TimeoutError(message)
            desk.at = datetime.now(UTC)
            if not desk.carry():
                time.sleep(0.05)


def in_doubt(letters):
    """Return how many letters are in hand: those of a dead process are in doubt."""
    return letters.by_status()[Status.SENDING]


# Death


@experiment("R1", "kill -9 of eight senders in mid fan-out, again and again", on=BOTH)
def kills_of_eight(t):
    _kills(t, senders=8, kills=t.size(2, 50), number=t.size(80, 20_000))


@experiment("R1b", "kill -9 of one sender in mid fan-out, again and again", on=POSTGRES)
def kills_of_one(t):
    _kills(t, senders=1, kills=t.size(1, 50), number=t.size(12, 2_000))


def _kills(t, *, senders, kills, number):
    url = t.database
    written(url, number)
    t.platform.latency(0.02)
    with Letters(url) as letters:
        doubts = []
        for _ in range(kills):
            before = t.platform.count()[TEMPLATE]
            sender = deliver(t, senders, url)
            wait_until(lambda b=before: t.platform.count()[TEMPLATE] > b + senders, 120)
            time.sleep(t.random.uniform(0.5, 1.2) if t.full else t.random.uniform(0.02, 0.08))
            sender.kill()
            doubts.append(in_doubt(letters) - sum(doubts) + _again(letters))
        finish(t, url, letters)
        _judge(t, letters, number)
        t.figure("in doubt after a kill, at most", max(doubts), at_most=senders)
        t.measure("in doubt a kill", sum(doubts) / kills, at_most=senders)
        t.figure("marked as in doubt", _again(letters), is_=sum(doubts))
    t.control("seen twice if the platform did not know the id", repeated(t.platform), more_than=0)


def _again(letters):
    """Return how often letters were taken over from the dead."""
    return sum(n for (n,) in letters.ask(select(Outbox.deaths).where(Outbox.deaths > 0)))


def _judge(t, letters, number):
    found = letters.by_status()
    t.figure("lost", letters.lost(t.platform), is_=0)
    t.figure("seen twice", seen_twice(t.platform), is_=0)
    t.figure("sent", sum(found[status] for status in OVER), at_least=number - found[Status.HELD])
    t.figure("uncertain", found[Status.UNCERTAIN], is_=0)


@experiment("R2", "kill -9 of all senders and of the database together", on=POSTGRES)
def everything_dies(t):
    url, number = t.postgres.url, t.size(60, 5_000)
    written(url, number)
    t.platform.latency(0.02)
    with Letters(url) as letters:
        for _ in range(t.size(1, 10)):
            before = t.platform.count()[TEMPLATE]
            senders = [deliver(t, 4, url) for _ in range(t.size(1, 2))]
            wait_until(lambda b=before: t.platform.count()[TEMPLATE] > b + 8, 120)
            for sender in senders:
                sender.send(signal.SIGKILL)
            t.postgres.restart("immediate")
        finish(t, url, letters)
        _judge(t, letters, number)


@experiment("R13", "a letter that kills every process that sends it", on=BOTH, short=POSTGRES)
def poison(t):
    url, number = t.database, t.size(40, 2_000)
    written(url, number)
    config = t.children.config(content(url, platform=t.platform.url, delivery=QUICK_HEART))
    bad = f"openid-{number // 2}"
    deaths = 0
    with Letters(url) as letters, Desk(url, t.platform, NOW, **QUICK_HEART) as desk:
        while deaths < 10 and not letters.by_status()[Status.HELD] and letters.open():
            victim = t.children.script("tests.faults.victim", "4", bad, TUAN100_CONFIG=str(config))
            victim.wait(120)
            deaths += 1
            wait_until(lambda: _taken_over(desk, letters), 120)
        finish(t, url, letters)
        t.figure("processes it has ended", deaths, is_=3)
        held = letters.ask(select(Outbox.openid).where(Outbox.status == Status.HELD))
        t.figure("held", len(held), is_=1)
        t.figure("and that is the one", int((bad,) in held), is_=1)
        t.figure("lost", letters.lost(t.platform), is_=0)
        t.figure("others sent", letters.by_status()[Status.SENT], is_=number - 1)


def _taken_over(desk, letters):
    desk.at = datetime.now(UTC)
    desk.app.office.heart.beat()
    return not in_doubt(letters)


# Being told to end


@experiment(
    "R3", "TERM, INT and QUIT while letters are in hand, and at rest", on=BOTH, short=POSTGRES
)
def signals(t):
    url = t.database
    written(url, t.size(40, 600))
    t.platform.latency(t.size(0.05, 0.4))
    matrix = [(signal.SIGTERM, True), (signal.SIGQUIT, True)]
    if t.full:
        matrix += [(signal.SIGINT, True), *[(n, False) for n in (signal.SIGTERM, signal.SIGINT)]]
    with Letters(url) as letters:
        for number, at_work in matrix:
            name = signal.Signals(number).name
            began = _ended_by(t, letters, url, number, at_work=at_work)
            name += "" if at_work else " at rest"
            t.measure(f"{name}: seconds", began, at_most=10)
            left = in_doubt(letters)
            if number == signal.SIGQUIT:  # nobody hears it: it is as good as a kill
                t.figure(f"{name}: in doubt", left, at_most=4)
            else:
                t.figure(f"{name}: in doubt", left, is_=0)
                t.figure(f"{name}: still listed", len(letters.ask(select(Process))), is_=0)
            letters.tell(update(Process).values(beat_at=datetime(2020, 1, 1, tzinfo=UTC)))
        t.platform.latency(0)
        finish(t, url, letters)
        t.figure("lost", letters.lost(t.platform), is_=0)
        t.figure("seen twice", seen_twice(t.platform), is_=0)


def _ended_by(t, letters, url, number, *, at_work):
    sender = deliver(t, 4, url)
    if at_work:
        before = t.platform.count()[TEMPLATE]
        wait_until(lambda: t.platform.count()[TEMPLATE] > before + 4, 120)
        wait_until(lambda: in_doubt(letters), 120)
    else:
        letters.tell(update(Outbox).where(Outbox.turn == 0).values(turn=-1))
        wait_until(lambda: not in_doubt(letters), 120)
    began = time.monotonic()
    sender.kill(number)
    if not at_work:
        letters.tell(update(Outbox).where(Outbox.turn == -1).values(turn=0))
    return time.monotonic() - began


# The line


@experiment(
    "R4",
    "the platform takes a message and the line is cut before it says so",
    on=BOTH,
    short=POSTGRES,
)
def cut_after_taken(t):
    number = t.size(40, 5_000)
    written(t.database, number, at=NOW)
    t.platform.share(TEMPLATE, t.size(0.2, 0.01), TAKEN_CUT)
    with Desk(t.database, t.platform, NOW) as desk, Letters(t.database) as letters:
        desk.carry()
        cuts = sum(one["answered"] == "cut" for one in t.platform.ledger())
        t.figure("cuts", cuts, at_least=1)
        t.figure("known to be in doubt", letters.by_status()[Status.PENDING], is_=cuts)
        t.platform.share(TEMPLATE, 0, None)
        desk.later(timedelta(seconds=31))
        desk.carry()
        _judge(t, letters, number)
        t.control("seen twice without the id", repeated(t.platform), more_than=0)
        _too_late(t, desk, letters, number)


def _too_late(t, desk, letters, first):
    """Cut again, and let everybody sleep for ten minutes."""
    more = t.size(3, 50)
    written(t.database, more, at=desk.at, first=first)
    t.platform.always(TEMPLATE, TAKEN_CUT)
    desk.carry()
    t.platform.always(TEMPLATE)
    calls = t.platform.count()[TEMPLATE]
    desk.later(timedelta(minutes=10))
    desk.carry()
    t.figure("after ten minutes: sent again", t.platform.count()[TEMPLATE] - calls, is_=0)
    t.figure("after ten minutes: uncertain", letters.by_status()[Status.UNCERTAIN], is_=more)


@experiment("R5", "the platform refuses connections for a minute", on=BOTH, short=SQLITE)
def refused(t):
    number = t.size(20, 2_000)
    written(t.database, number, at=NOW)
    with Desk(t.database, t.platform, NOW) as desk, Letters(t.database) as letters:
        t.platform.refuse()
        for _ in range(2):
            desk.carry()
            t.figure("wrongly uncertain", letters.by_status()[Status.UNCERTAIN], is_=0)
            desk.later(timedelta(seconds=31))
        t.platform.accept()
        for _ in range(2):
            desk.later(timedelta(minutes=2))
            desk.carry()
        _judge(t, letters, number)


# Consent


@experiment("R17", "followers opt out between the writing and the sending", on=BOTH, short=POSTGRES)
def opting_out(t):
    number = t.size(120, 4_000)
    late = _opted_out(t, number, 0)
    t.figure("sent after an opt-out", late, is_=0)
    with patch.object(taking, "_unwanted", lambda *_: None):
        unasked = _opted_out(t, number, number)
    t.control("sent after an opt-out when nobody asks", unasked, more_than=0)


def _opted_out(t, number, first):
    """Let a quarter opt out before and during the sending; return how many got theirs all the same.

    A letter that is in hand at that moment is out: a second is given for it, and more in a test,
    where the machine may have other work.
    """
    in_hand = t.size(10.0, 1.0)
    written(t.database, number, at=NOW, first=first)
    people = [f"openid-{n}" for n in range(first, first + number)]
    leaving = t.random.sample(people, number // 4)
    early, meanwhile = leaving[: number // 8], leaving[number // 8 :]
    said = {}
    with Desk(t.database, t.platform, NOW) as desk, Letters(t.database) as letters:
        _opt_out(letters, early, said)
        thread = threading.Thread(target=desk.carry)
        thread.start()
        for openid in meanwhile:
            _opt_out(letters, [openid], said)
        thread.join()
    return sum(
        one["at"] > said.get(one["openid"], float("inf")) + in_hand * (one["openid"] in meanwhile)
        for one in t.platform.delivered()
    )


def _opt_out(letters, openids, said):
    letters.tell(update(WechatUser).where(WechatUser.openid.in_(openids)).values(muted=["seat"]))
    said.update(dict.fromkeys(openids, time.time()))
