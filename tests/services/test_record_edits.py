"""Editing, undoing and redoing: what it says moves every count, and what it said is kept."""

from datetime import date, datetime, time, timedelta
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import insert, select, update

from domain.periods import HOME
from models.activity import Activity
from models.contact import Contact
from models.person import Person
from models.record import Record, RecordChange, RecordYouth
from services import (
    closings,
    confirmations,
    contacts,
    corrections,
    quotas,
    record_edits,
    record_history,
    record_list,
    record_rows,
    records,
    taps,
)
from services.records import Did
from tests.deskhouse import fill
from tests.services.county import COUNTY, LI, MIN, NOW, QIAN, QIANG, ZHANG, ZHAO, opened
from tests.services.in_line import until_one_waits

TODAY = NOW.date()
FRIDAY = date(2026, 11, 20)


light = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""Where it is not the database that is on trial."""


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=fill)) as place:
        yield place


def log(place, kind="heart_to_heart", day=TODAY, youths=(ZHANG,), **more):
    return place.do(records.log, MIN, Did(kind, day, **more), youths).id


def edit(place, record, kind="heart_to_heart", day=TODAY, youths=(ZHANG,), *, version=None, **more):
    did = Did(kind, day, **more)
    return place.do(record_edits.edit, MIN, record, did, youths, version=version)


def count(place, rule, day=TODAY):
    with place.open_uow(read_only=True) as uow:
        stand = quotas.of_cadre(uow, MIN, day)
    return next(s.count for s in stand.standings if s.rule.id == rule)


def met(place, youth):
    (at,) = place.all(select(Contact.last_met_at).where(Contact.youth_id == youth))
    return at and at.astimezone(HOME).date()


def test_an_edit_moves_the_counts_and_the_meetings_and_is_kept(place):
    record = log(place, youths=[ZHANG])
    assert count(place, "five-ones-fulltime") == 1
    logged = edit(place, record, "visit", FRIDAY, [LI], title="家访", minutes=30)
    assert (logged.kind, logged.day, logged.youths, logged.minutes) == (
        "visit",
        FRIDAY,
        ("李四",),
        30,
    )
    assert count(place, "five-ones-fulltime") == 0
    assert (met(place, ZHANG), met(place, LI)) == (None, FRIDAY)
    (step,) = place.do(record_history.history, record)
    assert (step.by, step.before["kind"], step.after["kind"]) == ("王敏", "heart_to_heart", "visit")
    assert (step.before["youths"], step.after["youths"]) == ([ZHANG], [LI])
    assert step.names == {ZHANG: "张三", LI: "李四"}


@light
def test_what_stays_the_same_is_no_step(place):
    record = log(place)
    before = place.do(record_list.opened, MIN, record).logged.at
    place.at(2026, 11, 23, 15, 0)
    logged = edit(place, record, at=before.astimezone(HOME).time())
    assert logged.at == before
    assert place.do(record_history.history, record) == []


@light
def test_the_second_browser_is_told(place):
    record = log(place)
    seen = place.do(record_list.opened, MIN, record).version
    edit(place, record, title="聊就业", version=seen)
    with pytest.raises(record_edits.ChangedMeanwhile):
        edit(place, record, title="聊学习", version=seen)
    assert place.do(record_list.opened, MIN, record).logged.title == "聊就业"
    edit(place, record, title="聊学习", version=place.do(record_list.opened, MIN, record).version)


def test_neither_the_old_nor_the_new_day_may_be_closed(place):
    old, new = log(place, day=date(2026, 9, 28)), log(place)
    with place.open_uow() as uow:
        closings.close(uow, COUNTY, date(2026, 7, 1), date(2026, 9, 30), "王芳")
    with pytest.raises(closings.PeriodClosed):
        edit(place, old)
    with pytest.raises(closings.PeriodClosed):
        edit(place, new, day=date(2026, 9, 28))
    with pytest.raises(closings.PeriodClosed):
        place.do(record_edits.undo, MIN, old)
    assert met(place, ZHANG) == TODAY
    assert "通报已经出了" in place.do(record_list.opened, MIN, old).locked
    assert place.do(record_list.opened, MIN, new).locked == ""


@light
def test_undone_and_redone(place):
    record = log(place)
    place.do(record_edits.undo, MIN, record)
    assert (count(place, "five-ones-fulltime"), met(place, ZHANG)) == (0, None)
    place.do(record_edits.undo, MIN, record)
    with pytest.raises(record_edits.TakenBack):
        edit(place, record, title="聊")
    place.do(record_edits.redo, MIN, record)
    assert (count(place, "five-ones-fulltime"), met(place, ZHANG)) == (1, TODAY)
    with pytest.raises(record_edits.NothingToRedo):
        place.do(record_edits.redo, MIN, record)
    steps = place.do(record_history.history, record)
    assert [step.after["undone"] for step in steps] == [False, True]


@light
def test_an_edit_after_the_period_is_late_and_one_in_time_is_not(place):
    def late():
        return {row.logged.id: row.late for row in place.do(record_list.page, MIN).rows}

    october, ten = date(2026, 10, 30), time(10)
    afterwards = log(place, day=october)
    place.at(2026, 10, 30, 10, 0)
    in_time = log(place, day=october, youths=[LI])
    place.at(2026, 11, 23, 10, 0)
    assert late() == {afterwards: True, in_time: False}
    edit(place, in_time, day=october, youths=[LI], at=ten, title="只改了字")
    assert late() == {afterwards: True, in_time: False}
    edit(place, in_time, day=date(2026, 10, 29), youths=[LI], at=ten, title="只改了字")
    assert late() == {afterwards: True, in_time: True}


@light
def test_what_was_confirmed_was_another_day(place):
    record = log(place)
    place.do(confirmations.ask, MIN, record)
    place.do(confirmations.answer, ZHANG, record, yes=True)
    edit(place, record, title="聊就业")
    assert place.do(record_list.opened, MIN, record).row.answers.confirmed == 1
    edit(place, record, day=FRIDAY, title="聊就业")
    assert place.do(record_list.opened, MIN, record).row.answers.confirmed == 0
    assert place.do(record_history.history, record)[0].before["answers"] == {"confirmed": [ZHANG]}


@light
def test_who_was_handed_over_stays_named_and_nobody_new_slips_in(place):
    record = log(place, youths=[ZHANG, LI])
    with place.open_uow() as uow:
        uow.session.execute(update(Contact).where(Contact.youth_id == LI).values(ended_at=uow.now))
    logged = edit(place, record, youths=[ZHANG, LI, QIAN, ZHAO], title="聊就业")
    assert set(logged.youths) == {"张三", "李四"}
    assert logged.absent == ("赵六",)
    assert place.do(record_list.opened, MIN, record).former == ((LI, "李四"),)
    place.do(contacts.leave, ZHANG)
    former = place.do(record_list.opened, MIN, record).former
    assert former == ((ZHANG, "张三"), (LI, "李四")), "or the next edit would drop them unseen"
    assert edit(place, record, youths=[ZHANG]).youths == ("张三",)


@light
def test_a_youth_who_came_back_is_one_person(place):
    with place.open_uow() as uow:
        uow.session.execute(
            update(Contact).where(Contact.youth_id == ZHANG).values(ended_at=uow.now)
        )
        uow.session.execute(
            insert(Contact).values(cadre_id=MIN, youth_id=ZHANG, started_at=uow.now)
        )
    record = log(place)
    assert place.all(select(RecordYouth.youth_id)) == [ZHANG]
    with place.open_uow() as uow:
        corrected = corrections.add(
            uow,
            Did("visit", FRIDAY),
            cadre_id=MIN,
            youth_ids=[ZHANG],
            by_name="王芳",
            reason="漏记",
        )
    for change in (record_edits.undo, record_edits.redo):
        with pytest.raises(record_edits.Corrected):
            place.do(change, MIN, corrected.id)
    assert edit(place, record, title="聊").youths == ("张三",)


@light
def test_others_records_are_not_there(place):
    mine = log(place)
    organ = place.do(records.log_organ, MIN, COUNTY, Did("open_day", TODAY)).id
    for record in (mine, organ, 99):
        with pytest.raises(record_edits.NoSuchRecord):
            place.do(record_list.opened, QIANG, record)
        with pytest.raises(record_edits.NoSuchRecord):
            place.do(record_edits.edit, QIANG, record, Did("visit", TODAY), [])
    logged = place.do(record_edits.edit, MIN, organ, Did("sharing", TODAY), [])
    assert (logged.organ_id, logged.kind) == (COUNTY, "sharing")
    with pytest.raises(record_edits.OtherList):
        edit(place, organ, "visit")
    with pytest.raises(record_edits.OtherList):
        edit(place, mine, "open_day")


@light
def test_a_talk_is_with_somebody(place):
    record = log(place)
    with pytest.raises(record_edits.NobodyNamed):
        edit(place, record, youths=[])
    assert edit(place, record, youths=[], title="和小王").youths == ()


@pytest.fixture
def activity(place):
    with place.open_uow() as uow:
        held = datetime(2026, 11, 21, 14, 0, tzinfo=HOME)
        new = Activity(
            organisation_id=COUNTY,
            host_id=MIN,
            title="河道志愿服务",
            kind="volunteering",
            starts_at=held,
            ends_at=held + timedelta(hours=2),
            deadline=held,
            seats=20,
            status="over",
            created_at=held,
        )
        uow.session.add(new)
        uow.session.flush()
        return new.id


def credit(place, activity, **whose):
    with place.open_uow() as uow:
        return records.credit(
            uow,
            **whose,
            at=datetime(2026, 11, 21, 14, 0, tzinfo=HOME),
            minutes=120,
            title="河道志愿服务",
            activity_id=activity,
            entered_by=MIN,
        )


def test_what_an_activity_left_behind_goes_with_it_alone(place, activity):
    own = credit(
        place, activity, cadre_id=MIN, kind="volunteering", youth_ids=[ZHANG, LI, ZHAO, QIAN]
    )
    credit(place, activity, organ_id=COUNTY, kind="group_volunteering")
    assert own.youths == ("张三", "李四")
    assert any(v.rule.id == "five-ones-fulltime" for v in own.verdicts)
    assert met(place, LI) == date(2026, 11, 21)
    with pytest.raises(records.NothingToUndo):
        place.do(records.undo_last, MIN)
    with pytest.raises(record_edits.FromActivity):
        place.do(taps.take_back, taps.Visitor(MIN, "王敏"), own.id)
    for change in (record_edits.undo, record_edits.redo):
        with pytest.raises(record_edits.FromActivity, match="河道志愿服务"):
            place.do(change, MIN, own.id)
    assert place.do(records.uncredit, activity) == 2
    assert place.do(records.uncredit, activity) == 0
    assert (met(place, ZHANG), met(place, LI)) == (None, None)
    assert count(place, "five-ones-fulltime") == 0


@light
def test_a_closed_period_keeps_what_an_activity_left(place, activity):
    credit(place, activity, cadre_id=MIN, kind="volunteering", youth_ids=[ZHANG])
    place.at(2027, 1, 5, 10, 0)
    with place.open_uow() as uow:
        closings.close(uow, COUNTY, date(2026, 10, 1), date(2026, 12, 31), "王芳")
    with pytest.raises(closings.PeriodClosed):
        place.do(records.uncredit, activity)
    with pytest.raises(closings.PeriodClosed):
        credit(place, activity, organ_id=COUNTY, kind="group_volunteering")
    assert met(place, ZHANG) == date(2026, 11, 21)


def test_the_list_is_filtered_and_paged(place):
    for n in range(23):
        log(place, "visit" if n % 2 else "volunteering", TODAY - timedelta(days=n))
    first = place.do(record_list.page, MIN)
    second = place.do(record_list.page, MIN, skip=record_list.PAGE)
    assert (len(first.rows), first.more, len(second.rows), second.more) == (20, True, 3, False)
    days = [row.logged.day for row in (*first.rows, *second.rows)]
    assert days == sorted(days, reverse=True)
    contact = place.do(record_list.page, MIN, group=record_list.Group.CONTACT)
    assert {row.logged.kind for row in contact.rows} == {"visit"}
    october = place.do(record_list.page, MIN, month=date(2026, 10, 1))
    assert not october.rows
    november = place.do(record_list.page, MIN, month=date(2026, 11, 1), skip=20)
    assert len(november.rows) == 3
    assert first.months == (date(2026, 11, 1),)
    assert place.do(record_list.page, QIANG).rows == ()


def test_those_unmet_for_longest_come_first(place):
    log(place, "visit", FRIDAY, [ZHANG])
    assert [one.name for one in place.do(record_list.choosable, MIN)] == ["李四", "张三"]
    log(place, "visit", TODAY - timedelta(days=9), [LI])
    assert [one.name for one in place.do(record_list.choosable, MIN)] == ["李四", "张三"]
    log(place, "visit", TODAY, [LI])
    assert [one.name for one in place.do(record_list.choosable, MIN)] == ["张三", "李四"]


@pytest.mark.parametrize("held", [True, False], ids=["held", "the guard is off"])
def test_two_records_at_once_leave_the_later_meeting(new_database, held, monkeypatch):
    """Without holding the contacts first, the later to commit does not see the other's record."""
    with opened(new_database("postgresql", fill=fill)) as place:
        if not held:
            monkeypatch.setattr(record_rows, "CALMLY", {"skip_locked": True, **record_rows.CALMLY})
        at_once, done = Barrier(2), Event()

        def write(day, *, first):
            with place.open_uow() as uow:
                record = record_rows.write_down(
                    uow, Record(cadre_id=MIN), Did("visit", day, at=time(9)), MIN
                )
                if not first:
                    # The other holds the row by now, and has not committed.
                    at_once.wait()
                record_rows.name_youths(uow, record, [ZHANG])
                if first:
                    at_once.wait()
                    until_one_waits(place.engine, done.is_set)
            if not first:
                done.set()

        threads = [
            Thread(target=write, args=(TODAY,), kwargs={"first": True}),
            Thread(target=write, args=(FRIDAY,), kwargs={"first": False}),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(place.all(select(Record.id))) == 2
        assert (met(place, ZHANG) == TODAY) is held


@light
def test_the_name_of_who_changed_it_is_kept(place):
    record = log(place)
    edit(place, record, title="聊就业")
    (by,) = place.all(select(RecordChange.by_person))
    assert place.all(select(Person.name).where(Person.id == by)) == ["王敏"]
