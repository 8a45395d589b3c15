"""A wish from posting to coming true: who may do what, who sees what, and what each is told."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.event import listen, remove

from domain import wish_words as words
from domain.wishes import (
    AlreadyClaimed,
    Finished,
    NotApproved,
    NotClaimed,
    ReasonNeeded,
    Viewer,
    WishStatus,
)
from models.audit import Audit
from models.cadre import Appointment
from models.person import Person, WechatUser
from models.post import Outbox
from models.record import Record
from models.screening import Screening
from models.wish import Claim, Wish, WishNote
from services import (
    contacts,
    phones,
    reasons,
    safety,
    wish_claims,
    wish_pool,
    wish_review,
    wishes,
)
from services.wish_claims import AlreadySaid, NotYourOrgan, OutOfOrgansReach, Waiting
from services.wish_confirming import NobodySaidSo
from services.wish_review import OwnWish
from services.wish_sharing import DoneAlready, NotShared, OwnPromise
from services.wishes import (
    ConfirmFirst,
    NearlyTrue,
    NoAdultOrganisation,
    NoMoreContact,
    NoSuchKind,
    NoSuchWish,
)
from tests.services.county import CITY, COUNTY, LI, MIN, NOW, QIANG, ZHANG, county, opened
from tests.services.neighbours import FANG, LEI, NEXT_DOOR, XIAO, neighbours

PHONE = "+8619900000011"
TEXT = "想要一本高考数学复习书"
DAY = timedelta(days=1)
on_one_database = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What is decided above the database."""
PRIVATE = {"name", "school", "phone", "notes", "thanks", "claimer", "helpers", "reason"}


def filled(url):
    """Leave the county with its neighbours, and 张三 with a number and an account."""
    county(url)
    with opened(url) as place:
        neighbours(place.engine)
        with place.engine.begin() as c:
            user = {"openid": f"o{ZHANG}", "person_id": ZHANG, "bound_at": NOW, "proof": "sms"}
            c.execute(insert(WechatUser).values(**user))
        with place.open_uow() as uow:
            person = uow.session.get_one(Person, ZHANG)
            vault = uow.means.vault
            person.phone = phones.sealed(vault, ZHANG, PHONE)
            person.phone_index = phones.index(vault, PHONE)


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=filled)) as place:
        yield place


def act(place, who, verb, *args, **kwargs):
    """Do one thing as somebody."""
    with place.open_uow() as uow:
        uow.actor = who
        return verb(uow, *args, **kwargs)


def post(place, who=ZHANG, **more):
    said = {"text": TEXT, "kind": "study", "surname_shown": True, "yuan": 60} | more
    return act(place, who, wishes.post, who, **said).id


def approved(place, who=ZHANG, **more):
    wish = post(place, who, **more)
    act(place, MIN, wish_review.approve, wish, COUNTY)
    return wish


def claimed(place, cadre=QIANG, **more):
    wish = approved(place, **more)
    act(place, cadre, wish_claims.claim, wish, cadre)
    return wish


def status(place, wish):
    return place.all(select(Wish.status).where(Wish.id == wish))[0]


def told(place, who):
    """Return what the letters of somebody say that would go now."""
    with place.open_uow(read_only=True) as uow:
        rows = uow.session.scalars(
            select(Outbox).where(Outbox.person_id == who).order_by(Outbox.id)
        ).all()
        return [
            row.text
            for row in rows
            if reasons.fresh(uow, {**row.because, "to": row.openid}, row.text, row.fields)
        ]


def look(place, wish, viewer, organ=None):
    with place.open_uow(read_only=True) as uow:
        return wishes.seen(uow, wish, viewer, organ_id=organ)


def looks(place, wish, viewer, organ=None):
    """Return what of a wish somebody sees that is not empty, by field; nothing if there is none."""
    try:
        return {name for name, value in asdict(look(place, wish, viewer, organ)).items() if value}
    except NoSuchWish:
        return set()


