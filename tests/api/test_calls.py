"""要打电话的: the list in its turn, a number that is noted, and what came of it."""

from datetime import timedelta

from sqlalchemy import select

from domain.delivery import Kind, Lane, Status
from models.audit import Audit
from models.person import Person, WechatUser
from models.post import Outbox
from services import calls, inbox, outbox
from tests.api.steps import pages, refused


def listed(house, who, key, hours):
    """Put somebody on the list, as the chain does when nothing got through."""
    with house.app.open_uow() as uow:
        person = uow.session.scalars(select(Person).where(Person.name == who)).one()
        of = select(WechatUser.openid).where(WechatUser.person_id == person.id)
        openid = uow.session.scalar(of) or f"o-{key}"
        outbox.put(
            uow,
            key=key,
            kind=Kind.SEAT,
            lane=Lane.SEAT,
            openid=openid,
            person_id=person.id,
            text="有空位了",
            template="SEAT",
            fields={"activity": "清河", "note": "留到20:00"},
            expires_at=uow.now + timedelta(hours=hours) if hours else None,
        )
        row = uow.session.scalars(select(Outbox).where(Outbox.key == key)).one()
        row.status = Status.WAITING
        inbox.leave(uow, key=key, openid=openid, text="有空位了")
        assert calls.wanted(uow, row, person)


def test_whom_no_message_reaches_is_called(mini, phone):
    leader = phone("李向阳").password()
    assert leader.get("/calls") == {"items": [], "next": None}
    for number, (who, hours) in enumerate((("林小溪", 0), ("周一帆", 9), ("陈果", 5))):
        listed(mini, who, f"call-{number}", hours)
    assert [one["name"] for one in pages(leader, "/calls", 1)] == ["陈果", "周一帆", "林小溪"]
    first = leader.get("/calls")["items"][0]
    assert (first["about"], "*" in first["phone"]) == ("清河:留到20:00", True)
    path = f"/calls/{first['id']}"
    assert leader.get(path) == first
    assert leader.post(f"{path}/number")["phone"].startswith("1")
    with mini.app.open_uow() as uow:
        seen = uow.session.scalars(select(Audit).where(Audit.deed == "saw_phone")).one()
        assert seen.data == {"call": first["id"]}
    unreached = leader.post(f"{path}/outcome", {"outcome": "unreached"})
    assert (unreached["listed"], leader.get(path)["tried"]) == (True, True)
    assert not leader.post(f"{path}/outcome", {"outcome": "told"})["listed"]
    assert refused(leader, "POST", f"{path}/number") == (409, "call_done")
    assert refused(leader, "POST", f"{path}/outcome", {"outcome": "maybe"}) == (422, "invalid")
    assert refused(leader, "GET", "/calls/999") == (404, "no_such_call")
    cadre = phone("王敏").password()
    for method, where in (("GET", "/calls"), ("POST", f"{path}/number")):
        assert refused(cadre, method, where) == (403, "leaders_only")
