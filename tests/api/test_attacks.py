"""Attempts to be somebody else in the mini-program: said, typed, stolen and forced (A3 to A6)."""

import re
import secrets

from sqlalchemy import func, select

from bot.mini import MiniDoors
from bot.wechat.login import MiniProgram
from bot.wechat.tokens import Credentials
from handlers.api.endpoint import Role
from handlers.api.nouns import NOUNS
from handlers.api.openapi import document
from models.audit import Audit
from models.mini import MiniSession, MiniUser
from models.post import Outbox
from tests.api.conftest import MINI
from tests.api.wire import Wire
from tests.house import PERSONAS

YOUTH, OTHER, LEADER = "林小溪", "路人甲", "李向阳"
CLAIMS = {
    "openid": "oFAKEsomebody00000000000000",
    "unionid": "uFAKEsomebody00000000000000",
    "role": "leader",
    "org_id": 1,
    "organisation_id": 1,
    "person_id": 1,
    "is_admin": True,
    "is_cadre": True,
    "proof": "password",
}
ENDPOINTS = [one for noun in NOUNS for one in noun.endpoints]


def path_of(one):
    """Return a path of an endpoint with something in each of its parts."""
    return one.path.format(**{name: 1 if kind is int else "1" for name, kind in one.parts.items()})


def bound(app):
    """Return which openids stand for whom, by which proof."""
    with app.open_uow(read_only=True) as uow:
        rows = uow.session.execute(select(MiniUser.openid, MiniUser.person_id, MiniUser.proof))
        return {openid: (person, proof) for openid, person, proof in rows}


def refused(told):
    """Return which fields an answer finds fault with."""
    return {fault["where"] for fault in told.json["fields"]}


def within(shapes, names):
    """Return the shapes of these names, and all that they are made of."""
    found, waiting = set(), [*names]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += re.findall(r"#/components/schemas/(\w+)", str(shapes[name]))
    return found


def deeds(app):
    with app.open_uow(read_only=True) as uow:
        return uow.session.scalar(select(func.count()).select_from(Audit))


def test_what_a_client_says_of_itself_has_no_effect(mini):
    """A3: in bodies and queries it is refused, in headers and cookies nobody reads it."""
    wire = Wire(mini.app)
    leader, youth = wire.of(LEADER), wire.of(YOUTH)
    before = bound(mini.app), deeds(mini.app)
    tried = 0
    for one in ENDPOINTS:
        path, role = path_of(one), {} if one.role is Role.ANYONE else {"token": leader}
        claims = {name: str(value) for name, value in CLAIMS.items()}
        told = wire.ask(one.method, path, query_string=claims, **role)
        assert told.status_code == 422, (one.name, told.text)
        if one.query:
            assert {f"query.{name}" for name in CLAIMS} <= refused(told), one.name
        tried += 1
        if one.body:
            told = wire.ask(one.method, path, CLAIMS, **role)
            assert told.status_code == 422, (one.name, told.text)
            assert {f"body.{name}" for name in CLAIMS} <= refused(told), one.name
            tried += 1
    assert tried > len(ENDPOINTS)
    assert (bound(mini.app), deeds(mini.app)) == before
    # Nor deeper down: whatever is sent has its fields counted, at any depth.
    shapes = document(NOUNS, version="1")["components"]["schemas"]
    sent = [one.body.__name__ for one in ENDPOINTS if one.body]
    for name in within(shapes, sent):
        if "properties" in shapes[name]:
            assert shapes[name]["additionalProperties"] is False, name
            assert not CLAIMS.keys() - {"organisation_id"} & shapes[name]["properties"].keys(), name
    # A youth who says so in a header, a cookie or a form is still a youth.
    said = {f"X-{name.replace('_', '-')}": str(value) for name, value in CLAIMS.items()}
    said |= {"Cookie": "; ".join(f"{name}={value}" for name, value in CLAIMS.items())}
    for one in ENDPOINTS:
        if one.role in {Role.CADRE, Role.LEADER}:
            told = wire.ask(one.method, path_of(one), token=youth, headers=said)
            assert told.status_code == 403, (one.name, told.text)
    # And a whole wish with one claim in it is no wish.
    wish = {"text": "想要一副羽毛球拍", "kind": "other"}
    assert wire.ask("POST", "/wishes", wish | {"person_id": 1}, token=youth).status_code == 422
    assert wire.ask("POST", "/wishes", wish, token=youth).status_code == 201


