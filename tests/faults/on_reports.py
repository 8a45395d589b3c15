"""What the platform tells about letters: floods of it, and books that do not agree."""

import os
import threading
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import cache
from http.client import HTTPConnection

import waitress
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import delete, func, insert, select, update

from bot import database, demo
from bot.app import build
from bot.settings import checked
from domain.delivery import Channel, Status
from domain.periods import HOME
from models.engine import open_engine
from models.person import WechatUser
from models.post import Inbound, InboxItem, Outbox
from models.sending import Budget, LetterStep, Process, Report
from scheduler.jobs import named, tick
from scheduler.reports import ReportsWorker
from services import budgets, inbox, line, reconciling
from services.uow import units
from tests import serving
from tests.faults.catalogue import BOTH, POSTGRES, experiment
from tests.faults.storm import TRIES, bring, report, word
from tests.faults.supervise import free_port
from tests.faults.visitors import county
from tests.house import NOW, QUICK, VAULT, content, peopled, wait_until
from tests.services.rush import means

SENDER = "a-sender-that-lives"


@cache
def posted(letters):
    """Return what fills a database with letters, one for each person, as after a fan-out.

    Of twenty, sixteen were sent, one is just being sent, of one nobody knows whether it was, one
    will be reported without an id, and one will be refused.
    """

    def fill(url):
        county(letters)(url)
        engine = open_engine(url)
        now = datetime.now(UTC)
        with engine.begin() as c:
            c.execute(
                insert(Process).values(
                    owner=SENDER,
                    role="deliver",
                    host="",
                    started_at=now,
                    beat_at=now + timedelta(days=1),
                )
            )
            c.execute(insert(Outbox), [_letter(n, now) for n in range(1, letters + 1)])
        engine.dispose()

    return fill


def sort_of(number):
    return {0: "early", 1: "uncertain", 2: "nameless", 3: "refused"}.get(number % 20, "sent")


def _letter(number, now):
    sort = sort_of(number)
    known = sort not in {"early", "uncertain"}
    status = {"early": Status.SENDING, "uncertain": Status.UNCERTAIN}.get(sort, Status.SENT)
    return {
        "key": f"k{number}",
        "kind": "wish",
        "lane": 2,
        "channel": Channel.TEMPLATE,
        "person_id": number,
        "openid": f"o{number}",
        "template": "NEWS",
        "text": "有人来了",
        "status": status,
        "owner": SENDER if sort == "early" else None,
        "written_at": now,
        "due_at": now + timedelta(minutes=10),
        "first_try_at": now,
        "attempts": 1,
        "reference": f"7{number:09}" if known else None,
    }


