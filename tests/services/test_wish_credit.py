"""A wish that came true is a good deed of whoever did it: written once, and never typed."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from domain.periods import HOME, local_day
from domain.wishes import Ending, WishStatus
from models.contact import Contact
from models.organisation import Organisation
from models.post import InboxItem
from models.record import Record, RecordYouth
from models.wish import Claim, Share, Wish
from services import closings, contacts, corrections, quotas, record_edits, records, wish_credit
from services.record_edits import FromWish
from services.records import NothingToUndo
from tests.services.county import BRANCH, COUNTY, LI, MIN, NOW, QIANG, ZHANG, county, opened

DAY = timedelta(days=1)

on_one_database = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What is decided above the database."""


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=county)) as place:
        yield place


def true(place, cadre=MIN, *, wisher=ZHANG, sharers=(), done=None, agreed=None, **claim):
    """Write a wish that both sides say came true; return its number."""
    done, agreed = done or place.now - DAY, agreed or place.now
    child = claim.pop("for_child", False)
    with place.open_uow() as uow:
        wish = Wish(
            person_id=wisher,
            organisation_id=BRANCH,
            area_id=COUNTY,
            for_child=child,
            kind="study",
            text="想要一本王老五写的书",
            status=WishStatus.FULFILLED,
            created_at=done - DAY,
            changed_at=agreed,
            fulfilled_at=agreed,
        )
        uow.session.add(wish)
        uow.session.flush()
        row = {
            "wish_id": wish.id,
            "cadre_id": cadre,
            "claimed_at": done - DAY,
            "expires_at": done + 6 * DAY,
            "done_at": done,
            "agreed_at": agreed,
            "ended_at": agreed,
            "ending": Ending.DONE,
            "shared": bool(sharers),
        }
        promise = Claim(**(row | claim))
        uow.session.add(promise)
        uow.session.flush()
        for sharer, left in sharers:
            there = {"claim_id": promise.id, "cadre_id": sharer, "joined_at": done}
            uow.session.execute(insert(Share).values(**there, left_at=agreed if left else None))
        return wish.id


def credit(place, wish):
    with place.open_uow() as uow:
        promise = uow.session.scalars(select(Claim).where(Claim.wish_id == wish)).one()
        return wish_credit.credit(uow, uow.session.get_one(Wish, wish), promise)


def rows(place, wish):
    with place.open_uow(read_only=True) as uow:
        question = select(Record).where(Record.wish_id == wish).order_by(Record.id)
        return uow.session.scalars(question).all()


def count(place, rule, cadre=MIN, day=None):
    with place.open_uow(read_only=True) as uow:
        stand = quotas.of_cadre(uow, cadre, day or local_day(place.now))
    return next(s.count for s in stand.standings if s.rule.id == rule)


def test_it_is_a_good_deed_on_the_day_it_was_done_and_names_no_words(place):
    before = count(place, "five-ones-fulltime")
    wish = true(place)
    credit(place, wish)
    (row,) = rows(place, wish)
    assert (row.cadre_id, row.organ_id, row.kind) == (MIN, None, "good_deed")
    assert row.happened_at == place.now - DAY
    assert row.title == f"微心愿 W-{wish}(学习用品)"
    assert count(place, "five-ones-fulltime") == before + 1
    (named,) = place.all(select(RecordYouth).where(RecordYouth.record_id == row.id))
    assert (named.youth_id, named.confirmed_at) == (ZHANG, NOW)
    met = place.all(
        select(Contact.last_met_at).where(Contact.cadre_id == MIN, Contact.youth_id == ZHANG)
    )
    assert met == [row.happened_at]


@on_one_database
def test_who_shared_is_credited_and_never_learns_whose_it_was(place):
    with place.open_uow() as uow:
        uow.session.execute(insert(Contact).values(cadre_id=QIANG, youth_id=LI, started_at=NOW))
    wish = true(place, wisher=LI, sharers=[(QIANG, False)])
    done = credit(place, wish)
    assert [row.cadre_id for row in rows(place, wish)] == [MIN, QIANG]
    assert [logged.youths for logged in done.written] == [("李四",), ()]
    assert count(place, "five-ones-parttime", QIANG) == 1


@on_one_database
def test_who_had_left_the_sharing_did_not_do_it(place):
    wish = true(place, sharers=[(QIANG, True)])
    credit(place, wish)
    assert [row.cadre_id for row in rows(place, wish)] == [MIN]


