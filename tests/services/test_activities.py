"""Activities: who may come, what a seat that comes free brings, drawing, choosing, changing."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from domain import seats
from domain.audience import Audience, NotForYou
from domain.errors import Refusal
from domain.periods import HOME
from domain.seats import Mode, Place
from domain.signup_form import Form, Question
from models.activity import Activity, Enrolment
from models.audit import Audit
from models.contact import Contact, ContactTag
from models.person import Person, WechatUser
from models.post import Outbox
from scheduler.jobs import named
from services import activities, activity_letters, activity_making, activity_review, seating
from services.activities import AnswersWanted, BirthWanted, OfferGone, ReasonWanted, TooLate
from services.activity_drafts import sound
from services.activity_making import Draft, DraftOdd, NotYourActivity
from services.activity_reach import TooYoung
from services.activity_review import NotDrawnYet, NothingToDecide
from services.records import NotYourOrgan
from services.seating import NoSuchActivity
from services.taking import take
from tests.deskhouse import fill
from tests.services.county import COUNTY, LI, MIN, NOW, QIAN, QIANG, ZHANG, opened

STARTS = datetime(2026, 11, 28, 14, 0, tzinfo=HOME)
DRAFT = Draft(
    "河道志愿服务",
    "volunteering",
    "东门码头",
    STARTS,
    STARTS + timedelta(hours=2),
    STARTS - timedelta(days=1),
    1,
)

on_one_database = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What is decided above the database."""


def peopled(url):
    """Leave the county with everybody following, so that all can be told."""
    fill(url)
    with opened(url) as place, place.open_uow() as uow:
        uow.session.execute(
            insert(WechatUser).values(openid="o14", person_id=QIAN, bound_at=NOW, proof="sms")
        )


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=peopled)) as place:
        yield place


@pytest.fixture
def quick(new_database):
    """Give the county on SQLite alone, for what is decided above the database."""
    with opened(new_database("sqlite", fill=peopled)) as place:
        yield place


def held(place, by=MIN, **changes):
    """Let somebody hold an activity, open for signing up; return its number."""
    number = place.do(activity_making.create, by, replace(DRAFT, **changes))
    place.do(activity_making.publish, by, number)
    return number


def enrol(place, number, *people):
    return [place.do(activities.enrol, number, person) for person in people]


def of(place, number):
    """Return who has what, by person."""
    with place.open_uow(read_only=True) as uow:
        rows = uow.session.scalars(select(Enrolment).where(Enrolment.activity_id == number))
        return {row.person_id: Place(row.status) for row in rows}


def letters(place, person=None):
    question = select(Outbox.text).where(Outbox.key.like("seat:%")).order_by(Outbox.id)
    return place.all(question.where(Outbox.person_id == person) if person else question)


def test_a_seat_that_comes_free_is_kept_for_the_first_in_line_who_says_yes(place):
    number = held(place)
    assert [o.mine for o in enrol(place, number, ZHANG)] == [Place.ENROLLED]
    assert [o.position for o in enrol(place, number, LI, QIAN)] == [1, 2]
    place.do(activities.withdraw, number, ZHANG)
    assert of(place, number) == {
        ZHANG: Place.CANCELLED,
        LI: Place.OFFERED,
        QIAN: Place.WAITING,
    }
    (told,) = letters(place)
    assert "给你留到 11 月 24 日 周二 09:00" in told  # twelve hours would end at night
    offer = next(o for o in place.do(activities.mine_of, LI) if o.id == number)
    assert offer.offer_until == datetime(2026, 11, 24, 9, tzinfo=HOME)
    assert [o.position for o in place.do(activities.mine_of, QIAN)] == [1]
    assert place.do(activities.accept, number, LI).mine is Place.ENROLLED
    assert place.do(activities.accept, number, LI).mine is Place.ENROLLED