def test_it_comes_true_once_both_have_said_so_and_only_then_it_counts(place):
    wish = claimed(place)
    assert "王敏" not in told(place, ZHANG)[-1]
    assert "支部 赵强" in told(place, ZHANG)[-1]
    assert not act(place, QIANG, wish_claims.done, wish, QIANG).fulfilled
    assert not act(place, QIANG, wish_claims.done, wish, QIANG).fulfilled, "one side, said twice"
    assert (status(place, wish), place.all(select(Record.id))) == (WishStatus.CLAIMED, [])
    assert f"收到{wish}" in told(place, ZHANG)[-1]
    place.now += DAY
    assert act(place, ZHANG, wish_claims.agree, wish, ZHANG, "谢谢赵老师").fulfilled
    assert status(place, wish) == WishStatus.FULFILLED
    assert place.all(select(Claim.ending)) == ["done"]
    assert place.all(select(Wish.fulfilled_at)) == [place.now]
    assert place.all(select(Record.cadre_id).where(Record.wish_id == wish)) == [QIANG]
    assert "TA 说:谢谢赵老师" in told(place, QIANG)[-1]
    with pytest.raises(Finished):
        act(place, ZHANG, wish_claims.agree, wish, ZHANG)
    assert len(place.all(select(Record.id))) == 1


@on_one_database
def test_the_owner_may_be_the_first_to_say_so(place):
    wish = claimed(place)
    assert not act(place, ZHANG, wish_claims.agree, wish, ZHANG).fulfilled
    assert f"办好了{wish}" in told(place, QIANG)[-1]
    with pytest.raises(AlreadySaid):
        act(place, QIANG, wish_claims.release, wish, QIANG, "出差")
    with pytest.raises(NearlyTrue, match=f"没收到{wish}"):
        act(place, ZHANG, wishes.withdraw, wish, ZHANG)
    place.now += 6 * DAY
    assert act(place, QIANG, wish_claims.settle) == 0, "no nudge to somebody who is waited for"
    place.now += 24 * DAY
    assert act(place, QIANG, wish_claims.settle) == 1, "it waits for the other side, asked again"
    assert "就差你一句" in told(place, QIANG)[-1]
    with pytest.raises(Waiting, match=f"心愿{wish}"):
        act(place, QIANG, wish_claims.claim, wish, QIANG)
    act(place, ZHANG, wish_claims.disagree, wish, ZHANG)
    assert not any("说收到了" in text for text in told(place, QIANG)), "taken back, it asks nobody"
    act(place, ZHANG, wish_claims.agree, wish, ZHANG)
    act(place, ZHANG, contacts.leave, ZHANG)
    assert act(place, QIANG, wish_claims.settle) == 0, "what was received may still be counted"
    assert act(place, QIANG, wish_claims.done, wish, QIANG).fulfilled


def test_not_yet_gives_the_claimer_some_days_more(place):
    wish = claimed(place)
    with pytest.raises(NobodySaidSo, match=f"心愿留言{wish}"):
        act(place, ZHANG, wish_claims.disagree, wish, ZHANG, "还没见到")
    act(place, QIANG, wish_claims.done, wish, QIANG)
    asked = told(place, ZHANG)[-1]
    place.now += 8 * DAY
    act(place, ZHANG, wish_claims.disagree, wish, ZHANG, "还没见到")
    assert place.all(select(Claim.expires_at)) == [place.now + 2 * DAY]
    assert any("还没收到" in text for text in told(place, QIANG))
    assert "还没见到" in told(place, QIANG)[-1]
    assert asked not in told(place, ZHANG), "what was taken back asks nobody"
    place.now += 2 * DAY
    assert act(place, None, wish_claims.settle) == 1
    assert status(place, wish) == WishStatus.OPEN


def test_who_stays_silent_is_asked_once_more_and_then_it_stays_uncounted(place):
    wish = claimed(place)
    act(place, QIANG, wish_claims.done, wish, QIANG)
    place.now += 7 * DAY - timedelta(microseconds=1)
    assert act(place, None, wish_claims.settle) == 0
    place.now += timedelta(microseconds=1)
    assert (act(place, None, wish_claims.settle), act(place, None, wish_claims.settle)) == (1, 0)
    asked = [text for text in told(place, ZHANG) if f"没收到{wish}" in text]
    assert ["想再问你一次" in text for text in asked] == [False, True]
    place.now += 300 * DAY
    assert act(place, None, wish_claims.settle) == 0, "never a third time"
    assert look(place, wish, QIANG).asked_again
    assert (status(place, wish), place.all(select(Record.id))) == (WishStatus.CLAIMED, [])
    act(place, ZHANG, wish_claims.disagree, wish, ZHANG)
    act(place, QIANG, wish_claims.done, wish, QIANG)
    assert not look(place, wish, QIANG).asked_again, "done again, it is asked again"
    place.now += 7 * DAY
    assert act(place, None, wish_claims.settle) == 1
    assert act(place, ZHANG, wish_claims.agree, wish, ZHANG).fulfilled, "it is never too late"


