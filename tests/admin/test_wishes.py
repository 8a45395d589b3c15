"""微心愿: found by the address, one as its reviewers see it, and what they do about it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.permissions import AdminRole
from models.audit import Audit
from models.organisation import below
from models.person import Person
from models.wish import Claim, Wish
from tests.admin.console import CITY, COUNTY, NEIGHBOUR

SCRIPT = "<script>alert(1)</script>"


def wish_of(house, status, place=COUNTY):
    inside = Wish.area_id.in_(below(house.places[place]))
    question = select(Wish.id).where(inside, Wish.status == status).order_by(Wish.id)
    return house.one(question.limit(1))


def change(house, statement):
    with house.open_uow() as uow:
        uow.session.execute(statement)


def test_wishes_are_found_by_the_address_and_name_nobody(house):
    browser = house.browser()
    pending, claimed = wish_of(house, "pending"), wish_of(house, "claimed")
    wisher = house.one(
        select(Person.name).join(Wish, Wish.person_id == Person.id).where(Wish.id == claimed)
    )
    change(house, update(Wish).where(Wish.id == pending).values(text=SCRIPT))
    page = browser.text("wishes")
    assert SCRIPT not in page + browser.text(f"wishes/{pending}")
    assert wisher not in page + browser.text(f"wishes/{claimed}")
    assert page.count("放回去</button>") == 0
    waiting = browser.text("wishes", state="pending")
    assert waiting.count("通过</button>") == waiting.count('class="w-text"') > 0
    assert "没有找到" in browser.text("wishes", words="%")
    assert "话剧" in browser.text("wishes", kind="experience", state="open")
    assert "这一页" in browser.text("wishes", state="fulfilled", first="2026-01-01")
    assert "没有找到" in browser.text("wishes", state="fulfilled", first="2026-12-01")
    branch = house.one(select(Wish.organisation_id).where(Wish.id == claimed))
    assert f"W-{claimed}" in browser.text("wishes", **{"in": branch})
    theirs = wish_of(house, "pending", NEIGHBOUR)
    assert browser.get(f"wishes/{theirs}").status_code == 404
    assert browser.get(f"wishes/{theirs}/picture").status_code == 404
    assert browser.get(f"wishes/{pending}/picture").status_code == 404
    assert browser.post(f"wishes/{theirs}/remove", reason="x").status_code == 404
    assert f"W-{theirs}" in house.browser(AdminRole.ORGAN, CITY).text("wishes", state="pending")
    auditor = house.browser(AdminRole.AUDITOR)
    assert "通过</button>" not in auditor.text("wishes", state="pending")
    assert auditor.post(f"wishes/{pending}/approve").status_code == 403
    assert house.browser(AdminRole.DOOR).get("wishes").status_code == 403


@pytest.mark.both
@pytest.mark.parametrize(
    ("role", "place"), [(AdminRole.OPERATOR, COUNTY), (AdminRole.ORGAN, CITY)], ids=["own", "above"]
)
def test_a_wish_is_reviewed_and_goes_back(house, role, place):
    browser, me = house.browser(role, place), house.admin(role, place)
    pending = wish_of(house, "pending")
    assert "通过了" in browser.does(f"wishes/{pending}/approve", next="1")
    assert house.one(select(Wish.status).where(Wish.id == pending)) == "open"
    assert browser.post(f"wishes/{pending}/approve").status_code == 422
    assert browser.post(f"wishes/{pending}/remove", reason=" ").status_code == 422
    assert "写了电话" in browser.does(f"wishes/{pending}/remove", reason="写了电话")
    promised = house.one(
        select(Claim.wish_id)
        .join(Wish, Wish.id == Claim.wish_id)
        .where(Claim.ended_at.is_(None), Claim.done_at.is_(None), Claim.agreed_at.is_(None))
        .where(Wish.area_id == house.places[COUNTY])
        .order_by(Claim.id)
        .limit(1)
    )
    assert "还没有到期" in browser.post(f"wishes/{promised}/back").text
    over = house.now - timedelta(hours=1)
    change(house, update(Claim).where(Claim.wish_id == promised).values(expires_at=over))
    assert f"W-{promised}" in browser.text("wishes", state="overdue")
    assert "放回心愿池了" in browser.does(f"wishes/{promised}/back")
    assert house.one(select(Wish.status).where(Wish.id == promised)) == "open"
    notes = house.rows(select(Audit.deed, Audit.actor_id, Audit.data).where(Audit.object == "wish"))
    assert {deed for deed, *_ in notes} == {"approved", "removed", "claim_ended"}
    assert {actor for _, actor, _ in notes} == {me.id}
    assert {data["on_behalf"] for *_, data in notes} == {me.organisation_id}


def test_nobody_reviews_their_own_wish(house):
    pending, me = wish_of(house, "pending"), house.admin()
    change(house, update(Wish).where(Wish.id == pending).values(person_id=me.id))
    browser = house.browser()
    assert "请另一位管理员" in browser.text(f"wishes/{pending}")
    assert browser.post(f"wishes/{pending}/approve").status_code == 422
