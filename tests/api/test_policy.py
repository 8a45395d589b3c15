"""Every operation as everybody, against a table that was written apart from the code."""

import re

import pytest
from sqlalchemy import select, update

from bot.app import build
from domain.proofs import Proof
from handlers.api.nouns import NOUNS
from handlers.api.openapi import document
from handlers.api.samples import sample
from models.cadre import Appointment, Cadre
from models.contact import Contact
from models.person import Person
from services import records
from tests.api import policy
from tests.api.wire import MINI, Wire
from tests.house import NOW, QUICK, peopled, settings

COUNTY, CITY = 4, 3
LADDER = ["anyone", "visitor", "person", "cadre", "leader"]
KEPT_OUT = {"not_known", "not_a_cadre", "leaders_only"}
SHUT = {401, 403, 404}
MADE_UP = {400, 415, 422, 500}
ANEW = {"topic", "problem"}
"""What is gone for everybody after a step, so that the next finds another one."""
NOWHERE = 2**62
"""Nothing has that number: who may call is told so, the others are told that they may not."""
ENDPOINTS = {one.name: one for noun in NOUNS for one in noun.endpoints}
LOWEST = {name: role for role, names in policy.ROLES.items() for name in names.split()}


@pytest.fixture(scope="module")
def wire(databases):
    url = databases.fresh("sqlite", peopled)
    app = build(settings(url, mini=MINI), passwords=QUICK, clock=lambda: NOW)
    yield Wire(app)
    app.close()


def persona(wire, name):
    with wire.app.open_uow(read_only=True) as uow:
        return uow.session.scalars(select(Person.id).where(Person.name == name)).first()


def leader_of(wire, organ):
    """Return who answers for an organ."""
    with wire.app.open_uow(read_only=True) as uow:
        for one in uow.session.scalars(select(Cadre.id).order_by(Cadre.id)):
            if records.led_organ(uow, one) == organ:
                return one
    raise LookupError(organ)


def steps_down(wire, cadre):
    """End somebody's posts on the day before."""
    with wire.app.open_uow() as uow:
        ended = {"last_day": uow.today.replace(day=uow.today.day - 1)}
        uow.session.execute(
            update(Appointment).where(Appointment.cadre_id == cadre).values(**ended)
        )


@pytest.fixture(scope="module")
def former(wire):
    """Open a session for somebody who answered for another county until yesterday."""
    ended = leader_of(wire, 17)
    steps_down(wire, ended)
    return wire.token("oFAKEformer00000000000000001", ended, Proof.PASSWORD)


@pytest.fixture(scope="module")
def rungs(wire, former):
    """Open a session on each rung of the ladder, and some that only look like a higher one."""
    far = wire.token("oFAKEfar000000000000000000001", leader_of(wire, 30), Proof.PASSWORD)
    # A cadre whose phone alone was proved is a person like others.
    phone = wire.token("oFAKEphone000000000000000001", leader_of(wire, 2))
    return {
        "anyone": [("nobody", "")],
        "visitor": [("a stranger", wire.of("路人甲"))],
        "person": [("a youth", wire.of("林小溪")), ("a cadre by phone", phone)],
        "cadre": [("a cadre", wire.of("王敏")), ("a former leader", former)],
        "leader": [("a leader", wire.of("李向阳")), ("another county's", far)],
    }


def address(one):
    kinds = {int: str(NOWHERE), str: "nothing-of-that-name"}
    path = one.path
    for name, kind in one.parts.items():
        path = path.replace(f"{{{name}}}", kinds[kind])
    return path


def test_every_operation_is_in_the_table():
    assert sorted(ENDPOINTS) == sorted(LOWEST)
    listed = [
        name for ways in policy.THINGS.values() for names in ways.values() for name in names.split()
    ]
    assert set(listed) <= ENDPOINTS.keys()


def test_nobody_below_a_role_is_let_in_and_nobody_above_is_kept_out(wire, rungs):
    wrong = []
    for name, one in ENDPOINTS.items():
        for role, people in rungs.items():
            for who, token in people:
                if name in {"session_close", "sessions_end", "binding_release"} and token:
                    continue  # they would end the sessions that this test is made of
                # No body: who may not call hears so before anything is looked at.
                answer = wire.ask(one.method, address(one), token=token)
                code = answer.json["code"] if answer.mimetype.endswith("problem+json") else ""
                shut = answer.status_code == 401 or code in KEPT_OUT
                may = LADDER.index(role) >= LADDER.index(LOWEST[name])
                if shut == may or answer.status_code >= 500:
                    wrong.append(f"{name} as {who}: {answer.status_code} {code}")
    assert wrong == []