@on_one_database
def test_an_owner_who_leaves_after_it_was_done_lets_nobody_do_it_twice(place):
    wish = claimed(place)
    act(place, QIANG, wish_claims.done, wish, QIANG)
    act(place, ZHANG, contacts.leave, ZHANG)
    assert act(place, None, wish_claims.settle) == 1
    assert (status(place, wish), place.all(select(Claim.ending))) == ("removed", ["left"])
    assert "不用再等 TA 确认" in told(place, QIANG)[-1]
    assert place.all(select(Record.id)) == []
    act(place, ZHANG, contacts.come_back, ZHANG)
    assert "再许一个" in look(place, wish, ZHANG).reason
    with pytest.raises(Finished):
        act(place, MIN, wish_claims.claim, wish, MIN)


@on_one_database
def test_a_leader_promises_for_no_organ_that_does_not_reach_it(place):
    wish = approved(place)
    with place.open_uow() as uow:
        post = {"organisation_id": COUNTY, "type": "parttime", "first_day": NOW.date()}
        uow.session.add(Appointment(cadre_id=FANG, **post))
    with pytest.raises(OutOfOrgansReach, match=f"认领心愿{wish}"):
        act(place, FANG, wish_claims.claim_for_organ, wish, FANG)
    with pytest.raises(OutOfOrgansReach):
        act(place, FANG, wish_claims.claim, wish, FANG, organ_id=NEXT_DOOR)
    with pytest.raises(NotYourOrgan):
        act(place, QIANG, wish_claims.claim_for_organ, wish, QIANG)
    assert not act(place, FANG, wish_claims.claim, wish, FANG).organ
    assert not act(place, FANG, wish_claims.claim, wish, FANG).organ, "pressed again it is the same"


@on_one_database
def test_who_is_not_shown_to_be_a_cadre_sees_their_own_wishes_only(place):
    wish = claimed(place)
    with place.open_uow(read_only=True) as uow:
        with pytest.raises(NoSuchWish):
            wishes.seen(uow, wish, QIANG, as_cadre=False)
        assert wishes.seen(uow, wish, ZHANG, as_cadre=False).viewer is Viewer.OWNER
    with pytest.raises(NoSuchWish):
        act(place, QIANG, wish_claims.note, wish, QIANG, "我来看看", as_cadre=False)


@on_one_database
def test_only_the_claimer_takes_the_claimer_s_steps(place):
    wish = claimed(place)
    for who in (LI, MIN, FANG, LEI, ZHANG):
        for verb in (wish_claims.done, wish_claims.share):
            with pytest.raises(NoSuchWish):
                act(place, who, verb, wish, who)
        with pytest.raises(NoSuchWish):
            act(place, who, wish_claims.release, wish, who, "出差")
    assert (status(place, wish), place.all(select(Claim.done_at))) == ("claimed", [None])


@on_one_database
def test_only_the_owner_takes_the_owner_s_steps(place):
    wish = claimed(place)
    act(place, QIANG, wish_claims.done, wish, QIANG)
    for who in (LI, QIANG, MIN, FANG, LEI):
        for verb in (wish_claims.agree, wish_claims.disagree, wishes.withdraw):
            with pytest.raises(NoSuchWish):
                act(place, who, verb, wish, who)
        if who != QIANG:
            with pytest.raises(NoSuchWish):
                act(place, who, wish_claims.note, wish, who, "我来看看")
    assert (status(place, wish), place.all(select(Claim.agreed_at))) == ("claimed", [None])


