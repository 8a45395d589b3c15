"""Who has only the mini-program: told in it, once for each yes, and the rest waits there."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.mini import MiniUser
from models.person import Person
from models.post import InboxItem, Outbox
from tests.api.conftest import MINI, Phone
from tests.api.steps import done
from tests.house import PERSONAS, TEMPLATES
from tests.services.gathering import START, gather

SEAT = "fake-template-SEAT"
FIELDS = dict(field.split("=") for field in TEMPLATES["SEAT"])
ME = "周一帆"
SEND = "/cgi-bin/message/subscribe/send"


@pytest.fixture
def house(new_house, database_kind):
    ours = {"SEAT": {"id": SEAT, "fields": FIELDS}}
    return new_house(database_kind, mini={**MINI, "subscriptions": ours})


@pytest.fixture
def me(house):
    phone = Phone(house, ME).login()
    yield phone
    phone.http.close()


def kept_for_me(house, me, days):
    """Have somebody give a seat back for which I wait; return the activity."""
    with house.app.open_uow() as uow:
        people = {
            name: number for number, name in uow.session.execute(select(Person.id, Person.name))
        }
        home = uow.session.get_one(Person, people["王敏"]).organisation_id
    starts = START + timedelta(days=days)
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "deadline": starts}
    sides = {"organisation_id": home, "host_id": people["王敏"], "seats": 1} | times
    number = gather(house.app, guests=[people["林小溪"]], **sides)
    assert me.post(f"/activities/{number}/enrol", {})["mine"] == "waiting"
    other = Phone(house, "林小溪").login()
    other.post(f"/activities/{number}/withdraw", {})
    other.http.close()
    assert me.get(f"/activities/{number}")["mine"] == "offered"
    return number


def cards(house):
    journal = house.simulator.get("/sim/journal?kind=api&limit=10000")["entries"]
    return [entry for entry in journal if entry["path"] == SEND]


def bubbles(house):
    return house.simulator.get(f"/sim/people/{PERSONAS[ME].openid}/chat")["bubbles"]


def seats(house):
    """Return the letters to somebody who has no chat: to whom, by which way, and how they stand."""
    with house.app.open_uow(read_only=True) as uow:
        mini = uow.session.scalar(select(MiniUser.openid).where(MiniUser.person_id.is_not(None)))
        mine = Outbox.mini_openid.is_not(None), Outbox.kind == "seat"
        rows = uow.session.scalars(select(Outbox).where(*mine).order_by(Outbox.id)).all()
        assert all((row.openid, row.mini_openid) == (None, mini) for row in rows)
        return [(row.channel, row.status) for row in rows]


def test_one_yes_is_one_notice_and_the_next_waits_among_the_notices(house, me):
    assert (me.get("/me")["follows"], me.get("/notices")["items"]) == (False, [])
    house.simulator.post(f"/sim/people/{PERSONAS[ME].openid}/mini/agree", {"template_id": SEAT})
    told = me.post("/subscriptions", {"answers": {SEAT: "accept"}})
    assert told["items"][0]["left"] == 1
    first = kept_for_me(house, me, 9)
    house.deliver()
    (card,) = cards(house)
    assert (card["errcode"], f"pages/activity/activity?id={first}" in str(card["request"])) == (
        0,
        True,
    )
    shown = bubbles(house)[-1]
    assert (shown["service"], shown["via"], shown["title"]) == (True, "subscription", "SEAT")
    assert shown["miniprogram"]["pagepath"] == f"pages/activity/activity?id={first}"
    assert me.get("/subscriptions")["items"][0]["left"] == 0
    assert me.get("/notices")["items"] == []
    kept_for_me(house, me, 11)
    house.deliver()
    assert len(cards(house)) == 1
    assert seats(house) == [("mini", "sent"), ("sms", "sent")]  # what is urgent rings as well
    (waits,) = me.get("/notices")["items"]
    assert "河道志愿服务" in waits["text"]
    assert me.get("/me")["unread"] == 1
    assert me.post("/notices/read", {"ids": [waits["id"]]}) == {"unread": 0}
    # What the platform refuses empties the wallet, and waits as well.
    me.post("/subscriptions", {"answers": {SEAT: "accept"}})
    kept_for_me(house, me, 13)
    house.deliver()
    assert cards(house)[-1]["errcode"] == 43101
    assert me.get("/subscriptions")["items"][0]["left"] == 0
    assert len(me.get("/notices")["items"]) == 1


def test_what_waits_is_theirs_alone_muted_and_gone_when_they_go(house, me):
    kept_for_me(house, me, 9)
    house.deliver()
    (waits,) = me.get("/notices")["items"]
    other = Phone(house, "赵强").password()
    assert waits["id"] not in {one["id"] for one in other.get("/notices", limit=100)["items"]}
    other.post("/notices/read", {"ids": [waits["id"]]})
    other.http.close()
    assert me.get("/notices")["items"] == [waits]
    # What is switched off here holds here, and in the chat of who logs in there later.
    letters = me.get("/me/letters")
    assert (letters["possible"], {one["on"] for one in letters["letters"]}) == (True, {True})
    kinds = [one["kind"] for one in letters["letters"] if one["kind"] != "wish"]
    told = done(me, "PUT", "/me/letters", {"kinds": kinds})
    assert [one["kind"] for one in told["letters"] if not one["on"]] == ["wish"]
    house.login(ME)
    assert "心愿进展(已停,选它就恢复)" in house.say(ME, "退订")
    # Logged out of the mini-program, nothing that was written to them there is left.
    assert me.ask("DELETE", "/me/binding").status_code in {200, 204}
    with house.app.open_uow(read_only=True) as uow:
        there = InboxItem.mini_openid.is_not(None), Outbox.mini_openid.is_not(None)
        assert [uow.session.scalar(select(one).where(one)) for one in there] == [None, None]
