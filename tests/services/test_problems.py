"""问题清单 in the small county: grouped without who, edited, handed up, answered once to each."""

import contextlib
import threading
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from domain import problems as rules
from domain.problems import Line, ProblemStatus
from models.post import Outbox
from models.problem import Problem, ProblemTicket
from models.ticket import Ticket, TicketStep
from services import (
    contacts,
    identity,
    inbox,
    problem_answers,
    problem_grouping,
    problem_rows,
    problems,
    taking,
)
from services.problem_grouping import NothingChosen, SameLine
from services.problems import NoSuchProblem
from tests.deskhouse import fill
from tests.services.county import BRANCH, CITY, COUNTY, LI, MIN, NOW, QIAN, QIANG, ZHANG, opened
from tests.services.neighbours import FANG, LEI, NEXT_DOOR, XIAO, neighbours

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
"""Decided above the database: the statements are tried on both by the others."""
Q4 = problems.quarter_of(NOW.date())
HOT = ("宿舍晚上热水不够", "晚上宿舍没有热水", "宿舍热水晚上总是不够用")
FOOD = ("食堂的菜价太高", "食堂菜价能不能便宜")


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=fill)) as place:
        neighbours(place.engine)
        yield place


def ask(place, person, text, *, organ=COUNTY, **more):
    """Leave a ticket; the engine of tickets has tests of its own."""
    row = {
        "sort": "demand",
        "kind": "other",
        "asker_id": person,
        "organisation_id": BRANCH,
        "organ_id": organ,
        "text": text,
        "status": "waiting",
        "created_at": place.now,
        "due_at": place.now + timedelta(days=5),
        **more,
    }
    with place.open_uow() as uow:
        return uow.session.scalars(insert(Ticket).values(**row).returning(Ticket.id)).one()


def three(place):
    """Let three youths raise the same thing, and one of them something else."""
    ids = [ask(place, who, text) for who, text in zip((ZHANG, LI, QIAN), HOT, strict=True)]
    ask(place, ZHANG, FOOD[0])
    return ids


def suggested(place, organ=COUNTY, viewer=MIN, quarter=Q4):
    return place.do(problem_grouping.suggested, organ, viewer, quarter)


def gathered(place, ids, title="宿舍热水", organ=COUNTY, viewer=MIN):
    return place.do(problem_grouping.gather, organ, viewer, ids, Line(title)).id


def state(place, problem_id):
    with place.open_uow(read_only=True) as uow:
        row = uow.session.get_one(Problem, problem_id)
        return row.status, row.handed_to, row.parent_id


def letters(place, *people):
    """Return (key, person) of the letters about problems."""
    rows = place.all(select(Outbox).where(Outbox.key.startswith("problem")).order_by(Outbox.key))
    return [(row.key, row.person_id) for row in rows if not people or row.person_id in people]


@on_sqlite
def test_what_several_raised_is_suggested_without_who(place):
    ids = three(place)
    ask(place, ZHANG, "我叫张三,13800138000,宿舍晚上热水不够")
    found = suggested(place)
    (group,) = found.groups
    assert (group.people, found.looked, found.alone) == (3, 5, 1)
    assert {one.id for one in group.texts} >= set(ids)
    shown = " ".join(one.text for one in group.texts)
    assert "张三" not in shown
    assert "13800138000" not in shown
    assert "热水" in group.line.title
    # The organ above sees what is below it, the neighbours do not, nor another quarter.
    assert suggested(place, CITY, LEI).looked == 5
    assert suggested(place, NEXT_DOOR, FANG).looked == 0
    assert (
        suggested(place, quarter=problems.quarter_of(NOW.date() - timedelta(days=90))).looked == 0
    )


@on_sqlite
def test_what_is_private_urgent_withdrawn_or_about_the_reader_is_in_no_list(place):
    for more in ({"private": True}, {"urgent": True}, {"status": "withdrawn"}):
        ask(place, LI, HOT[0], **more)
    ask(place, LI, "投诉王敏,不回消息", sort="complaint")
    ask(place, QIAN, "投诉,食堂不回消息", sort="complaint")  # nobody's own cadre
    ask(place, MIN, HOT[1])
    ask(place, None, "")
    assert suggested(place).looked == 1
    assert suggested(place, CITY, LEI).looked == 3


@on_sqlite
def test_one_person_three_times_is_no_common_issue(place):
    for text in HOT:
        ask(place, ZHANG, text)
    assert (suggested(place).groups, suggested(place).alone) == ((), 3)


