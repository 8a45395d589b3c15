"""What time does to tickets: across the National Day, once each, and told to those concerned."""

import pytest
from sqlalchemy import insert, select

from domain.tickets import TicketStatus
from models.cadre import Appointment
from models.organisation import Below, Organisation
from models.post import Outbox
from services import taking, ticket_clock, ticket_steps, tickets
from tests.services.asking import ask, peopled
from tests.services.county import CITY, COUNTY, LONG_AGO, MIN, QIANG, ZHANG, opened
from tests.services.neighbours import LEI

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=peopled)) as place:
        yield place.at(2026, 9, 30, 15)


def settle(place, *when):
    return place.at(*when).do(ticket_clock.settle)


def letters(place, person, like=""):
    rows = place.all(select(Outbox).where(Outbox.person_id == person).order_by(Outbox.id))
    return [(row.text, row.due_at.astimezone(place.now.tzinfo)) for row in rows if like in row.text]


def one(place, ticket):
    return place.do(tickets.seen, ticket, viewer=ZHANG)


def test_overdue_across_the_holiday_goes_up_once_each_time(place):
    ticket = ask(place).id
    assert one(place, ticket).due_day == "10 月 8 日"
    assert settle(place, 2026, 10, 7, 23, 50) == 0
    assert settle(place, 2026, 10, 8, 8) == 1  # the reminder on the last day
    assert "今天有 1 件" in letters(place, MIN)[-1][0]
    assert settle(place, 2026, 10, 8, 23, 59) == 0
    assert settle(place, 2026, 10, 9, 0) == 1
    mine = one(place, ticket)
    assert (mine.status, mine.escalated_to, mine.escalations) == (TicketStatus.WAITING, "市委", 1)
    assert mine.due_day == "10 月 12 日"  # Saturday the 10th is worked
    assert mine.last == "超时上转:转到市委督办"
    text, due = letters(place, ZHANG, "督办")[-1]
    assert "市委督办,10 月 12 日前给你回音" in text
    assert (due.day, due.hour) == (9, 8)  # not at midnight
    assert letters(place, MIN, "过了受理的日子")
    assert letters(place, LEI, f"S-{ticket}")
    assert settle(place, 2026, 10, 9, 0, 10) == 0
    place.do(ticket_steps.accept, ticket, LEI, organ_id=CITY)
    assert one(place, ticket).due_day == "10 月 15 日"
    for day in range(17, 32):  # nobody is above the city: it is told again, and so often at most
        settle(place, 2026, 10, day, 0)
    assert (one(place, ticket).escalated_to, one(place, ticket).escalations) == ("市委", 6)
    assert "又催了一次市委" in letters(place, ZHANG)[-1][0]
    assert len(letters(place, LEI, "过了日子没有办")) == 6
    assert settle(place, 2026, 12, 1, 8) == 0


@on_sqlite
def test_again_after_escalate_days_it_goes_to_the_next_organ_above(place):
    with place.open_uow() as uow:
        province = {"id": 50, "name": "省委", "level": "province", "type": "leading_organ"}
        uow.session.execute(insert(Organisation).values(**province, first_day=LONG_AGO))
        depths = {CITY: 1, COUNTY: 2, 3: 3}
        rows = [{"ancestor_id": 50, "descendant_id": n, "depth": d} for n, d in depths.items()]
        rows.append({"ancestor_id": 50, "descendant_id": 50, "depth": 0})
        uow.session.execute(insert(Below), rows)
        row = {"cadre_id": QIANG, "organisation_id": 50, "type": "parttime", "leads": True}
        uow.session.execute(insert(Appointment).values(**row, first_day=LONG_AGO))
    ticket = ask(place).id
    settle(place, 2026, 10, 9, 8)
    settle(place, 2026, 10, 13, 8)
    assert one(place, ticket).escalated_to == "省委"
    for cadre, organ in ((LEI, CITY), (QIANG, 50)):  # both see it: it came up past the one
        assert place.do(tickets.seen, ticket, viewer=cadre, organ_id=organ).escalations == 2
        assert place.do(tickets.counts, cadre, organ)["escalated"] == 1
    assert settle(place, 2026, 10, 14, 23, 50) == 0


@on_sqlite
def test_asked_again_two_weeks_later_once(place):
    ticket = ask(place).id
    place.do(ticket_steps.answer, ticket, MIN, "修好了")
    place.do(ticket_steps.confirm, ticket, ZHANG, solved=True)
    assert settle(place, 2026, 10, 14, 14, 59) == 0
    assert settle(place, 2026, 10, 14, 15) == 1
    text, due = letters(place, ZHANG, "现在怎么样了")[-1]
    assert (due.day, due.hour) == (14, 15)
    assert f"没解决S-{ticket}" in text
    assert settle(place, 2026, 10, 14, 15, 10) == 0
    place.do(ticket_steps.reopen, ticket, ZHANG, "又坏了")
    place.do(ticket_steps.answer, ticket, MIN, "换新的了")
    assert settle(place, 2026, 11, 20, 15) == 0
    assert len(letters(place, ZHANG, "现在怎么样了")) == 1


@on_sqlite
def test_who_opted_out_is_not_asked_again(place):
    ticket = ask(place).id
    place.do(ticket_steps.opt_out, ticket, ZHANG)
    place.do(ticket_steps.answer, ticket, MIN, "修好了")
    assert "不用回访" not in letters(place, ZHANG, "修好了")[-1][0]
    assert settle(place, 2026, 11, 20, 15) == 0


@on_sqlite
def test_what_was_not_supplied_in_time_goes_on_without(place):
    ticket = ask(place).id
    place.do(ticket_steps.more, ticket, MIN, "哪栋楼?")
    assert one(place, ticket).due_day == "10 月 13 日"
    assert settle(place, 2026, 10, 13, 23, 59) == 0
    assert settle(place, 2026, 10, 14, 0) == 1
    mine = one(place, ticket)
    assert (mine.status, mine.due_day) == (TicketStatus.WORKING, "10 月 21 日")
    assert letters(place, ZHANG, "没等到补充")


@on_sqlite
def test_distress_goes_up_within_hours_even_at_night(place):
    place.at(2026, 10, 2, 23)
    ticket = ask(place, text="不想活了", urgent=True, owner_id=MIN).id
    assert settle(place, 2026, 10, 3, 0, 50) == 0
    assert settle(place, 2026, 10, 3, 1) == 1
    text, due = letters(place, LEI)[-1]
    assert f"S-{ticket}" in text
    assert (due.day, due.hour) == (3, 1)


@on_sqlite
def test_a_letter_whose_reason_has_gone_never_leaves(place):
    place.at(2026, 9, 29, 22)
    late, ticket = ask(place).id, ask(place).id
    place.do(ticket_steps.accept, ticket, MIN)
    place.do(ticket_steps.answer, ticket, MIN, "好了")
    place.do(ticket_steps.withdraw, late, ZHANG)
    place.at(2026, 9, 30, 8, 1)
    said = []
    while (taken := place.do(taking.take, "test")) is not None:
        said.append(taken.letter.text)
    assert len(said) == 1  # neither that it was taken up, nor that it waits
    assert "好了" in said[0]