def test_what_is_declined_or_lapses_goes_to_the_next_and_says_so(place):
    number = held(place)
    enrol(place, number, ZHANG, LI, QIAN, QIANG)
    place.do(activities.withdraw, number, ZHANG)
    place.do(activities.withdraw, number, LI)
    assert of(place, number)[QIAN] is Place.OFFERED
    place.at(2026, 11, 24, 9, 0)
    with pytest.raises(OfferGone):
        place.do(activities.accept, number, QIAN)
    assert place.do(seating.settle_due) == 2  # one lapses, one is asked
    assert of(place, number) == {
        ZHANG: Place.CANCELLED,
        LI: Place.CANCELLED,
        QIAN: Place.LAPSED,
        QIANG: Place.OFFERED,
    }
    assert "让给了后面的人" in letters(place, QIAN)[-1]
    assert enrol(place, number, QIAN)[0].position == 1
    assert place.do(seating.settle_due) == 0


@on_one_database
def test_near_the_start_the_first_in_line_moves_up_at_once(place):
    number = held(place, deadline=STARTS)
    enrol(place, number, ZHANG, LI)
    place.at(2026, 11, 28, 12, 30)
    place.do(activities.withdraw, number, ZHANG)
    assert of(place, number)[LI] is Place.ENROLLED
    assert "已经给你报上" in letters(place, LI)[-1]


def test_after_the_deadline_a_seat_is_given_back_with_a_reason_and_never_after_the_start(place):
    number = held(place)
    enrol(place, number, ZHANG, LI)
    place.at(2026, 11, 27, 15, 0)
    with pytest.raises(ReasonWanted):
        place.do(activities.withdraw, number, ZHANG)
    place.do(activities.withdraw, number, ZHANG, "临时加班")
    with place.open_uow(read_only=True) as uow:
        assert {g.person_id: g.why for g in activity_review.guests(uow, MIN, number)} == {
            LI: "",
            ZHANG: "临时加班",
        }
    place.do(activities.accept, number, LI)
    place.now = STARTS
    with pytest.raises(TooLate):
        place.do(activities.withdraw, number, LI, "来不了")


def test_more_seats_are_offered_at_once_and_there_are_never_fewer_than_taken(place):
    number = held(place)
    enrol(place, number, ZHANG, LI, QIAN)
    changed = place.do(activity_making.change, MIN, number, replace(DRAFT, seats=3))
    assert (changed.moved_up, changed.told) == (2, 0)
    assert of(place, number) == {
        ZHANG: Place.ENROLLED,
        LI: Place.OFFERED,
        QIAN: Place.OFFERED,
    }
    with pytest.raises(DraftOdd, match="3 个名额给出去了"):
        place.do(activity_making.change, MIN, number, replace(DRAFT, seats=2))
    place.do(activities.withdraw, number, QIAN)
    place.do(activity_making.change, MIN, number, replace(DRAFT, seats=2))


def test_a_draw_is_done_at_the_deadline_and_can_be_done_again(place):
    number = held(place, mode="draw")
    assert [o.mine for o in enrol(place, number, ZHANG, LI, QIAN)] == [Place.APPLIED] * 3
    with pytest.raises(NotDrawnYet, match="还没有截止"):
        place.do(activity_review.draw, MIN, number)
    place.now = DRAFT.deadline
    applied = place.do(activity_review.applications, MIN, number)
    assert place.do(seating.settle_due) == 3
    (row,) = place.all(select(Activity).where(Activity.id == number))
    drawn = seats.draw(row.draw_seed, [one.number for one in applied], 1)
    by_number = {one.number: one.person_id for one in applied}
    guests = place.do(activity_review.guests, MIN, number)
    assert [g.person_id for g in guests] == [by_number[n] for n in (*drawn.chosen, *drawn.waiting)]
    assert [(g.place, g.position) for g in guests] == [
        (Place.ENROLLED, None),
        (Place.WAITING, 1),
        (Place.WAITING, 2),
    ]
    assert sorted("有你" in text for text in letters(place)) == [False, False, True]
    with pytest.raises(NotDrawnYet, match="抽过了"):
        place.do(activity_review.draw, MIN, number)


