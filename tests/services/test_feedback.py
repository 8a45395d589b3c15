"""What those who came say: once each, for two weeks, and read by the host without names."""

from datetime import timedelta

import pytest

from models.person import Person
from services import feedback
from services.activity_reach import NotYourActivity
from services.feedback import Heard, NotThere, StarsOdd, TooLateToRate
from services.seating import NoSuchActivity
from tests.services.county import BRANCH, LI, MIN, NOW, QIANG, ZHANG, county, opened
from tests.services.gathering import END, START, gather, seat

on_one_database = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What is decided above the database."""


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=county)) as place:
        place.now = START
        yield place


def gathered(place, *came):
    number = gather(place, guests=[ZHANG, LI, *came], seats=30)
    with place.open_uow() as uow:
        for person in (ZHANG, *came):
            uow.session.merge(seat(place, number, person)).checked_in_at = START
    return number


def rate(place, number, person, stars, words=""):
    return place.do(feedback.rate, number, person, stars, words)


def test_who_came_says_it_once_and_may_say_it_otherwise_for_two_weeks(place):
    number = gathered(place)
    first = rate(place, number, ZHANG, 4, " 还 不错 ")
    assert (first.stars, first.words, first.before) == (4, "还 不错", False)
    place.now = END + timedelta(days=14) - timedelta(seconds=1)
    assert rate(place, number, ZHANG, 5, "想了想" * 200).before
    kept = seat(place, number, ZHANG)
    assert (kept.stars, len(kept.words)) == (5, 300)
    assert place.do(feedback.heard, MIN, number).votes == 1
    place.now += timedelta(seconds=1)
    with pytest.raises(TooLateToRate):
        rate(place, number, ZHANG, 1)


@on_one_database
def test_who_is_not_asked(place):
    number = gathered(place)
    for person in (LI, QIANG):
        with pytest.raises(NotThere):
            rate(place, number, person, 5)
    for stars in (0, 6, -1):
        with pytest.raises(StarsOdd):
            rate(place, number, ZHANG, stars)
    with pytest.raises(NoSuchActivity):
        rate(place, 999, ZHANG, 5)
    assert place.do(feedback.rateable, ZHANG) == [(number, "河道志愿服务")]
    assert place.do(feedback.rateable, LI) == []
    (been,), more = place.do(feedback.been, ZHANG)
    assert (been.id, been.stars, been.open, more) == (number, None, True, False)
    assert place.do(feedback.been, LI) == ([], False)
    place.now = END + timedelta(days=14)
    assert not place.do(feedback.been, ZHANG)[0][0].open
    assert not place.do(feedback.may_rate, ZHANG, number)


@on_one_database
def test_the_host_reads_from_five_on_and_never_who(place):
    with place.open_uow() as uow:
        people = range(100, 104)
        uow.session.add_all(
            Person(id=n, name=f"人{n}", organisation_id=BRANCH, created_at=NOW) for n in people
        )
    number = gathered(place, *people)
    for stars, person in enumerate(people, 1):
        rate(place, number, person, stars, f"话{9 - stars}")
    assert place.do(feedback.heard, MIN, number) == Heard(4)
    rate(place, number, ZHANG, 5)
    heard = place.do(feedback.heard, MIN, number)
    assert heard == Heard(5, 3.0, ("话5", "话6", "话7", "话8"))
    with pytest.raises(NotYourActivity):
        place.do(feedback.heard, QIANG, number)