def test_a_typed_phone_opens_nothing_anywhere(phone, mini):
    """A4: only what the platform vouches for is a proof."""
    stranger = phone(OTHER).open()
    number = PERSONAS[LEADER].phone
    typed = (number, number.removeprefix("+86"), f"phone:{number}")
    before = bound(mini.app)
    doors = [one for one in ENDPOINTS if one.role in {Role.ANYONE, Role.VISITOR} and one.unsafe]
    assert {"session_open", "session_phone", "session_password", "session_scene"} <= {
        one.name for one in doors
    }
    for one in doors:
        if one.body is None:
            continue
        for value in typed:
            fields = one.body.model_fields
            told = stranger.ask(one.method, path_of(one), dict.fromkeys(fields, value))
            assert told.status_code >= 400, (one.name, told.text)
            said = {"phone": value, "number": value, **dict.fromkeys(fields, value)}
            told = stranger.ask(one.method, path_of(one), said)
            assert told.status_code >= 400, (one.name, told.text)
    assert bound(mini.app) == before
    wire = Wire(mini.app)
    for one in ENDPOINTS:
        if one.role in {Role.PERSON, Role.CADRE, Role.LEADER}:
            headers = {"X-Phone": number, "Cookie": f"phone={number}"}
            told = wire.ask(one.method, path_of(one), token=stranger.token, headers=headers)
            # What asks the platform first looks at what it was sent before it looks who calls.
            assert told.status_code in ({403, 415, 422} if one.alone else {403}), one.name
            assert wire.ask(one.method, path_of(one)).status_code == 401, one.name

    # Nor does whoever is known change their number, or anybody's place, by typing one.
    known = phone("许诺").login()
    before = bound(mini.app)
    for value in typed:
        told = known.ask("POST", "/me/data/phone", {"code": value})
        assert told.status_code in {409, 422}, told.text
    assert bound(mini.app) == before


class Answers:
    """Answers as the platform would, with another watermark."""

    def __init__(self, number, now):
        self.number, self.now, self.appid, self.age = number, now, "", 0

    def call(self, _path, **_more):
        mark = {"appid": self.appid, "timestamp": int(self.now().timestamp()) - self.age}
        info = {"purePhoneNumber": self.number, "countryCode": "86", "watermark": mark}
        return {"errcode": 0, "phone_info": info}


def test_a_number_vouched_for_elsewhere_or_long_ago_binds_nobody(mini):
    """A5: the watermark says to whom, and when; the last one, without a fault, binds."""
    answers = Answers(PERSONAS[YOUTH].phone.removeprefix("+86"), mini.now)
    credentials = Credentials(MINI["appid"], MINI["secret"])
    doors = MiniDoors(MiniProgram(None, answers, credentials, mini.now), answers)
    wire = Wire(mini.app, mini=doors)
    token = wire.token("oFAKEthief00000000000000001")
    ours, another = MINI["appid"], "wxfakeother0123456"
    for appid, age in ((another, 0), (None, 0), (ours, 301), (ours, -120), (ours, 0)):
        answers.appid, answers.age = appid, age
        told = wire.ask("POST", "/session/phone", {"code": secrets.token_hex(8)}, token=token)
        good = (appid, age) == (ours, 0)
        assert told.status_code == (200 if good else 409), told.text
        assert any(person for person, _ in bound(mini.app).values()) == good


