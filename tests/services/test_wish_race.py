"""One promise a wish, though fifty press at once from two processes; and not without the guard."""

from sqlalchemy import func, insert, select, text

from bot import database
from domain.wishes import AlreadyClaimed
from models.audit import Audit
from models.cadre import Appointment, Cadre
from models.engine import open_engine
from models.organisation import Below, Organisation
from models.person import Person
from models.wish import Claim, Wish
from tests import forked
from tests.services.rush import NOW
from tests.services.rush_wishes import rush

CADRES, PROCESSES = 50, 2
FEW = 6
"""Enough where the guard is off."""
YOUTH = 100


def wished(url):
    """Leave one county, fifty of its cadres, and one wish that waits."""
    engine = open_engine(url)
    database.upgrade(engine)
    day = NOW.date()
    with engine.begin() as c:
        county = {"id": 1, "name": "县", "level": "county", "type": "leading_organ"}
        c.execute(insert(Organisation).values(**county, first_day=day))
        c.execute(insert(Below).values(ancestor_id=1, descendant_id=1, depth=0))
        everybody = [*range(1, CADRES + 1), YOUTH]
        people = [{"id": n, "name": f"人{n}", "organisation_id": 1} for n in everybody]
        c.execute(insert(Person), [{**one, "created_at": NOW} for one in people])
        cadres = range(1, CADRES + 1)
        c.execute(insert(Cadre), [{"id": n, "username": f"c{n}", "password": "-"} for n in cadres])
        post = {"organisation_id": 1, "type": "fulltime", "first_day": day}
        c.execute(insert(Appointment), [{"cadre_id": n, **post} for n in cadres])
        wish = {"id": 1, "person_id": YOUTH, "organisation_id": 1, "area_id": 1, "kind": "study"}
        c.execute(
            insert(Wish).values(
                **wish, text="一本书", status="open", created_at=NOW, changed_at=NOW
            )
        )
    engine.dispose()


def pressed(url, guarded, count=CADRES):
    """Let all press at once; return what they were told, and how many promises there are."""
    context = forked.context()
    results = context.Queue()
    together = context.Barrier(count if guarded else PROCESSES)
    cadres = range(1, count + 1)
    runners = [
        context.Process(target=rush, args=(url, cadres[n::PROCESSES], together, guarded, results))
        for n in range(PROCESSES)
    ]
    for runner in runners:
        runner.start()
    told = [answer for _ in runners for answer in results.get(timeout=240)]
    for runner in runners:
        runner.join()
    engine = open_engine(url)
    with engine.connect() as c:
        claims = c.scalar(select(func.count()).select_from(Claim).where(Claim.ended_at.is_(None)))
        noted = c.scalar(select(func.count()).where(Audit.deed == "claimed"))
        status = c.scalar(select(Wish.status))
    engine.dispose()
    return told, claims, noted, status


def test_fifty_press_at_once_from_two_processes_and_one_has_it(database_kind, new_database):
    told, claims, noted, status = pressed(new_database(database_kind, fill=wished), guarded=True)
    assert (told.count("claimed"), claims, noted, status) == (1, 1, 1, "claimed")
    assert told.count(AlreadyClaimed.code) == CADRES - 1


def test_the_same_rush_promises_it_to_several_with_the_guard_off(database_kind, new_database):
    url = new_database(database_kind, fill=wished)
    engine = open_engine(url)
    with engine.begin() as c:
        c.execute(text("DROP INDEX uq_wish_claim_live"))
    engine.dispose()
    told, claims, _, _ = pressed(url, guarded=False, count=FEW)
    assert told.count("claimed") > 1
    assert claims > 1
