"""Seats never oversell: many processes at once, on both databases, and the same without the guard."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, insert, select

from bot import database
from domain.errors import Refusal
from models.activity import Activity, Enrolment
from models.engine import open_engine
from models.organisation import Below, Organisation
from models.person import Person
from services import activities
from services.uow import units
from tests import forked
from tests.services.rush import NOW, means, rush

SEATS, PEOPLE, PROCESSES, THREADS = 40, 400, 4, 4


def crowd(url):
    """Leave one organisation, one activity of 40 seats and 400 people."""
    engine = open_engine(url)
    database.upgrade(engine)
    day = NOW.date()
    with engine.begin() as c:
        c.execute(
            insert(Organisation).values(
                id=1, name="县", level="county", type="leading_organ", first_day=day
            )
        )
        c.execute(insert(Below).values(ancestor_id=1, descendant_id=1, depth=0))
        c.execute(
            insert(Person),
            [
                {"id": n, "name": f"人{n}", "organisation_id": 1, "created_at": NOW}
                for n in range(1, PEOPLE + 1)
            ],
        )
        c.execute(
            insert(Activity).values(
                id=1,
                organisation_id=1,
                title="河道志愿服务",
                kind="volunteering",
                seats=SEATS,
                taken=0,
                waiting=0,
                queued=0,
                status="open",
                created_at=NOW,
                starts_at=NOW.replace(day=28),
                ends_at=NOW.replace(day=29),
                deadline=NOW.replace(day=27),
            )
        )
    engine.dispose()


def sold(url, guarded, people=PEOPLE):
    """Let everybody rush at once; return what they were told, and the rows that came of it."""
    context = forked.context()
    results = context.Queue()
    everybody = range(1, people + 1)
    runners = [
        context.Process(target=rush, args=(url, everybody[n::PROCESSES], THREADS, guarded, results))
        for n in range(PROCESSES)
    ]
    for runner in runners:
        runner.start()
    told = [answer for _ in runners for answer in results.get(timeout=240)]
    for runner in runners:
        runner.join()
    engine = open_engine(url)
    with engine.connect() as c:
        rows = dict(
            c.execute(select(Enrolment.status, func.count()).group_by(Enrolment.status)).all()
        )
        numbers = c.scalars(select(Enrolment.queue_no).where(Enrolment.status == "waiting")).all()
        taken = c.scalar(select(Activity.taken))
    engine.dispose()
    return told, rows, numbers, taken


def test_four_hundred_sign_ups_for_forty_seats_from_four_processes(database_kind, new_database):
    told, rows, numbers, taken = sold(new_database(database_kind, fill=crowd), guarded=True)
    assert told.count("enrolled") == rows["enrolled"] == taken == SEATS
    assert told.count("waiting") == rows["waiting"] == PEOPLE - SEATS
    assert sorted(numbers) == list(range(1, PEOPLE - SEATS + 1))


def test_the_same_rush_oversells_with_the_guard_off(database_kind, new_database):
    _, rows, _, _ = sold(new_database(database_kind, fill=crowd), guarded=False, people=200)
    assert rows["enrolled"] > SEATS


@pytest.mark.parametrize("copies", [50])
def test_one_person_pressing_many_times_has_one_seat(database_kind, new_database, copies):
    url = new_database(database_kind, fill=crowd)
    engine = open_engine(url)
    open_uow = units(engine, means(), lambda: NOW)

    def press(_):
        try:
            with open_uow() as uow:
                return activities.enrol(uow, 1, 7).mine
        except Refusal as no:
            return no.code

    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(press, range(copies)))
    with engine.connect() as c:
        assert c.scalar(select(func.count()).select_from(Enrolment)) == 1
        assert c.scalar(select(Activity.taken)) == 1
    engine.dispose()
    assert told.count("enrolled") == 1
    assert told.count("already_enrolled") == copies - 1
