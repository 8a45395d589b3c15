"""Every operation as everybody, against a table that was written apart from the code."""

import pytest
from sqlalchemy import select, update

from bot.app import build
from domain.proofs import Proof
from handlers.api.nouns import NOUNS
from handlers.api.openapi import document
from handlers.api.samples import sample
from handlers.api.shapes import BIGGEST
from models.cadre import Appointment, Cadre
from models.contact import Contact
from models.person import Person
from models.post import InboxItem
from models.problem import Problem
from models.record import RecordYouth
from models.ticket import Ticket
from services import inbox, records
from tests.api import policy
from tests.api.things import WRITTEN, Stage, mark
from tests.api.wire import MINI, Wire
from tests.house import NOW, QUICK, peopled, settings
from tests.services.test_photos import picture

COUNTY, CITY, FAR = 4, 3, 30
LADDER = ["anyone", "visitor", "person", "cadre", "leader"]
KEPT_OUT = {"not_known", "not_a_cadre", "leaders_only"}
SHUT = {403, 404}
NOWHERE = 2**62
"""Nothing has that number: who may call is told so, the others are told that they may not."""
ENDPOINTS = {one.name: one for noun in NOUNS for one in noun.endpoints}
SHAPES = document(NOUNS, version="1")["components"]["schemas"]
LOWEST = {name: role for role, names in policy.ROLES.items() for name in names.split()}


class Drawing:
    """The platform, as far as codes are drawn."""

    def picture(self, _scene, _page):
        return picture(form="PNG")


@pytest.fixture(scope="module")
def wire(databases):
    url = databases.fresh("sqlite", peopled)
    app = build(settings(url, mini=MINI), passwords=QUICK, clock=lambda: NOW)
    yield Wire(app, mini=Drawing())
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
        "person": [
            ("a youth", wire.of("林小溪")),
            ("a cadre by phone", phone),
            ("a former leader", former),
        ],
        "cadre": [("a cadre", wire.of("王敏"))],
        "leader": [("a leader", wire.of("李向阳")), ("another county's", far)],
    }


def address(one):
    kinds = {int: str(NOWHERE), str: "nothing-of-that-name"}
    path = one.path
    for name, kind in one.parts.items():
        path = path.replace(f"{{{name}}}", kinds[kind])
    return path


def test_every_operation_is_in_the_table_and_whose_each_thing_is_that_one_names():
    assert sorted(ENDPOINTS) == sorted(LOWEST)
    listed = {
        name for ways in policy.THINGS.values() for names in ways.values() for name in names.split()
    }
    assert listed | policy.FREE.keys() == {name for name, one in ENDPOINTS.items() if one.parts}
    named = {name for name, one in ENDPOINTS.items() if names_things(one)}
    assert policy.NAMED.keys() <= named <= policy.NAMED.keys() | listed


def names_things(one):
    """Say whether the body or the query of an operation has a number or a mark of a thing."""
    told = [shape.model_json_schema() for shape in (one.body, one.query) if shape]
    return any(str(BIGGEST) in str(shape) or "mark" in shape["properties"] for shape in told)


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


BODIES = {
    "plan_put_off": {"day": "2026-11-26"},
    "record_edit": {"title": "操场"},
    "ticket_set_kind": {"kind": "other"},
    "ticket_publish": {"question": "热水器坏了找谁?", "answer": "找宿管登记。", "sure": True},
    "contact_archive": {"reason": "moved"},
    "activity_make": WRITTEN,
    "activity_change": WRITTEN | {"place": "河堤公园"},
    "activity_enrol": {"sure": True},
    "activity_publish": {"sure": True},
    "activity_cancel": {"reason": "下雨"},
    "activity_close": {"minutes": 60},
    "attendance_correct": {"present": True, "reason": "签到时手机没电"},
    "spot_check_note": {"result": "unreached"},
}
"""What is sent where the smallest body of the shape will not do."""


