"""Seats: the rush over HTTP, against processes as they run, killed and cut in the midst of it."""

import signal
import sqlite3
import threading
import time
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy import func, select

from domain.seats import Place
from models.audit import Audit
from models.engine import open_engine
from models.visit import PageVisit
from tests.faults.catalogue import BOTH, POSTGRES, SQLITE, experiment
from tests.faults.sites import Site, Which, shared_site
from tests.faults.visitors import BUSY, FINAL, HOST, NO, county, crowd, look, p99, press, until_told
from tests.services import rush_activities

SEATED, WAITS, TOO_FEW = "报好了", "你在候补", "不能少于"


def _people(t):
    return t.size(36, 1_000)


def _seats(t):
    return t.size(12, 100)


def _site(t):
    return shared_site(t, _people(t), _seats(t))


def _enrol(which):
    """Return the step by which one signs up."""
    return f"activities/{which:d}/enrol"


def _said(url):
    """Return what each person's page says about the step."""
    engine = open_engine(url)
    with engine.connect() as c:
        rows = c.execute(select(PageVisit.person_id, PageVisit.flash)).all()
    engine.dispose()
    return {person: flash.get("text", "") for person, flash in rows}


def _signed_up(url, activity):
    """Count the sign-ups that stand in the trail."""
    engine = open_engine(url)
    with engine.connect() as c:
        count = c.scalar(
            select(func.count()).where(
                Audit.deed.in_(("enrolled", "waiting")),
                Audit.object == "activity",
                Audit.object_id == str(int(activity)),
            )
        )
    engine.dispose()
    return count


@experiment("Q1", "a thousand sign up for a hundred seats at once, over HTTP", on=BOTH)
def sells_no_seat_twice(t):
    people, seats, house = _people(t), _seats(t), _site(t)
    began = time.monotonic()
    presses = [press(n) for n in range(2, people + 2)]
    rush = until_told(house.ports, presses, lines=t.size(32, 64))
    took = time.monotonic() - began
    seen, words = look(house.url), _said(house.url)
    t.figure("sold", seen.sold, is_=seats)
    t.figure("told yes", sum(SEATED in text for text in words.values()), is_=seats)
    t.figure("told to wait", sum(WAITS in text for text in words.values()), is_=people - seats)
    t.figure("not taken", people - sum(one.yes for one in rush.told), is_=0)
    t.figure("broken answers", rush.broken, is_=0)
    t.figure("numbers in line wrong", seen.numbers != list(range(1, people - seats + 1)), is_=False)
    t.figure("phantom seats", seen.phantom, is_=0)
    t.measure("told to come again", rush.again, at_most=0)
    t.measure("p99 ms", p99(rush.told) * 1000, at_most=2_000)
    t.measure("sign-ups a second", people / took)
    _oversells(t, people, seats)


def _oversells(t, people, seats):
    """Do the same without the lock: it must go wrong."""

    def wrong():
        url = t.fresh(county(people, seats, len(Which)))
        unguarded = Site(t.children, url, module="tests.faults.unguarded")
        crowd(unguarded.ports, [press(n) for n in range(2, people + 2)], lines=32)
        seen = look(url)
        t.note(f"without the guard {seen.sold} seats of {seats} were sold, {seen.taken} counted")
        return max(seen.sold - seats, 0) + seen.phantom

    t.control("seats sold too many or miscounted, with the guard off", wrong, more_than=0)


