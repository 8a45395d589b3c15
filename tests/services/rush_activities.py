"""``python -m tests.services.rush_activities``: processes that sign up, cancel, say yes, let lapse.

And change seats, draw and choose, at random; then the history is read back, line by line.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import case, event, func, insert, select

from bot import database
from domain import seats
from domain.errors import Refusal
from domain.periods import HOME
from domain.seats import Place
from models.activity import Activity, Enrolment
from models.audit import Audit
from models.cadre import Appointment, Cadre
from models.engine import open_engine
from models.organisation import Below, Organisation
from models.person import Person, WechatUser
from models.post import Outbox
from services import (
    activities,
    activity_making,
    activity_reach,
    activity_review,
    seating,
)
from services.uow import units
from tests import forked
from tests.databases import KINDS, Databases
from tests.services.rush import means

BEGAN = datetime(2026, 11, 23, 0, 0, tzinfo=HOME)
SPAN = timedelta(days=5)
HOST, PEOPLE = 1, 160
MODES = ("first",) * 6 + ("draw",) * 3 + ("review",) * 3
NUMBERS = range(1, len(MODES) + 1)
DEEDS = {
    "enrol": 34,
    "withdraw": 24,
    "accept": 12,
    "decline": 6,
    "capacity": 8,
    "decide": 10,
    "draw": 2,
    "clock": 4,
}


def fill(url):
    """Leave one organ with its leader, people who follow, and a dozen activities of each mode."""
    engine = open_engine(url)
    database.upgrade(engine)
    organ = {"id": 1, "name": "县", "level": "county", "type": "leading_organ"}
    people = range(1, PEOPLE + 1)
    with engine.begin() as c:
        c.execute(insert(Organisation).values(**organ, first_day=date(2020, 1, 1)))
        c.execute(insert(Below).values(ancestor_id=1, descendant_id=1, depth=0))
        person = {"organisation_id": 1, "created_at": BEGAN}
        c.execute(insert(Person), [{"id": n, "name": f"人{n}", **person} for n in people])
        c.execute(insert(WechatUser), [{"openid": f"o{n}", "person_id": n} for n in people])
        c.execute(insert(Cadre).values(id=HOST, username="host", password="-"))
        post = {"cadre_id": HOST, "organisation_id": 1, "type": "fulltime", "leads": True}
        c.execute(insert(Appointment).values(**post, first_day=date(2020, 1, 1)))
        c.execute(insert(Activity), [_activity(number) for number in NUMBERS])
    engine.dispose()


def _activity(number):
    """Return a row; some begin while the rush goes on, and those drawn are drawn in its midst."""
    mode = MODES[number - 1]
    starts = BEGAN + SPAN * (0.7 if number % 3 == 0 else 2)
    closes = BEGAN + SPAN * (0.4 + number / 40) if mode == "draw" else starts
    return {
        "id": number,
        "organisation_id": 1,
        "host_id": HOST,
        "title": f"活动{number}",
        "kind": "volunteering",
        "seats": 8,
        "status": "open",
        "mode": mode,
        "created_at": BEGAN,
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
        "deadline": closes,
        "offer_hours": 2 + number % 3,
    }


class Runner:
    """One of the threads of one process: it does random things at the moment they are begun."""

    def __init__(self, engine, count, operations, seed, *, guarded, among):
        self.engine, self.count, self.operations = engine, count, operations
        self.chance = random.Random(seed)  # noqa: S311 - a rush is to be repeatable
        self.guarded, self.among, self.now = guarded, among, BEGAN
        self.told = Counter()
        self.open_uow = units(engine, means(), lambda: self.now)

    def run(self):
        while (number := self._next()) is not None:
            self.now = BEGAN + SPAN * (number / self.operations)
            deed = self.chance.choices(list(DEEDS), list(DEEDS.values()))[0]
            self.told[f"{deed}: {self._try(deed)}"] += 1
        return self.told

    def _next(self):
        with self.count.get_lock():
            number = self.count.value
            self.count.value += 1
        return number if number < self.operations else None

    def _try(self, deed):
        activity, person = self._whom(deed)
        for _ in range(20):
            try:
                with self.open_uow() as uow:
                    uow.means.chance.seed(self.chance.random())
                    return self._do(uow, deed, activity, person)
            except Refusal as no:
                return no.code
            except Exception:  # without the guard they collide, and try again
                if self.guarded:
                    raise
        return "gave up"

    def _whom(self, deed):
        """Return an activity and somebody for whom the deed is likely to make sense just now."""
        wanted = {
            "withdraw": ("enrolled", "waiting", "offered", "applied"),
            "accept": ("offered",),
            "decline": ("offered",),
            "decide": ("applied",),
        }.get(deed)
        found = ()
        if wanted:
            # Where nothing begins any more there is nothing to be done.
            with self.engine.connect() as c:
                found = c.execute(
                    select(Enrolment.activity_id, Enrolment.person_id)
                    .join(Activity, Activity.id == Enrolment.activity_id)
                    .where(Enrolment.status.in_(wanted), Activity.starts_at > self.now)
                    .where(Activity.id.in_(self.among))
                ).all()
        if found:
            return self.chance.choice(found)
        return self.chance.choice(self.among), self.chance.randint(2, PEOPLE)

    def _do(self, uow, deed, activity, person):
        match deed:
            case "enrol":
                return str(activities.enrol(uow, activity, person).mine)
            case "withdraw" | "decline":
                activities.withdraw(uow, activity, person, "有事")
            case "accept":
                activities.accept(uow, activity, person)
            case "capacity":
                return f"moved {activity_making.change(uow, HOST, activity, self._draft(uow, activity)).moved_up > 0}"
            case "decide":
                yes = self.chance.random() < 0.8
                return str(activity_review.decide(uow, HOST, activity, person, yes=yes))
            case "draw":
                activity_review.draw(uow, HOST, activity)
            case "clock":
                seating.settle_due(uow)
        return "done"

    def _draft(self, uow, activity):
        row = uow.session.get_one(Activity, activity)
        wanted = max(row.taken + self.chance.randint(-3, 4), 1)
        return replace(activity_making.draft_of(row), seats=min(wanted, 25))


def rush(url, count, results, *, operations, seed, threads, guarded, among):
    """Be one of the processes."""
    engine = open_engine(url)
    if not guarded:
        take_the_guard_off(engine)
    try:
        runners = [
            Runner(engine, count, operations, seed * 100 + n, guarded=guarded, among=among)
            for n in range(threads)
        ]
        with ThreadPoolExecutor(threads) as pool:
            told = sum(pool.map(Runner.run, runners), Counter())
        results.put(told)
    except BaseException as error:  # noqa: BLE001 - whoever waits for the result is told
        results.put(repr(error))
    finally:
        engine.dispose()


def take_the_guard_off(engine):
    """Do as if nobody locked the owner of the seats."""
    if engine.dialect.name == "sqlite":
        # Without a transaction each statement stands alone: what was counted is already old.
        event.listen(engine, "begin", lambda c: c.exec_driver_sql("COMMIT"))

    def unlocked(uow, activity_id):
        return uow.session.get(Activity, activity_id)

    locked = activity_reach.running
    seating.owner = unlocked
    activity_reach.running = lambda uow, who, activity, **_: locked(uow, who, activity)


def together(url, operations, processes, threads=1, *, guarded=True, seed=1, among=NUMBERS):
    """Let processes rush; return what they were told."""
    # What takes the guard off does so in a child of its own.
    context = forked.context()
    results, count = context.Queue(), context.Value("l", 0)
    how = {"operations": operations, "threads": threads, "guarded": guarded, "among": among}
    runners = [
        context.Process(target=rush, args=(url, count, results), kwargs={**how, "seed": seed + n})
        for n in range(processes)
    ]
    for runner in runners:
        runner.start()
    told = [results.get(timeout=3600) for _ in runners]
    for runner in runners:
        runner.join()
    for one in told:
        if not isinstance(one, Counter):
            raise TypeError(one)
    return sum(told, Counter())


def broken(url):
    """Return, in lines, every invariant that does not hold: of the rows, and of the history."""
    engine = open_engine(url)
    with engine.connect() as c:
        lines = [*_rows(c)]
        for number in NUMBERS:
            history = c.execute(
                select(Audit.deed, Audit.data)
                .where(Audit.object == "activity", Audit.object_id == str(number))
                .order_by(Audit.id)
            ).all()
            places = defaultdict(set)
            for person, place in c.execute(
                select(Enrolment.person_id, Enrolment.status).where(Enrolment.activity_id == number)
            ):
                places[place].add(person)
            lines += (f"activity {number}: {fault}" for fault in History(history).faults(places))
        lines += _letters(c)
    engine.dispose()
    return lines


def _rows(c):
    """Yield where the counts of a row are not those of its people."""

    def count(*places):
        return func.coalesce(func.sum(case((Enrolment.status.in_(places), 1), else_=0)), 0)

    rows = c.execute(
        select(
            Activity.id,
            Activity.seats,
            Activity.taken,
            Activity.waiting,
            Activity.status,
            count("enrolled", "offered").label("seated"),
            count("waiting").label("in_line"),
            func.count(Enrolment.queue_no).label("numbers"),
            func.count(Enrolment.queue_no.distinct()).label("different"),
        )
        .outerjoin(Enrolment, Enrolment.activity_id == Activity.id)
        .group_by(Activity.id)
    )
    for row in rows:
        if not row.taken == row.seated <= row.seats:
            yield f"activity {row.id}: {row.taken} taken, {row.seated} rows, {row.seats} seats"
        if not row.waiting == row.in_line == row.numbers == row.different:
            yield f"activity {row.id}: {row.waiting} waiting, {row.in_line} rows in line"
        if row.status == "open" and row.waiting and row.taken < row.seats:
            yield f"activity {row.id}: a seat stands empty while {row.waiting} wait"


def _letters(c):
    """Yield the letters of seats that came free which were written other than once."""
    offers = Counter(
        f"{row.object_id}:{row.data['person']}:{row.data['no']}"
        for row in c.execute(
            select(Audit.object_id, Audit.data).where(Audit.deed.in_(("offered", "moved_up")))
        )
    )
    letters = c.scalar(select(func.count()).where(Outbox.key.like("seat:%:free-%")))
    if letters != len(offers) or set(offers.values()) - {1}:
        yield f"{letters} letters of {sum(offers.values())} seats that came free"


class History:
    """What the trail of an activity says happened, told again by a simpler book-keeping."""

    def __init__(self, rows):
        self.rows, self.seats = rows, 8
        self.line, self.last, self.up = [], 0, set()
        self.seated, self.offered, self.applied = set(), set(), set()
        self.faulty = []

    def faults(self, places):
        """Return what does not hold in it, and whether it ends with the places that there are."""
        for deed, data in self.rows:
            self._step(deed, data)
            if len(self.seated) + len(self.offered) > self.seats:
                self.faulty.append(f"oversold at {deed} {data}")
        for mine, place in (
            (self.seated, Place.ENROLLED),
            (self.offered, Place.OFFERED),
            (self.applied, Place.APPLIED),
            ({person for _, person in self.line}, Place.WAITING),
        ):
            if mine != places[place]:
                self.faulty.append(f"{place} are others than the history says")
        return self.faulty

    def _step(self, deed, data):
        person, number = data.get("person"), data.get("no")
        holds = {"enrolled": self.seated, "applied": self.applied}
        match deed:
            case "enrolled" | "applied":
                self._must(not self.line or deed == "applied", "slipped past the line", data)
                self.applied.discard(person)
                self._must(person not in self.seated | self.offered, "two places", data)
                holds[deed].add(person)
            case "waiting":
                self.applied.discard(person)
                self._must(number > self.last, "a number came again", data)
                self.last = number
                self.line.append((number, person))
            case "offered" | "moved_up":
                self._must(self.line[:1] == [(number, person)], "not the first in line", data)
                self._must(number not in self.up, "moved up twice", data)
                self.up.add(number)
                self.line = [one for one in self.line if one != (number, person)]
                (self.offered if deed == "offered" else self.seated).add(person)
            case "accepted":
                self._must(person in self.offered, "took what was not offered", data)
                self.offered.discard(person)
                self.seated.add(person)
            case "declined" | "lapsed":
                self._must(person in self.offered, f"{deed} what was not offered", data)
                self.offered.discard(person)
            case "withdrawn" | "turned_down":
                self._gone(person, number, data)
            case "changed":
                self.seats = data["seats"]

    def _gone(self, person, number, data):
        had = person in self.seated or person in self.applied or (number, person) in self.line
        self._must(had, "gave back what they had not", data)
        self.seated.discard(person)
        self.applied.discard(person)
        self.line = [one for one in self.line if one != (number, person)]

    def _must(self, holds, words, data):
        if not holds:
            self.faulty.append(f"{words}: {data}")


def redrawn(url):
    """Return how many draws there were, and those that come out otherwise when drawn again."""
    engine = open_engine(url)
    wrong, drawn = [], 0
    with engine.connect() as c:
        for number in NUMBERS:
            trail = c.execute(
                select(Audit.deed, Audit.data)
                .where(Audit.object == "activity", Audit.object_id == str(number))
                .order_by(Audit.id)
            ).all()
            at = next((n for n, (deed, _) in enumerate(trail) if deed == "drawn"), None)
            if at is None:
                continue
            drawn += 1
            among = trail[at].data["applications"]
            said = [row.data["person"] for row in trail[at + 1 :][:among]]
            numbers = dict(
                c.execute(
                    select(Enrolment.person_id, Enrolment.id).where(Enrolment.activity_id == number)
                ).all()
            )
            again = seats.draw(trail[at].data["seed"], [numbers[p] for p in said], 0).waiting
            if list(again) != [numbers[p] for p in said]:
                wrong.append(number)
    engine.dispose()
    return drawn, wrong


def main():
    told = argparse.ArgumentParser(prog="tests.services.rush_activities", description=__doc__)
    told.add_argument("--operations", type=int, default=20_000)
    told.add_argument("--processes", type=int, default=4)
    told.add_argument("--database", choices=KINDS, default=KINDS[0])
    told.add_argument("--seed", type=int, default=1, help="where the chance begins")
    told.add_argument("--unguarded", action="store_true", help="without the lock: it must break")
    asked = told.parse_args()
    with ExitStack() as stack:
        server = None
        if asked.database == "postgresql":
            from tests import servers  # noqa: PLC0415 - it is wanted for one of the two only

            server = stack.enter_context(servers.postgres())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = Databases(folder, server=lambda: server).fresh(asked.database, fill)
        began = time.monotonic()
        did = together(
            url, asked.operations, asked.processes, guarded=not asked.unguarded, seed=asked.seed
        )
        took = time.monotonic() - began
        faults, (drawn, otherwise) = broken(url), redrawn(url)
    for what, times in sorted(did.items()):
        say(f"{what:<34}{times:>8,}")
    say(
        f"{asked.operations:,} operations, {asked.processes} processes, {asked.database}: {took:.0f} s"
    )
    say(f"draws {drawn}, drawn again otherwise {len(otherwise)}; broken invariants {len(faults)}")
    for fault in faults[:10]:
        say(fault)
    return 1 if faults or otherwise else 0


def say(line):
    """Print a line at once: the whole takes minutes."""
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
