"""Tickets in the small county: where they go, what is done with them, and what is refused."""

import threading

import pytest
from sqlalchemy import insert, select, update

from domain.errors import Refusal
from domain.tickets import (
    AlreadyAccepted,
    AlreadyAnswered,
    EnoughToday,
    LongAgo,
    Merged,
    Move,
    NotAnswered,
    Sort,
    StillOpen,
    TicketStatus,
    TooManyPasses,
    TooManyQuestions,
    Withdrawn,
    WordsNeeded,
)
from models.audit import Audit
from models.cadre import Appointment
from models.contact import Contact
from models.person import Person
from models.post import Outbox
from models.ticket import Ticket, TicketStep, VoiceWord
from services import (
    contacts,
    phones,
    segmenting,
    ticket_rows,
    ticket_steps,
    ticket_targets,
    tickets,
)
from services.ticket_lists import NoPhone
from services.ticket_steps import NotSame
from services.ticket_targets import ComplaintStays, NotTheirs
from services.tickets import NoSuchTicket
from tests.services.asking import HEATER, ask, peopled
from tests.services.county import BRANCH, CITY, COUNTY, ELSEWHERE, LI, MIN, QIANG, ZHANG, opened
from tests.services.in_line import until_one_waits
from tests.services.neighbours import FANG, LEI, NEXT_DOOR

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
"""Decided above the database: the statements are tried on both by the others."""


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=peopled)) as place:
        yield place


def seen(place, ticket, viewer=ZHANG, organ=None):
    return place.do(tickets.seen, ticket, viewer=viewer, organ_id=organ)


def letters(place, person):
    """Return what was written to somebody, the oldest first."""
    return place.all(select(Outbox.text).where(Outbox.person_id == person).order_by(Outbox.id))


def test_from_asking_to_reopening_and_confirming(place):
    asked = ask(place)
    assert (asked.number, asked.owner, asked.organ) == (f"S-{asked.id}", "王敏", "县委")
    assert asked.due.last_day.isoformat() == "2026-11-24"
    assert "11 月 24 日前受理" in letters(place, MIN)[-1]
    place.do(ticket_steps.accept, asked.id, MIN)
    assert "王敏受理了" in letters(place, ZHANG)[-1]
    place.do(ticket_steps.more, asked.id, MIN, "哪栋楼?")
    assert "哪栋楼?" in letters(place, ZHANG)[-1]
    place.do(ticket_steps.supply, asked.id, ZHANG, "三号楼")
    assert "有补充了" in letters(place, MIN)[-1]
    place.do(ticket_steps.note, asked.id, MIN, "后勤明天来", shown=True)
    place.do(ticket_steps.note, asked.id, MIN, "催了两次", shown=False)
    place.do(ticket_steps.answer, asked.id, MIN, "修好了,试试看")
    assert f"解决了{asked.number}" in letters(place, ZHANG)[-1]
    place.do(ticket_steps.reopen, asked.id, ZHANG, "还是凉的")
    one = seen(place, asked.id, MIN)
    assert (one.status, one.reopened, one.solved) == (TicketStatus.WORKING, 1, False)
    place.do(ticket_steps.answer, asked.id, MIN, "换了新的")
    place.do(ticket_steps.confirm, asked.id, ZHANG, solved=True)
    mine = seen(place, asked.id)
    assert (mine.status, mine.solved, mine.answer) == (TicketStatus.CONFIRMED, True, "换了新的")
    assert [step.title for step in mine.steps] == [
        *("提出", "受理", "请补充", "补充", "说明", "答复", "重新打开", "答复", "确认")
    ]
    assert "催了两次" not in "".join(step.text for step in mine.steps)
    assert "催了两次" in "".join(step.text for step in seen(place, asked.id, MIN).steps)
    assert mine.last == "你确认:解决了"


