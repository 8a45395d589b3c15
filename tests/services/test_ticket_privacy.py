"""What each may know of a ticket, field by field: asker, owner, leaders near and far, others."""

import pytest

from domain.tickets import Move, Sort, TicketStatus
from services import ticket_clock, ticket_steps, tickets
from services.ticket_views import GONE
from services.tickets import NoSuchTicket
from tests.services.asking import ask, peopled, told, written
from tests.services.county import CITY, COUNTY, LI, MIN, QIANG, ZHANG, opened
from tests.services.neighbours import FANG, LEI, NEXT_DOOR

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
"""Decided above the database: the statements are tried on both by the others."""
DETAILS = ("张三", f"asker_id={ZHANG}", "支部")
"""What would tell who asked: the name, the number in the house, the branch."""


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=peopled)) as place:
        yield place


def seen(place, ticket, viewer, organ=None):
    return place.do(tickets.seen, ticket, viewer=viewer, organ_id=organ)


def refused(place, ticket, viewer, organ=None):
    with pytest.raises(NoSuchTicket):
        seen(place, ticket, viewer, organ)
    for tab in ("mine", "organ", "escalated", "done"):
        listed = place.do(tickets.inbox, viewer, organ, tab=tab)
        assert ticket not in [one.id for one in listed]
    return True


def fields(one):
    """Return what could name somebody."""
    return (one.asker_id, one.asker, one.place, one.organ, one.owner, one.mine)


@on_sqlite
def test_a_named_ticket(place):
    ticket = ask(place).id
    place.do(ticket_steps.note, ticket, MIN, "只给同事看", shown=False)
    assert fields(seen(place, ticket, ZHANG)) == (ZHANG, "张三", "支部", "县委", "王敏", True)
    assert fields(seen(place, ticket, MIN)) == (ZHANG, "张三", "支部", "县委", "王敏", False)
    assert "只给同事看" not in written(seen(place, ticket, ZHANG))
    assert "只给同事看" in written(seen(place, ticket, MIN))
    for viewer, organ in ((QIANG, None), (LI, None), (FANG, NEXT_DOOR), (LEI, CITY)):
        assert refused(place, ticket, viewer, organ)
    for viewer, organ in ((FANG, COUNTY), (LI, COUNTY), (QIANG, COUNTY), (FANG, CITY)):
        assert refused(place, ticket, viewer, organ)  # an organ they do not answer for


def test_an_anonymous_ticket_names_nobody_to_those_who_see_to_it(place):
    ticket = ask(place, anonymous=True).id
    place.do(ticket_steps.accept, ticket, MIN, organ_id=COUNTY)
    place.do(ticket_steps.more, ticket, MIN, "在哪里?")
    place.do(ticket_steps.supply, ticket, ZHANG, "三号楼")
    place.do(ticket_steps.answer, ticket, MIN, "好了")
    place.do(ticket_steps.reopen, ticket, ZHANG, "没好")
    one = seen(place, ticket, MIN, COUNTY)
    assert fields(one) == (None, "匿名", "县委", "县委", "王敏", False)
    assert [(s.who, s.deed) for s in one.steps] == [
        ("匿名", Move.ASK),
        ("王敏", Move.ACCEPT),
        ("王敏", Move.MORE),
        ("匿名", Move.SUPPLY),
        ("王敏", Move.ANSWER),
        ("匿名", Move.REOPEN),
    ]
    listed = place.do(tickets.inbox, MIN, COUNTY, tab="mine")
    assert [t.id for t in listed] == [ticket]
    letters = told(place, MIN)
    for text in (written(one), written(listed[0]), letters):
        assert not [detail for detail in DETAILS if detail in text]
    assert letters
    with pytest.raises(NoSuchTicket):
        place.do(tickets.phone, ticket, MIN, COUNTY)
    own = seen(place, ticket, ZHANG)
    assert fields(own) == (ZHANG, "张三", "支部", "县委", "王敏", True)
    assert own.steps[0].who == "你"
    for viewer, organ in ((QIANG, None), (LI, None), (FANG, NEXT_DOOR), (LEI, CITY)):
        assert refused(place, ticket, viewer, organ)
    place.do(ticket_steps.pass_on, ticket, MIN, to_cadre=QIANG, why="就在你那里")
    assert fields(seen(place, ticket, QIANG))[:3] == (None, "匿名", "县委")


@on_sqlite
def test_the_city_sees_it_only_once_it_is_overdue_and_still_not_who_asked(place):
    named, hidden = ask(place).id, ask(place, anonymous=True).id
    for ticket in (named, hidden):
        assert refused(place, ticket, LEI, CITY)
    place.at(2026, 11, 25, 8)
    place.do(ticket_clock.settle)
    assert fields(seen(place, named, LEI, CITY))[:3] == (ZHANG, "张三", "支部")
    assert fields(seen(place, hidden, LEI, CITY))[:3] == (None, "匿名", "县委")
    listed = place.do(tickets.inbox, LEI, CITY, tab="escalated")
    assert {t.id for t in listed} == {named, hidden}
    assert place.do(tickets.counts, LEI, CITY)["escalated"] == len(listed)
    letters = told(place, LEI)
    assert f"S-{named}、S-{hidden}过了日子没有办" in letters
    assert not [detail for detail in DETAILS if detail in letters]
    for ticket in (named, hidden):
        assert refused(place, ticket, FANG, NEXT_DOOR)
        assert refused(place, ticket, FANG, CITY)
    place.do(ticket_steps.answer, hidden, LEI, "市里来办", organ_id=CITY)
    assert seen(place, hidden, MIN, COUNTY).answered_by == "石磊"


@on_sqlite
def test_a_withdrawn_ticket_is_nobodys_business(place):
    ticket = ask(place).id
    place.do(ticket_steps.withdraw, ticket, ZHANG)
    assert refused(place, ticket, MIN, COUNTY)
    assert seen(place, ticket, ZHANG).status is TicketStatus.WITHDRAWN


@on_sqlite
def test_an_anonymous_complaint_about_the_own_cadre(place):
    ticket = ask(place, sort=Sort.COMPLAINT, text="答应的事没办", anonymous=True).id
    assert refused(place, ticket, MIN, COUNTY)
    place.at(2026, 12, 25, 8)
    place.do(ticket_clock.settle)
    assert refused(place, ticket, MIN, COUNTY)
    assert told(place, MIN) == ""
    assert fields(seen(place, ticket, LEI, CITY)) == (None, "匿名", "市委", "市委", "", False)
    assert GONE not in written(seen(place, ticket, LEI, CITY))
