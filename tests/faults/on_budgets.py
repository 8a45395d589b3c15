"""A day that is spent, a template that is banned, a switch that is thrown, an organ that shouts.

(reliability.md C1)
"""

import contextlib
import logging
import time
from collections import Counter
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from unittest.mock import patch

from sqlalchemy import bindparam, insert, select, update

from bot.commands.working import sending
from domain.delivery import Channel, Lane, Status
from domain.periods import HOME
from models.organisation import Organisation
from models.person import WechatUser
from models.post import Outbox
from models.sending import Halt
from scheduler.allowance import Allowance
from services import halts, line, outbox
from tests.faults.catalogue import BOTH, POSTGRES, SQLITE, experiment
from tests.faults.fakewx import CUSTOM, TEMPLATE, error
from tests.faults.letters import OVER, Desk, Letters, seen_twice, written
from tests.faults.on_senders import deliver, wait_until
from tests.house import content

MORNING = datetime(2026, 12, 21, 9, tzinfo=HOME)
MIDNIGHT = datetime(2026, 12, 22, tzinfo=HOME)
DAY = timedelta(days=1)
SENDERS = 8
SEATS = 3
ROW = Outbox.__table__


def _all(desk, senders=SENDERS):
    """Send until nothing more goes; without its heart's thread a house trusts itself for seconds."""
    while desk.carry(senders):
        pass


# The platform says that the day is spent


@experiment("R9", "45009 in mid campaign", on=BOTH, short=POSTGRES)
def the_day_is_spent(t):
    number, until = t.size(30, 20_000), t.size(8, 5_000)
    with Letters(t.database) as letters:
        extra = _spend(t, letters, number, until)
        t.figure("calls after the first 45009", extra, at_most=SENDERS)
        rests = letters.ask(select(Halt.scope, Halt.until))
        t.figure("rests until midnight in Beijing", int(_says(rests)), is_=1)
        with Desk(t.database, t.platform, MORNING + DAY / 2) as another:  # a restart
            t.figure("sent while it rests, by another process", another.carry(2), is_=0)
        t.platform.after(TEMPLATE, 0, None)
        t.platform.later(DAY.total_seconds())
        with Desk(t.database, t.platform, MORNING + DAY) as desk:
            _all(desk)
        found = letters.by_status()
        t.figure("sent in the end", sum(found[status] for status in OVER), is_=number)
        t.figure("lost", letters.lost(t.platform), is_=0)
        t.figure("seen twice", seen_twice(t.platform), is_=0)
        _without_rest(t, letters, number, until)


def _without_rest(t, letters, number, until):
    letters.tell(update(Outbox).values(turn=None, status=Status.DROPPED))
    with patch.object(halts, "heed", lambda *_: None):
        extra = _spend(t, letters, until + t.size(12, 2_000), until, first=number)
    t.control("calls after the first 45009 where nothing rests", extra, more_than=SENDERS)


def _spend(t, letters, number, until, first=0):
    """Let senders send until the platform has had enough; return how often it was asked again."""
    written(t.database, number, lane=Lane.NOTICE, at=MORNING, first=first)
    before = t.platform.count()[TEMPLATE]
    t.platform.after(TEMPLATE, until, error(45009, "reach max api daily quota limit"))
    with Desk(t.database, t.platform, MORNING) as desk:
        _all(desk)
    return t.platform.count()[TEMPLATE] - before - until - 1


def _says(rests):
    return [(scope, end) for scope, end in rests] == [("channel:template", MIDNIGHT)]


# The template is no good


@experiment("R12", "a template is banned in mid campaign", on=BOTH, short=SQLITE)
def the_template_is_banned(t):
    number = t.size(24, 5_000)
    with Letters(t.database) as letters, _heard() as heard:
        t.platform.always(TEMPLATE, error(40037, "invalid template_id"))
        tried = _campaign(t, number)
        t.figure("sends before it stops", tried, at_most=20)
        t.figure("alarms", heard.count("template SEAT rests: 40037"), is_=1)
        [rests] = letters.ask(select(Halt.scope, Halt.until))
        t.figure("rests until somebody mends it", int(rests == ("template:SEAT", None)), is_=1)
        found = letters.by_status()
        t.figure("kept", found[Status.PENDING], is_=number - tried)
        t.figure("left for the next reply", found[Status.WAITING], is_=tried)
        t.platform.always(TEMPLATE)
        with Desk(t.database, t.platform, MORNING + DAY) as desk:
            with desk.app.open_uow() as uow:
                halts.lift(uow, "template:SEAT")
            _all(desk)
        t.figure("sent once it is mended", letters.by_status()[Status.SENT], is_=number - tried)
        t.platform.always(TEMPLATE, error(40037, "invalid template_id"))
        with patch.object(halts, "heed", lambda *_: None):
            unheeded = _campaign(t, t.size(25, 500), number, MORNING + DAY)
        t.control("sends where nobody heeds it", unheeded, more_than=20)