def test_a_stolen_phone_code_binds_nobody(phone, mini):
    """A5: another's code, a second use, and one that is five minutes old."""
    victim, thief = phone(YOUTH).open(), phone(OTHER).open()
    code = victim.code("phone")
    told = thief.ask("POST", "/session/phone", {"code": code})
    assert (told.status_code, told.json()["code"]) == (409, "code_refused")
    # Tried by a thief, it is void: the owner presses again.
    told = victim.ask("POST", "/session/phone", {"code": code})
    assert (told.status_code, told.json()["code"]) == (409, "code_used")
    late = victim.code("phone")
    mini.later(minutes=5, seconds=1)
    told = victim.ask("POST", "/session/phone", {"code": late})
    assert (told.status_code, told.json()["code"]) == (409, "code_refused")
    assert not any(person for person, _ in bound(mini.app).values())
    used = victim.code("phone")
    victim.post("/session/phone", {"code": used})
    for who in (victim, thief):
        told = who.ask("POST", "/session/phone", {"code": used})
        assert (told.status_code, told.json()["code"]) == (409, "code_used")
    # A login code is good once as well, and a phone code is none.
    login = thief.code()
    assert thief.ask("POST", "/session", {"code": login}).status_code == 201
    assert thief.ask("POST", "/session", {"code": login}).status_code == 409
    assert thief.ask("POST", "/session", {"code": victim.code("phone")}).status_code == 409
    assert thief.ask("POST", "/session/phone", {"code": thief.code()}).status_code == 409
    # Whoever is logged in takes nobody's number either, by whatever code.
    theirs = victim.code("phone")
    for who in (thief, victim):
        told = who.ask("POST", "/me/data/phone", {"code": theirs})
        assert told.status_code == (403 if who is thief else 409), told.text
    other = phone("许诺").login()
    told = other.ask("POST", "/me/data/phone", {"code": victim.code("phone")})
    assert (told.status_code, told.json()["code"]) == (409, "code_refused")
    mine = PERSONAS[YOUTH].phone.removeprefix("+86")
    mini.simulator.patch(f"/sim/people/{other.openid}", {"phone": mine})
    told = other.ask("POST", "/me/data/phone", {"code": other.code("phone")})
    assert (told.status_code, told.json()["code"]) == (409, "number_taken")
    assert YOUTH not in told.text
    # Where the platform is away, nothing is bound and nothing is lost but the code.
    down = {"target": "/wxa/business/getuserphonenumber", "kind": "cut", "times": 1}
    mini.simulator.post("/sim/faults", down)
    assert thief.ask("POST", "/session/phone", {"code": thief.code("phone")}).status_code == 503
    assert [person for person, _ in bound(mini.app).values()].count(None) == 1


def test_nobody_is_taken_over_silently(phone, mini):
    """A6: whoever is there stays there, and hears of it within a minute."""
    old, thief = phone(YOUTH).login(), phone(OTHER)
    theirs = PERSONAS[YOUTH].phone.removeprefix("+86")
    mini.simulator.patch(f"/sim/people/{thief.openid}", {"phone": theirs})
    thief.open()
    was = bound(mini.app)
    mini.deliver()
    before = len(mini.templates_sent())
    for _ in range(3):
        told = thief.post("/session/phone", {"code": thief.code("phone")})
        assert told["state"] == "waiting"
        assert not told["name"]
    assert {o: person for o, (person, _) in bound(mini.app).items()} == {
        o: person for o, (person, _) in was.items()
    }
    assert old.ask("GET", "/wishes").status_code == 200
    with mini.app.open_uow(read_only=True) as uow:
        letter = uow.session.scalars(select(Outbox).order_by(Outbox.id.desc()).limit(1)).one()
        assert letter.openid == PERSONAS[YOUTH].openid
        assert letter.due_at <= uow.now
        keys = {key.hex() for key in uow.session.scalars(select(MiniSession.key_hash))}
    mini.deliver()
    sent = mini.templates_sent()[before:]
    assert len(sent) == 1
    assert PERSONAS[YOUTH].openid in sent[0]["request"]
    # What is kept of a session opens none.
    wire = Wire(mini.app)
    assert all(wire.ask("GET", "/wishes", token=key).status_code == 401 for key in keys)
