"""Ratings in the small county: who may, once per occasion, and what a cadre can learn from it."""

import threading
from dataclasses import fields
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, insert, select, update

from domain.ratings import (
    LOW,
    AppealedBefore,
    Figure,
    NobodyToLook,
    NotAppealed,
    NotInvolved,
    NotShownYet,
    RatingStatus,
    Shown,
)
from models.activity import Activity, Enrolment
from models.audit import Audit
from models.cadre import Appointment
from models.post import Outbox
from models.rating import Rating
from models.record import Record, RecordYouth
from models.screening import Screening
from models.ticket import Ticket
from models.wish import Claim, Wish
from services import rating_appeals, rating_rounds, ratings, screening
from services.rating_appeals import NobodyAbove
from services.rating_marks import mark
from tests.deskhouse import fill
from tests.services.county import BRANCH, CITY, COUNTY, MIN, NOW, QIANG, ZHANG, opened
from tests.services.crowd import crowd, met
from tests.services.neighbours import FANG, LEI, NEXT_DOOR, neighbours

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
"""Decided above the database: the statements are tried on both by the others."""


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=fill)) as place:
        place.at(2026, 11, 23, 10)
        yield place


def vote(place, youth, record, stars=4, words=""):
    return place.do(ratings.rate, youth, "record", record, stars, words)


def six(place, stars=(5, 4, 4, 3, 5, 4), words=True):
    """Let six youths vote in November, and the first of December come."""
    youths = crowd(place.engine, len(stars))
    record = met(place.engine, youths, NOW - timedelta(days=3))
    for n, (youth, star) in enumerate(zip(youths, stars, strict=True)):
        vote(place, youth, record, star, f"话{n}" if words else "")
    place.at(2026, 12, 1, 0, 10)
    assert place.do(rating_rounds.settle) == len(stars)
    return youths


def december(place, many, stars=3):
    """Let others vote in December, and January come; return how many votes were shown newly."""
    place.at(2026, 12, 10, 10)
    youths = crowd(place.engine, many, first=201)
    record = met(place.engine, youths, place.now - timedelta(days=1))
    for youth in youths:
        vote(place, youth, record, stars)
    place.at(2027, 1, 1, 0, 10)
    return place.do(rating_rounds.settle)


def heard(place, cadre=QIANG):
    return place.do(rating_rounds.heard, cadre)


def one_said(place, text, cadre=QIANG):
    return next(word.mark for word in heard(place, cadre).words if word.text == text)


def test_each_sort_of_occasion_is_one(place):
    with place.open_uow() as uow:
        record = {"kind": "heart_to_heart", "happened_at": NOW, "entered_at": NOW}
        uow.session.execute(
            insert(Activity).values(
                id=1,
                organisation_id=COUNTY,
                host_id=MIN,
                title="植树",
                kind="volunteering",
                starts_at=NOW - timedelta(days=2),
                ends_at=NOW - timedelta(days=2),
                deadline=NOW - timedelta(days=4),
                seats=9,
                status="ended",
                created_at=NOW,
            )
        )
        seat = {"activity_id": 1, "person_id": ZHANG, "status": "enrolled", "created_at": NOW}
        uow.session.execute(insert(Enrolment).values(**seat, changed_at=NOW, checked_in_at=NOW))
        uow.session.execute(
            insert(Ticket).values(
                id=1,
                sort="demand",
                kind="other",
                asker_id=ZHANG,
                organisation_id=BRANCH,
                organ_id=COUNTY,
                text="宿舍楼的热水到底什么时候能修好呢",
                status="answered",
                created_at=NOW,
                due_at=NOW,
                answer="好了",
                answered_by=QIANG,
                answered_at=NOW - timedelta(days=1),
            )
        )
        uow.session.execute(
            insert(Wish).values(
                id=1,
                person_id=ZHANG,
                organisation_id=BRANCH,
                area_id=COUNTY,
                kind="study",
                text="一本书",
                status="fulfilled",
                created_at=NOW,
                changed_at=NOW,
                fulfilled_at=NOW,
            )
        )
        uow.session.execute(
            insert(Claim).values(
                wish_id=1,
                cadre_id=MIN,
                claimed_at=NOW,
                expires_at=NOW,
                ended_at=NOW,
                ending="done",
            )
        )
        # What they left behind as records is no second occasion.
        for more in ({"activity_id": 1}, {"wish_id": 1}):
            made = insert(Record).values(**record | more, cadre_id=MIN, entered_by=MIN)
            number = uow.session.scalar(made.returning(Record.id))
            uow.session.execute(insert(RecordYouth).values(record_id=number, youth_id=ZHANG))
    talk = met(place.engine, [ZHANG], NOW - timedelta(days=9), cadre=MIN)
    found = {(m.occasion, m.id, m.cadre_id, m.title) for m in place.do(ratings.open_for, ZHANG)}
    assert found == {
        ("record", talk, MIN, "谈心谈话"),
        ("activity", 1, MIN, "活动「植树」"),
        ("ticket", 1, QIANG, "答复「宿舍楼的热水到底什么时候能修…」"),
        ("wish", 1, MIN, "实现心愿「一本书」"),
    }
    for occasion, number, _, _ in found:
        place.do(ratings.rate, ZHANG, occasion, number, 5)
    assert place.do(ratings.open_for, ZHANG) == []
    assert place.all(select(func.count()).select_from(Rating)) == [4]