@on_one_database
def test_nobody_is_named_who_is_not_in_touch_with_the_claimer_or_is_a_child(place):
    stranger = true(place, QIANG, wisher=LI)
    child = true(place, wisher=ZHANG, for_child=True)
    gone = true(place, wisher=LI)
    place.do(contacts.leave, LI)
    for wish in (stranger, child, gone):
        credit(place, wish)
        assert [r.kind for r in rows(place, wish)] == ["good_deed"], wish
    assert place.all(select(RecordYouth.record_id)) == []


def test_it_is_never_written_twice_nor_again_after_somebody_took_it_back(place):
    wish = true(place, sharers=[(QIANG, False)])
    credit(place, wish)
    assert credit(place, wish).written == ()
    first, second = rows(place, wish)
    place.do(corrections.undo, first.id, by_name="周管理员", reason="记错了人")
    assert credit(place, wish).written == ()
    assert [row.undone_at is None for row in rows(place, wish)] == [False, True]
    assert count(place, "five-ones-parttime", QIANG) == 1
    assert count(place, "five-ones-fulltime") == 0
    assert second.cadre_id == QIANG


@on_one_database
def test_what_only_one_side_has_said_is_nothing_yet(place):
    wish = true(place)
    with place.open_uow() as uow:
        uow.session.execute(update(Claim).values(agreed_at=None))
    assert credit(place, wish).written == ()
    with place.open_uow() as uow:
        uow.session.execute(update(Claim).values(agreed_at=NOW))
        uow.session.execute(update(Wish).values(status=WishStatus.CLAIMED))
    assert credit(place, wish).written == ()


@on_one_database
def test_it_counts_when_it_was_done_even_if_the_owner_says_so_a_quarter_later(place):
    place.at(2027, 1, 8, 9)
    done = datetime(2026, 12, 29, 16, tzinfo=HOME)
    wish = true(place, QIANG, done=done)
    credit(place, wish)
    assert count(place, "five-ones-parttime", QIANG) == 0
    assert count(place, "five-ones-parttime", QIANG, date(2026, 12, 31)) == 1


@on_one_database
def test_a_closed_period_stays_as_it_was_and_the_cadre_learns_who_can_add_it(place):
    place.at(2027, 1, 8, 9)
    place.do(closings.close, BRANCH, date(2026, 10, 1), date(2026, 12, 31), "周管理员")
    done = datetime(2026, 12, 29, 16, tzinfo=HOME)
    # 赵强 is of the branch, whose quarter is closed; 王敏 of the county, whose is not.
    wish = true(place, QIANG, done=done, sharers=[(MIN, False)])
    credited = credit(place, wish)
    assert (credited.left_out, [row.cadre_id for row in rows(place, wish)]) == ((QIANG,), [MIN])
    (said,) = place.all(select(InboxItem.text))
    assert said.startswith(f"心愿 W-{wish} 实现了,记录没能自动记上:2026 年第四季度的通报已经出了")
    assert "由管理员更正" in said


@on_one_database
def test_nobody_edits_it_or_takes_it_back_alone(place):
    wish = true(place)
    credit(place, wish)
    (row,) = rows(place, wish)
    for step in (record_edits.undo, record_edits.redo):
        with pytest.raises(FromWish, match=f"W-{wish}"):
            place.do(step, MIN, row.id)
    with pytest.raises(NothingToUndo):
        place.do(records.undo_last, MIN)


@on_one_database
@pytest.mark.parametrize(("when", "written"), [((2026, 12, 20, 9), 1), ((2026, 11, 23, 10), 0)])
def test_an_organ_s_promise_counts_for_it_where_a_rule_looks_for_it(place, when, written):
    place.at(*when)
    wish = true(place, organ_id=COUNTY)
    credit(place, wish)
    organs = [row for row in rows(place, wish) if row.organ_id == COUNTY]
    assert [row.kind for row in organs] == ["service_month"] * written
    assert [row.cadre_id for row in rows(place, wish) if row.cadre_id] == [MIN]
    credit(place, wish)
    assert len(rows(place, wish)) == 1 + written


@on_one_database
def test_an_organ_s_closed_period_is_told_to_who_answers_for_it(place):
    place.at(2027, 3, 2, 9)
    place.do(closings.close, COUNTY, date(2027, 1, 1), date(2027, 2, 28), "周管理员")
    assert place.all(select(Organisation.name).where(Organisation.id == COUNTY)) == ["县委"]
    wish = true(place, organ_id=COUNTY, done=datetime(2027, 2, 20, 9, tzinfo=HOME))
    assert credit(place, wish).left_out == (MIN,)
    assert rows(place, wish) == []
    assert sorted("本单位的" in said for said in place.all(select(InboxItem.text))) == [False, True]