@experiment(
    "Q2",
    "one person presses fifty times at once: the same form, and other forms",
    on=BOTH,
    short=POSTGRES,
)
def presses_many_times(t):
    copies, house, which = t.size(12, 50), _site(t), Which.PRESSING
    same = [press(2, _enrol(which), once="mark") for _ in range(copies)]
    same = until_told(house.ports, same, lines=copies).told
    other = [press(3, _enrol(which)) for _ in range(copies)]
    other = until_told(house.ports, other, lines=copies).told
    answers = {(one.status, one.headers.get("location")) for one in same}
    t.figure("rows", len(look(house.url, which).people), is_=2)
    t.figure("same form: different answers", len(answers), is_=1)
    t.figure("same form: taken", sum(one.yes for one in same), is_=copies)
    t.figure("other forms: taken", sum(one.yes for one in other), is_=1)
    t.figure("other forms: told kindly", sum(one.status == NO for one in other), is_=copies - 1)
    t.figure("steps in the trail", _signed_up(house.url, which), is_=2)
    t.measure("p99 ms", p99([*same, *other]) * 1000, at_most=2_000)


@experiment(
    "Q3",
    "signing up, leaving, saying yes, resizing, drawing, all at random",
    on=BOTH,
    short=POSTGRES,
)
def keeps_its_books(t):
    operations = t.size(160, 20_000)
    url = t.fresh(rush_activities.fill)
    told = rush_activities.together(url, operations, t.size(2, 4), seed=t.seed % 1_000)
    drawn, otherwise = rush_activities.redrawn(url)
    t.figure("operations", sum(told.values()), is_=operations)
    t.figure("broken invariants", len(rush_activities.broken(url)), is_=0)
    t.figure("draws", drawn, at_least=1)
    t.figure("draws that come out otherwise when drawn again", len(otherwise), is_=0)
    t.control("with the guard off, broken", lambda: _broken(t), more_than=0)


def _broken(t):
    """Count what the same breaks without the lock."""
    url = t.fresh(rush_activities.fill)
    rush_activities.together(url, 150, 2, 2, guarded=False, seed=7, among=(1, 2))
    return len(rush_activities.broken(url))


@experiment(
    "Q4", "kill -9 of the processes, and of the database, in the rush", on=BOTH, short=POSTGRES
)
def survives_kills(t):
    people, seats, kills = t.size(40, 1_000), t.size(12, 100), t.size(2, 20)
    url = t.fresh() if t.kind == "sqlite" else t.postgres.url
    county(people, seats)(url)
    house = Site(t.children, url)
    rush = Rush(house, [press(n) for n in range(2, people + 2)])
    rush.start()
    for number in range(kills):
        time.sleep(t.random.uniform(0.1, t.size(0.2, 0.8)))
        house.kill(number % 2)
        if number == kills // 2 and t.kind == "postgresql":
            t.postgres.restart("immediate")
    rush.join(t.size(60, 300))
    seen, answers = look(url), rush.answers
    held = {Place.ENROLLED, Place.WAITING}
    empty = [n for n, one in answers.items() if one.yes and seen.people.get(n) not in held]
    t.figure("unanswered in the end", people - len(answers), is_=0)
    t.figure("sold", seen.sold, is_=seats)
    t.figure("phantom seats", seen.phantom, is_=0)
    t.figure("told yes and have nothing", len(empty), is_=0)
    t.figure("in line", seen.places.get("waiting", 0), is_=people - seats)
    t.figure("other answers than 503", sum(one.status != BUSY for one in rush.others), is_=0)
    late = sum("retry-after" not in one.headers for one in rush.others)
    t.figure("503 without Retry-After", late, is_=0)
    t.figure("kills", kills, is_=kills)
    t.measure("lines cut", rush.cut)


class Rush(threading.Thread):
    """People who press the same form again until they know."""

    def __init__(self, house, presses):
        super().__init__(daemon=True)
        self._house = house
        self._left = {one.person: one for one in presses}
        self.answers, self.others, self.cut = {}, [], 0

    def run(self):
        while self._left:
            for one in crowd(self._house.ports, self._left.values(), lines=8, patience=20):
                if one.status in FINAL:
                    self.answers[one.person] = one
                    del self._left[one.person]
                elif one.status:
                    self.others.append(one)
                else:
                    self.cut += 1
            self._house.revive()
            time.sleep(0.02)