@on_one_database
def test_what_the_state_does_not_allow_is_refused_in_words(place):
    wish = post(place)
    with pytest.raises(NotApproved):
        act(place, QIANG, wish_claims.claim, wish, QIANG)
    with pytest.raises(NotClaimed):
        act(place, ZHANG, wish_claims.agree, wish, ZHANG)
    act(place, MIN, wish_review.approve, wish, COUNTY)
    act(place, QIANG, wish_claims.claim, wish, QIANG)
    with pytest.raises(AlreadyClaimed):
        act(place, MIN, wish_claims.claim, wish, MIN)
    with pytest.raises(ReasonNeeded):
        act(place, QIANG, wish_claims.release, wish, QIANG, "  ")
    with pytest.raises(ReasonNeeded):
        act(place, MIN, wish_review.remove, wish, COUNTY, " ")
    act(place, QIANG, wish_claims.done, wish, QIANG)
    with pytest.raises(ConfirmFirst, match=f"收到{wish}"):
        act(place, ZHANG, wishes.withdraw, wish, ZHANG)
    with pytest.raises(DoneAlready):
        act(place, QIANG, wish_claims.share, wish, QIANG)
    act(place, ZHANG, wish_claims.agree, wish, ZHANG)
    with pytest.raises(Finished):
        act(place, MIN, wish_review.remove, wish, COUNTY, "重复")
    with pytest.raises(Finished):
        act(place, ZHANG, wishes.withdraw, wish, ZHANG)


@on_one_database
def test_a_posted_wish_is_checked(place):
    with pytest.raises(NoSuchKind):
        post(place, kind="moon")
    with pytest.raises(words.TooDear):
        post(place, yuan=501)
    with pytest.raises(words.Reveals):
        post(place, text="打 19900000011")
    assert place.all(select(Wish.id)) == []


@on_one_database
def test_given_back_it_waits_again_and_the_owner_reads_why(place):
    wish = claimed(place)
    act(place, QIANG, wish_claims.release, wish, QIANG, "临时出差")
    assert status(place, wish) == WishStatus.OPEN
    assert place.all(select(Claim.ending)) == ["released"]
    assert "临时出差" in told(place, ZHANG)[-1]
    act(place, MIN, wish_claims.claim, wish, MIN)
    assert not any("临时出差" in text for text in told(place, ZHANG)), "somebody else has it now"


@on_one_database
def test_taken_down_it_ends_the_promise_and_says_why(place):
    wish = claimed(place)
    act(place, MIN, wish_review.remove, wish, COUNTY, "和另一个重复了")
    assert (status(place, wish), place.all(select(Claim.ending))) == ("removed", ["removed"])
    assert "和另一个重复了" in told(place, ZHANG)[-1]
    assert "不算你没办成" in told(place, QIANG)[-1]
    assert look(place, wish, ZHANG).reason == "和另一个重复了"


@on_one_database
def test_taken_back_it_ends_the_promise_at_no_cost(place):
    wish = claimed(place)
    act(place, ZHANG, wishes.withdraw, wish, ZHANG)
    assert (status(place, wish), place.all(select(Claim.ending))) == ("removed", ["withdrawn"])
    assert "不算你没办成" in told(place, QIANG)[-1]


def test_an_organ_reviews_its_own_area_and_below_and_nobody_their_own(place):
    wish = post(place)
    with place.open_uow(read_only=True) as uow:
        seen = {organ: wish_review.waiting(uow, organ) for organ in (COUNTY, CITY, NEXT_DOOR)}
    assert [len(seen[organ]) for organ in (COUNTY, CITY, NEXT_DOOR)] == [1, 1, 0]
    assert (seen[COUNTY][0].organisation, seen[COUNTY][0].name) == ("支部", "")
    for step in (
        lambda uow: wish_review.approve(uow, wish, NEXT_DOOR),
        lambda uow: wish_review.remove(uow, wish, NEXT_DOOR, "不合适"),
    ):
        with pytest.raises(NoSuchWish):
            act(place, FANG, step)
    assert "心愿审核" in told(place, MIN)[-1]
    own = act(place, MIN, wishes.post_for_child, MIN, text="一盒水彩笔", kind="study", yuan=None).id
    with pytest.raises(OwnWish):
        act(place, MIN, wish_review.approve, own, COUNTY)
    assert "心愿审核" in told(place, LEI)[-1], "it goes up where she is the only one"
    act(place, LEI, wish_review.approve, own, CITY)
    act(place, MIN, wish_review.approve, wish, COUNTY)
    assert not any("心愿审核" in text for text in told(place, MIN) + told(place, LEI)), "all done"