def test_a_ticket_is_in_one_line_only(place):
    ids = three(place)
    first = gathered(place, ids[:2])
    assert suggested(place).looked == 2
    assert suggested(place, CITY, LEI).looked == 2
    with pytest.raises(NothingChosen):
        gathered(place, ids[:2], organ=CITY, viewer=LEI)
    second = gathered(place, ids, "热水")
    assert place.do(problem_grouping.texts, [second], MIN)[0].id == ids[2]
    place.do(problems.drop, first, MIN, COUNTY)
    place.do(problem_grouping.put_in, second, COUNTY, MIN, ids[:1])
    place.do(problems.restore, first, COUNTY)
    rows = place.all(select(ProblemTicket.ticket_id).order_by(ProblemTicket.ticket_id))
    assert rows == ids


def test_edited_merged_split_and_added_to(place):
    ids = three(place)
    food = [place.all(select(Ticket.id).where(Ticket.text == FOOD[0]))[0], ask(place, LI, FOOD[1])]
    line = gathered(place, [*ids, food[0]])
    place.do(problems.edit, line, COUNTY, Line("宿舍晚上热水不够用", "三栋四栋", "other"))
    new = place.do(problem_grouping.split, line, COUNTY, MIN, food, title="食堂菜价")
    near = place.do(problem_grouping.near, new.id, COUNTY, MIN)
    assert [one.id for one in near] == [food[1]]
    assert place.do(problem_grouping.put_in, new.id, COUNTY, MIN, [food[1]]) == 1
    seen = place.do(problem_answers.seen, new.id, MIN, COUNTY)
    assert (seen.row.title, seen.row.people, len(seen.texts)) == ("食堂菜价", 2, 2)
    assert place.do(problem_grouping.split, new.id, COUNTY, MIN, [food[1]]) is None
    place.do(problem_grouping.merge, new.id, COUNTY, line)
    seen = place.do(problem_answers.seen, line, MIN, COUNTY)
    assert (seen.row.title, seen.row.people, seen.row.tickets) == ("宿舍晚上热水不够用", 3, 4)
    assert state(place, new.id)[0] == ProblemStatus.DROPPED
    with pytest.raises(SameLine):
        place.do(problem_grouping.merge, line, COUNTY, line)
    with pytest.raises(NothingChosen):
        place.do(problem_grouping.split, line, COUNTY, MIN, [10**9])


def chain(place):
    """Three youths of the county and one next door; both lines come into one of the city."""
    own = gathered(place, three(place))
    next_door = ask(place, XIAO, HOT[0], organ=NEXT_DOOR)
    theirs = gathered(place, [next_door], "热水", NEXT_DOOR, FANG)
    assert place.do(problems.hand_up, COUNTY, [own]) == (1, "市委")
    place.do(problems.hand_up, NEXT_DOOR, [theirs])
    city = place.do(problem_answers.adopt, [own, theirs], CITY, LEI, None).id
    return own, theirs, city


def test_the_answer_goes_down_the_chain_and_to_each_once(place):
    own, theirs, city = chain(place)
    assert place.do(problems.waiting, CITY) == ([], 0)
    seen = place.do(problem_answers.seen, city, LEI, CITY)
    assert (seen.row.people, seen.row.parts) == (4, 2)
    place.now += timedelta(hours=1)
    assert place.do(problem_answers.answer, city, CITY, LEI, "年底前换锅炉") == 3
    for line in (own, theirs, city):
        assert state(place, line)[0] == ProblemStatus.ANSWERED
        with pytest.raises(rules.Answered):
            place.do(problem_answers.answer, line, CITY, LEI, "再说一遍")
    told = [person for key, person in letters(place) if key.startswith("problem-answer:")]
    # 钱七 follows nothing here: nobody is told who cannot be reached.
    assert sorted(told) == [ZHANG, LI, XIAO]
    below = [person for key, person in letters(place) if key.startswith("problem-line-answer:")]
    assert sorted(below) == [MIN, FANG]
    steps = place.all(select(TicketStep).where(TicketStep.deed == "note"))
    assert len(steps) == 4
    assert all("市委答复:年底前换锅炉" in step.text for step in steps)
    (heard,) = place.do(problem_answers.heard, ZHANG)
    assert (heard.title, heard.answer, heard.organ, heard.people) == (
        "宿舍热水",
        "年底前换锅炉",
        "市委",
        4,
    )
    assert place.do(problem_answers.heard, XIAO)[0].organ == "市委"
    added_to_once(place, own, city)


