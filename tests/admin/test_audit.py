"""审计: who did what in the own subtree, the chain over it, and what is nobody's business."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session

from domain import audit_words
from domain.audit_words import PRIVATE
from domain.permissions import AdminRole
from models.audit import Audit
from models.seal import AuditSeal
from services import audit, audit_proof, audit_seals
from services.uow import Uow
from tests.admin.console import COUNTY, NEIGHBOUR, means

ROOT = Path(__file__).parents[2]


def noted(house, deed, thing, number=1, place=COUNTY, **data):
    """Let an admin have done something."""
    actor = house.admin(place=place).id
    with house.open_uow() as uow:
        uow.actor = actor
        audit.note(uow, deed, thing, number, **data)


def sealed(house):
    house.now += timedelta(minutes=2)
    return house.do(audit_seals.seal)


def verdict(house):
    with house.open_uow(read_only=True) as uow:
        return audit_proof.verify(uow)


def test_the_own_subtree_in_words_and_nothing_private(house):
    noted(house, "saw_phone", "person", 7, reason="家访<script>")
    noted(house, "asked", "ticket", 9, sort="complaint", anonymous=True)
    noted(house, "called_off", "activity", 3, place=NEIGHBOUR)
    page = house.browser().text("audit")
    assert "看了手机号" in page
    assert "家访&lt;script&gt;" in page
    assert "待封存" in page
    assert "取消了活动" not in page
    assert "complaint" not in page
    found = house.browser().text("audit", name="不是谁")
    assert "没有这样的记录" in found
    assert house.browser(AdminRole.OPERATOR).get("audit").status_code == 403
    assert "看了手机号" in house.browser(AdminRole.AUDITOR).text("audit", thing="person")


def test_a_long_trail_has_pages(house):
    for number in range(60):
        noted(house, "changed", "activity", number)
    browser = house.browser()
    first = browser.text("audit")
    assert "活动 59" in first
    assert "活动 9<" not in first
    after = house.one(select(Audit.id).where(Audit.object_id == "10"))
    assert "活动 9<" in browser.text("audit", after=after)


@pytest.mark.both
def test_the_chain_holds_until_somebody_touches_it(house):
    house.now += timedelta(minutes=2)
    house.do(audit_seals.seal)
    before = verdict(house)
    for number in range(5):
        noted(house, "changed", "activity", number, seats=number)
    assert sealed(house) == 5
    assert sealed(house) == 0
    whole = verdict(house)
    waiting = house.do(audit_proof.unsealed)
    assert (whole.sound, whole.lines, waiting) == (True, before.lines + 5, 0)
    assert "最新的审计记录对得上" in house.browser().text("audit/seals")
    newest = house.one(select(Audit.id).order_by(Audit.id.desc()).limit(1))
    seal = house.one(select(AuditSeal.id).order_by(AuditSeal.id.desc()).limit(1))
    touches = (
        update(Audit).where(Audit.id == newest).values(data={"seats": 99}),
        update(Audit).where(Audit.id == newest).values(actor_id=1),
        delete(Audit).where(Audit.id == newest),
        update(AuditSeal).where(AuditSeal.id == seal).values(count=4),
    )
    for touch in touches:
        assert tried(house, touch).broken == (seal,), touch
    assert verdict(house).sound


def tried(house, touch):
    """Return what is found after a touch, which is taken back."""
    with house.engine.connect() as connection, Session(connection) as session:
        session.execute(touch)
        return audit_proof.verify(Uow(session, house.now, means()))


@pytest.mark.both
def test_whoever_is_struck_out_leaves_the_place(house):
    noted(house, "corrected", "record", 3, reason="林小溪说没来")
    sealed(house)
    line = house.one(select(Audit.id).order_by(Audit.id.desc()).limit(1))
    with house.open_uow() as uow:
        struck = update(Audit).where(Audit.id == line)
        uow.session.execute(struck.values(data={"reason": "某某说没来"}, struck_at=uow.now))
    found = verdict(house)
    assert (found.sound, found.struck) == (True, 1)
    for part in audit_proof.parts(house.open_uow):
        house.do(part)
    page = house.browser().text("audit/seals")
    assert ("抹去过名字" in page, "审计记录是完整的" in page) == (True, True)


def test_a_page_looks_at_little_and_a_day_can_be_copied(house):
    """All of it is the night's; what is written down elsewhere also shows a chain made anew."""
    for number in range(audit_proof.NEWEST + 2):
        noted(house, "changed", "activity", number)
        sealed(house)
    day = house.now.date()
    browser, first = house.browser(), house.one(select(AuditSeal.id).order_by(AuditSeal.id))
    copied = house.do(audit_proof.of_day, day).chain
    with house.open_uow() as uow:
        uow.session.execute(update(Audit).where(Audit.seal_id == first).values(deed="closed"))
    asked = []
    event.listen(house.engine, "after_cursor_execute", lambda *said: asked.append(said[2]))
    page = browser.text("audit/seals")
    assert ("最新的审计记录对得上" in page, "还没有核对过" in page) == (True, True)
    assert sum("audit.seal_id IN" in one for one in asked) == 1
    house.do(audit_proof.nightly)
    assert f"第 {first} 号封条对不上" in browser.text("audit/seals")
    assert [house.do(part) for part in audit_proof.parts(house.open_uow)] == [1]
    # The day that was copied is compared, months later as well.
    house.now += timedelta(hours=1)
    said = browser.text("audit/seals", day=day.isoformat(), sum=f"{day} 第 9 号 {copied.upper()}")
    assert ("和抄下的一样" in said, copied in said) == (True, True)
    with house.open_uow() as uow:
        newest = uow.session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc())).first()
        uow.session.execute(update(Audit).values(seal_id=None))
        uow.session.execute(delete(AuditSeal))
    house.do(audit_seals.seal)
    assert verdict(house).sound
    assert newest.id >= verdict(house).last
    said = browser.text("audit/seals", day=day.isoformat(), sum=copied)
    assert "和抄下的不一样" in said
    assert "还没有封条" in browser.text("audit/seals", day="2020-01-01", sum="0")


def test_every_deed_is_said_or_kept_private():
    """A new deed needs words, or a line that says whose own business it is."""
    unsaid = set()
    for file in (ROOT / "services").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) != "audit.note":
                continue
            deed, thing = node.args[1:3]
            if isinstance(deed, ast.Constant) and isinstance(thing, ast.Constant):
                pair = (thing.value, deed.value)
                if thing.value != "ticket" and not audit_words.say(*pair) and pair not in PRIVATE:
                    unsaid.add(pair)
    assert unsaid == set()
    assert {thing for thing, _ in audit_words.shown()} <= set(audit_words.OBJECTS)
    assert not PRIVATE & set(audit_words.shown())