def _reports(letters, chance):
    """Return the reports of all letters in some order, a tenth of them twice."""
    numbers = list(range(1, letters + 1))
    chance.shuffle(numbers)
    told = []
    for number in numbers:
        sort = sort_of(number)
        reference = 0 if sort == "nameless" else f"7{number:09}"
        status = "failed:user block" if sort == "refused" else "success"
        told.append(report(f"o{number}", reference, status))
    return told + chance.sample(told, letters // 10)


class Marking:
    """A sender that writes down what it sent only after the platform has reported it."""

    def __init__(self, url, letters, after):
        self._engine = open_engine(url)
        self._numbers = [n for n in range(1, letters + 1) if sort_of(n) == "early"]
        self._thread = threading.Timer(after, self._mark)
        self._thread.start()

    def _mark(self):
        for number in self._numbers:
            with self._engine.begin() as c:
                c.execute(
                    update(Outbox)
                    .where(Outbox.id == number, Outbox.status == Status.SENDING)
                    .values(status=Status.SENT, reference=f"7{number:09}", owner=None)
                )

    def join(self):
        self._thread.join()
        self._engine.dispose()


def _ends(url):
    """Count letters by what they were and what became of them."""
    engine = open_engine(url)
    with engine.connect() as c:
        # An answer that came late is a letter too, and none of these.
        ours = select(Outbox.id, Outbox.status).where(Outbox.key.startswith("k"))
        ends = Counter((sort_of(n), status) for n, status in c.execute(ours))
        waiting = c.scalar(select(func.count()).where(Report.due_at.is_not(None)))
    engine.dispose()
    return ends, waiting


def _served_here(t, url):
    """Serve in this process, with a thread that applies what came: enough for a short run."""
    port = free_port()
    app = build(checked(content(url, home=f"http://127.0.0.1:{port}"), "test"), passwords=QUICK)
    t.ending.callback(app.close)
    server = waitress.create_server(app.web(pages=False), host="127.0.0.1", port=port, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    over = threading.Event()
    worker = ReportsWorker(app.open_uow)

    def apply():
        while not over.wait(0.05):
            worker.work()

    applying = threading.Thread(target=apply)
    applying.start()

    def close():
        over.set()
        applying.join()
        serving.end(server)
        thread.join(10)

    t.ending.callback(close)
    return port


def _served(t, url):
    """Serve by processes of ours, as a county or as a nation does."""
    port = free_port()
    nation = t.kind == "postgresql"
    redis = {"redis": {"url": t.redis}} if nation else {}
    config = t.children.config(
        content(
            url,
            home=f"http://127.0.0.1:{port}",
            server={"port": port, "workers": 2, "threads": 8},
            log={"level": "error"},
            **redis,
        )
    )
    process = t.children.start("serve", config=config, fresh=True)
    if nation:
        t.children.start("clock", config=config, fresh=True)
    process.answers(port, "/readyz")
    return port


def _rate(t):
    """Say how many a second: what brings them takes its share of the same cores."""
    if t.kind == "sqlite":
        t.note("150 a second: a county's file takes one commit at a time")
        return 150
    rate = 500 if os.cpu_count() >= 4 else 300
    t.note(f"{rate} a second, from the same {os.cpu_count()} cores that serve")
    return rate


@experiment(
    "R16",
    "a storm of reports, twice, too early and without ids, while people chat",
    on=BOTH,
    short=POSTGRES,
)
def storm(t):
    rate = t.size(1000, _rate(t))
    letters = t.size(80, rate * 54)
    url = t.fresh(posted(letters))
    pushes = _reports(letters, t.random)
    chat = [word(f"o{n}", n) for n in range(1, t.size(6, 300) + 1)]
    port = (_served if t.full else _served_here)(t, url)
    marking = Marking(url, letters, t.size(0.2, 30))
    said = {}
    # A test may run on a busy machine: there the platform has more patience.
    again = {"pause": t.size(0.2, 5.0), "tries": t.size(100, TRIES)}
    talking = threading.Thread(
        target=lambda: said.update(chat=bring(port, chat, t.size(40, 5), lines=6, **again))
    )
    talking.start()
    brought = bring(port, pushes, rate, lines=t.size(8, 24), **again)
    talking.join()
    marking.join()
    wait_until(lambda: _ends(url)[1] == 0, t.size(120, 120))
    ends, _ = _ends(url)
    good = sum(ends[sort, "delivered"] for sort in ("sent", "early", "uncertain", "nameless"))
    # Whoever chats is open to a customer message; the others find it with their next reply.
    onward = ends["refused", "waiting"] + ends["refused", "pending"]
    t.figure("lost reports", letters - good - onward, is_=0)
    t.figure("uncertain that stayed so", ends["uncertain", "uncertain"], is_=0)
    t.figure("answers 5xx but 503", brought.errors + said["chat"].errors, is_=0)
    t.figure("given up by the platform", brought.given_up + said["chat"].given_up, is_=0)
    t.figure("chat not answered", len(chat) - said["chat"].statuses.get(200, 0), is_=0)
    watched = _watched(port)
    t.figure("answers the metrics missed", sum(brought.statuses.values()) - watched, is_=0)
    t.measure("reports a second", len(pushes) / brought.seconds)
    t.measure("shed with 503", brought.statuses.get(503, 0), at_most=len(pushes) // 20)
    t.measure("report p99 s", brought.p99, at_most=1)
    t.measure("chat p99 s", said["chat"].p99, at_most=1)
    t.control("lost when applied at once and forgotten", _hasty(t), more_than=0)


def _watched(port):
    """Return how many reports were answered, as any worker tells for all of them."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/metrics")
    told = connection.getresponse().read().decode()
    connection.close()
    return sum(
        sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
        if sample.name == "tuan100_answer_seconds_count" and sample.labels["door"] == "report"
    )


def _hasty(t):
    """Apply reports as they come and forget them, as one would at first; return how many it lost."""
    url = t.fresh(posted(40))
    engine = open_engine(url)
    open_uow = units(engine, means())
    with open_uow() as uow:
        for n in range(1, 41):
            uow.session.execute(
                update(Outbox)
                .where(Outbox.reference == f"7{n:09}", Outbox.status == Status.SENT)
                .values(status=Status.DELIVERED)
            )
    marking = Marking(url, 40, 0)
    marking.join()
    with open_uow() as uow:
        open_ = Outbox.status.in_((Status.SENT, Status.UNCERTAIN))
        lost = uow.session.scalar(select(func.count()).select_from(Outbox).where(open_))
    engine.dispose()
    return lost


@experiment("W10", "more people speak at once than can be answered", on=BOTH, short=POSTGRES)
def rush_of_words(t):
    rate = t.size(2000, 1000)
    people = t.size(60, rate * (30 if t.kind == "postgresql" else 10))
    url = t.fresh(county(people))
    words = [word(f"o{n}", n) for n in range(1, people + 1)]
    port = (_served if t.full else _served_here)(t, url)
    brought = bring(port, words, rate, lines=t.size(12, 64), pause=t.size(0.2, 5.0))
    taken = brought.statuses.get(200, 0)
    wait_until(lambda: _answered(url) >= taken, t.size(120, 180))
    t.figure("acknowledged and lost", taken - _answered(url), is_=0)
    t.figure("answers 5xx but 503", brought.errors, is_=0)
    t.figure("neither taken nor turned away", brought.statuses.get(0, 0), is_=0)
    t.measure("asked to bring again", brought.statuses.get(503, 0))
    t.measure("given up by the platform", brought.given_up)
    t.measure("taken a second", taken / brought.seconds)
    t.note(
        f"{rate} a second were to be brought; who brings them shares the cores, and falls behind"
    )
    t.measure("ack p50 s", brought.percentile(50, served=True))
    t.measure("ack p99 s", brought.percentile(99, served=True), at_most=2)


def _answered(url):
    engine = open_engine(url)
    with engine.connect() as c:
        done = c.scalar(select(func.count()).select_from(Inbound))
    engine.dispose()
    return done


DUE = datetime(2026, 12, 24, 9, 30, tzinfo=HOME)
"""A day on which reminders are due."""


@experiment(
    "R20",
    "marks and rows lost at random: all of it is found by one look at the books",
    on=BOTH,
    short=POSTGRES,
)
def books(t):
    holes = t.size(10, 50)
    url = t.fresh(crowded if t.full else peopled)
    engine = open_engine(url)
    t.ending.callback(engine.dispose)
    now = [DUE - timedelta(days=3)]
    open_uow = units(engine, means(), lambda: now[0])
    with open_uow() as uow:
        _fan_out(uow, "old", [Status.SENT] * holes)
    now[0] = DUE
    written = tick(open_uow, [named("reminders")])["reminders"]
    with open_uow() as uow:
        line.release(uow)
        ours = select(Outbox.id, Outbox.key).where(Outbox.written_at == uow.now)
        reminders = uow.session.execute(ours.order_by(Outbox.id)).all()
        _fan_out(uow, "new", [Status.SENT, Status.WAITING, Status.PENDING] * (2 * holes))
    t.figure("reminders written", written, at_least=holes // 2)
    gone = t.random.sample(reminders, min(holes, len(reminders) // 2))
    with open_uow() as uow:
        done = _break(uow, t.random, holes, [number for number, _ in gone])
    now[0] += timedelta(minutes=40)
    with open_uow(read_only=True) as uow:
        waiting = set(uow.session.scalars(select(Outbox.key)))
    again = tick(open_uow, [named("reminders")]).get("reminders", 0)
    missing = len({key for _, key in gone} - waiting) - again
    t.control("reminders missing for good but for the books", missing, more_than=0)
    with open_uow() as uow:
        found = asdict(reconciling.look(uow))
    tick(open_uow, [named("reminders")])
    with open_uow() as uow:
        second = asdict(reconciling.look(uow))
        back = set(uow.session.scalars(select(Outbox.key)))
    for name, count in (done | {"missing": len(gone)}).items():
        t.figure(f"found: {name} of {count}", found[name], is_=count)
    t.figure("reminders not written again", len({key for _, key in gone} - back), is_=0)
    t.figure("reminders written twice", len(back) - len(waiting) - len(gone), is_=0)
    unmended = {n: x for n, x in second.items() if n not in {"unreported", "stuck"}}
    t.figure("left for a second look", sum(unmended.values()), is_=0)


def crowded(url):
    """Leave a database with as many people as it takes to lose fifty reminders."""
    engine = open_engine(url)
    database.upgrade(engine)
    demo.fill(engine, vault=VAULT, passwords=QUICK, now=NOW, scale=1.5)
    engine.dispose()


def _fan_out(uow, name, states):
    """Write letters as after a fan-out: sent, waiting in an inbox, or about to go."""
    person, openid = uow.session.execute(
        select(WechatUser.person_id, WechatUser.openid).where(WechatUser.person_id.is_not(None))
    ).first()
    usual = {
        "kind": "wish",
        "lane": 2,
        "channel": "template",
        "template": "NEWS",
        "text": "有人来了",
    }
    for n, status in enumerate(states):
        sent = status == Status.SENT
        row = Outbox(
            key=f"{name} {n}",
            person_id=person,
            openid=openid,
            status=status,
            written_at=uow.now,
            due_at=uow.now,
            first_try_at=uow.now if sent else None,
            closed_at=uow.now if status != Status.PENDING else None,
            reference=f"7{n}" if sent else None,
            turn=1 if status == Status.PENDING else None,
            attempts=int(sent),
            **usual,
        )
        uow.session.add(row)
        uow.session.flush()
        if status == Status.WAITING:
            inbox.leave(uow, key=row.key, openid=openid, text=row.text)
        if sent:
            step = {"channel": "template", "outcome": "sent", "why": "", "at": uow.now}
            uow.session.add(LetterStep(outbox_id=row.id, **step))
            budgets.count(uow, Channel.TEMPLATE)


def _break(uow, chance, holes, gone):
    """Lose marks and rows; return how many of which kind."""
    mine = Outbox.key.startswith("new ")

    def some(*which):
        found = uow.session.scalars(select(Outbox.id).where(mine, *which).order_by(Outbox.id))
        return chance.sample(found.all(), holes)

    uow.session.execute(delete(Outbox).where(Outbox.id.in_(gone)))
    sent = some(Outbox.status == Status.SENT)
    marks = {"status": Status.SENDING, "owner": "a sender that died", "reference": None}
    uow.session.execute(update(Outbox).where(Outbox.id.in_(sent)).values(**marks))
    lost = select(Outbox.key).where(Outbox.id.in_(some(Outbox.status == Status.WAITING)))
    uow.session.execute(delete(InboxItem).where(InboxItem.key.in_(lost.scalar_subquery())))
    places = some(Outbox.status == Status.PENDING)
    uow.session.execute(update(Outbox).where(Outbox.id.in_(places)).values(turn=None))
    uow.session.execute(update(Budget).values(used=Budget.used - holes))
    return {
        "orphaned": holes,
        "lost_notices": holes,
        "unreleased": holes,
        "uncounted": holes,
        "unreported": holes,
    }
