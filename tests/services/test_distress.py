"""Who is called when somebody is in acute distress, how often, and what is kept."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, insert, select, update

from domain.channels import AccountKind
from domain.delivery import Kind
from domain.duty import DutyDays, DutyFull
from domain.tickets import TicketStatus
from models.audit import Audit
from models.cadre import Appointment
from models.person import Person, WechatUser
from models.post import Outbox
from models.ticket import Duty, Ticket, TicketStep
from services import distress, duty, duty_list, phones, taking, tickets
from services.duty_list import NoSuchDuty, NotOurs
from services.ticket_access import NoSuchTicket
from services.uow import units
from tests.deskhouse import fill
from tests.services.county import BRANCH, CITY, COUNTY, LI, MIN, NAMES, QIANG, ZHANG, ZHAO, opened
from tests.services.neighbours import FANG, LEI, NEXT_DOOR, neighbours
from tests.services.rush import means

CRY = "我不想活了"
TODAY = date(2026, 11, 23)
on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
"""Decided above the database: the statements are tried on both by the others."""


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=fill)) as place:
        neighbours(place.engine)
        yield place.at(2026, 11, 23, 23, 40)


def alarms(place):
    return place.all(select(Outbox).where(Outbox.kind == Kind.ALARM).order_by(Outbox.id))


@on_sqlite
def test_at_night_the_letter_is_due_at_once_and_the_ticket_is_urgent(place):
    place.do(duty_list.add, COUNTY, QIANG, TODAY, None)
    assert place.do(distress.heard, ZHANG, CRY)
    (letter,) = alarms(place)
    assert (letter.person_id, letter.due_at, letter.lane) == (QIANG, place.now, 1)
    assert "马上联系张三(支部)" in letter.text
    assert CRY not in letter.text
    assert CRY not in str(letter.fields)
    assert letter.url == ""
    (ticket,) = place.all(select(Ticket))
    assert (ticket.urgent, ticket.private, ticket.text) == (True, True, CRY)
    assert (ticket.owner_id, ticket.organ_id) == (QIANG, COUNTY)
    seen = place.do(tickets.seen, ticket.id, viewer=QIANG, organ_id=None)
    assert (seen.text, seen.urgent) == (CRY, True)
    with pytest.raises(NoSuchTicket):
        place.do(tickets.seen, ticket.id, viewer=FANG, organ_id=NEXT_DOOR)
    assert CRY not in str(place.all(select(Audit.data)))


@on_sqlite
def test_the_letter_leaves_with_a_page_of_its_own(place):
    place.do(distress.heard, ZHANG, CRY)
    taken = place.do(taking.take, "a worker")
    assert "/h5/go/" in taken.letter.url
    assert alarms(place)[0].url == ""


def test_nobody_is_called_again_within_half_an_hour_and_all_words_are_kept(place):
    for minute, text in ((40, CRY), (41, "真的不想活了"), (55, "活着没意思")):
        place.at(2026, 11, 23, 23, minute)
        with place.open_uow() as uow:  # whoever takes a page's text and the page itself both listen
            assert distress.heard(uow, ZHANG, text)
            assert distress.called(uow, ZHANG, text)
    assert len(alarms(place)) == 1
    assert len(place.all(select(Ticket))) == 1
    notes = place.all(select(TicketStep.text).where(TicketStep.deed == "note"))
    assert notes == ["真的不想活了", "活着没意思"]
    place.at(2026, 11, 24, 0, 11)
    assert place.do(distress.heard, ZHANG, CRY)
    assert len(alarms(place)) == 2
    assert len(place.all(select(Ticket))) == 1


@on_sqlite
def test_after_it_was_answered_a_new_cry_is_a_new_ticket(place):
    place.do(distress.heard, ZHANG, CRY)
    with place.open_uow() as uow:
        uow.session.execute(update(Ticket).values(status=TicketStatus.ANSWERED))
    place.at(2026, 11, 24, 8)
    place.do(distress.heard, ZHANG, CRY)
    assert len(place.all(select(Ticket))) == 2
    assert len(alarms(place)) == 2


@on_sqlite
def test_an_alarm_whose_ticket_was_answered_does_not_go_any_more(place):
    place.do(distress.heard, ZHANG, CRY)
    with place.open_uow() as uow:
        uow.session.execute(update(Ticket).values(status=TicketStatus.ANSWERED))
    assert place.do(taking.take, "a worker") is None


@on_sqlite
def test_somebody_else_in_the_same_minute_is_another_call(place):
    place.do(distress.heard, ZHANG, CRY)
    place.do(distress.heard, LI, CRY)
    assert [letter.person_id for letter in alarms(place)] == [MIN, MIN]


@on_sqlite
def test_whoever_wants_no_contact_is_helped_all_the_same(place):
    assert place.do(distress.heard, ZHAO, CRY)
    assert len(alarms(place)) == 1


@on_sqlite
def test_whom_to_call_goes_up_until_somebody_can_be_reached(place):
    place.do(duty_list.add, COUNTY, QIANG, TODAY, None)
    assert place.do(duty.on_duty, COUNTY) == [QIANG]
    assert place.do(lambda uow: list(duty.chain(uow, COUNTY))) == [[QIANG], [MIN], [LEI]]
    unfollow(place, QIANG)
    place.do(distress.heard, ZHANG, CRY)
    unfollow(place, MIN)
    place.do(distress.heard, LI, CRY)
    assert [letter.person_id for letter in alarms(place)] == [MIN, LEI]
    unfollow(place, LEI)
    place.at(2026, 11, 24, 9)
    assert not place.do(distress.heard, ZHANG, CRY)
    assert len(place.all(select(Ticket))) == 2


def unfollow(place, person):
    with place.open_uow() as uow:
        uow.session.execute(
            update(WechatUser).where(WechatUser.person_id == person).values(following=False)
        )


@on_sqlite
def test_a_leader_in_distress_is_not_called_about_themself(place):
    assert place.do(distress.heard, MIN, CRY)
    assert [letter.person_id for letter in alarms(place)] == [LEI]


@on_sqlite
def test_only_who_is_on_the_list_today_and_in_post_is_called(place):
    place.do(duty_list.add, COUNTY, QIANG, date(2026, 11, 24), date(2026, 11, 25))
    assert place.do(duty.on_duty, COUNTY) == [MIN]
    place.at(2026, 11, 24, 0, 1)
    assert place.do(duty.on_duty, COUNTY) == [QIANG]
    place.at(2026, 11, 25, 23, 59)
    assert place.do(duty.on_duty, COUNTY) == [QIANG]
    with place.open_uow() as uow:
        uow.session.execute(delete(Appointment).where(Appointment.cadre_id == QIANG))
    assert place.do(duty.on_duty, COUNTY) == [MIN]
    place.at(2026, 11, 26, 0, 1)
    assert place.do(duty.on_duty, COUNTY) == [MIN]


@on_sqlite
def test_the_list_is_the_organs_own(place):
    new = place.do(duty_list.add, COUNTY, QIANG, TODAY, None)
    assert place.do(duty_list.add, COUNTY, QIANG, TODAY, None) == new  # pressed twice
    (shift,) = place.do(duty_list.listed, COUNTY)
    assert (shift.id, shift.name, shift.reachable) == (new, NAMES[QIANG], True)
    assert place.do(duty_list.called_now, COUNTY) == ["赵强"]
    assert place.do(duty_list.on_list, QIANG) == TODAY
    assert [one.name for one in place.do(duty_list.candidates, COUNTY)] == ["王敏"]
    assert [one.place for one in place.do(duty_list.candidates, COUNTY, "强")] == ["支部"]
    assert place.do(duty_list.candidates, COUNTY, "%") == []
    with pytest.raises(NotOurs):
        place.do(duty_list.add, COUNTY, FANG, TODAY, None)
    with pytest.raises(NotOurs):
        place.do(duty_list.add, COUNTY, ZHANG, TODAY, None)
    with pytest.raises(DutyDays):
        place.do(duty_list.add, COUNTY, QIANG, TODAY, date(2026, 11, 1))
    for organ in (NEXT_DOOR, CITY):
        with pytest.raises(NoSuchDuty):
            place.do(duty_list.remove, organ, new)
    assert place.do(duty_list.remove, COUNTY, new) == "赵强"
    with pytest.raises(NoSuchDuty):
        place.do(duty_list.remove, COUNTY, new)
    assert place.do(duty_list.on_list, QIANG) is None


@on_sqlite
def test_who_moved_next_door_is_not_called_about_our_youths(place):
    place.do(duty_list.add, COUNTY, QIANG, TODAY, None)
    with place.open_uow() as uow:
        moved = update(Appointment).where(Appointment.cadre_id == QIANG)
        uow.session.execute(moved.values(organisation_id=NEXT_DOOR))
    assert place.do(duty.on_duty, COUNTY) == [MIN]


@on_sqlite
def test_a_cadre_bound_by_sms_alone_is_not_called_for_they_could_not_open_the_ticket(place):
    with place.open_uow() as uow:
        mine = WechatUser.person_id == MIN
        uow.session.execute(update(WechatUser).where(mine).values(proof="sms"))
    place.do(duty_list.add, COUNTY, MIN, TODAY, None)
    assert [one.reachable for one in place.do(duty_list.listed, COUNTY)] == [False]
    assert place.do(distress.heard, ZHANG, CRY)
    assert [letter.person_id for letter in alarms(place)] == [LEI]


def test_whoever_was_called_opens_the_ticket_and_finds_it_in_the_list(place):
    for cadre in (QIANG, MIN):
        place.do(duty_list.add, COUNTY, cadre, TODAY, TODAY)
    assert place.do(distress.heard, ZHANG, CRY)
    place.at(2026, 11, 24, 0, 10)  # nobody's shift any more
    (ticket,) = place.all(select(Ticket))
    unleading = update(Appointment).where(Appointment.cadre_id == MIN).values(leads=False)
    place.do(lambda uow: uow.session.execute(unleading))
    for cadre in (QIANG, MIN):
        assert place.do(tickets.seen, ticket.id, viewer=cadre).text == CRY
        assert [one.id for one in place.do(tickets.inbox, cadre, None)] == [ticket.id]
        assert place.do(tickets.counts, cadre, None)["mine"] == 1
    assert place.do(tickets.inbox, FANG, NEXT_DOOR) == []


@on_sqlite
def test_a_list_has_an_end(place):
    with place.open_uow() as uow:
        row = {"organ_id": COUNTY, "cadre_id": QIANG, "first_day": date(2026, 11, 22)}
        uow.session.execute(insert(Duty), [row] * 60)
    with pytest.raises(DutyFull):
        place.do(duty_list.add, COUNTY, QIANG, TODAY, None)
    assert place.do(duty.on_duty, BRANCH) == [QIANG]


@on_sqlite
def test_a_phone_rings_as_well_and_the_text_message_names_nobody(place):
    with place.open_uow() as uow:
        vault, row = uow.means.vault, uow.session.get(Person, MIN)
        row.phone = phones.sealed(vault, MIN, "+8619900000101")
    assert place.do(distress.heard, ZHANG, CRY)
    place.do(distress.heard, ZHANG, CRY)
    channels = place.all(select(Outbox.channel).order_by(Outbox.id))
    assert channels == ["template", "sms"]
    letters = [place.do(taking.take, "a worker").letter for _ in channels]
    (sms,) = [one for one in letters if one.channel == "sms"]
    assert sms.to == "+8619900000101"
    assert "回复「待办诉求」" in sms.text
    assert "张三" not in sms.text


@on_sqlite
def test_an_account_that_cannot_push_does_not_say_that_somebody_comes(place):
    alone = replace(means(), account=AccountKind.PERSONAL)
    place.open_uow = units(place.engine, alone, lambda: place.now)
    assert not place.do(distress.heard, ZHANG, CRY)
    assert not place.do(distress.heard, ZHANG, CRY)
    assert len(alarms(place)) == 1
    assert len(place.all(select(Ticket))) == 1
    with place.open_uow() as uow:
        row = uow.session.get(Person, MIN)
        row.phone = phones.sealed(uow.means.vault, MIN, "+8619900000101")
    assert place.do(distress.heard, LI, CRY)