def added_to_once(place, own, city):
    """Only who answered adds, once; what was told stays, and each is told of it once."""
    for refused, args in (
        (NoSuchProblem, (city, COUNTY, MIN, "改了")),
        (rules.InAnother, (own, CITY, LEI, "改了")),
        (rules.Words, (city, CITY, LEI, " ")),
    ):
        with pytest.raises(refused):
            place.do(problem_answers.add, *args)
    assert place.do(problem_answers.seen, city, LEI, CITY).may_add
    assert not place.do(problem_answers.seen, own, MIN, COUNTY).may_add
    assert place.do(problem_answers.add, city, CITY, LEI, "更正:推到明年三月") == 3
    with pytest.raises(rules.AddedBefore):
        place.do(problem_answers.add, city, CITY, LEI, "又推了")
    told = [key.split(":")[0] for key, _ in letters(place)]
    assert (told.count("problem-added"), told.count("problem-line-added")) == (3, 2)
    heard = place.do(problem_answers.heard, ZHANG)[0]
    assert (heard.answer, heard.added) == ("年底前换锅炉", "更正:推到明年三月")
    below = place.do(problem_answers.seen, own, MIN, COUNTY)
    assert (below.added, below.may_add) == ("更正:推到明年三月", False)


@on_sqlite
def test_who_left_withdrew_or_muted_is_not_told(place):
    ids = three(place)
    extra = ask(place, XIAO, HOT[0])
    line = gathered(place, [*ids, extra])
    place.do(contacts.leave, ZHANG)
    place.do(identity.mute, "o12", ("ticket",))
    with place.open_uow() as uow:
        withdrawn = update(Ticket).where(Ticket.id == extra).values(status="withdrawn")
        uow.session.execute(withdrawn)
    place.do(problem_answers.answer, line, COUNTY, MIN, "换好了")
    assert letters(place, ZHANG, XIAO) == []
    went = place.do(due, "o12")
    assert went == "muted"


def due(uow, openid):
    """Let a sender take what is due, and return why the letter to somebody did not go."""
    while taking.take(uow, "a sender"):
        pass
    return uow.session.scalars(select(Outbox.why).where(Outbox.openid == openid)).one()


@on_sqlite
def test_who_leaves_after_the_answer_does_not_get_what_still_waits(place):
    line = gathered(place, three(place))
    place.do(problem_answers.answer, line, COUNTY, MIN, "换好了")
    with place.open_uow(read_only=True) as uow:
        because = {"kind": "problem_answer", "id": line, "to": "o11"}
        assert inbox.reasons.fresh(uow, because, "x", {}) is not None
    place.do(contacts.leave, ZHANG)
    with place.open_uow(read_only=True) as uow:
        assert inbox.reasons.fresh(uow, because, "x", {}) is None
        other = {**because, "to": "o12"}
        assert inbox.reasons.fresh(uow, other, "x", {}) is not None
    place.do(identity.mute, "o12", ("ticket",))
    with place.open_uow(read_only=True) as uow:
        assert inbox.reasons.fresh(uow, other, "x", {}) is None


@on_sqlite
def test_handed_up_only_in_its_quarter_and_carried_into_the_next(place):
    line = gathered(place, three(place))
    place.at(2027, 1, 1, 9)
    with pytest.raises(rules.QuarterOver, match="2026 年"):
        place.do(problems.hand_up, COUNTY, [line])
    assert place.do(problems.desk, COUNTY, problems.quarter_of(place.now.date())).older == 1
    assert place.do(problems.carry, COUNTY) == 1
    assert place.do(problems.hand_up, COUNTY, [line]) == (1, "市委")
    assert letters(place, LEI) == [(f"problems-handed:{COUNTY}:{CITY}:20270101:{LEI}", LEI)]
    with pytest.raises(rules.NobodyAbove):
        place.do(problems.hand_up, CITY, [line])


@on_sqlite
def test_taken_back_until_the_organ_above_has_it_in_its_own(place):
    own, theirs, city = chain(place)
    for refused, verb, args in (
        (rules.InAnother, problems.take_back, (own, COUNTY)),
        (rules.Handed, problems.edit, (own, COUNTY, Line("x"))),
        (rules.InAnother, problem_answers.answer, (own, CITY, LEI, "x")),
        (rules.Handed, problem_answers.answer, (own, COUNTY, MIN, "x")),
        (rules.InAnother, problem_answers.adopt, ([own], CITY, LEI, city)),
        (rules.NotHanded, problems.take_back, (city, CITY)),
    ):
        with pytest.raises(refused):
            place.do(verb, *args)
    place.do(problems.drop, city, LEI, CITY)
    assert place.do(problems.waiting, CITY)[1] == 2
    place.do(problems.take_back, own, COUNTY)
    assert state(place, own) == (ProblemStatus.DRAFT, None, None)
    assert place.do(problem_answers.answer, theirs, CITY, LEI, "好") == 1