@on_one_database
def test_a_child_s_wish_is_posted_by_a_cadre_in_post_and_shows_the_adult(place):
    with pytest.raises(NoAdultOrganisation):
        act(place, ZHANG, wishes.post_for_child, ZHANG, text="一盒水彩笔", kind="study")
    wish = act(place, QIANG, wishes.post_for_child, QIANG, text="一盒水彩笔", kind="study").id
    act(place, MIN, wish_review.approve, wish, COUNTY)
    with pytest.raises(NoSuchWish):
        act(place, QIANG, wish_claims.claim, wish, QIANG)
    got = act(place, MIN, wish_claims.claim, wish, MIN)
    assert (got.name, got.school) == ("赵强", "支部")
    act(place, MIN, wish_claims.done, wish, MIN)
    assert act(place, QIANG, wish_claims.agree, wish, QIANG).fulfilled


@on_one_database
def test_an_organ_s_promise_is_made_by_its_leader(place):
    wish = approved(place)
    for who, organ in ((QIANG, COUNTY), (MIN, CITY), (LEI, COUNTY)):
        with pytest.raises(NotYourOrgan):
            act(place, who, wish_claims.claim, wish, who, organ_id=organ)
    act(place, MIN, wish_claims.claim, wish, MIN, organ_id=COUNTY)
    assert place.all(select(Claim.organ_id)) == [COUNTY]
    assert look(place, wish, ZHANG).claimer == "县委(联系人 王敏)"
    act(place, ZHANG, wish_claims.agree, wish, ZHANG)
    assert act(place, MIN, wish_claims.done, wish, MIN).fulfilled


def test_several_share_it_and_never_see_who_wishes(place):
    wish = claimed(place)
    with pytest.raises(NotShared):
        act(place, MIN, wish_claims.join, wish, MIN, "一半的钱")
    act(place, QIANG, wish_claims.share, wish, QIANG)
    with pytest.raises(OwnPromise):
        act(place, QIANG, wish_claims.join, wish, QIANG, "我")
    with pytest.raises(NoSuchWish):
        act(place, FANG, wish_claims.join, wish, FANG, "邻县的")
    act(place, MIN, wish_claims.join, wish, MIN, "一半的钱")
    act(place, LEI, wish_claims.join, wish, LEI, "")
    assert any("支部 王敏来拼心愿" in text and "一半的钱" in text for text in told(place, QIANG))
    act(place, QIANG, wish_claims.note, wish, QIANG, "周六带给你")
    one = look(place, wish, MIN)
    assert (one.viewer, one.claimer) == (Viewer.SHARER, "支部 赵强")
    assert [helper.brings for helper in one.helpers] == ["一半的钱", ""]
    assert looks(place, wish, MIN) & {"name", "school", "phone", "notes", "picture"} == set()
    assert "张三" not in repr(one)
    act(place, LEI, wish_claims.leave_share, wish, LEI)
    assert [held.lead for held in act(place, MIN, wish_claims.claims_of, MIN)] == [False]
    assert act(place, LEI, wish_claims.claims_of, LEI) == []
    assert looks(place, wish, LEI), "it waits for company"
    act(place, QIANG, wish_claims.done, wish, QIANG)
    assert looks(place, wish, LEI) == set(), "done, nobody joins any more"
    act(place, ZHANG, wish_claims.agree, wish, ZHANG)
    credited = place.all(select(Record.cadre_id).where(Record.wish_id == wish))
    assert sorted(credited) == [MIN, QIANG]