@on_one_database
def test_the_host_chooses_one_by_one_and_whoever_finds_no_seat_waits(place):
    number = held(place, mode="review")
    enrol(place, number, ZHANG, LI, QIAN)

    def decide(person, **how):
        return place.do(activity_review.decide, MIN, number, person, **how)

    assert decide(ZHANG, yes=True) is Place.ENROLLED
    assert decide(LI, yes=True) is Place.WAITING
    assert decide(QIAN, yes=False, why="这次只要两人") is Place.REFUSED
    assert "这次只要两人" in letters(place, QIAN)[-1]
    with pytest.raises(NothingToDecide):
        decide(QIAN, yes=False)
    with pytest.raises(seats.NotChosen):
        enrol(place, number, QIAN)
    assert decide(QIAN, yes=True) is Place.WAITING
    place.do(activities.withdraw, number, ZHANG)
    assert of(place, number)[LI] is Place.OFFERED


TEEN = Question("eat", "吃辣吗?", "yesno")
HOW = Question("how", "要多辣", "one", ("微辣", "中辣"), when=("eat", "是"))


@on_one_database
def test_questions_are_answered_before_there_is_a_seat(place):
    number = held(place, form=Form((TEEN, HOW)))
    with pytest.raises(AnswersWanted) as caught:
        place.do(activities.enrol, number, ZHANG)
    assert caught.value.data["page"] == f"activities/{number}"
    with pytest.raises(Refusal, match="还差一题:「要多辣」"):
        place.do(activities.enrol, number, ZHANG, {"eat": ["是"]})
    said = {"eat": ["否"], "how": ["中辣"]}
    assert place.do(activities.enrol, number, ZHANG, said).mine is Place.ENROLLED
    assert place.do(activities.seen, number, ZHANG).answers == {"eat": ["否"]}
    (guest,) = place.do(activity_review.guests, MIN, number)
    assert (guest.answers, guest.mine) == ({"eat": ["否"]}, True)


MEANT = (
    (Audience(), {ZHANG, LI, QIAN, QIANG}),
    (Audience(mine_only=True), {ZHANG, LI}),
    (Audience(industries=("village",)), {ZHANG}),
    (Audience(occupations=("student", "farmer")), {ZHANG, LI}),
    (Audience(occupations=("student",), industries=("village",)), set()),
    (Audience(tags=("摄影",)), {LI}),
)


def test_those_come_who_are_meant(place):
    with place.open_uow() as uow:
        about = {ZHANG: ("village", "farmer"), LI: ("university", "student")}
        for youth, (industry, occupation) in about.items():
            uow.session.execute(
                update(Contact)
                .where(Contact.youth_id == youth)
                .values(industry=industry, occupation=occupation)
            )
        li = uow.session.scalar(select(Contact.id).where(Contact.youth_id == LI))
        uow.session.add(ContactTag(contact_id=li, tag="摄影"))
    for audience, those in MEANT:
        number = held(place, seats=9, audience=audience)
        came = set()
        for person in (ZHANG, LI, QIAN, QIANG):
            listed, _ = place.do(activities.on_offer, person)
            try:
                enrol(place, number, person)
                came.add(person)
            except NotForYou:
                assert place.do(activities.seen, number, person).refusal
            assert (number in {offer.id for offer in listed}) == (person in came)
        assert came == those
        place.do(activity_making.cancel, MIN, number, "换下一个")


