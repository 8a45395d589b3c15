"""What a reminder offers is understood when it is tapped: the chat gets back what the link says."""

import re
from datetime import timedelta

import pytest
import urllib3
from sqlalchemy import select, update

from domain import wording
from domain.wishes import WishStatus
from models.activity import Activity, Enrolment
from models.person import Person
from models.post import Inbound
from models.wish import Claim, Wish
from services import quotas, ways
from services.ways import Asked
from tests.chat.inbound import tell

TAP = re.compile(r"msgmenucontent=([^&]+)&")


@pytest.fixture
def ask(house):
    """Ask what would fill the gaps of 赵强."""

    def ask():
        with house.app.open_uow(read_only=True) as uow:
            zhao = uow.session.scalar(select(Person).where(Person.name == "赵强"))
            stand = quotas.of_cadre(uow, zhao.id, uow.today)
            owed = tuple(s for s in quotas.owed(stand) if s.days_left is not None)
            return ways.for_people(uow, [Asked(zhao.id, zhao.organisation_id, owed)])[zhao.id]

    return ask


def rows(house, question):
    with house.app.open_uow(read_only=True) as uow:
        return uow.session.execute(question).all()


def test_an_activity_with_one_tap(house, ask):
    outing = ask().outings[0]
    assert outing.fills == ("five-ones-parttime",)
    (said,) = TAP.findall(wording.tap(f"报名活动{outing.id}", "报名"))
    assert tell(house, "赵强", said).startswith(f"报好了:「{outing.title}」")
    assert "已经" in tell(house, "赵强", said)
    taken = select(Enrolment.status).where(Enrolment.activity_id == outing.id)
    assert len(rows(house, taken.join(Person).where(Person.name == "赵强"))) == 1


def test_a_meeting_with_one_tap(house, ask):
    unmet = ask().unmet[0]
    (said,) = TAP.findall(wording.tap(f"记谈心{unmet.name}", "聊过了"))
    answer = tell(house, "赵强", said)
    assert answer.startswith(f"记好了:今天 · 谈心谈话,和{unmet.name}。")
    assert "「五个一(兼职)」" in answer


def test_only_what_would_count_before_the_end_is_offered(house, ask):
    with house.app.open_uow() as uow:
        beyond = uow.now + timedelta(days=60)
        uow.session.execute(
            update(Activity).values(starts_at=beyond, ends_at=beyond + timedelta(hours=2))
        )
    assert ask().outings == ()
    with house.app.open_uow() as uow:
        soon = uow.now + timedelta(days=2)
        of = {"starts_at": soon, "ends_at": soon + timedelta(hours=2), "deadline": soon}
        uow.session.execute(update(Activity).values(**of, taken=Activity.seats))
    assert ask().outings == ()  # full
    with house.app.open_uow() as uow:
        uow.session.execute(update(Activity).values(taken=0, kind="open_day"))
    assert ask().outings == ()  # of a kind that does not count


def fetch(address, **headers):
    """Fetch a page, and leave no connection open for which the house would wait."""
    # Without a second try: to the house it would be another browser.
    asked = {"Connection": "close", **headers}
    return urllib3.request("GET", address, headers=asked, retries=False, timeout=60)


def test_a_wish_with_one_tap_and_its_owner_for_the_claimer_alone(house, ask):
    wish = ask().wishes[0]
    (said,) = TAP.findall(wording.tap(f"认领心愿{wish.id}", "我来认领"))
    answer = tell(house, "赵强", said)
    assert answer.startswith(f"认领好了:「{wish.text}」(编号 W-{wish.id})。")
    (status, person), *_ = rows(
        house,
        select(Wish.status, Person.name)
        .join(Person, Person.id == Wish.person_id)
        .where(Wish.id == wish.id),
    )
    assert status == WishStatus.CLAIMED
    assert person not in answer
    address = re.search(r'href="([^"]+)"', answer).group(1)
    page = fetch(address)
    assert (page.status, person in page.data.decode()) == (200, True)
    mine = {"Cookie": page.headers["Set-Cookie"].split(";")[0]}
    assert fetch(address, **mine).status == 200
    forwarded = fetch(address)
    assert (forwarded.status, person in forwarded.data.decode()) == (410, False)
    assert all(person not in reply for (reply,) in rows(house, select(Inbound.reply)))
    assert "认领好了" in tell(house, "赵强", said)  # tapped twice is claimed once
    assert len(rows(house, select(Claim.id).where(Claim.wish_id == wish.id))) == 1
    house.later(days=8)
    assert fetch(address, **mine).status == 410


def test_who_comes_second_is_told_kindly(house, ask):
    wish = ask().wishes[0]
    tell(house, "赵强", f"认领心愿{wish.id}")
    assert tell(house, "李向阳", f"认领心愿{wish.id}").startswith("这个心愿刚被别人认领了")


def test_a_claim_that_has_run_out_makes_room(house, ask):
    wish = ask().wishes[0]
    tell(house, "赵强", f"认领心愿{wish.id}")
    house.later(days=8)
    assert tell(house, "李向阳", f"认领心愿{wish.id}").startswith("认领好了")
    ended = select(Claim.ended_at).where(Claim.wish_id == wish.id).order_by(Claim.id)
    assert [at is None for (at,) in rows(house, ended)] == [False, True]


def test_out_of_reach_there_is_no_such_wish(house, ask):
    wish = ask().wishes[0]
    with house.app.open_uow() as uow:
        uow.session.execute(
            update(Person)
            .where(Person.id == select(Wish.person_id).where(Wish.id == wish.id).scalar_subquery())
            .values(left_at=uow.now)
        )
    assert tell(house, "赵强", f"认领心愿{wish.id}").startswith("没有找到这个心愿")
    assert tell(house, "赵强", "认领心愿99999").startswith("没有找到这个心愿")
    assert tell(house, "路人甲", f"认领心愿{wish.id}").startswith("这里是团干部用的")
    assert wish.id not in {one.id for one in ask().wishes}


def test_the_digest_again(house):
    assert tell(house, "赵强", "简报").startswith("还没有你的单位简报")
