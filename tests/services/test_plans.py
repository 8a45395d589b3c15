"""Plans count for nothing; done, they are records; on their day they lead the next reply."""

from contextlib import suppress
from datetime import date, time, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update

from models.contact import Contact
from models.person import Person
from models.post import InboxItem
from models.record import Record
from services import inbox, plans, quotas, record_edits, records
from services.records import Did
from tests.deskhouse import OPENIDS, fill
from tests.services.county import LI, MIN, NOW, QIAN, QIANG, ZHANG, ZHAO, opened

TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)


light = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""Where it is not the database that is on trial."""


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=fill)) as place:
        yield place


def plan(place, day=TOMORROW, youths=(ZHANG,), kind="heart_to_heart", **more):
    return place.do(plans.make, MIN, Did(kind, day, **more), youths)


def five(place):
    with place.open_uow(read_only=True) as uow:
        stand = quotas.of_cadre(uow, MIN, uow.today)
    return next(s.count for s in stand.standings if s.rule.id == "five-ones-fulltime")


def said(place, who=MIN):
    with place.open_uow() as uow:
        return inbox.lead(uow, OPENIDS[who])


def test_a_plan_becomes_a_record_once(place):
    made = plan(place, youths=[ZHANG, ZHAO, QIAN], title="聊就业", at=time(9), minutes=40)
    assert made.names == ("张三",), "only whom one may name"
    assert (five(place), made.due) == (0, False)
    place.at(2026, 11, 26, 9, 0)
    assert [one.id for one in place.do(plans.due, MIN)] == [made.id]
    logged = place.do(plans.done, MIN, made.id)
    assert (logged.day, logged.youths, logged.title, logged.minutes) == (
        TOMORROW,
        ("张三",),
        "聊就业",
        40,
    )
    assert five(place) == 1
    with pytest.raises(plans.NoSuchPlan):
        place.do(plans.done, MIN, made.id)
    assert place.do(plans.waiting, MIN) == []


@light
def test_what_is_done_early_was_today(place):
    made = plan(place, at=time(14))
    assert place.do(plans.done, MIN, made.id).at == place.now


@light
def test_a_record_that_is_taken_back_leaves_the_plan_open_and_redone_it_is_done(place):
    made = plan(place)
    logged = place.do(plans.done, MIN, made.id)
    place.do(records.undo_last, MIN)
    assert [one.id for one in place.do(plans.waiting, MIN)] == [made.id]
    place.do(record_edits.redo, MIN, logged.id)
    assert place.do(plans.waiting, MIN) == []
    assert len(place.all(select(Record.id))) == 1


@light
def test_given_up_taken_up_and_put_off(place):
    made = plan(place)
    place.do(plans.drop, MIN, made.id)
    assert place.do(plans.waiting, MIN) == []
    place.do(plans.take_up, MIN, made.id)
    moved = place.do(plans.put_off, MIN, made.id, date(2026, 12, 3))
    assert moved.day == date(2026, 12, 3)
    with pytest.raises(plans.PlanPast):
        place.do(plans.put_off, MIN, made.id, date(2026, 11, 20))
    with pytest.raises(plans.PlanTooFar):
        place.do(plans.put_off, MIN, made.id, date(2028, 1, 1))


@light
def test_it_is_nobody_elses(place):
    made = plan(place)
    for verb in (plans.done, plans.drop, plans.take_up, plans.one):
        with pytest.raises(plans.NoSuchPlan):
            place.do(verb, QIANG, made.id)
    with pytest.raises(records.NotYourOrgan):
        place.do(plans.make, QIANG, Did("open_day", TOMORROW), [])
    organ = plan(place, kind="open_day", youths=[])
    assert place.do(plans.done, MIN, organ.id).organ_id


def test_its_day_leads_the_next_reply_once(place):
    first = plan(place, youths=[ZHANG, LI])
    assert place.do(plans.remind) == 0
    place.at(2026, 11, 24, 8, 30)
    assert (place.do(plans.remind), place.do(plans.remind)) == (1, 0)
    (line,) = said(place)
    assert line.startswith("今天计划:谈心谈话,和张三、李四。")
    assert "\n" not in line
    assert said(place) == []
    assert place.do(plans.one, MIN, first.id).due


@light
@pytest.mark.parametrize("how", [plans.done, plans.drop])
def test_what_is_done_or_dropped_is_not_brought_up(place, how):
    made = plan(place)
    place.at(2026, 11, 24, 8, 30)
    place.do(plans.remind)
    place.do(how, MIN, made.id)
    assert said(place) == []


@light
def test_several_are_one_line_and_the_next_day_none(place):
    plan(place)
    plan(place, kind="visit", youths=[LI])
    place.at(2026, 11, 24, 8, 30)
    assert place.do(plans.remind) == 1
    assert len(place.all(select(InboxItem.id))) == 1
    place.at(2026, 11, 25, 0, 0)
    assert said(place) == []


@light
def test_who_left_is_not_named(place):
    made = plan(place, youths=[ZHANG, LI])
    with place.open_uow() as uow:
        uow.session.execute(update(Person).where(Person.id == LI).values(left_at=uow.now))
    assert place.do(plans.one, MIN, made.id).names == ("张三",)
    talk = plan(place, youths=[ZHANG])
    assert place.do(plans.done, MIN, made.id).youths == ("张三",)
    with place.open_uow() as uow:
        uow.session.execute(
            update(Contact).where(Contact.youth_id == ZHANG).values(ended_at=uow.now)
        )
    assert place.do(plans.one, MIN, talk.id).names == ()
    with pytest.raises(plans.NobodyLeft):
        place.do(plans.done, MIN, talk.id)
    assert five(place) == 1, "a talk with nobody counts for nothing"
    place.do(plans.drop, MIN, talk.id)


def at_once(place, plan_id):
    """Tap 做了 in two places at one moment; return how many records that made."""

    def tap():
        with suppress(plans.NoSuchPlan):
            place.do(plans.done, MIN, plan_id)

    threads = [Thread(target=tap) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(place.all(select(Record.id)))


def test_two_taps_at_once_make_one_record(place):
    assert at_once(place, plan(place).id) == 1


def test_without_holding_the_plan_they_make_two(new_database, monkeypatch):
    with opened(new_database("postgresql", fill=fill)) as place:
        made, both = plan(place), Barrier(2)
        held = plans._mine

        def unheld(uow, cadre, number, *, lock=False):
            assert lock
            found = held(uow, cadre, number)
            both.wait(60)
            return found

        monkeypatch.setattr(plans, "_mine", unheld)
        assert at_once(place, made.id) == 2