@on_one_database
def test_an_age_is_asked_for_once_kept_and_meant_for_the_day_of_the_activity(place):
    number = held(place, audience=Audience(least_age=18, most_age=28))
    other = held(place, audience=Audience(least_age=18))
    with pytest.raises(BirthWanted):
        enrol(place, number, ZHANG)
    assert place.do(activities.seen, number, ZHANG).birth_wanted
    with pytest.raises(TooYoung):
        place.do(activities.enrol, number, ZHANG, born=date(2014, 1, 1))
    with pytest.raises(NotForYou, match="18–28 岁"):
        place.do(activities.enrol, number, ZHANG, born=date(2008, 11, 29))
    assert place.all(select(Person.born).where(Person.id == ZHANG)) == [None]
    place.do(activities.enrol, number, ZHANG, born=date(2008, 11, 28))  # 18 on that very day
    assert enrol(place, other, ZHANG)[0].mine is Place.ENROLLED


def test_what_is_of_other_places_and_a_draft_is_not_there(place):
    draft = place.do(activity_making.create, MIN, DRAFT)
    with place.open_uow() as uow:
        uow.session.execute(update(Person).where(Person.id == QIAN).values(organisation_id=4))
    number = held(place)
    for who, which in ((QIAN, number), (ZHANG, draft), (ZHANG, 999)):
        with pytest.raises(NoSuchActivity):
            enrol(place, which, who)
        with pytest.raises(NoSuchActivity):
            place.do(activities.seen, which, who)
    with place.open_uow() as uow:
        uow.session.execute(update(Person).where(Person.id == ZHANG).values(organisation_id=4))
    assert enrol(place, number, ZHANG)[0].mine is Place.ENROLLED  # of the host's own case-load


@on_one_database
def test_what_goes_on_at_the_same_time_is_named(place):
    first = held(place, title="读书会")
    second = held(place, starts_at=STARTS + timedelta(hours=1), ends_at=STARTS + timedelta(hours=3))
    enrol(place, first, ZHANG)
    assert place.do(activities.clash, second, ZHANG).title == "读书会"
    assert place.do(activities.clash, second, LI) is None
    draft = replace(
        DRAFT, starts_at=STARTS + timedelta(hours=2), ends_at=STARTS + timedelta(hours=4)
    )
    assert "河道志愿服务" in place.do(activity_making.host_clash, MIN, draft)
    assert place.do(activity_making.host_clash, QIANG, draft) == ""


@on_one_database
def test_only_who_runs_it_and_an_organs_kind_only_by_who_answers_for_the_organ(place):
    number = held(place, by=QIANG)
    assert place.do(activity_making.run_by, MIN, number).host_name == "赵强"  # she leads the county
    mine = held(place, kind="open_day")
    assert place.do(activity_making.run_by, MIN, mine).organisation_id == COUNTY
    for verb, args in (
        (activity_making.run_by, ()),
        (activity_making.publish, ()),
        (activity_making.cancel, ("下雨",)),
        (activity_review.guests, ()),
        (activity_review.draw, ()),
        (activity_making.change, (DRAFT,)),
    ):
        with pytest.raises(NotYourActivity):
            place.do(verb, QIANG, mine, *args)
    with pytest.raises(NotYourOrgan):
        place.do(activity_making.create, QIANG, replace(DRAFT, kind="open_day"))
    hers = {one.id for one in place.do(activity_making.hosted, MIN)}
    assert hers == {mine}
    assert {one.id for one in place.do(activity_making.hosted, QIANG)} == {number}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"place": "远" * 61}, "不超过 60 个字"),
        ({"title": "  "}, "还没有名字"),
        ({"ends_at": STARTS}, "结束要在开始之后"),
        ({"deadline": STARTS + timedelta(minutes=1)}, "截止要在开始之前"),
        ({"seats": 0}, "名额填 1 到"),
        ({"kind": "bulletin"}, "活动类型"),
        ({"mode": "auction"}, "报名方式"),
        ({"audience": Audience(least_age=30, most_age=20)}, "从小到大"),
        ({"form": Form((Question("q", " "),))}, "第 1 个问题还没有写"),
    ],
)
def test_what_cannot_be_is_said(changes, words):
    with pytest.raises(DraftOdd, match=words):
        sound(replace(DRAFT, **changes))