@on_sqlite
def test_who_was_not_really_involved_may_not(place):
    youths = crowd(place.engine, 3)
    old = met(place.engine, youths, NOW - timedelta(days=60))
    undone = met(place.engine, youths, NOW - timedelta(days=1), undone_at=NOW)
    ahead = met(place.engine, youths, NOW + timedelta(hours=1))
    fine = met(place.engine, youths[:2], NOW - timedelta(days=59))
    with place.open_uow() as uow:
        uow.session.execute(
            update(RecordYouth)
            .where(RecordYouth.record_id == fine, RecordYouth.youth_id == youths[1])
            .values(denied_at=NOW)
        )
    assert [m.id for m in place.do(ratings.open_for, youths[0])] == [fine]
    for youth, record in [
        (youths[0], old),
        (youths[0], undone),
        (youths[0], ahead),
        (youths[1], fine),  # they said it did not take place
        (youths[2], fine),
        (youths[0], 9999),
    ]:
        with pytest.raises(NotInvolved):
            vote(place, youth, record)
    for occasion in ("activity", "ticket", "wish", "nonsense"):
        with pytest.raises(NotInvolved):
            place.do(ratings.rate, youths[0], occasion, fine, 5)
    vote(place, youths[0], fine)


@on_sqlite
def test_nobody_votes_for_themselves(place):
    record = met(place.engine, [QIANG], NOW, cadre=QIANG)
    with pytest.raises(NotInvolved):
        vote(place, QIANG, record)