@on_sqlite
def test_where_it_goes(place):
    for sort, anonymous, organ, owner in (
        (Sort.DEMAND, False, COUNTY, MIN),
        (Sort.DEMAND, True, COUNTY, None),  # a case-load is too small to hide in
        (Sort.VOICE, False, COUNTY, None),
        (Sort.ADVICE, False, COUNTY, None),
        (Sort.COMPLAINT, False, CITY, None),  # the county's leader is the asker's own cadre
    ):
        asked = ask(place, sort=sort, anonymous=anonymous)
        row = place.all(select(Ticket).where(Ticket.id == asked.id))[0]
        assert (row.organ_id, row.owner_id) == (organ, owner), sort


@on_sqlite
def test_without_an_own_cadre_it_goes_to_the_organ(place):
    with place.open_uow() as uow:
        uow.session.execute(
            update(Contact).where(Contact.youth_id == ZHANG).values(ended_at=place.now)
        )
    assert ask(place).owner == ""
    assert ask(place, sort=Sort.COMPLAINT).organ == "县委"
    assert ask(place, sort=Sort.COMPLAINT, text="投诉王敏不理人").organ == "市委"
    place.do(contacts.leave, LI)
    assert ask(place, LI).owner == ""


@on_sqlite
def test_a_cadre_without_a_post_gets_nothing_new_and_sees_no_more(place):
    old = ask(place).id
    with place.open_uow() as uow:
        uow.session.execute(
            update(Appointment).where(Appointment.cadre_id == MIN).values(last_day=day(place))
        )
    assert ask(place).owner == ""
    with pytest.raises(NoSuchTicket):
        seen(place, old, MIN)
    assert place.do(tickets.inbox, MIN, COUNTY, tab="mine") == []


def day(place):
    return place.now.date().replace(day=22)


@on_sqlite
def test_a_leaders_own_question_goes_up(place):
    assert ask(place, MIN, Sort.VOICE).organ == "市委"
    with pytest.raises(NoSuchTicket):
        place.do(ticket_steps.accept, 1, MIN, organ_id=COUNTY)


def test_a_complaint_never_comes_to_whom_it_is_about(place):
    lost = ask(place, sort=Sort.COMPLAINT, text="石磊开会总迟到")  # nobody is above him
    assert lost.nobody
    with pytest.raises(NoSuchTicket):
        seen(place, lost.id, LEI, CITY)
    with place.open_uow() as uow:
        row = {"cadre_id": QIANG, "organisation_id": CITY, "type": "seconded"}
        uow.session.execute(insert(Appointment).values(**row, leads=False, first_day=day(place)))
    assert ask(place, sort=Sort.COMPLAINT, text="石磊开会总迟到").owner == "赵强"
    about_min = ask(place, sort=Sort.COMPLAINT, text="赵强答应的事没办").id
    for cadre, organ in ((MIN, COUNTY), (MIN, CITY), (QIANG, None)):
        with pytest.raises(NoSuchTicket):
            seen(place, about_min, cadre, organ)
    assert [t.id for t in place.do(tickets.inbox, LEI, CITY, tab="organ")] == [about_min]
    assert place.do(tickets.counts, LEI, CITY) == {"mine": 0, "organ": 1, "escalated": 0}
    assert place.do(tickets.counts, MIN, COUNTY) == {"mine": 0, "organ": 0, "escalated": 0}
    with pytest.raises(ComplaintStays):
        place.do(
            ticket_steps.pass_on, about_min, LEI, to_cadre=QIANG, why="你去看看", organ_id=CITY
        )
    passed = place.do(
        ticket_steps.pass_on, about_min, LEI, to_organ=NEXT_DOOR, why="异地办理", organ_id=CITY
    )
    assert passed.to == "邻县委"


@on_sqlite
def test_a_complaint_passed_to_the_own_cadres_organ_stays_above(place):
    ticket = ask(place, sort=Sort.COMPLAINT).id
    passed = place.do(
        ticket_steps.pass_on, ticket, LEI, to_organ=COUNTY, why="请县里办", organ_id=CITY
    )
    assert passed.to == "市委"