def test_a_title_is_no_link_in_the_chat():
    assert "<" not in sound(replace(DRAFT, title='<a href="x">点我</a>')).title


@on_one_database
def test_every_template_makes_an_activity_and_a_copy_keeps_all_but_the_day(place):
    day = date(2026, 12, 5)
    for template in activity_making.templates():
        draft = place.do(activity_making.from_template, MIN, template.key, day)
        number = place.do(activity_making.create, MIN, draft)
        place.do(activity_making.publish, MIN, number)
    again = place.do(activity_making.copy_of, MIN, number, date(2026, 12, 12))
    assert again == replace(
        draft,
        starts_at=draft.starts_at + timedelta(days=7),
        ends_at=draft.ends_at + timedelta(days=7),
        deadline=draft.deadline + timedelta(days=7),
    )
    with pytest.raises(NotYourOrgan):
        place.do(activity_making.from_template, QIANG, "open_day", day)


def sent(place):
    """Return what would go out now, in order."""
    texts = []
    while (taken := place.do(take, "test")) is not None:
        texts.append(taken.letter.text)
    return texts


@on_one_database
def test_a_letter_whose_reason_has_gone_is_not_sent(place):
    number = held(place)
    enrol(place, number, ZHANG, LI)
    place.do(activities.withdraw, number, ZHANG)  # LI is offered the seat …
    place.do(activities.withdraw, number, LI)  # … and has said no
    assert sent(place) == []
    enrol(place, number, ZHANG)
    moved = replace(DRAFT, place="西门")
    place.do(activity_making.change, MIN, number, moved)
    place.at(2026, 11, 23, 10, 1)
    place.do(activity_making.change, MIN, number, replace(moved, place="南门"))
    (told,) = sent(place)
    assert "南门" in told
    place.do(activity_making.cancel, MIN, number, "下大雨")
    (told,) = sent(place)
    assert "取消了:下大雨" in told
    assert place.do(activities.mine_of, ZHANG) == []


def test_the_evening_before_those_who_come_are_reminded_once_and_the_guests_are_thanked(place):
    number = held(place, seats=2)
    enrol(place, number, ZHANG, LI, QIAN)
    job = named("activities")
    place.at(2026, 11, 27, 18, 59)
    assert place.do(job.run) == 0
    place.at(2026, 11, 27, 19, 0)
    assert place.do(job.run) == 2
    assert place.do(job.run) == 0
    reminded = sent(place)
    assert len(reminded) == 2
    assert all("别忘了:「河道志愿服务」11 月 28 日 周六 14:00" in text for text in reminded)
    place.at(2026, 11, 28, 14, 0)
    assert place.do(job.run) == 1
    assert place.do(activity_making.run_by, MIN, number).status == "running"
    place.at(2026, 11, 28, 16, 0)
    assert place.do(job.run) == 1
    with place.open_uow() as uow:
        came = update(Enrolment).where(Enrolment.person_id == ZHANG)
        uow.session.execute(came.values(checked_in_at=STARTS))
        uow.session.execute(update(Activity).values(closed_at=uow.now, status="archived"))
    assert place.do(activity_letters.remind) == 0
    place.at(2026, 11, 28, 16, 40)
    assert place.do(activity_letters.remind) == 1
    assert place.do(activity_letters.remind) == 0
    (thanks,) = sent(place)
    assert thanks.startswith("谢谢你来「河道志愿服务」")


def test_at_night_nobody_is_told_and_the_letter_names_the_day(quick):
    number = held(quick, mode="draw", deadline=STARTS - timedelta(hours=16))
    enrol(quick, number, ZHANG)
    quick.at(2026, 11, 27, 22, 0)
    assert quick.do(seating.settle_due) == 1
    assert sent(quick) == []
    quick.at(2026, 11, 28, 8, 0)
    (told,) = sent(quick)
    assert "有你:11 月 28 日 周六 14:00" in told
    quick.at(2026, 11, 27, 22, 0)
    early = replace(DRAFT, starts_at=STARTS.replace(hour=9), deadline=STARTS.replace(hour=7))
    quick.do(activity_making.change, MIN, number, replace(early, mode="draw"))
    assert len(sent(quick)) == 1, "what begins early cannot wait for the morning"


