"""The platform is silent, refuses every token, answers rubbish, or says no to a person.

(reliability.md C1: R6, R7, R8, R10, R11)
"""

import random
import socket
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.dispatch import dispatch
from bot.wechat.api import Api, platform
from bot.wechat.messenger import WeChatMessenger
from bot.wechat.tokens import CALLS, Credentials, Tokens
from domain.channels import AccountKind
from domain.delivery import Later, Never, Sent, Status, Unknown
from models.post import InboxItem, Outbox
from services import reports
from services.reports import Told
from tests.chat.inbound import message
from tests.faults.catalogue import BOTH, SQLITE, experiment
from tests.faults.fakewx import EMPTY, GARBAGE, HTML, SILENT, TEMPLATE, TOKEN, error, raw
from tests.faults.letters import Desk, Letters, written
from tests.wechat_out.letters import TEMPLATES, letter

NOW = datetime(2026, 12, 24, 10, tzinfo=UTC)
MINE = Credentials("wxfake0123456789ab", "fake-secret-of-the-account")


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


class Way:
    """One process's way out, on a clock of its own, with the real transport under it."""

    def __init__(self, t, clock=None, read=5.0):
        self.clock = clock or Clock()
        self.http = platform(t.platform.url, connect=2.0, read=read)
        t.ending.callback(self.http.close)
        chance = random.Random(t.seed)  # noqa: S311 - it is repeatable
        self.tokens = Tokens(self.http, MINE, self.clock, chance=chance)
        api = Api(self.http, self.tokens)
        self.messenger = WeChatMessenger(api, AccountKind.SERVICE, TEMPLATES, self.clock)

    def send(self, number):
        return self.messenger.send(letter(number))


def timed(work, *args):
    """Return what came of it, and how long it took."""
    began = time.monotonic()
    return work(*args), time.monotonic() - began


# Silence


@experiment("R6", "the platform takes every call and never answers", on=BOTH, short=SQLITE)
def silence(t):
    limit = t.size(0.15, 5.0)
    way = Way(t, read=limit)
    way.send(0)  # while it still answers: there is a token
    t.platform.always(TEMPLATE, SILENT)
    outcome, seconds = timed(way.send, 1)
    t.figure("silent after the call: perhaps sent", isinstance(outcome, Unknown), is_=True)
    t.measure("a send is stuck, seconds", seconds, at_most=limit + 0.5)
    t.platform.always(TOKEN, SILENT)
    fresh = Way(t, read=limit)
    outcome, seconds = timed(fresh.send, 2)
    t.figure("silent before it: surely not sent", isinstance(outcome, Later), is_=True)
    t.measure("a token is waited for, seconds", seconds, at_most=limit + 0.5)
    _chat(t)
    t.control("callers without a limit still stuck", _stuck(t, 2 * limit), more_than=0)


def _chat(t):
    """Speak with the house while all its senders are stuck."""
    number = t.size(8, 400)
    written(t.database, 4)
    with Desk(t.database, t.platform, datetime.now(UTC)) as desk:
        app = desk.app
        stuck = Way(t, read=t.size(0.3, 5.0))
        with ThreadPoolExecutor(4) as pool:
            sending = [pool.submit(stuck.send, n) for n in range(4)]
            took = sorted(timed(_say, app)[1] for _ in range(number))
            outcomes = [one.result() for one in sending]
        t.figure("senders that raised or guessed", sum(map(_rash, outcomes)), is_=0)
    t.measure("chat p99 meanwhile, ms", 1000 * took[int(0.99 * len(took))], at_most=1000)


def _say(app):
    said = dispatch(message("openid-0", "帮助"), router=app.router, open_uow=app.open_uow)
    assert said, "the house does not speak"


def _rash(outcome):
    return isinstance(outcome, Sent | Never)