@on_one_database
def test_what_each_sees_of_a_wish_that_waits(place):
    wish = approved(place)
    public = {
        *("id", "number", "text", "kind", "kind_title", "place", "yuan", "status"),
        *("status_title", "day", "viewer", "surname"),
    }
    for cadre in (QIANG, MIN, LEI):
        assert looks(place, wish, cadre) == public
    assert look(place, wish, QIANG).place == "县委", "the area and never the branch"
    assert looks(place, wish, MIN, COUNTY) == public | {"organisation"}
    assert looks(place, wish, ZHANG) == public
    for stranger, organ in ((LI, None), (XIAO, None), (FANG, NEXT_DOOR), (FANG, None)):
        assert looks(place, wish, stranger, organ) == set()


@on_one_database
def test_what_each_sees_of_a_wish_that_is_claimed(place):
    wish = claimed(place, surname_shown=False)
    act(place, QIANG, wish_claims.note, wish, QIANG, "买好了")
    act(place, ZHANG, wish_claims.note, wish, ZHANG, "周六有空")
    one = look(place, wish, QIANG)
    assert (one.name, one.school, one.phone) == ("张三", "支部", PHONE)
    assert [note.mine for note in one.notes] == [True, False]
    mine = look(place, wish, ZHANG)
    assert (mine.claimer, mine.name, mine.phone) == ("支部 赵强", "", "")
    reviewer = looks(place, wish, MIN, COUNTY)
    assert reviewer & PRIVATE == set()
    for stranger, organ in ((MIN, None), (LEI, None), (FANG, NEXT_DOOR), (XIAO, None), (LI, None)):
        assert looks(place, wish, stranger, organ) == set()
    shown = place.all(select(Audit.object_id).where(Audit.deed == "shown"))
    assert shown == [str(ZHANG)]
    for data in place.all(select(Audit.data)):
        assert not {"张三", PHONE, TEXT, "买好了"} & {str(value) for value in data.values()}
    act(place, QIANG, wish_claims.release, wish, QIANG, "出差")
    assert looks(place, wish, QIANG) & PRIVATE == set(), "given back, it is forgotten"


@on_one_database
def test_the_number_is_shown_for_the_days_of_the_promise_only(place):
    wish = claimed(place)
    act(place, QIANG, wish_claims.done, wish, QIANG)
    place.now += 7 * DAY
    one = look(place, wish, QIANG)
    assert (one.viewer, one.name, one.phone) == (Viewer.CLAIMER, "", "")
    act(place, ZHANG, contacts.leave, ZHANG)
    assert looks(place, wish, QIANG) == set()
    with pytest.raises(NoMoreContact):
        act(place, QIANG, wish_claims.done, wish, QIANG)
    assert told(place, ZHANG) == [], "whoever wants no contact gets no letter either"


def test_the_pool_has_what_is_within_reach_and_nothing_of_who_wishes(place):
    cheap, dear = approved(place, yuan=20), approved(place, yuan=300, kind="daily")
    free = approved(place, LI, yuan=None, surname_shown=False)
    post(place, text="还没审")
    with place.open_uow(read_only=True) as uow:

        def ids(cadre, **sift):
            return [row.id for row in wish_pool.pool(uow, cadre, **sift).rows]

        assert ids(QIANG) == ids(MIN) == ids(LEI) == [cheap, dear, free]
        assert ids(FANG) == []
        assert ids(QIANG, kind="daily") == [dear]
        assert ids(QIANG, most_yuan=20) == [cheap, free]
        assert ids(QIANG, most_yuan=0) == [free]
        assert ids(LEI, area=COUNTY) == [cheap, dear, free]
        assert ids(LEI, area=NEXT_DOOR) == []
        assert ids(QIANG, skip=2) == [free]
        assert wish_pool.pool(uow, QIANG).total == 3
        assert wish_pool.areas(uow, LEI) == [(COUNTY, "县委")]
        rows = wish_pool.pool(uow, QIANG).rows
        assert [(row.surname, row.place) for row in rows] == [("张", "县委")] * 2 + [("", "县委")]
        assert "张三" not in repr(rows)