@on_sqlite
def test_passing_on_names_who_and_why_and_has_an_end(place):
    ticket = ask(place).id
    found = place.do(ticket_targets.targets, ticket, MIN, COUNTY)
    assert [(n, name) for n, name, _ in found.cadres] == [(QIANG, "赵强")]
    assert [n for n, _ in found.organs] == [CITY, COUNTY, NEXT_DOOR]
    for wrong in ({"to_cadre": FANG}, {"to_cadre": LI}, {"to_organ": ELSEWHERE}, {"to_organ": 999}):
        with pytest.raises(NotTheirs):
            place.do(ticket_steps.pass_on, ticket, MIN, **wrong, why="转")
    with pytest.raises(NotTheirs):
        place.do(ticket_steps.pass_on, ticket, MIN, to_organ=BRANCH, why="转")
    place.do(ticket_steps.pass_on, ticket, MIN, to_cadre=QIANG, why="你离得近", organ_id=COUNTY)
    assert "转给赵强了:你离得近" in letters(place, ZHANG)[-1]
    assert letters(place, QIANG)
    place.do(ticket_steps.pass_on, ticket, QIANG, to_organ=COUNTY, why="办不了")
    place.do(ticket_steps.pass_on, ticket, MIN, to_cadre=QIANG, why="再看看", organ_id=COUNTY)
    with pytest.raises(TooManyPasses):
        place.do(ticket_steps.pass_on, ticket, QIANG, to_organ=COUNTY, why="还是办不了")


@on_sqlite
def test_what_is_not_ours_names_who_is_responsible(place):
    ticket = ask(place).id
    with pytest.raises(WordsNeeded, match="归谁管"):
        place.do(ticket_steps.refer, ticket, MIN, who=" ")
    place.do(ticket_steps.refer, ticket, MIN, who="市住建局", text="12345 转 2")
    mine = seen(place, ticket)
    assert (mine.status_title, mine.refer) == ("不属本级", "市住建局。12345 转 2")
    assert "市住建局。12345 转 2" in letters(place, ZHANG)[-1]
    place.do(ticket_steps.reopen, ticket, ZHANG, "他们说归团委")
    assert seen(place, ticket).status is TicketStatus.WORKING


@on_sqlite
def test_what_is_merged_gets_the_same_answer(place):
    first, second, third = ask(place).id, ask(place, LI).id, ask(place).id
    with pytest.raises(NotSame):
        place.do(ticket_steps.duplicate, first, MIN, of=first)
    with pytest.raises(NoSuchTicket):
        place.do(ticket_steps.duplicate, first, MIN, of=999)
    place.do(ticket_steps.duplicate, second, MIN, of=first)
    place.do(ticket_steps.duplicate, third, MIN, of=first)
    assert seen(place, first, MIN).duplicates == 2
    assert seen(place, third).duplicate_of == f"S-{first}"
    assert seen(place, second, LI).duplicate_of == ""  # somebody else's
    assert "别人反映的同一件事" in letters(place, LI)[-1]
    assert f"S-{first}" not in "".join(letters(place, LI))
    with pytest.raises(Merged, match=f"S-{first}"):
        place.do(ticket_steps.answer, second, MIN, "先答这个")
    assert place.do(ticket_steps.answer, first, MIN, "换了新的").others == 2
    for ticket, asker in ((first, ZHANG), (second, LI), (third, ZHANG)):
        one = seen(place, ticket, asker)
        assert (one.status, one.answer) == (TicketStatus.ANSWERED, "换了新的")
    fourth = ask(place, LI).id
    place.do(ticket_steps.duplicate, fourth, MIN, of=first)
    assert seen(place, fourth, LI).answer == "换了新的"