def _stuck(t, seconds):
    """Call without a limit, as a library does by default; return how many still wait."""
    body = b'{"touser": "x"}'
    head = f"POST {TEMPLATE}?access_token=x HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n"

    def call():
        with socket.create_connection(("127.0.0.1", t.platform.port)) as line:
            line.sendall(head.encode() + body)
            line.recv(1)

    caller = threading.Thread(target=call, daemon=True)
    caller.start()
    caller.join(seconds)
    return int(caller.is_alive())


# Tokens


@experiment("R7", "every call is refused for its token, for ever", on=SQLITE)
def refused_for_ever(t):
    number = t.size(200, 1_000)
    t.platform.always(TEMPLATE, error(40001))
    way = Way(t)
    opened = None
    for n in range(number):
        outcome = way.send(n)
        if not isinstance(outcome, Later):
            t.note(f"letter {n}: {outcome}")
        if opened is None and "token-refused" in getattr(outcome, "why", ""):
            opened = way.clock.now - NOW
        way.clock.now += timedelta(minutes=1) / number
    calls = t.platform.count()
    t.figure("token calls in the minute", calls[TOKEN], at_most=CALLS)
    t.figure("letters not put off", len(t.notes), is_=0)
    t.figure("most calls a letter", _most_a_letter(t), at_most=2)
    t.figure("seconds until the breaker opens", opened.total_seconds(), at_most=10)
    t.control("token calls without a memory", _forgetful(t, t.size(20, 200)), more_than=CALLS)


def _most_a_letter(t):
    return max(Counter(one["openid"] for one in t.platform.ledger(TEMPLATE)).values())


def _forgetful(t, number):
    before = t.platform.count()[TOKEN]
    for n in range(number):
        Way(t).send(n)
    return t.platform.count()[TOKEN] - before


@experiment("R8", "the token dies under 32 senders at once", on=SQLITE)
def dies_under_all(t):
    shared = Way(t)
    t.figure("token fetches for 32 senders", _after_death(t, [shared] * 32), is_=1)
    alone = _after_death(t, [Way(t) for _ in range(32)])
    t.control("token fetches when each asks for itself", alone, more_than=1)


def _after_death(t, ways):
    for way in dict.fromkeys(ways):
        way.send(0)
    t.platform.revoke()
    before = t.platform.count()[TOKEN]
    together = threading.Barrier(len(ways))

    def send(way, number):
        together.wait()
        return way.send(number)

    with ThreadPoolExecutor(len(ways)) as pool:
        said = list(pool.map(send, ways, range(len(ways))))
    t.figure(
        f"sent all the same ({len(set(ways))})", sum(isinstance(s, Sent) for s in said), is_=32
    )
    return t.platform.count()[TOKEN] - before


# Rubbish

ANSWERS = {
    "-1": (error(-1), Later, Status.WAITING),
    "45011": (error(45011), Later, Status.WAITING),
    "502": (HTML, Unknown, Status.UNCERTAIN),
    "HTML": (raw("<html>请稍后再试</html>"), Unknown, Status.UNCERTAIN),
    "garbage": (GARBAGE, Unknown, Status.UNCERTAIN),
    "empty": (EMPTY, Unknown, Status.UNCERTAIN),
}


@experiment("R10", "busy, too fast, 502, HTML, garbage, nothing", on=BOTH, short=SQLITE)
def rubbish(t):
    number = t.size(6, 1_000)
    way = Way(t)
    for name, (script, kind, _) in ANSWERS.items():
        t.platform.always(TEMPLATE, script)
        said = Counter(type(way.send(n)) for n in range(number))
        t.figure(f"{name}: taken for what it is", said[kind], is_=number)
    t.platform.always(TEMPLATE)
    t.platform.forget()
    _patience(t)


