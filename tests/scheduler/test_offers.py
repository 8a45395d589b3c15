"""What is offered: nothing that one has taken already, and cheaply where a whole province waits."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, insert, update

from domain.seats import Place
from models import way
from models.activity import Activity, Enrolment
from models.wish import Wish
from services import quotas, ways
from services.ways import Asked
from tests.scheduler.town import CADRES, COUNTY, EARLY, PROVINCE, WEEKLY_COUNTY, place_of, youths


def at(place):
    """Return somebody who serves part-time there: a wish would count for them."""
    return [cadre for cadre in CADRES if place_of(cadre) == place][2]


def offered(uow, cadre, place=None):
    """Return what a cadre is offered, or would be who owes the same in another place."""
    stand = quotas.of_cadre(uow, cadre, uow.today)
    asked = Asked(cadre, place or stand.organisation_id, tuple(quotas.owed(stand)))
    return ways.for_people(uow, [asked])[cadre]


@pytest.mark.parametrize("place", [Place.ENROLLED, Place.WAITING])
def test_an_activity_one_has_signed_up_for_is_not_offered_again(town, place):
    town.go(date(2026, 11, 2))
    cadre, other = at(7), at(COUNTY)
    with town.app.open_uow() as uow:
        first = offered(uow, cadre).outings[0].id
        mine = Enrolment(activity_id=first, person_id=cadre, status=place)
        mine.created_at = mine.changed_at = uow.now
        uow.session.add(mine)
    with town.app.open_uow() as uow:
        assert first not in {outing.id for outing in offered(uow, cadre).outings}
        others = offered(uow, other).outings
        uow.session.execute(update(Enrolment).values(status=Place.CANCELLED))
        assert offered(uow, cadre).outings[0].id == first
    assert others


def flood(town):
    """Let more wait in one county than are looked at before all, and longer than all others."""
    many = range(1000, 1000 + ways._LONGEST + 50)
    wisher = youths(at(WEEKLY_COUNTY))[0]
    wish = {
        "person_id": wisher,
        "organisation_id": WEEKLY_COUNTY,
        "area_id": WEEKLY_COUNTY,
        "kind": "study",
        "text": "想要一本书",
        "surname_shown": False,
        "media_id": "",
        "status": "open",
        "changed_at": EARLY,
    }
    with town.app.open_uow() as uow:
        before = EARLY - timedelta(days=1)
        uow.session.execute(insert(Wish), [{"id": n, "created_at": before, **wish} for n in many])


def test_the_oldest_wishes_are_found_among_those_that_wait_longest(town):
    flood(town)
    with town.app.open_uow(read_only=True) as uow:

        def found(organ, among=None):
            return [row.id for row in uow.session.execute(way.wishes([organ], among))]

        assert found(PROVINCE, 50) == found(PROVINCE) == list(range(1000, 1012))
        assert found(COUNTY, 50) == []
        assert set(found(COUNTY)) == {5, 6}


def test_where_enough_wait_not_all_of_them_are_ranked(town):
    flood(town)
    town.go(date(2026, 11, 2))
    ranked = []

    def note(_conn, _cursor, statement, *_):
        if "row_number" in statement and "wish" in statement:
            ranked.append("LIMIT" in statement)

    with town.app.open_uow(read_only=True) as uow:
        engine = uow.session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        wide = offered(uow, at(COUNTY), PROVINCE).wishes
        assert ranked == [True]
        narrow = offered(uow, at(COUNTY)).wishes
        event.remove(engine, "before_cursor_execute", note)
    assert {wish.id for wish in wide} <= set(range(1000, 1012))
    assert len(wide) == 3
    assert {wish.id for wish in narrow} == {5, 6}
    assert ranked == [True, True, False]


@pytest.mark.parametrize(
    "limits",
    [
        {"audience": {"mine_only": True}},
        {"form": {"questions": [{"key": "q", "text": "几点到?"}]}},
    ],
)
def test_what_is_meant_for_some_or_asks_questions_is_not_offered_for_one_tap(town, limits):
    town.go(date(2026, 11, 2))
    with town.app.open_uow() as uow:
        first = offered(uow, at(7)).outings[0].id
        uow.session.execute(update(Activity).where(Activity.id == first).values(**limits))
    with town.app.open_uow(read_only=True) as uow:
        assert first not in {outing.id for outing in offered(uow, at(7)).outings}
