"""Names that come up late: in what is added to a complaint, and in answers that go to several."""

import pytest
from sqlalchemy import update

from domain.erasing import Scope
from domain.tickets import AnswerNamesAsker, NamesAnother, Sort, TicketStatus
from models.cadre import Appointment
from models.ticket import Ticket
from services import (
    erasing_ends,
    erasing_traces,
    taking,
    ticket_clock,
    ticket_steps,
    ticket_targets,
    tickets,
)
from services.tickets import NoSuchTicket
from tests.services.asking import ask, peopled, told
from tests.services.county import CITY, COUNTY, LI, MIN, NOW, QIANG, ZHANG, opened
from tests.services.neighbours import FANG, LEI, OPENIDS, XIAO

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=peopled)) as place:
        yield place


def seen(place, ticket, viewer=ZHANG, organ=None):
    return place.do(tickets.seen, ticket, viewer=viewer, organ_id=organ)


def test_a_complaint_that_comes_to_name_who_has_it_goes_to_others(place):
    first = ask(place, XIAO, Sort.COMPLAINT, "有人开会总迟到").id
    with place.open_uow() as uow:  # as where the leader is nobody's own cadre
        uow.session.execute(update(Ticket).values(organ_id=COUNTY, owner_id=None))
    place.do(ticket_steps.accept, first, MIN, organ_id=COUNTY)
    place.do(ticket_steps.supply, first, XIAO, "说的就是王敏")
    one = seen(place, first, XIAO)
    assert (one.organ, one.owner, one.status) == ("市委", "", TicketStatus.WAITING)
    assert one.last == "转办:转给市委:里面说到了原来经手的人"
    with pytest.raises(NoSuchTicket):
        seen(place, first, MIN, COUNTY)
    for tab in ("mine", "organ", "escalated", "done"):
        assert place.do(tickets.inbox, MIN, COUNTY, tab=tab) == []
    assert "补充" not in told(place, MIN)
    assert "有一件投诉转给你们了" in told(place, LEI)
    place.do(ticket_steps.answer, first, LEI, "谈过了", organ_id=CITY)
    place.do(ticket_steps.reopen, first, XIAO, "石磊也一样")  # nobody is above him
    with pytest.raises(NoSuchTicket):
        seen(place, first, LEI, CITY)


def test_an_answer_to_several_calls_none_of_them_by_name(place):
    first, second = ask(place).id, ask(place, LI).id
    place.do(ticket_steps.duplicate, second, MIN, of=first)
    for words in ("张三,修好了", "李同学,修好了"):
        with pytest.raises(NamesAnother, match="2 位"):
            place.do(ticket_steps.answer, first, MIN, words)
    assert place.do(ticket_steps.answer, first, MIN, "修好了").others == 1
    private = ask(place).id
    place.do(ticket_steps.answer, private, MIN, "张同学,你家的事办好了")
    with pytest.raises(AnswerNamesAsker):
        place.do(ticket_steps.duplicate, ask(place, LI).id, MIN, of=private)
    again = ask(place).id  # of the same person nobody else learns anything
    place.do(ticket_steps.duplicate, again, MIN, of=private)
    assert seen(place, again).status is TicketStatus.ANSWERED


def test_a_refusal_tells_nobody_who_asked_without_a_name(place):
    hidden, other = ask(place, anonymous=True).id, ask(place, LI, Sort.VOICE).id
    place.do(ticket_steps.duplicate, other, MIN, of=hidden, organ_id=COUNTY)
    place.do(ticket_steps.answer, hidden, MIN, "张三也问过,修好了", organ_id=COUNTY)


def test_a_colleague_who_asked_without_a_name_is_not_the_one_who_is_missing(place):
    ticket = ask(place, QIANG, Sort.VOICE, anonymous=True).id
    found = place.do(ticket_targets.targets, ticket, MIN, COUNTY)
    assert QIANG in [n for n, _, _ in found.cadres]
    place.do(ticket_steps.pass_on, ticket, MIN, to_cadre=QIANG, why="你来", organ_id=COUNTY)
    assert seen(place, ticket, MIN, COUNTY).owner == "赵强"
    assert place.do(ticket_clock.settle) == 0


def test_what_was_merged_goes_on_when_the_other_is_erased(place):
    first, second = ask(place).id, ask(place, LI).id
    place.do(ticket_steps.duplicate, second, MIN, of=first)
    place.do(lambda uow: erasing_ends.end(uow, erasing_traces.of(uow, ZHANG, Scope.ALL)))
    one = seen(place, second, LI)
    assert (one.status, one.duplicate_of) == (TicketStatus.WAITING, "")


def test_a_letter_is_dropped_once_its_reader_may_not_see_to_it(place):
    place.at(2026, 11, 23, 22)
    ask(place, LI, Sort.VOICE)
    ask(place, XIAO, Sort.VOICE)
    with place.open_uow() as uow:
        over = update(Appointment).where(Appointment.cadre_id == MIN)
        uow.session.execute(over.values(last_day=NOW.date()))
    place.at(2026, 11, 24, 8, 1)
    said = []
    while (taken := place.do(taking.take, "test")) is not None:
        said.append(taken.letter.to)
    assert said == [OPENIDS[FANG]]


def test_ten_lines_added_are_one_letter(place):
    ticket = ask(place).id
    before = told(place, MIN)
    for n in range(3):
        place.do(ticket_steps.supply, ticket, ZHANG, f"还有 {n}")
    assert told(place, MIN).removeprefix(before).count("有补充了") == 2  # its text and its card
    place.do(ticket_steps.more, ticket, MIN, "哪栋?")
    place.do(ticket_steps.supply, ticket, ZHANG, "三号楼")
    assert told(place, MIN).removeprefix(before).count("有补充了") == 4


def test_all_are_reminded_and_nobody_twice(place):
    ask(place)
    ask(place, XIAO, Sort.VOICE)
    place.at(2026, 11, 24, 8)
    assert [place.do(ticket_clock.settle) for _ in range(2)] == [2, 0]
    assert "今天有 1 件" in told(place, FANG)