def _patience(t):
    """Let letters meet such answers for hours; nobody is asked more than five times.

    Not 45011: after it the whole channel rests, and its letters are hardly asked at all.
    """
    each = t.size(3, 100)
    kinds = [one for name, one in ANSWERS.items() if name != "45011"]
    number = each * len(kinds)
    written(t.database, number, at=NOW)
    for n in range(number):
        t.platform.to(f"openid-{n}", kinds[n // each][0])
    with Desk(t.database, t.platform, NOW) as desk, Letters(t.database) as letters:
        _carry(desk)
        busy = letters.ask(select(Outbox.due_at).where(Outbox.key.in_(_keys(range(each)))))
        t.figure("pauses that differ", len(set(busy)), at_least=2)
        for span in (31, 121, 601, 10_801, 10_801, 10_801):
            desk.later(timedelta(seconds=span))
            _carry(desk)
        tried = Counter(one["openid"] for one in t.platform.ledger(TEMPLATE))
        t.figure("most tries", max(tried.values()), at_most=5)
        found = dict(letters.ask(select(Outbox.key, Outbox.status)))
        wrong = [k for k in found if found[k] != kinds[int(k.split("-")[1]) // each][2]]
        t.figure("letters in a wrong state", len(wrong), is_=0)
        bugs = letters.ask(select(Outbox.id).where(Outbox.why.startswith("bug")))
        t.figure("senders that broke", len(bugs), is_=0)
    t.note(f"tries: {dict(Counter(tried.values()))}")


def _carry(desk):
    """Let everything go that is due; one look may end when its process has not beaten for long."""
    while desk.carry(4):
        pass


def _keys(numbers):
    return [f"letter-{n}" for n in numbers]


# People who say no

NOES = {"43004": True, "43101": False, "40003": True, "43019": False, "failed:user block": False}
"""What the platform says, and whether it means that nobody is there."""


@experiment("R11", "people have left, refused, are blocked or unknown", on=BOTH, short=SQLITE)
def people_say_no(t):
    each = t.size(2, 200)
    people = {
        no: [f"openid-{n}" for n in range(at * each, (at + 1) * each)] for at, no in enumerate(NOES)
    }
    written(t.database, each * len(NOES), at=NOW)
    for no, openids in people.items():
        for openid in openids if no.isdecimal() else ():
            t.platform.to(openid, error(int(no)))
    with Desk(t.database, t.platform, NOW) as desk, Letters(t.database) as letters:
        _carry(desk)
        _reported(t, desk, people["failed:user block"])
        for _ in range(2):
            desk.later(timedelta(hours=5))
            _carry(desk)
        tried = Counter(one["openid"] for one in t.platform.ledger(TEMPLATE))
        t.figure("tried again", sum(tried.values()) - len(tried), is_=0)
        states = Counter(status for (status,) in letters.ask(select(Outbox.status)))
        t.figure("wait in the chat", states[Status.WAITING], is_=each * len(NOES))
        t.figure(
            "and are there to be read",
            len(letters.ask(select(InboxItem.id))),
            is_=sum(states.values()),
        )
        _next_letter(t, desk, letters, people)


def _reported(t, desk, openids):
    ids = {one["openid"]: one["msgid"] for one in t.platform.ledger(TEMPLATE)}
    told = [Told(str(ids[one]), one, "failed:user block", desk.at) for one in openids]
    with desk.app.open_uow() as uow:
        reports.keep(uow, told)
    with desk.app.open_uow() as uow:
        reports.settle(uow, len(told))


def _next_letter(t, desk, letters, people):
    """Write to all of them again: who is not there is not even asked for."""
    gone = {one for no, openids in people.items() if NOES[no] for one in openids}
    before = len(t.platform.ledger(TEMPLATE))
    everybody = [one for openids in people.values() for one in openids]
    with desk.app.open_uow() as uow:
        rows = uow.session.scalars(select(Outbox)).all()
        for row in rows:
            row.status, row.turn, row.attempts, row.first_try_at = Status.PENDING, 0, 0, None
            row.key = f"again-{row.key}"
    _carry(desk)
    asked = {one["openid"] for one in t.platform.ledger(TEMPLATE)[before:]}
    t.figure("known to be gone and written to", len(asked & gone), is_=0)
    t.figure("others still written to", len(asked), is_=len(everybody) - len(gone))