def _campaign(t, number, first=0, at=MORNING):
    written(t.database, number, lane=Lane.NOTICE, at=at, first=first)
    before = t.platform.count()[TEMPLATE]
    with Desk(t.database, t.platform, at) as desk:
        _all(desk)
    return t.platform.count()[TEMPLATE] - before


@contextmanager
def _heard():
    """Listen to what rings."""
    heard = []
    ear = logging.Handler(logging.ERROR)
    ear.emit = lambda record: heard.append(record.getMessage())
    logging.getLogger("services.halts").addHandler(ear)
    try:
        yield heard
    finally:
        logging.getLogger("services.halts").removeHandler(ear)


# More than a day takes


@experiment("R15", "2.29 times what a day takes, in virtual days", on=BOTH, short=SQLITE)
def more_than_a_day_takes(t):
    limit, urgent = t.size(20, 10_000), t.size(5, 900)
    number = limit * 229 // 100
    written(t.database, number - urgent, lane=Lane.REMINDER, at=MORNING)
    written(t.database, urgent, lane=Lane.NOTICE, at=MORNING, first=number - urgent)
    sent, late, first = Counter(), 0, number
    with (
        Letters(t.database) as letters,
        Desk(t.database, t.platform, MORNING, template_per_day=limit) as desk,
    ):
        for day in range(5):
            sent[day] += _calls(t, desk)
            if day == 0:
                t.figure("the urgent go first", _ahead(t, number - urgent, urgent), is_=1)
            if letters.open():
                late += _waits(t, desk, first)
                sent[day], first = sent[day] + SEATS, first + SEATS
            desk.later(DAY)
        t.figure("days", sum(n > 0 for n in sent.values()), is_=3)
        t.figure("over the limit", sum(max(n - limit, 0) for n in sent.values()), is_=0)
        t.figure("chats and seats that waited", late, is_=0)
        t.figure("lost", letters.lost(t.platform), is_=0)
        t.figure("seen twice", seen_twice(t.platform), is_=0)
        _no_budget(t, desk, limit, first)


def _calls(t, desk):
    before = t.platform.count()[TEMPLATE]
    _all(desk, 4)
    return t.platform.count()[TEMPLATE] - before


def _ahead(t, first, urgent):
    """Say whether the urgent were before all others, but for what was in other hands by then."""
    order = [int(one["openid"].split("-")[1]) for one in t.platform.ledger(TEMPLATE)]
    return all(number >= first for number in order[: urgent - 4])


def _waits(t, desk, first):
    """Let some be told of a seat and one be answered, now that the reminders' share is used."""
    written(t.database, SEATS, at=desk.at, first=first)
    with desk.app.open_uow() as uow:
        uow.session.add(WechatUser(openid=f"chatting-{first}"))
        outbox.answer_late(uow, key=f"{first}", openid=f"chatting-{first}", text="在的")
    chats = t.platform.count()[CUSTOM]
    calls = _calls(t, desk)
    return (SEATS - calls) + (chats + 1 - t.platform.count()[CUSTOM])


def _no_budget(t, desk, limit, first):
    written(t.database, limit + 10, lane=Lane.REMINDER, at=desk.at, first=first)
    every = {channel: max(Lane) for channel in Channel}
    with patch.object(Allowance, "upto", lambda _: every):
        t.control("sent on one day where nobody counts", _calls(t, desk), more_than=limit)


# The switch