@pytest.fixture(scope="module")
def stage(wire, former):
    """Open a session for each person of the table."""
    owner, cadre = persona(wire, "林小溪"), persona(wire, "王敏")
    with wire.app.open_uow() as uow:
        mine = select(Contact.youth_id).where(Contact.cadre_id == cadre, Contact.youth_id != owner)
        other = uow.session.scalars(mine.order_by(Contact.youth_id)).first()
        # A cadre of a far community comes to the county's organ.
        moves = update(Appointment).where(Appointment.cadre_id == 12)
        uow.session.execute(moves.values(organisation_id=COUNTY))
        agreed = update(Person).where(Person.id == other)
        uow.session.execute(agreed.values(consented_at=NOW))
    far, above = leader_of(wire, 30), leader_of(wire, CITY)
    tokens = {
        "owner": wire.of("林小溪"),
        "other": wire.token("oFAKEother000000000000000001", other),
        "cadre": wire.of("王敏"),
        "colleague": wire.token("oFAKEcolleague00000000000001", 12, Proof.PASSWORD),
        "below": wire.of("赵强"),
        "leader": wire.of("李向阳"),
        "former": former,
        "far": wire.token("oFAKEfar000000000000000000001", far, Proof.PASSWORD),
        "above": wire.token("oFAKEabove000000000000000001", above, Proof.PASSWORD),
        "stranger": wire.of("路人甲"),
    }
    assert tokens.keys() == policy.PEOPLE.keys()
    ids = {"owner": owner, "other": other, "cadre": cadre, "county": COUNTY, "far": far}
    return Stage(wire, tokens, ids | {"colleague": 12})


STANDS = dict.fromkeys(("owner", "other", "former"), "person") | {"stranger": "visitor"}
STANDS |= dict.fromkeys(("cadre", "colleague", "below"), "cadre")
STANDS |= dict.fromkeys(("leader", "far", "above"), "leader")


def able(name):
    """Return who may call an operation at all; that the others may not is seen above."""
    low = LADDER.index(LOWEST[name])
    return [who for who, rung in STANDS.items() if LADDER.index(rung) >= low]


class Asking:
    """Asks for one operation on one thing as everybody whom the ladder lets through."""

    def __init__(self, stage, kind, name):
        self.stage, self.kind, self.one = stage, kind, ENDPOINTS[name]
        self.wrong = []

    def body(self, parts):
        match self.one.name:
            case "ticket_pass":
                to = {"to": "organ", "id": CITY, "why": "归市里管"}
            case "ticket_merge":
                to = {"into": self.stage.made("ticket")["ticket_id"]}
            case "problem_merge":
                to = {"into": self.stage.made("problem")["problem_id"]}
            case "problem_put_in":
                to = {"tickets": [self.stage.made("ticket")["ticket_id"]]}
            case "problem_split":
                to = {"tickets": parts["tickets"][:1], "title": "另一件"}
            case name if name in BODIES:
                return BODIES[name]
            case _ if self.one.body is None:
                return None
            case _:
                return sample(SHAPES, SHAPES[self.one.body.__name__])
        return to

    def ask(self, who, parts, body):
        path = self.one.path.format(**parts)
        more = {"token": self.stage.tokens[who]}
        if self.one.upload:
            more |= {"data": picture(), "content_type": "image/jpeg"}
        if self.one.query and "subject_id" in parts:
            more["query_string"] = {k: parts[k] for k in ("subject", "subject_id")}
        return self.stage.wire.ask(self.one.method, path, body, **more)

    def see(self, people):
        """Note who was let in and should not have been, or the other way round."""
        allowed = people.split()
        assert set(allowed) <= {*able(self.one.name)}, self.one.name
        parts = self.stage.made(self.kind)
        body = self.body(parts)
        for who in able(self.one.name):
            if who not in allowed:
                answer = self.ask(who, parts, body)
                shut = SHUT | ({409} if self.one.name in policy.NO_PLACE else set())
                if answer.status_code not in shut:
                    self.note(who, answer)
        for at, who in enumerate(allowed):
            if at and self.one.unsafe:
                parts = self.stage.made(self.kind)
                body = self.body(parts)
            answer = self.ask(who, parts, body)
            if answer.status_code >= 300:
                self.note(who, answer)

    def note(self, who, answer):
        told = f"{answer.status_code} {answer.text[:150] if answer.is_json or answer.status_code > 299 else ''}"
        self.wrong.append(f"{self.one.name} of a {self.kind} as {who}: {told}")