@on_sqlite
def test_what_was_merged_goes_on_when_the_other_is_taken_back(place):
    first, second = ask(place).id, ask(place, LI).id
    place.do(ticket_steps.duplicate, second, MIN, of=first)
    place.do(ticket_steps.withdraw, first, ZHANG)
    one = seen(place, second, LI)
    assert (one.status, one.duplicate_of) == (TicketStatus.WAITING, "")
    with pytest.raises(NoSuchTicket):
        seen(place, first, MIN)
    assert seen(place, first).status_title == "已撤回"
    with pytest.raises(Withdrawn):
        place.do(ticket_steps.supply, first, ZHANG, "还有")


@on_sqlite
def test_what_may_not_be_is_refused_in_words(place):
    ticket = ask(place).id
    with pytest.raises(NotAnswered, match="待受理"):
        place.do(ticket_steps.confirm, ticket, ZHANG, solved=True)
    with pytest.raises(StillOpen):
        place.do(ticket_steps.reopen, ticket, ZHANG, "快点")
    place.do(ticket_steps.accept, ticket, MIN)
    with pytest.raises(AlreadyAccepted):
        place.do(ticket_steps.accept, ticket, MIN)
    for n in range(3):
        place.do(ticket_steps.more, ticket, MIN, f"问 {n}")
        place.do(ticket_steps.supply, ticket, ZHANG, f"答 {n}")
    with pytest.raises(TooManyQuestions):
        place.do(ticket_steps.more, ticket, MIN, "再问")
    for wrong in ("", "长" * 2001):
        with pytest.raises(WordsNeeded):
            place.do(ticket_steps.answer, ticket, MIN, wrong)
    place.do(ticket_steps.answer, ticket, MIN, "好了")
    with pytest.raises(AlreadyAnswered):
        place.do(ticket_steps.answer, ticket, MIN, "又好了")
    with pytest.raises(Refusal):
        place.do(tickets.set_kind, ticket, ZHANG, "law")
    place.at(2027, 1, 23, 10)
    with pytest.raises(LongAgo):
        place.do(ticket_steps.reopen, ticket, ZHANG, "又坏了")


STRANGERS = [
    (LI, None),
    (QIANG, None),
    (FANG, NEXT_DOOR),
    (LEI, CITY),
    (FANG, COUNTY),
    (LI, COUNTY),
]
"""FANG and LI claim an organ that is not theirs."""


@on_sqlite
def test_nobody_else_takes_a_step(place):
    ticket = ask(place).id
    for who, organ in STRANGERS:
        for step in _steps(place, ticket, who, organ):
            with pytest.raises(NoSuchTicket):
                step()
    assert len(place.all(select(TicketStep.id).where(TicketStep.ticket_id == ticket))) == 1


def _steps(place, ticket, who, organ):
    """Yield each step there is, as somebody would take it."""
    other = {"organ_id": organ}
    yield from (
        lambda: place.do(ticket_steps.accept, ticket, who, **other),
        lambda: place.do(ticket_steps.answer, ticket, who, "好了", **other),
        lambda: place.do(ticket_steps.more, ticket, who, "谁?", **other),
        lambda: place.do(ticket_steps.note, ticket, who, "看过", **other),
        lambda: place.do(ticket_steps.refer, ticket, who, who="别人", **other),
        lambda: place.do(ticket_steps.pass_on, ticket, who, to_organ=CITY, why="转", **other),
        lambda: place.do(ticket_steps.duplicate, ticket, who, of=1 + ticket, **other),
        lambda: place.do(ticket_targets.targets, ticket, who, organ),
        lambda: place.do(tickets.seen, ticket, viewer=who, organ_id=organ),
        lambda: place.do(tickets.phone, ticket, who, organ),
        lambda: place.do(tickets.set_kind, ticket, who, "law"),
        lambda: place.do(ticket_steps.supply, ticket, who, "补充"),
        lambda: place.do(ticket_steps.confirm, ticket, who, solved=True),
        lambda: place.do(ticket_steps.reopen, ticket, who, "没好"),
        lambda: place.do(ticket_steps.withdraw, ticket, who),
        lambda: place.do(ticket_steps.opt_out, ticket, who),
    )


