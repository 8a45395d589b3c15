"""聊过: asked at most once a record and twice a week; no count depends on it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from domain.delivery import Kind
from models.contact import Contact
from models.person import WechatUser
from services import confirmations, contacts, inbox, quotas, record_edits, record_list, records
from services.confirmations import NobodyToAsk, NothingAsked
from services.records import Did
from tests.deskhouse import OPENIDS, fill
from tests.services.county import LI, MIN, NOW, QIANG, ZHANG, opened

TODAY = NOW.date()


light = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""Where it is not the database that is on trial."""


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=fill)) as place:
        yield place


def log(place, youths=(ZHANG,), kind="heart_to_heart"):
    return place.do(records.log, MIN, Did(kind, TODAY), youths).id


def said(place, who, muted=()):
    with place.open_uow() as uow:
        return inbox.lead(uow, OPENIDS[who], muted)


def answers(place, record):
    return place.do(record_list.opened, MIN, record).row.answers


def test_a_tap_is_kept_and_may_be_said_otherwise(place):
    record = log(place, [ZHANG, LI])
    asked = place.do(confirmations.ask_newest, MIN)
    assert (asked.names, asked.left_out) == (("张三", "李四"), ())
    (line,) = said(place, ZHANG)
    assert line.startswith("王敏记了一笔:今天和你「谈心谈话」。有这回事吗?")
    assert "李四" not in line
    place.do(confirmations.answer, ZHANG, record, yes=True)
    place.do(confirmations.answer, LI, record, yes=False)
    assert answers(place, record) == record_list.Answers(2, 1, 1)
    place.do(confirmations.answer, LI, record, yes=True)
    assert answers(place, record) == record_list.Answers(2, 2, 0)
    place.at(2026, 11, 25, 10, 0)
    with pytest.raises(NothingAsked):
        place.do(confirmations.answer, LI, record, yes=False)


@light
def test_no_count_depends_on_it(place):
    record = log(place)

    def counts():
        with place.open_uow(read_only=True) as uow:
            return [(s.rule.id, s.count) for s in quotas.of_cadre(uow, MIN, TODAY).standings]

    before = counts()
    place.do(confirmations.ask, MIN, record)
    place.do(confirmations.answer, ZHANG, record, yes=False)
    assert counts() == before


def test_asked_once_a_record_and_twice_a_week(place):
    first = log(place)
    place.do(confirmations.ask, MIN, first)
    assert place.do(confirmations.ask, MIN, first).left_out == (("张三", "这一条已经问过"),)
    assert place.do(confirmations.ask, MIN, log(place)).names == ("张三",)
    third = log(place, [ZHANG, LI])
    asked = place.do(confirmations.ask, MIN, third)
    assert (asked.names, asked.left_out) == (("李四",), (("张三", "一周里已经被问过 2 次"),))
    place.now += timedelta(days=7, seconds=1)
    assert place.do(confirmations.ask, MIN, third).names == ("张三",)


@light
def test_who_cannot_or_does_not_want_to_be_asked(place):
    record = log(place, [ZHANG, LI])
    with place.open_uow() as uow:
        confirmations.mute(uow, OPENIDS[ZHANG], ["wish"], off=True)
        uow.session.execute(
            update(WechatUser).where(WechatUser.person_id == LI).values(following=False)
        )
    asked = place.do(confirmations.ask, MIN, record)
    assert asked.names == ()
    assert set(asked.left_out) == {("张三", "现在问不到"), ("李四", "现在问不到")}
    with place.open_uow() as uow:
        user = uow.session.get(WechatUser, OPENIDS[ZHANG])
        assert set(user.muted) == {"wish", Kind.MET}
        confirmations.mute(uow, OPENIDS[ZHANG], user.muted, off=False)
    assert place.do(confirmations.ask, MIN, record).names == ("张三",)


@light
def test_who_left_or_was_handed_over_is_not_asked(place):
    record = log(place, [ZHANG, LI])
    with place.open_uow() as uow:
        contacts.leave(uow, ZHANG)
        uow.session.execute(update(Contact).where(Contact.youth_id == LI).values(ended_at=uow.now))
    assert place.do(confirmations.ask, MIN, record).names == ()
    assert said(place, LI) == []


@light
def test_a_record_taken_back_asks_nothing(place):
    record = log(place)
    place.do(confirmations.ask, MIN, record)
    place.do(record_edits.undo, MIN, record)
    assert said(place, ZHANG) == []
    assert place.do(confirmations.open_for, ZHANG) == []
    with pytest.raises(NothingAsked):
        place.do(confirmations.answer, ZHANG, record, yes=True)
    with pytest.raises(NobodyToAsk):
        place.do(confirmations.ask_newest, MIN)


@light
def test_only_the_own_record_and_only_who_was_asked(place):
    record = log(place, [ZHANG])
    with pytest.raises(record_edits.NoSuchRecord):
        place.do(confirmations.ask, QIANG, record)
    with pytest.raises(NothingAsked):
        place.do(confirmations.answer, ZHANG, record, yes=True)
    place.do(confirmations.ask, MIN, record)
    with pytest.raises(NothingAsked):
        place.do(confirmations.answer, LI, record, yes=True)
    place.now += confirmations.OPEN + timedelta(seconds=1)
    assert place.do(confirmations.open_for, ZHANG) == []
    with pytest.raises(NothingAsked):
        place.do(confirmations.answer, ZHANG, record, yes=True)


@light
def test_taking_a_youth_off_a_record_asks_them_no_more_often(place):
    record, talk = log(place, [ZHANG, LI]), Did("heart_to_heart", TODAY)
    place.do(confirmations.ask, MIN, record)
    place.do(record_edits.edit, MIN, record, talk, [LI])
    place.do(record_edits.edit, MIN, record, talk, [LI, ZHANG])
    assert ("张三", "这一条已经问过") in place.do(confirmations.ask, MIN, record).left_out
    second = log(place, [ZHANG, LI])
    place.do(confirmations.ask, MIN, second)
    place.do(record_edits.edit, MIN, second, talk, [LI])
    assert place.do(confirmations.ask, MIN, log(place)).names == ()