@experiment("Q5", "phones hang up before the answer, and ask again", on=BOTH, short=POSTGRES)
def asks_again(t):
    people, seats, house, which = t.size(20, 500), _seats(t), _site(t), Which.HANGING_UP
    everybody = range(2, people + 2)
    presses = [press(n, _enrol(which), once=f"mark-{n}") for n in everybody]
    crowd(house.ports, [replace(one, cut=True) for one in presses], lines=16)
    told = until_told(house.ports, presses, lines=16).told
    again = until_told(house.ports, presses, lines=16).told
    seen = look(house.url, which)
    t.figure("told yes", sum(one.yes for one in told), is_=people)
    t.figure("told yes the third time too", sum(one.yes for one in again), is_=people)
    t.figure("rows", len(seen.people), is_=people)
    t.figure("steps in the trail", _signed_up(house.url, which), is_=people)
    t.figure("sold", seen.sold, is_=min(seats, people))
    t.figure("phantom seats", seen.phantom, is_=0)


@experiment(
    "Q6", "fewer seats than are sold, asked for while people sign up", on=BOTH, short=SQLITE
)
def lowers_the_seats(t):
    people, seats, house, which = t.size(20, 200), _seats(t), _site(t), Which.FEWER
    step = f"activities/{which:d}/seats"
    presses = [press(n, _enrol(which)) for n in range(2, people + 2)]
    until_told(house.ports, presses[:seats], lines=8)
    lower = [press(HOST, step, to=str(to)) for to in (seats // 2, seats - 1, 1)]
    refused = [
        one
        for one in until_told(house.ports, [*lower, *presses[seats:]], lines=8).told
        if one.person == HOST and TOO_FEW in one.body.decode()
    ]
    seen = look(house.url, which)
    t.figure("refused with words", len(refused), is_=len(lower))
    t.figure("dropped silently", seats - seen.sold, is_=0)
    t.figure("seats", seen.seats, is_=seats)
    more = until_told(house.ports, [press(HOST, step, to=str(seats + 5))]).told
    seen = look(house.url, which)
    t.figure("more seats: taken", sum(one.yes for one in more), is_=1)
    t.figure("moved up from the line", seen.sold - seats, is_=5)
    t.figure("phantom seats", seen.phantom, is_=0)


@experiment("Q7", "somebody else hogs the SQLite file", on=SQLITE)
def waits_its_turn(t):
    people = 16
    url = t.fresh(county(people, people))
    house = Site(t.children, url, 1, module="tests.faults.hurried", threads=people)
    presses = [press(n) for n in range(2, people + 2)]
    first, rest = presses[: people // 2], presses[people // 2 :]
    short = _hogged(url, house, first, t.size(0.2, 8))
    t.figure("within its patience: not taken", sum(not one.yes for one in short), is_=0)
    if not t.full:  # then it waits half a second for its turn to write, and not ten
        house.processes[0].send(signal.SIGUSR1)
    long = _hogged(url, house, rest, None)
    t.figure("beyond it: other answers than 503", sum(one.status != BUSY for one in long), is_=0)
    late = sum("retry-after" not in one.headers for one in long)
    t.figure("beyond it: without Retry-After", late, is_=0)
    t.measure("longest wait s", max(one.seconds for one in long), at_most=21)
    after = until_told(house.ports, rest).told
    t.figure("afterwards: not taken", len(rest) - sum(one.yes for one in after), is_=0)
    t.figure("sold", look(url).sold, is_=people)


def _hogged(url, house, presses, seconds):
    """Let people press while somebody else writes: for so long, or until all are answered."""
    hog = sqlite3.connect(sa.make_url(url).database, isolation_level=None, timeout=30)
    told = []
    rush = threading.Thread(
        target=lambda: told.extend(crowd(house.ports, presses, lines=len(presses)))
    )
    try:
        hog.execute("BEGIN IMMEDIATE")
        rush.start()
        rush.join(60) if seconds is None else time.sleep(seconds)
        hog.execute("ROLLBACK")
        rush.join(60)
    finally:
        hog.close()
    return told