SAID = {
    "wish": ("owner", "/wishes", {"text": "想要一副羽毛球拍"}),
    "record": ("cadre", "/records", {"kind": "heart_to_heart", "day": "2026-11-23", "youths": [0]}),
    "plan": ("cadre", "/plans", {"kind": "heart_to_heart", "day": "2026-11-25", "youths": [0]}),
    "ticket": ("owner", "/tickets", {"text": "宿舍热水器坏了三天没人修", "kind": "dream"}),
    "activity": (
        "cadre",
        "/activities",
        {
            "title": "清河捡垃圾",
            "kind": "volunteering",
            "place": "清河码头",
            "starts_at": "2026-12-05T09:00:00+08:00",
            "ends_at": "2026-12-05T11:00:00+08:00",
            "deadline": "2026-12-04T20:00:00+08:00",
            "seats": 5,
        },
    ),
    "topic": ("cadre", "/topics", {"title": "周末去哪儿", "text": "说说看", "everybody": True}),
    "problem": ("cadre", "/problems", {"title": "路灯不亮"}),
    "reply": ("leader", "/ticket-replies", {"title": "收到", "text": "收到了,马上看。"}),
    "duty": ("leader", "/duty", {"cadre_id": 1}),
    "spot_check": (
        "leader",
        "/spot-checks",
        {"size": 5, "first_day": "2026-10-01", "last_day": "2026-10-31"},
    ),
    "materials": ("leader", "/materials", {"methods": "走村入户"}),
}
"""Who makes a thing of each kind, and how; 0 is the owner's number."""
BODIES = {
    "plan_put_off": {"day": "2026-11-26"},
    "record_edit": {"title": "操场"},
    "ticket_set_kind": {"kind": "other"},
    "contact_archive": {"reason": "moved"},
}


@pytest.fixture(scope="module")
def cast(wire, former):
    """Open a session for each person of the table, and know the owner's number."""
    owner = persona(wire, "林小溪")
    with wire.app.open_uow(read_only=True) as uow:
        mine = select(Contact.youth_id).where(
            Contact.cadre_id == persona(wire, "王敏"), Contact.youth_id != owner
        )
        other = uow.session.scalars(mine).first()
    people = {
        "owner": wire.of("林小溪"),
        "other": wire.token("oFAKEother000000000000000001", other),
        "cadre": wire.of("王敏"),
        "below": wire.of("赵强"),
        "leader": wire.of("李向阳"),
        "former": former,
        "far": wire.token("oFAKEfar000000000000000000001", leader_of(wire, 30), Proof.PASSWORD),
        "above": wire.token("oFAKEabove000000000000000001", leader_of(wire, CITY), Proof.PASSWORD),
    }
    assert people.keys() == policy.PEOPLE.keys()
    return people, owner


def made(wire, cast, kind):
    """Make a thing of a kind, through the wire, and return its number."""
    people, owner = cast
    if kind == "contact":
        return owner
    who, path, body = SAID[kind]
    if "youths" in body:
        body = body | {"youths": [owner]}
    answer = wire.ask("POST", path, body, token=people[who])
    assert answer.status_code in {200, 201}, (kind, answer.text)
    told = answer.json
    return next(
        one["id"] for one in (told, told.get(kind, {}), told.get("version", {})) if "id" in one
    )


def test_a_thing_is_open_to_those_it_concerns_and_is_nowhere_to_the_others(wire, cast):
    shapes = document(NOUNS, version="1")["components"]["schemas"]
    wrong = []
    for kind, ways in policy.THINGS.items():
        thing = None
        for people, names in ways.items():
            for name in names.split():
                one = ENDPOINTS[name]
                thing = thing or made(wire, cast, kind)
                body = BODIES.get(name) or (one.body and sample(shapes, shapes[one.body.__name__]))
                path = re.sub(r"\{\w+\}", str(thing), one.path)
                # The others come first: a thing may be gone when somebody has taken a step.
                for who in sorted(cast[0], key=lambda who: who in people.split()):
                    answer = wire.ask(one.method, path, body, token=cast[0][who])
                    status = answer.status_code
                    may = who in people.split()
                    if (may and status in SHUT) or (not may and status not in SHUT):
                        wrong.append(f"{name} as {who}: {status} {answer.text[:80]}")
                    if may and status in MADE_UP:
                        wrong.append(f"{name}: no body of the table: {answer.text[:200]}")
                    if may and one.unsafe and kind in ANEW:
                        thing = made(wire, cast, kind)
                        path = re.sub(r"\{\w+\}", str(thing), one.path)
                thing = None if one.unsafe else thing
    assert wrong == []