@on_sqlite
def test_nobody_else_sees_or_does_anything(place):
    own, _, city = chain(place)
    for viewer, organ in ((FANG, NEXT_DOOR), (QIANG, None), (ZHANG, None)):
        with pytest.raises(NoSuchProblem):
            place.do(problem_answers.seen, own, viewer, organ)
    for verb, args in (
        (problems.edit, (own, NEXT_DOOR, Line("x"))),
        (problems.drop, (own, FANG, NEXT_DOOR)),
        (problems.restore, (own, NEXT_DOOR)),
        (problems.hand_up, (NEXT_DOOR, [own])),
        (problems.take_back, (own, NEXT_DOOR)),
        (problem_answers.answer, (own, NEXT_DOOR, FANG, "x")),
        (problem_answers.answer, (10**6, CITY, LEI, "x")),
        (problem_answers.adopt, ([own], NEXT_DOOR, FANG, None)),
        (problem_answers.adopt, ([], CITY, LEI, None)),
        (problem_grouping.merge, (own, COUNTY, city)),
        (problem_grouping.near, (own, NEXT_DOOR, FANG)),
        (problem_grouping.split, (own, NEXT_DOOR, FANG, [1])),
        (problem_grouping.put_in, (own, NEXT_DOOR, FANG, [1])),
    ):
        with pytest.raises(NoSuchProblem):
            place.do(verb, *args)
    # Above it is seen with its texts, never with who.
    seen = place.do(problem_answers.seen, own, LEI, CITY)
    assert (seen.above, seen.own, len(seen.texts)) == (True, False, 3)
    assert not any(name in repr(seen.texts) + repr(seen) for name in ("张三", "李四", "钱七"))


@on_sqlite
def test_a_cadre_proposes_and_hears_of_it(place):
    sent = place.do(problems.propose, QIANG, Line("村里没有篮球场"))
    assert sent.organ == "县委"
    (row,) = place.do(problems.desk, COUNTY, Q4).drafts
    assert (row.by, row.people) == ("赵强", 0)
    seen = place.do(problem_answers.seen, row.id, QIANG, None)
    assert (seen.proposer, seen.texts) == (True, ())
    with pytest.raises(NoSuchProblem):
        place.do(problems.edit, row.id, BRANCH, Line("x"))
    assert place.do(problem_answers.answer, row.id, COUNTY, MIN, "明年修") == 0
    assert letters(place) == [(f"problem-line-answer:{row.id}:{QIANG}", QIANG)]
    for n in range(rules.PROPOSED):
        place.do(problems.propose, QIANG, Line(f"第 {n} 条"))
    with pytest.raises(rules.TooManyProposed):
        place.do(problems.propose, QIANG, Line("还有"))
    (last, *_) = place.do(problems.proposed, QIANG)
    place.do(problems.drop, last.id, QIANG, None)
    assert place.do(problems.propose, QIANG, Line("还有")).title == "还有"


@pytest.mark.parametrize("database_kind", ["postgresql"])
@pytest.mark.parametrize("guard", [True, False])
def test_two_organs_at_once_do_not_take_one_ticket_twice(place, monkeypatch, guard):
    """Without the lock on the tickets both see them free; SQLite has one writer anyway."""
    ids = three(place)
    if not guard:
        monkeypatch.setattr(problem_rows, "LOCK", {"key_share": True, "skip_locked": True})
    both = threading.Barrier(2, timeout=1.0 if guard else 60.0)

    def gather(organ, viewer):
        with contextlib.suppress(NothingChosen), place.open_uow() as uow:
            problem_grouping.gather(uow, organ, viewer, ids, Line("热水"))
            with contextlib.suppress(threading.BrokenBarrierError):
                both.wait()  # both are here only if neither waits for the other

    threads = [threading.Thread(target=gather, args=who) for who in ((COUNTY, MIN), (CITY, LEI))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(place.all(select(ProblemTicket.ticket_id))) == (3 if guard else 6)