def test_a_thing_is_open_to_those_it_concerns_and_is_nowhere_to_the_others(stage):
    wrong = []
    for kind, ways in policy.THINGS.items():
        for people, names in ways.items():
            for name in names.split():
                asking = Asking(stage, kind, name)
                asking.see(people)
                wrong += asking.wrong
    assert wrong == [], "\n".join(wrong)


def others_things(stage):
    """Make things that the county has nothing to do with, and return their numbers."""
    wire, far = stage.wire, stage.ids["far"]
    with wire.app.open_uow() as uow:
        mine = select(Contact.youth_id).where(Contact.cadre_id == far)
        stranger = uow.session.scalars(mine.order_by(Contact.youth_id)).first()
        agreed = update(Person).where(Person.id == stranger)
        uow.session.execute(agreed.values(consented_at=NOW))
        inbox.leave(uow, key="another's", openid="oFAKEanother0000000000000001", text="给别人的")
    stage.tokens["stranger's youth"] = wire.token("oFAKEstranger000000000000001", stranger)
    asked = {"text": "小区路灯坏了", "sort": "voice"}
    raised = stage.does("stranger's youth", "POST", "/tickets", asked)["ticket"]["id"]
    with wire.app.open_uow(read_only=True) as uow:
        notice = uow.session.scalars(select(InboxItem.id).where(InboxItem.key == "another's")).one()
    return {
        "own youth": stage.ids["owner"],
        "stranger's youth": stranger,
        "colleague": stage.ids["colleague"],
        "another county's cadre": far,
        "another county": FAR,
        "a community": FAR + 1,
        "another county's ticket": raised,
        "another county's problem": stage.does("far", "POST", "/problems", {"title": "路灯"})["id"],
        "another county's activity": stage.does("far", "POST", "/activities", WRITTEN)["id"],
        "a colleague's mark": mark(stage, "colleague"),
        "another's notice": notice,
    }


def in_place(value, known):
    """Put numbers where the table says whose."""
    match value:
        case dict():
            return {key: in_place(one, known) for key, one in value.items()}
        case list():
            return [in_place(one, known) for one in value]
    return known.get(value, value) if isinstance(value, str) else value


THING = {"record_edit": "record", "ticket_pass": "ticket", "ticket_merge": "ticket"}
THING |= dict.fromkeys(("problem_merge", "problem_put_in", "problem_split"), "problem")


def test_what_is_named_and_is_none_of_theirs_is_left_alone(stage):
    known = others_things(stage)
    before = kept(stage, known)
    wrong = []
    for name, (who, said, status) in policy.NAMED.items():
        one = ENDPOINTS[name]
        parts = stage.made(THING[name]) if name in THING else {}
        asked = in_place(said, known)
        if one.body and one.method != "GET":
            least = BODIES.get(name) or sample(SHAPES, SHAPES[one.body.__name__])
            more = {"body": least | asked}
        else:
            more = {"query_string": asked}
        token = stage.tokens[who]
        answer = stage.wire.ask(one.method, one.path.format(**parts), token=token, **more)
        if answer.status_code != status or (status == 200 and answer.json.get("items")):
            wrong.append(f"{name}: {answer.status_code} {answer.text[:200]}")
    assert wrong == [], "\n".join(wrong)
    assert kept(stage, known) == before


def kept(stage, known):
    """Return what is known of the things of others."""
    youth = known["stranger's youth"]
    of_youth = (
        select(RecordYouth.record_id).where(RecordYouth.youth_id == youth),
        select(Contact.id, Contact.cadre_id, Contact.ended_at).where(Contact.youth_id == youth),
        select(Ticket.status, Ticket.organ_id).where(Ticket.id == known["another county's ticket"]),
        select(Problem.status, Problem.title).where(
            Problem.id == known["another county's problem"]
        ),
        select(InboxItem.read_at).where(InboxItem.id == known["another's notice"]),
    )
    with stage.wire.app.open_uow(read_only=True) as uow:
        return [sorted(uow.session.execute(one).all(), key=str) for one in of_youth]