def test_two_taps_at_once_are_one_vote(place):
    (youth,) = crowd(place.engine, 1)
    record = met(place.engine, [youth], NOW - timedelta(days=1))
    gate, wrong = threading.Barrier(4), []

    def tap(stars):
        gate.wait()
        try:
            vote(place, youth, record, stars)
        except Exception as error:  # noqa: BLE001 - it is asserted below
            wrong.append(error)

    threads = [threading.Thread(target=tap, args=(stars,)) for stars in (2, 3, 4, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert place.all(select(func.count()).select_from(Rating)) == [1]


@on_sqlite
def test_a_vote_can_be_changed_until_it_is_shown(place):
    youths = crowd(place.engine, 5)
    record = met(place.engine, youths, NOW - timedelta(days=3))
    assert not vote(place, youths[0], record, 2, "一般").before
    assert vote(place, youths[0], record, 4, "后来不错").before
    assert place.do(ratings.one, youths[0], "record", record).stars == 4
    for youth in youths[1:]:
        vote(place, youth, record)
    place.at(2026, 12, 1, 1)
    place.do(rating_rounds.settle)
    with pytest.raises(Shown):
        vote(place, youths[0], record, 5)
    assert [w.text for w in heard(place).words] == ["后来不错"]
    assert place.do(ratings.mine, youths[0])[0].open is False


@on_sqlite
def test_below_five_voters_a_cadre_hears_nothing_at_all(place):
    youths = crowd(place.engine, 4)
    records = [met(place.engine, youths, NOW - timedelta(days=n)) for n in (1, 2, 3)]
    for record in records:
        for youth in youths:
            vote(place, youth, record, 1, "差")
    place.at(2026, 12, 1, 1)
    assert place.do(rating_rounds.settle) == 0
    assert heard(place) == rating_rounds.Heard()
    assert place.do(rating_rounds.below, COUNTY, but=MIN) == []


@on_sqlite
def test_what_is_shown_changes_by_five_people_at_the_turn_of_a_month_and_never_between(place):
    six(place)
    shown = heard(place)
    assert shown.total == Figure(6, 4.0)
    place.at(2026, 12, 10, 10)
    others = crowd(place.engine, 5, first=201)
    record = met(place.engine, others, place.now - timedelta(days=1))
    for youth in others:
        vote(place, youth, record, 1, "不好")
        assert place.do(rating_rounds.settle) == 0
        assert heard(place) == shown
    place.at(2026, 12, 31, 23, 59)
    place.do(rating_rounds.settle)
    assert heard(place) == shown
    place.at(2027, 1, 1, 0, 10)
    assert place.do(rating_rounds.settle) == 5
    assert place.do(rating_rounds.settle) == 0  # any number of times
    after = heard(place)
    assert [figure.votes for _, figure in after.rounds] == [5, 6]
    assert after.rounds[0][1].stars == LOW
    assert after.total.votes == 11


@on_sqlite
def test_four_later_voters_wait_for_a_fifth_and_for_the_next_month(place):
    six(place)
    shown = heard(place)
    assert december(place, 4) == 0
    assert heard(place) == shown
    (fifth,) = crowd(place.engine, 1, first=301)
    place.at(2027, 1, 5, 10)
    vote(place, fifth, met(place.engine, [fifth], place.now - timedelta(days=1)))
    assert place.do(rating_rounds.settle) == 0
    place.at(2027, 2, 1, 0, 10)
    assert place.do(rating_rounds.settle) == 5


@on_sqlite
def test_one_who_gives_most_of_the_votes_is_not_shown_as_five(place):
    youths = crowd(place.engine, 5)
    for n in range(1, 7):
        record = met(place.engine, youths[:1], NOW - timedelta(days=n))
        vote(place, youths[0], record, 1)
    record = met(place.engine, youths, NOW - timedelta(days=8))
    for youth in youths[1:]:
        vote(place, youth, record, 5)
    place.at(2026, 12, 1, 1)
    assert place.do(rating_rounds.settle) == 0


@on_sqlite
def test_whose_data_are_deleted_leaves_the_figure_as_it_was(place):
    youths = six(place)
    before = heard(place)
    with place.open_uow() as uow:
        mine = Rating.person_id == youths[0]
        uow.session.execute(update(Rating).where(mine).values(person_id=None, words=""))
    after = heard(place)
    assert (after.total, after.rounds) == (before.total, before.rounds)
    # That one of six words is missing would tell whose it was: they go together.
    assert (len(before.words), after.words) == (6, ())


@on_sqlite
def test_who_deletes_their_data_before_helps_no_four_others_to_be_shown(place):
    youths = crowd(place.engine, 5)
    record = met(place.engine, youths, NOW - timedelta(days=3))
    for youth in youths:
        vote(place, youth, record)
    with place.open_uow() as uow:
        mine = Rating.person_id == youths[0]
        uow.session.execute(update(Rating).where(mine).values(person_id=None))
    place.at(2026, 12, 1, 1)
    assert place.do(rating_rounds.settle) == 0


@on_sqlite
def test_what_is_heard_tells_neither_who_nor_when_nor_in_which_order(place):
    six(place)
    found = heard(place)
    assert [field.name for field in fields(found)] == ["total", "rounds", "words", "withdrawn"]
    assert [field.name for field in fields(found.words[0])] == ["mark", "text", "status"]
    assert sorted(word.text for word in found.words) == [f"话{n}" for n in range(6)]
    ids = place.all(select(Rating.id))
    assert not {str(number) for number in ids} & {word.mark for word in found.words}
    # The order is that of the marks, which nobody makes without the key.
    assert [w.mark for w in found.words] == sorted(w.mark for w in found.words)
    deeds = place.all(select(Audit).where(Audit.deed == "rated"))
    assert {(row.object, row.object_id, str(row.data)) for row in deeds} == {("rating", "", "{}")}


@on_sqlite
def test_an_appeal_goes_to_the_organ_s_leader_who_keeps_it(place):
    six(place)
    wanted = one_said(place, "话3")
    assert place.do(rating_appeals.appeal, QIANG, wanted, "没有这回事") == COUNTY
    assert "赵强" in place.all(select(Outbox.text).where(Outbox.person_id == MIN))[-1]
    with pytest.raises(AppealedBefore):
        place.do(rating_appeals.appeal, QIANG, wanted, "再看一遍")
    before = heard(place).total
    (case,) = place.do(rating_appeals.waiting, COUNTY, MIN)
    assert (case.cadre, case.words, case.why) == ("赵强", "话3", "没有这回事")
    place.do(rating_appeals.decide, COUNTY, MIN, wanted, keep=True, why="是真实感受")
    assert heard(place).total == before
    assert "留着" in place.all(select(Outbox.text).where(Outbox.person_id == QIANG))[-1]
    with pytest.raises(AppealedBefore):
        place.do(rating_appeals.appeal, QIANG, wanted, "再看一遍")
    with pytest.raises(NotAppealed):
        place.do(rating_appeals.decide, COUNTY, MIN, wanted, keep=False, why="改主意了")


def test_a_removed_vote_counts_no_more_and_tells_no_difference(place):
    six(place, stars=(5, 5, 5, 5, 5, 1))
    whole = heard(place)
    wanted = one_said(place, "话5")
    place.do(rating_appeals.appeal, QIANG, wanted, "骂人的话")
    place.do(rating_appeals.decide, COUNTY, MIN, wanted, keep=False, why="有侮辱人的话")
    after = heard(place)
    # Neither the round without it (five votes, 5.0), nor the old figure: nothing, until others vote.
    assert (whole.total.votes, after.total, after.withdrawn) == (6, None, True)
    assert "话5" not in {word.text for word in after.words}
    assert len(after.words) == 5
    assert december(place, 4) == 0
    assert heard(place).total is None
    place.at(2027, 1, 5, 10)
    (fifth,) = crowd(place.engine, 1, first=301)
    vote(place, fifth, met(place.engine, [fifth], place.now - timedelta(days=1)), 3)
    place.at(2027, 2, 1, 1)
    assert place.do(rating_rounds.settle) == 5
    again = heard(place)
    assert (again.total, again.withdrawn) == (Figure(10, 4.0), False)
    assert len(again.rounds) == 1


@on_sqlite
def test_the_leader_s_own_appeal_goes_to_the_organ_above(place):
    neighbours(place.engine)
    youths = crowd(place.engine, 5, cadre=MIN)
    record = met(place.engine, youths, NOW - timedelta(days=3), cadre=MIN)
    for youth in youths:
        vote(place, youth, record, 3, "还行")
    place.at(2026, 12, 1, 1)
    place.do(rating_rounds.settle)
    wanted = heard(place, MIN).words[0].mark
    assert place.do(rating_appeals.appeal, MIN, wanted, "不是这样") == CITY
    assert place.do(rating_appeals.waiting, COUNTY, MIN) == []
    assert len(place.do(rating_appeals.waiting, CITY, LEI)) == 1
    for organ, leader in ((COUNTY, MIN), (NEXT_DOOR, FANG), (CITY, MIN)):
        with pytest.raises(NotAppealed):
            place.do(rating_appeals.decide, organ, leader, wanted, keep=False, why="我不同意")
    place.do(rating_appeals.decide, CITY, LEI, wanted, keep=True, why="看过了")


@on_sqlite
def test_nobody_above_is_said(place):
    six(place)
    with place.open_uow() as uow:
        uow.session.execute(update(Appointment).values(leads=False))
    with pytest.raises(NobodyAbove):
        place.do(rating_appeals.appeal, QIANG, one_said(place, "话1"), "没有这回事")


@on_sqlite
def test_nobody_appeals_what_others_heard_or_what_is_not_shown(place):
    six(place)
    wanted = one_said(place, "话1")
    with pytest.raises(NotShownYet):
        place.do(rating_appeals.appeal, MIN, wanted, "不是说我")
    place.at(2026, 12, 10, 10)
    (late,) = crowd(place.engine, 1, first=401)
    vote(place, late, met(place.engine, [late], place.now - timedelta(days=1)), 1, "刚说的")
    with place.open_uow() as uow:
        newest = uow.session.scalar(select(func.max(Rating.id)))
        unseen = mark(uow, newest)
    for wrong in (unseen, "", "x" * 40):
        with pytest.raises(NotShownYet):
            place.do(rating_appeals.appeal, QIANG, wrong, "不是这样")


@on_sqlite
def test_held_words_wait_while_the_stars_count_and_a_refusal_can_be_taken_back(place):
    neighbours(place.engine)
    youths = crowd(place.engine, 5)
    record = met(place.engine, youths, NOW - timedelta(days=3))
    held = [vote(place, youth, record, 2, "加我 13800138000").held for youth in youths[:1]]
    for youth in youths[1:]:
        vote(place, youth, record, 2)
    place.at(2026, 12, 1, 1)
    place.do(rating_rounds.settle)
    assert held == [True]
    assert heard(place).words == ()
    assert heard(place).total.votes == 5
    (number,) = place.all(select(Screening.id))
    place.do(screening.refuse, number, MIN, COUNTY, "里面有号码")
    assert heard(place).words == ()
    assert place.do(ratings.mine, youths[0])[0].decision == "里面有号码"
    assert "申诉" in place.all(select(Outbox.text).where(Outbox.person_id == youths[0]))[-1]
    place.do(screening.keep, number, MIN, COUNTY)
    assert [word.text for word in heard(place).words] == ["加我 13800138000"]
    assert place.do(ratings.mine, youths[0])[0].decision == ""


@on_sqlite
def test_held_words_about_the_uppermost_leader_are_not_theirs_to_read(place):
    (youth,) = crowd(place.engine, 1)
    record = met(place.engine, [youth], NOW - timedelta(days=3), cadre=MIN)
    with pytest.raises(NobodyToLook, match="只打星"):
        vote(place, youth, record, 1, "加我 13800138000")
    assert not vote(place, youth, record, 1, "说话不算数").held
    neighbours(place.engine)
    assert vote(place, youth, record, 1, "加我 13800138000").held
    with place.open_uow() as uow:  # who answers for the city as well would see it from there
        post = {"cadre_id": MIN, "organisation_id": CITY, "type": "parttime", "leads": True}
        uow.session.execute(insert(Appointment).values(**post, first_day=NOW - timedelta(days=999)))
        uow.session.execute(
            update(Appointment).where(Appointment.cadre_id == LEI).values(leads=False)
        )
    with pytest.raises(NobodyToLook):
        vote(place, youth, record, 2, "加我 13800138000")


@on_sqlite
def test_words_taken_along_before_the_decision_leave_nothing_to_decide(place):
    six(place)
    wanted = one_said(place, "话3")
    place.do(rating_appeals.appeal, QIANG, wanted, "没有这回事")
    with place.open_uow() as uow:
        mine = Rating.words == "话3"
        uow.session.execute(update(Rating).where(mine).values(person_id=None, words=""))
    assert place.do(rating_appeals.waiting, COUNTY, MIN) == []
    with pytest.raises(NotAppealed):
        place.do(rating_appeals.decide, COUNTY, MIN, wanted, keep=False, why="骂人的话")


@on_sqlite
def test_the_organ_s_leader_sees_what_each_cadre_hears_and_no_neighbour_does(place):
    neighbours(place.engine)
    six(place)
    (row,) = place.do(rating_rounds.below, COUNTY, but=MIN)
    assert (row.cadre, row.figure) == ("赵强", heard(place).total)
    assert place.do(rating_rounds.below, NEXT_DOOR, but=FANG) == []
    assert place.do(rating_rounds.below, COUNTY, but=QIANG) == []
    behind = partial(place.do, rating_rounds.below, COUNTY, but=0, most=1)
    assert behind() == [row]
    assert behind(after=QIANG) == behind(after=MIN) == []  # the last one; nobody heard of


@on_sqlite
def test_of_whom_every_round_lost_a_vote_nothing_is_seen_from_above(place):
    six(place)
    with place.open_uow() as uow:
        some = uow.session.scalars(select(Rating).where(Rating.round.is_not(None))).first()
        some.status = RatingStatus.REMOVED
    assert place.do(rating_rounds.below, COUNTY, but=MIN) == []