def test_who_let_a_seat_lapse_is_told_only_what_can_still_be_done(quick):
    number = held(quick, offer_hours=1)
    enrol(quick, number, ZHANG, LI, QIAN)
    quick.at(2026, 11, 27, 15, 0)
    quick.do(activities.withdraw, number, ZHANG, "有事")
    quick.at(2026, 11, 27, 16, 0)
    quick.do(seating.settle_due)
    assert "再报" not in letters(quick, LI)[-1]
    assert "看看别的" in letters(quick, LI)[-1]
    before = len(letters(quick, QIAN))
    with quick.open_uow() as uow:
        uow.session.execute(update(Enrolment).values(offer_until=STARTS))
    quick.now = STARTS
    quick.do(seating.settle_due)
    assert of(quick, number)[QIAN] is Place.LAPSED
    assert len(letters(quick, QIAN)) == before


def test_whoever_the_host_never_answered_is_told_when_it_begins(quick):
    number = held(quick, mode="review")
    enrol(quick, number, ZHANG, LI)
    quick.do(activity_review.decide, MIN, number, ZHANG, yes=True)
    quick.now = STARTS
    quick.do(seating.settle_due)
    assert of(quick, number) == {ZHANG: Place.ENROLLED, LI: Place.REFUSED}
    assert "这次没有轮到你(名额已经定了)" in letters(quick, LI)[-1]
    before = len(letters(quick))
    quick.do(seating.settle_due)
    assert len(letters(quick)) == before


def test_lots_are_drawn_before_the_start_and_nobody_applies_once_they_are_cast(quick):
    with pytest.raises(DraftOdd, match="至少比开始早 1 小时"):
        quick.do(activity_making.create, MIN, replace(DRAFT, mode="draw", deadline=STARTS))
    number = held(quick, mode="draw")
    enrol(quick, number, ZHANG)
    quick.now = DRAFT.deadline
    quick.do(seating.settle_due)
    week = timedelta(days=7)
    later = replace(
        DRAFT,
        mode="draw",
        starts_at=STARTS + week,
        ends_at=STARTS + week + timedelta(hours=2),
        deadline=DRAFT.deadline + week,
    )
    quick.do(activity_making.change, MIN, number, later)
    with pytest.raises(seats.Closed):
        enrol(quick, number, LI)


def test_what_had_begun_and_is_put_off_is_to_come_again(quick):
    number = held(quick)
    enrol(quick, number, ZHANG)
    quick.now = STARTS
    quick.do(seating.settle_due)
    day = timedelta(days=2)
    later = replace(DRAFT, starts_at=STARTS + day, ends_at=STARTS + day + timedelta(hours=2))
    quick.do(activity_making.change, MIN, number, later)
    assert quick.do(activity_making.run_by, MIN, number).status == "open"
    quick.now = STARTS + day - timedelta(hours=5)
    assert quick.do(activity_letters.remind) == 1


def test_who_has_no_place_learns_nothing_by_saying_yes(quick):
    draft = quick.do(activity_making.create, MIN, DRAFT)
    with pytest.raises(NoSuchActivity):
        quick.do(activities.accept, draft, ZHANG)


@on_one_database
def test_the_trail_names_no_more_than_numbers(place):
    number = held(place, form=Form((Question("q", "电话?"),)))
    place.do(activities.enrol, number, ZHANG, {"q": ["13800001111"]})
    trail = place.all(select(Audit.data).where(Audit.object == "activity"))
    assert trail[-1] == {"person": ZHANG}
    assert Mode(place.do(activity_making.run_by, MIN, number).mode) is Mode.FIRST