def test_what_the_pool_offers_can_be_claimed_or_joined(place):
    one, two = approved(place), approved(place)
    act(place, QIANG, wish_claims.claim, one, QIANG)
    act(place, QIANG, wish_claims.claim, two, QIANG)
    act(place, QIANG, wish_claims.share, two, QIANG)
    with place.open_uow(read_only=True) as uow:
        found = wish_pool.pool(uow, MIN)
        assert ([(row.id, row.shared) for row in found.rows], found.total) == ([(two, True)], 1)
        assert wish_pool.pool(uow, QIANG).rows == []
    act(place, MIN, wish_claims.join, two, MIN, "车")
    place.now += 7 * DAY  # to the hour, and nobody has looked at the clock yet
    with place.open_uow(read_only=True) as uow:
        rows = wish_pool.pool(uow, MIN).rows
        assert [(row.id, row.shared) for row in rows] == [(one, False), (two, False)]
    assert act(place, MIN, wish_claims.claim, one, MIN).name == "张三"
    act(place, QIANG, contacts.leave, ZHANG)
    with place.open_uow(read_only=True) as uow:
        assert wish_pool.pool(uow, MIN).rows == []


@on_one_database
def test_words_that_somebody_has_to_look_at_wait(place):
    wish = claimed(place)
    why = act(place, QIANG, wish_claims.note, wish, QIANG, "加我微信 zhaoqiang001 或 19900000102")
    assert why
    assert look(place, wish, ZHANG).notes == ()
    assert [note.held for note in look(place, wish, QIANG).notes] == [True]
    before = told(place, ZHANG)
    note = place.all(select(WishNote.id))[0]
    with place.open_uow() as uow:
        row = uow.session.scalars(select(Screening).where(Screening.thing == "wish_note")).one()
        assert (row.thing_id, row.organ_id) == (note, COUNTY)
        row.status = "kept"
        safety.registered("wish_note").of.kept(uow, note)
    assert len(told(place, ZHANG)) == len(before) + 1
    assert [seen.held for seen in look(place, wish, ZHANG).notes] == [False]


@on_one_database
def test_a_wish_that_screening_lets_through_or_not_is_reviewed_by_that(place):
    good, bad = post(place), post(place)
    with place.open_uow() as uow:
        of = safety.registered("wish").of
        of.kept(uow, good)
        of.refused(uow, bad, "请换个说法")
        of.kept(uow, bad)
    assert (status(place, good), status(place, bad)) == ("open", "removed")
    assert "请换个说法" in " ".join(told(place, ZHANG))


@on_one_database
def test_letters_wait_for_the_morning(place):
    wish = post(place)
    place.at(2026, 11, 23, 22, 30)
    act(place, MIN, wish_review.approve, wish, COUNTY)
    assert place.all(select(Outbox.due_at).where(Outbox.person_id == ZHANG)) == [
        place.now + timedelta(hours=9, minutes=30)
    ]


@on_one_database
def test_the_lists_ask_no_question_a_row(place):
    def asked(read):
        seen = []
        with place.open_uow(read_only=True) as uow:
            count = lambda *said: seen.append(said[2])  # noqa: E731 - it counts
            listen(place.engine, "before_cursor_execute", count)
            rows = read(uow)
            remove(place.engine, "before_cursor_execute", count)
        return len(seen), len(rows)

    lists = (
        lambda uow: wish_pool.pool(uow, MIN).rows,
        lambda uow: wish_review.waiting(uow, COUNTY),
        lambda uow: wishes.mine(uow, ZHANG, 50),
    )
    more_wishes(place, 100, 1)
    few = [asked(read) for read in lists]
    more_wishes(place, 200, 8)
    many = [asked(read) for read in lists]
    assert [rows for _, rows in few] == [1, 1, 2]
    assert [rows for _, rows in many] == [9, 9, 18]
    assert [questions for questions, _ in few] == [questions for questions, _ in many]


def more_wishes(place, first, count):
    """Add as many wishes of 张三 that wait for somebody, and as many that wait for review."""
    same = {"person_id": ZHANG, "organisation_id": COUNTY, "area_id": COUNTY, "kind": "study"}
    same |= {"created_at": NOW, "changed_at": NOW, "text": TEXT}
    rows = [
        {"id": first + 10 * n + waits, "status": ("open", "pending")[waits], **same}
        for n in range(count)
        for waits in (0, 1)
    ]
    with place.open_uow() as uow:
        uow.session.execute(insert(Wish), rows)
