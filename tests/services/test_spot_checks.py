"""Spot checks in the small county: who is drawn, who answers how, and what is shown of it."""

import threading
from contextlib import suppress
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import insert, select, text, update

from domain.delivery import Kind
from domain.spot_checks import (
    AnsweredBefore,
    CheckOver,
    Met,
    NoPhone,
    NothingToAnswer,
    NotOnesOwn,
    Result,
    ResultOdd,
    TooEarlyToCall,
    TooFew,
    draw,
    roll,
)
from models.audit import Audit
from models.contact import Contact
from models.person import Person, WechatUser
from models.post import Outbox
from models.spot_check import SpotCheck, SpotCheckPerson, unsettled
from services import (
    contacts,
    identity,
    reasons,
    spot_check_answers,
    spot_check_calls,
    spot_check_figures,
    spot_checks,
    taking,
)
from services.spot_checks import NoSuchCadre, NoSuchCheck
from tests.deskhouse import fill
from tests.services.county import CITY, COUNTY, LI, MIN, NOW, QIANG, ZHANG, opened
from tests.services.crowd import crowd, number, openid
from tests.services.neighbours import FANG, LEI, NEXT_DOOR, neighbours

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
"""Decided above the database: the statements are tried on both by the others."""
DAYS = {"first": date(2026, 9, 1), "last": date(2026, 11, 22)}


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=fill)) as place:
        place.at(2026, 11, 23, 10)
        yield place


def start(place, size=5, organ=COUNTY, leader=MIN, **more):
    return place.do(spot_checks.start, leader, organ, size=size, **DAYS | more)


def sample(place, check=1):
    return place.all(
        select(SpotCheckPerson)
        .where(SpotCheckPerson.check_id == check)
        .order_by(SpotCheckPerson.place)
    )


def answer(place, person, met=Met.YES, stars=5):
    question = place.do(spot_check_answers.open_for, person)
    place.do(spot_check_answers.met, person, question.id, met)
    place.do(spot_check_answers.stars, person, question.id, stars)


def seen(place, check=1, organ=COUNTY):
    return place.do(spot_check_figures.seen, organ, check)


@on_sqlite
def test_the_sample_is_drawn_again_from_the_kept_seed(place):
    youths = crowd(place.engine, 12)
    started = start(place, 6)
    assert (started.size, started.population, started.asked) == (6, 12, 6)
    (check,) = place.all(select(SpotCheck))
    assert [row.person_id for row in sample(place)] == draw(check.seed, youths, 6)
    assert {row.cadre_id for row in sample(place)} == {QIANG}
    (deed,) = place.all(select(Audit).where(Audit.deed == "drew"))
    assert deed.data["roll"] == roll(youths)
    assert deed.data["seed"] == check.seed


def test_only_who_may_be_asked_is_in_the_frame(place):
    youths = crowd(place.engine, 10)
    left, unasked, muted, archived, ours = youths[:5]
    with place.open_uow() as uow:
        for who, what in ((left, {"left_at": NOW}), (unasked, {"consented_at": None})):
            uow.session.execute(update(Person).where(Person.id == who).values(**what))
        theirs = WechatUser.person_id == muted
        uow.session.execute(update(WechatUser).where(theirs).values(muted=["ask"]))
        whose = Contact.youth_id == archived
        uow.session.execute(update(Contact).where(whose).values(ended_at=NOW))
        # One of the crowd is the leader's as well: they are asked about the other cadre.
        uow.session.execute(insert(Contact).values(cadre_id=MIN, youth_id=ours, started_at=NOW))
    assert start(place, 200).population == 6
    drawn = {row.person_id: row.cadre_id for row in sample(place)}
    assert set(drawn) == set(youths[4:])
    assert drawn[ours] == QIANG
    assert not {ZHANG, LI} & set(drawn)  # the leader's own


@on_sqlite
def test_nobody_is_drawn_twice_in_a_quarter_by_whomever(place):
    neighbours(place.engine)
    crowd(place.engine, 14)
    start(place, 5)
    above = start(place, 200, CITY, LEI)
    # What is left of the crowd; the county's leader's two; and next door's only youth.
    assert above.population == 14 - 5 + 2 + 1
    with pytest.raises(TooFew, match="只有 0 位"):
        start(place)
    place.at(2026, 12, 31, 10)
    with pytest.raises(TooFew):
        start(place)
    place.at(2027, 1, 4, 10)
    assert start(place).population == 14


