"""Open tickets go along with the youths who are handed over, and come back with them."""

import pytest
from sqlalchemy import select

from domain.tickets import Sort, TicketStatus
from models.post import Outbox
from models.ticket import Ticket
from services import changes, handovers, taking, ticket_steps, tickets
from services.tickets import NoSuchTicket
from tests.services.asking import ask, peopled, told
from tests.services.county import COUNTY, MIN, QIANG, ZHANG, opened


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=peopled)) as place:
        yield place


def owner(place, ticket):
    return place.all(select(Ticket.owner_id).where(Ticket.id == ticket))[0]


def hand(place, youths):
    def by(uow):
        uow.actor = MIN
        return handovers.hand_over(uow, MIN, QIANG, youths)

    return place.do(by)


def back(place, change):
    def by(uow):
        uow.actor = MIN
        return changes.undo(uow, change)

    return place.do(by)


def test_what_is_open_goes_along_and_comes_back(place):
    waiting, working, answered, merged = (ask(place).id for _ in range(4))
    hidden = ask(place, anonymous=True).id
    urgent = ask(place, text="不想活了", urgent=True, owner_id=MIN).id
    for ticket in (working, answered):
        place.do(ticket_steps.accept, ticket, MIN)
    place.do(ticket_steps.accept, hidden, MIN, organ_id=COUNTY)
    place.do(ticket_steps.answer, answered, MIN, "好了")
    place.do(ticket_steps.duplicate, merged, MIN, of=working)
    due = place.do(tickets.seen, working, viewer=ZHANG).due_at
    done = hand(place, [ZHANG])
    assert done.tickets == 3
    assert [owner(place, n) for n in (waiting, working, merged)] == [QIANG] * 3
    # Who gets an anonymous one would tell whose it is; who was called stays called.
    assert [owner(place, n) for n in (answered, hidden, urgent)] == [MIN] * 3
    mine = place.do(tickets.seen, working, viewer=ZHANG)
    assert (mine.status, mine.due_at, mine.owner) == (TicketStatus.WORKING, due, "赵强")
    assert mine.last == "王敏说明:以后由赵强接着办"
    assert f"你提的 S-{working}(处理中)以后由赵强接着办,期限不变" in told(place, ZHANG)
    assert f"2 件在办的也交给你了:S-{waiting}、S-{working}" in told(place, QIANG)
    with pytest.raises(NoSuchTicket):
        place.do(ticket_steps.answer, working, MIN, "我来答")
    place.do(ticket_steps.answer, waiting, QIANG, "修好了")
    back(place, done.change_id)
    assert owner(place, waiting) == QIANG, "what was done meanwhile stands"
    assert [owner(place, n) for n in (working, merged)] == [MIN] * 2
    assert place.do(tickets.seen, working, viewer=ZHANG).last == "王敏说明:还是由王敏接着办"
    assert _sent(place, QIANG) == []


def _sent(place, person):
    """Return what leaves to somebody by the next morning."""
    place.at(2026, 11, 24, 8, 1)
    said = []
    while (taken := place.do(taking.take, "test")) is not None:
        said.append(taken.letter.text)
    mine = place.all(select(Outbox.text).where(Outbox.person_id == person))
    assert mine
    return [text for text in mine if text in said and "交接" in text]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_complaint_is_no_matter_of_a_case_load(place):
    asked = ask(place, sort=Sort.COMPLAINT)
    hand(place, [ZHANG])
    assert owner(place, asked.id) is None
    with pytest.raises(NoSuchTicket):
        place.do(tickets.seen, asked.id, viewer=QIANG)