# SQLite has one writer: there is no lock to take away.
@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_two_who_take_it_up_at_once(place, monkeypatch):
    """Without the lock on the ticket both find it waiting."""
    assert _both_take_up(place) == ["accepted", "refused"]
    monkeypatch.setattr(ticket_rows, "LOCK", None)
    assert _both_take_up(place) == ["accepted", "accepted"]


def _both_take_up(place):
    ticket = ask(place, sort=Sort.VOICE).id
    done = []

    def take_up():
        try:
            with place.open_uow() as uow:
                ticket_steps.accept(uow, ticket, MIN, organ_id=COUNTY)
                until_one_waits(place.engine, lambda: len(done) == 1)
            done.append("accepted")
        except AlreadyAccepted:
            done.append("refused")

    threads = [threading.Thread(target=take_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(done)


@on_sqlite
def test_giving_a_youth_up_opens_no_complaint_about_oneself(place):
    ticket = ask(place, sort=Sort.COMPLAINT).id
    place.at(2026, 11, 23, 11)
    with place.open_uow() as uow:
        uow.session.execute(update(Ticket).values(organ_id=COUNTY))
        uow.session.execute(
            update(Contact).where(Contact.youth_id == ZHANG).values(ended_at=place.now)
        )
    with pytest.raises(NoSuchTicket):
        seen(place, ticket, MIN, COUNTY)
    assert place.do(tickets.inbox, MIN, COUNTY, tab="organ") == []


@on_sqlite
def test_the_asker_may_not_take_the_handlers_steps(place):
    ticket = ask(place).id
    with pytest.raises(NoSuchTicket):
        place.do(ticket_steps.answer, ticket, ZHANG, "我自己答")


@on_sqlite
def test_so_many_a_day_and_one_in_distress_is_never_too_many(place):
    for n in range(10):
        ask(place, text=f"第 {n} 件")
    with pytest.raises(EnoughToday):
        ask(place, text="还有")
    urgent = ask(place, text="不想活了", urgent=True)
    one = seen(place, urgent.id)
    assert (one.private, one.urgent, one.due_day) == (True, True, "11 月 23 日 周一 12:00")
    place.at(2026, 11, 24, 0, 0)
    ask(place, text="新的一天")


@on_sqlite
def test_who_is_on_duty_sees_to_words_of_distress(place):
    ticket = ask(place, text="不想活了", urgent=True, owner_id=QIANG).id
    assert seen(place, ticket, QIANG).asker == "张三"
    assert seen(place, ticket, MIN, COUNTY).text == "不想活了"
    with pytest.raises(NoSuchTicket):
        seen(place, ticket, FANG, NEXT_DOOR)


def test_what_is_alike_is_offered(place):
    open_ = ask(place).id
    public = ask(place, LI, Sort.VOICE, "宿舍的热水器坏了找谁修").id
    with place.open_uow() as uow:
        row = uow.session.get_one(Ticket, public)
        row.public_at, row.public_question, row.public_answer = place.now, row.text, "打后勤电话"
        words = set(segmenting.words(row.text))
        uow.session.execute(
            insert(VoiceWord), [{"word": w, "ticket_id": public, "times": 1} for w in words]
        )
    found = ask(place, text="宿舍热水器坏了没人修").like
    assert [(one.id, one.mine, one.answer) for one in found] == [
        (open_, True, ""),
        (public, False, "打后勤电话"),
    ]
    assert ask(place, text="想参加相亲活动").like == ()


@on_sqlite
def test_the_kind_is_guessed_and_set_right(place):
    asked = ask(place, text="公司拖欠工资")
    assert asked.kind_title == "法律"
    assert place.do(tickets.set_kind, asked.id, ZHANG, "work") == "就业创业"
    assert place.do(tickets.set_kind, asked.id, ZHANG, "nothing") == "就业创业"
    assert seen(place, asked.id).kind == "work"


@on_sqlite
def test_opting_out_and_leaving_it_unsolved(place):
    ticket = ask(place).id
    place.do(ticket_steps.answer, ticket, MIN, "好了")
    assert seen(place, ticket).follow_up_pending
    place.do(ticket_steps.opt_out, ticket, ZHANG)
    assert not seen(place, ticket).follow_up_pending
    place.do(ticket_steps.confirm, ticket, ZHANG, solved=False)
    place.do(ticket_steps.confirm, ticket, ZHANG, solved=False)
    one = seen(place, ticket)
    assert (one.status, one.solved) == (TicketStatus.CONFIRMED, False)
    assert [step.deed for step in one.steps].count(Move.CONFIRM) == 1


@on_sqlite
def test_a_number_is_shown_once_asked_for_and_noted(place):
    ticket = ask(place).id
    with pytest.raises(NoPhone):
        place.do(tickets.phone, ticket, MIN)
    assert place.all(select(Audit).where(Audit.deed == "saw_phone")) == []
    with place.open_uow() as uow:
        person = uow.session.get_one(Person, ZHANG)
        person.phone = phones.sealed(uow.means.vault, ZHANG, "+8613800138000")
    assert place.do(tickets.phone, ticket, MIN) == "+8613800138000"
    noted = place.all(select(Audit).where(Audit.deed == "saw_phone"))
    assert [(row.object, row.object_id) for row in noted] == [("person", str(ZHANG))]
    hidden = ask(place, anonymous=True).id
    with pytest.raises(NoSuchTicket):
        place.do(tickets.phone, hidden, MIN, COUNTY)
    assert ask(place).told
    place.do(contacts.leave, ZHANG)
    assert not ask(place).told
    with pytest.raises(NoPhone):
        place.do(tickets.phone, ticket, MIN)
    assert len(place.all(select(Audit).where(Audit.deed == "saw_phone"))) == 1


@on_sqlite
def test_words_of_a_ticket_leave_in_no_letter_to_others_and_no_audit(place):
    ticket = ask(place).id
    place.do(ticket_steps.accept, ticket, MIN)
    place.do(ticket_steps.supply, ticket, ZHANG, "三号楼")
    said = "".join(letters(place, MIN)) + repr([row.data for row in place.all(select(Audit))])
    assert HEATER not in said
    assert "三号楼" not in said
    assert "张三" not in said


def test_lists_are_paged_and_each_has_its_last_step(place):
    made = [ask(place, text=f"第 {n} 件").id for n in range(4)]
    place.do(ticket_steps.answer, made[0], MIN, "好了")
    listed = place.do(tickets.mine, ZHANG, 0, 3)
    assert [one.id for one in listed] == made[:0:-1]
    assert [one.id for one in place.do(tickets.mine, ZHANG, 3, 3)] == made[:1]
    assert place.do(tickets.mine, ZHANG, 3, 3)[0].last == "王敏答复:好了"
    waiting = place.do(tickets.inbox, MIN, COUNTY, tab="mine", limit=2)
    assert [one.id for one in waiting] == made[1:3]
    assert [one.id for one in place.do(tickets.inbox, MIN, COUNTY, tab="done")] == made[:1]
    assert place.do(tickets.counts, MIN, COUNTY) == {"mine": 3, "organ": 3, "escalated": 0}


@on_sqlite
def test_who_was_erased_is_nobody_and_their_ticket_goes_on(place):
    ticket = ask(place).id
    with place.open_uow() as uow:
        uow.session.execute(update(Ticket).values(asker_id=None))
        uow.session.execute(update(TicketStep).values(actor_id=None))
    one = seen(place, ticket, MIN)
    assert (one.asker_id, one.asker, one.steps[0].who) == (None, "一位小伙伴", "一位小伙伴")
    place.do(ticket_steps.answer, ticket, MIN, "好了")
    assert place.all(select(Person.name).where(Person.id == ZHANG)) == ["张三"]