def test_county_and_city_drawing_at_once_draw_nobody_twice(place):
    neighbours(place.engine)
    crowd(place.engine, 20)
    gate, told = threading.Barrier(2), []

    def tap(organ, leader):
        gate.wait()
        told.append(start(place, 10, organ, leader).population)

    threads = [threading.Thread(target=tap, args=who) for who in ((COUNTY, MIN), (CITY, LEI))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drawn = place.all(select(SpotCheckPerson.person_id))
    assert len(drawn) == len(set(drawn)) == 20
    # Whoever came second drew from what the first had left: of 20 in the county, 23 in the city.
    assert min(told) <= 13
    assert max(told) in {20, 23}


@on_sqlite
def test_one_cadre_s_case_load_alone_but_not_one_s_own(place):
    neighbours(place.engine)
    crowd(place.engine, 6)
    cadres = partial(place.do, spot_checks.cadres)
    assert cadres(COUNTY, MIN) == cadres(COUNTY, MIN, words="强", most=1) == [(QIANG, "赵强")]
    assert cadres(COUNTY, MIN, words="敏") == []
    # Page by page the same, and behind somebody else's there is nothing: no name is found out.
    whole = cadres(CITY, 999)
    assert [cadres(CITY, 999, after=n, most=1) for n, _ in whole] == [
        *([one] for one in whole[1:]),
        [],
    ]
    assert cadres(COUNTY, MIN, after=FANG) == cadres(COUNTY, MIN, after=ZHANG) == []
    with pytest.raises(NotOnesOwn):
        start(place, cadre_id=MIN)
    for other in (FANG, LEI, 999):
        with pytest.raises(NoSuchCadre):
            start(place, cadre_id=other)
    crowd(place.engine, 5, cadre=FANG, first=301)
    assert start(place, 200, CITY, LEI, cadre_id=FANG).population == 6
    assert start(place, cadre_id=QIANG).population == 6


@on_sqlite
def test_the_question_names_the_cadre_to_the_youth_and_tells_the_cadre_nothing(place):
    crowd(place.engine, 5, strangers=(105,))
    assert start(place).asked == 4
    letters = place.all(select(Outbox).where(Outbox.kind == Kind.ASK))
    assert len(letters) == 4
    assert {letter.openid for letter in letters} == {openid(n) for n in range(101, 105)}
    assert all("9 月 1 日到 11 月 22 日,赵强和你联系得怎么样" in one.text for one in letters)
    everything = place.all(select(Outbox).where(Outbox.openid.in_(["o1", "o2"])))
    assert everything == []


@on_sqlite
def test_two_answers_in_wechat(place):
    youths = crowd(place.engine, 5)
    start(place)
    question = place.do(spot_check_answers.open_for, youths[0])
    assert (question.cadre, question.met) == ("赵强", None)
    with pytest.raises(ResultOdd):
        place.do(spot_check_answers.stars, youths[0], question.id, 5)
    place.do(spot_check_answers.met, youths[0], question.id, Met.NO)
    assert place.do(spot_check_answers.open_for, youths[0]).met is Met.NO
    place.do(spot_check_answers.stars, youths[0], question.id, 2)
    assert place.do(spot_check_answers.open_for, youths[0]) is None
    row = next(row for row in sample(place) if row.person_id == youths[0])
    assert (row.met, row.stars, row.result, row.way) == ("no", 2, "answered", "wechat")
    for verb, said in ((spot_check_answers.met, Met.YES), (spot_check_answers.stars, 5)):
        with pytest.raises(NothingToAnswer):
            place.do(verb, youths[0], question.id, said)
        with pytest.raises(NothingToAnswer):
            place.do(verb, youths[1], question.id, said)  # somebody else's


@on_sqlite
def test_saying_no_is_fine_and_half_an_answer_stays_half(place):
    youths = crowd(place.engine, 6)
    start(place, 6)
    assert place.do(spot_check_answers.decline, youths[0]) is False
    question = place.do(spot_check_answers.open_for, youths[1])
    place.do(spot_check_answers.met, youths[1], question.id, Met.YES)
    assert place.do(spot_check_answers.decline, youths[1]) is True
    with pytest.raises(NothingToAnswer):
        place.do(spot_check_answers.decline, youths[0])
    rows = {row.person_id: row for row in sample(place)}
    assert (rows[youths[0]].result, rows[youths[0]].met) == ("refused", "")
    assert (rows[youths[1]].result, rows[youths[1]].stars) == ("answered", None)


@on_sqlite
def test_a_letter_whose_reason_has_gone_is_dropped(place):
    youths = crowd(place.engine, 5)
    start(place)
    answer(place, youths[0])
    place.do(contacts.leave, youths[1])
    sent = set()
    for _ in range(6):
        with suppress(AttributeError):
            taken = place.do(taking.take, "me")
            sent.add(taken.letter.to)
    assert sent == {openid(n) for n in youths[2:]}


def test_figures_come_when_it_is_closed_and_name_how_many(place):
    youths = crowd(place.engine, 20)
    start(place, 10)
    drawn = [row.person_id for row in sample(place)]
    for n, youth in enumerate(drawn[:6]):
        answer(place, youth, Met.YES if n else Met.UNSURE, 5 if n < 3 else 3)
    now = seen(place)
    assert (now.population, now.size, now.answered) == (20, 10, 6)
    assert (now.met, now.pleased, now.closed) == (None, None, False)
    place.at(2026, 12, 7, 9, 59)
    assert place.do(spot_checks.settle) == 0
    place.at(2026, 12, 7, 10)
    assert place.do(spot_checks.settle) == 4
    assert place.do(spot_checks.settle) == 0
    over = seen(place)
    assert over.results == {Result.ANSWERED: 6, Result.UNREACHED: 4}
    assert (over.met.part, over.met.of, over.pleased.part) == (5, 6, 3)
    # By hand: n' = 6·19/14 = 8.142857, z² = 3.841459; (0.8333 + 0.2359 ± 0.3481) / 1.4718.
    assert (round(over.met.low, 4), round(over.met.high, 4)) == (0.49, 0.963)
    assert over.met.say() == "83%(6 位中 5 位;95% 区间 49%—96%)"
    late = next(youth for youth in youths if youth in drawn[6:])
    assert place.do(spot_check_answers.open_for, late) is None
    with pytest.raises(NothingToAnswer):
        place.do(spot_check_answers.decline, late)


def test_of_what_is_over_nothing_is_looked_through(place):
    """Every ten minutes, of all checks there ever were: the index holds who is still open."""
    question = select(SpotCheckPerson.id).where(unsettled())
    with place.engine.connect() as c:
        if c.dialect.name == "sqlite":
            plan = c.execute(text(f"EXPLAIN QUERY PLAN {question}")).all()
        else:
            c.execute(text("SET enable_seqscan = off"))
            plan = c.execute(text(f"EXPLAIN {question}")).all()
    assert "ix_spot_check_person_unsettled" in str(plan)


@on_sqlite
def test_when_everybody_has_said_something_final_it_closes_by_itself(place):
    youths = crowd(place.engine, 5)
    start(place)
    for youth in youths:
        answer(place, youth)
    assert seen(place).met is None
    assert place.do(spot_checks.settle) == 1
    assert seen(place).met.say() == "100%(5 位中 5 位,全部问到)"


@on_sqlite
def test_half_an_answer_counts_when_the_time_is_over(place):
    youths = crowd(place.engine, 5)
    start(place)
    place.at(2026, 11, 27, 10)
    # A call that reached nobody takes nothing away from who answers after it.
    place.do(spot_check_calls.note, COUNTY, MIN, 1, 1, result="unreached")
    for youth in youths:
        question = place.do(spot_check_answers.open_for, youth)
        place.do(spot_check_answers.met, youth, question.id, Met.YES)
    place.at(2026, 12, 8, 10)
    assert place.do(spot_checks.settle) == 5
    assert (seen(place).met.of, seen(place).pleased) == (5, None)


@on_sqlite
def test_ended_before_its_time(place):
    crowd(place.engine, 5)
    start(place)
    place.do(spot_check_figures.close, COUNTY, 1)
    assert seen(place).results == {Result.UNREACHED: 5}
    with pytest.raises(CheckOver):
        place.do(spot_check_figures.close, COUNTY, 1)
    with pytest.raises(CheckOver):
        place.do(spot_check_calls.reveal, COUNTY, MIN, 1, 1)


@on_sqlite
def test_the_number_is_masked_until_it_is_asked_for_and_that_is_noted(place):
    youths = crowd(place.engine, 5, strangers=range(101, 106))
    start(place)
    calls = place.do(spot_check_calls.of, COUNTY, MIN, 1)
    assert {call.phone for call in calls} == {
        f"{number(n)[3:6]}****{number(n)[-4:]}" for n in youths
    }
    first = sample(place)[0]
    with place.open_uow() as uow:
        uow.actor = MIN
        shown = spot_check_calls.reveal(uow, COUNTY, MIN, 1, 1)
    assert shown == number(first.person_id)[3:]
    (deed,) = place.all(select(Audit).where(Audit.deed == "saw_phone"))
    assert (deed.actor_id, deed.object, deed.object_id) == (MIN, "person", str(first.person_id))
    assert shown not in str(deed.data)


@on_sqlite
def test_a_call_and_what_came_of_it(place):
    crowd(place.engine, 5, strangers=range(101, 106))
    start(place)

    def note(at, **said):
        return place.do(spot_check_calls.note, COUNTY, MIN, 1, at, **said)

    assert note(1, result="unreached", text="没人接").result is Result.UNREACHED
    assert note(1, result="unreached").result is Result.UNREACHED
    assert sample(place)[0].tries == 2
    assert note(1, result="answered", met="yes", stars=4).result is Result.ANSWERED
    note(2, result="refused")
    note(3, result="wrong")
    for at in (1, 2, 3):
        with pytest.raises(AnsweredBefore):
            note(at, result="unreached")
        with pytest.raises(AnsweredBefore):
            place.do(spot_check_calls.reveal, COUNTY, MIN, 1, at)
    for said in ({"result": "answered"}, {"result": "x"}, {"result": ""}):
        with pytest.raises(ResultOdd):
            note(4, **said)
    for at in (0, 6):
        with pytest.raises(NoSuchCheck):
            note(at, result="wrong")


@on_sqlite
def test_wechat_goes_first_and_whoever_was_not_reached_may_still_answer_there(place):
    crowd(place.engine, 5)
    start(place)
    with pytest.raises(TooEarlyToCall, match="11 月 26 日"):
        place.do(spot_check_calls.reveal, COUNTY, MIN, 1, 1)
    with pytest.raises(TooEarlyToCall):
        place.do(spot_check_calls.note, COUNTY, MIN, 1, 1, result="wrong")
    place.at(2026, 11, 26, 10)
    place.do(spot_check_calls.note, COUNTY, MIN, 1, 1, result="unreached")
    youth = sample(place)[0].person_id
    answer(place, youth)
    assert sample(place)[0].result == "answered"
    with pytest.raises(AnsweredBefore):
        place.do(spot_check_calls.note, COUNTY, MIN, 1, 1, result="refused")


@on_sqlite
def test_who_left_is_not_called_and_not_named(place):
    crowd(place.engine, 5, strangers=range(101, 106))
    start(place)
    first = sample(place)[0]
    place.do(contacts.leave, first.person_id)
    call = place.do(spot_check_calls.one, COUNTY, MIN, 1, 1)
    assert (call.name, call.organisation, call.phone, call.gone) == ("已退出的小伙伴", "", "", True)
    with pytest.raises(AnsweredBefore):
        place.do(spot_check_calls.reveal, COUNTY, MIN, 1, 1)
    with place.open_uow() as uow:
        second = sample(place)[1].person_id
        blank = {"phone": None, "phone_index": None}
        uow.session.execute(update(Person).where(Person.id == second).values(**blank))
    with pytest.raises(NoPhone):
        place.do(spot_check_calls.reveal, COUNTY, MIN, 1, 2)


@on_sqlite
def test_nobody_else_sees_the_list_or_the_figures(place):
    neighbours(place.engine)
    crowd(place.engine, 5, strangers=range(101, 106))
    start(place)
    for organ, who in ((NEXT_DOOR, FANG), (CITY, LEI)):
        assert place.do(spot_check_figures.of, organ) == ([], False)
        assert place.do(spot_check_calls.of, organ, who, 1) == []
        for verb in (spot_check_calls.one, spot_check_calls.reveal):
            with pytest.raises(NoSuchCheck):
                place.do(verb, organ, who, 1, 1)
        for verb in (spot_check_figures.seen, spot_check_figures.close):
            with pytest.raises(NoSuchCheck):
                place.do(verb, organ, 1)
    # Were the cadre to answer for the organ one day, their own youths still stay hidden.
    assert place.do(spot_check_calls.of, COUNTY, QIANG, 1) == []
    with pytest.raises(NoSuchCheck):
        place.do(spot_check_calls.reveal, COUNTY, QIANG, 1, 1)
    (listed,), more = place.do(spot_check_figures.of, COUNTY)
    assert (listed.whose, listed.size, listed.closed, more) == (
        "县委和下级的小伙伴",
        5,
        False,
        False,
    )


@on_sqlite
def test_the_reason_stands_for_the_one_who_was_asked_alone(place):
    youths = crowd(place.engine, 5)
    start(place)
    row = next(row for row in sample(place) if row.person_id == youths[0])
    because = {"kind": "spot_check", "id": row.id}
    with place.open_uow() as uow:
        for whose, stands in ((openid(youths[0]), True), (openid(youths[1]), False)):
            fresh = reasons.fresh(uow, because | {"to": whose}, "问", {})
            assert (fresh is not None) is stands
    place.do(identity.forget, openid(youths[0]))
    with place.open_uow() as uow:
        assert reasons.fresh(uow, because | {"to": openid(youths[0])}, "问", {}) is None


@on_sqlite
def test_a_check_of_long_ago_is_asked_about_by_nobody(place):
    crowd(place.engine, 5)
    start(place)
    place.now += timedelta(days=14)
    assert place.do(spot_check_answers.open_for, 101) is None