@experiment("R18", "the switch is thrown while letters go out", on=BOTH, short=POSTGRES)
def the_switch(t):
    senders = 8
    written(t.database, t.size(200, 20_000), at=None if t.full else MORNING)
    t.platform.latency(0.05)
    with Letters(t.database) as letters, _sending(t, senders) as (throw, lift):
        wait_until(lambda: t.platform.count()[TEMPLATE] > senders, 120)
        throw()
        thrown = time.time()
        time.sleep(t.size(0.2, 5))
        after = [one["at"] - thrown for one in t.platform.ledger(TEMPLATE) if one["at"] > thrown]
        t.figure("sends after the switch", len(after), at_most=senders)
        t.figure("sends two seconds after it", sum(s > 2 for s in after), is_=0)
        t.measure("seconds to the last send", max(after, default=0), at_most=2)
        t.figure("kept", letters.by_status()[Status.PENDING], at_least=1)
        before = t.platform.count()[TEMPLATE]
        lift()
        wait_until(lambda: t.platform.count()[TEMPLATE] > before + senders, 120)
        t.control(
            "sends once it is lifted", t.platform.count()[TEMPLATE] - before, more_than=senders
        )
        if t.full:
            with contextlib.suppress(TimeoutError):  # the figures tell
                wait_until(lambda: not letters.open(), 300, every=1)
            t.note(f"in the end: {dict(letters.by_status())}")
            t.figure("lost", letters.lost(t.platform), is_=0)
            t.figure("still open", letters.open(), is_=0)
        t.figure("seen twice", seen_twice(t.platform), is_=0)


@contextmanager
def _sending(t, senders):
    """Let senders work, and lend the switch: in the full run our processes and our commands."""
    if not t.full:
        with Desk(t.database, t.platform, MORNING) as desk, sending(desk.app, senders, 0.05):
            yield partial(_thrown, desk, halts.order, "演练"), partial(_thrown, desk, halts.lift)
        return
    config = t.children.config(content(t.database, platform=t.platform.url))

    def tell(*command):
        t.children.start(*command, "--by", "李明", config=config).wait()

    process = deliver(t, senders, t.database)
    yield partial(tell, "halt", "all", "--why", "演练"), partial(tell, "resume", "all")
    process.term()


def _thrown(desk, deed, *why):
    with desk.app.open_uow() as uow:
        deed(uow, "all", *why)


# Somebody shouts


@experiment("R21", "one organisation writes ten times as much as all others", on=BOTH, short=SQLITE)
def one_shouts(t):
    others, each = 10, t.size(2, 50)
    calm = others * each
    with Letters(t.database) as letters:
        letters.tell(
            insert(Organisation),
            [
                {"id": n, "name": f"{n}", "level": "base", "type": "branch"}
                | {"first_day": date(2020, 1, 1)}
                for n in range(1, others + 2)
            ],
        )
        alone = _p95(t, letters, calm, loud=0)
        beside = _p95(t, letters, calm, loud=10 * calm)
        t.figure("p95 place of the others, beside when they are alone", beside / alone, at_most=2)
        with patch.object(line, "turns", lambda *rest: [1] * len(rest[-1])):
            unfair = _p95(t, letters, calm, loud=10 * calm)
        t.control("the same where it is first come, first served", unfair / alone, more_than=2)


def _p95(t, letters, calm, *, loud):
    """Return the place in the line by which the others have had nineteen of twenty of theirs."""
    first = len(letters.ask(select(Outbox.id)))
    written(t.database, loud + calm, lane=Lane.NOTICE, at=MORNING, first=first)
    rows = letters.ask(select(Outbox.id).order_by(Outbox.id))[first:]
    organs = [1] * loud + [2 + n % 10 for n in range(calm)]
    letters.tell(
        update(ROW).where(ROW.c.id == bindparam("letter")).values(organ_id=bindparam("organ")),
        [{"letter": n, "organ": organ} for (n,), organ in zip(rows, organs, strict=True)],
    )
    with Desk(t.database, t.platform, MORNING) as desk, desk.app.open_uow() as uow:
        while line.release(uow):
            pass
    waiting = select(Outbox.organ_id).where(Outbox.status == Status.PENDING, Outbox.turn >= 0)
    order = [organ for (organ,) in letters.ask(waiting.order_by(Outbox.turn, Outbox.id))]
    places = [place for place, organ in enumerate(order, 1) if organ != 1]
    letters.tell(update(Outbox).values(status=Status.DROPPED, turn=None))
    return places[len(places) * 19 // 20 - 1]
