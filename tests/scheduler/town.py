"""A small town of every sort of cadre, a quarter long, and a platform that only writes down."""

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import insert, select

from bot import database
from bot.app import build
from domain.delivery import Sent
from domain.periods import HOME, local_day
from models.activity import Activity
from models.cadre import Appointment, Cadre, Leave
from models.contact import Contact
from models.engine import open_engine
from models.organisation import Below, Organisation
from models.person import Person, WechatUser
from models.post import Outbox
from models.switch import SwitchChange
from models.wish import Wish
from scheduler.delivery import Postman
from scheduler.jobs import tick
from services import records
from services.records import Did
from tests.house import QUICK, settings

FROM = date(2026, 10, 1)
LONG_AGO = date(2025, 1, 1)
EARLY = datetime(2026, 1, 5, 9, tzinfo=HOME)
NATION, PROVINCE, CITY, COUNTY, QUIET_COUNTY, WEEKLY_COUNTY = 1, 2, 3, 4, 5, 6
PLACES = {
    NATION: (None, "全国", "nation", None),
    PROVINCE: (NATION, "云川省", "province", None),
    CITY: (PROVINCE, "青禾市", "city", None),
    COUNTY: (CITY, "临溪县", "county", None),
    QUIET_COUNTY: (CITY, "枫渡县", "county", None),
    WEEKLY_COUNTY: (CITY, "淮上县", "county", "huaian-2016"),
    7: (COUNTY, "城东社区", "base", None),
    8: (COUNTY, "一中", "base", None),
    9: (QUIET_COUNTY, "河西村", "base", None),
}
TYPES = ("fulltime", "seconded", "parttime", "parttime")
EACH = 4
"""Cadres in each organisation, of every type; the first of a leading organ answers for it."""
FIVE = ("good_deed", "volunteering", "culture_sports", "heart_to_heart", "own_design")
CADRES = range(101, 101 + EACH * (len(PLACES) - 1))


def place_of(cadre):
    return 2 + (cadre - 101) // EACH


def nth(cadre):
    return (cadre - 101) % EACH


MUTED = {cadre for cadre in CADRES if cadre % 7 == 0}
UNBOUND = {cadre for cadre in CADRES if cadre % 11 == 0}
DILIGENT = {cadre for cadre in CADRES if cadre % 3 == 0} - {110}
QUIET = {cadre for cadre in CADRES if place_of(cadre) in {QUIET_COUNTY, 9}}
"""Only digests for them."""


def openid(cadre):
    return f"openid-{cadre}"


def fill(url):
    """Leave a database with the town in it."""
    engine = open_engine(url)
    database.upgrade(engine)
    with engine.begin() as c:
        c.execute(insert(Organisation), list(_organisations()))
        c.execute(insert(Below), list(_below()))
        people = [*_people()]
        c.execute(insert(Person), people)
        c.execute(
            insert(Cadre),
            [{"id": n, "username": f"c{n}", "password": "x", "must_change": False} for n in CADRES],
        )
        c.execute(insert(Appointment), [_post(n) for n in CADRES])
        c.execute(
            insert(Leave).values(
                cadre_id=103, first_day=date(2026, 11, 20), last_day=None, reason="病假"
            )
        )
        c.execute(insert(WechatUser), [_user(n) for n in CADRES if n not in UNBOUND])
        c.execute(insert(Contact), list(_contacts()))
        c.execute(
            insert(SwitchChange).values(
                organisation_id=QUIET_COUNTY,
                switch="digest_only",
                is_on=True,
                by_name="",
                reason="",
                at=EARLY,
            )
        )
        c.execute(insert(Wish), [_wish(n) for n in range(1, 7)])
        c.execute(insert(Activity), [_activity(n) for n in range(1, 25)])
    engine.dispose()


def _organisations():
    for number, (parent, name, level, programme) in PLACES.items():
        yield {
            "id": number,
            "parent_id": parent,
            "name": name,
            "level": level,
            "type": "branch" if level == "base" else "leading_organ",
            "first_day": LONG_AGO,
            "programme": programme,
        }


def _below():
    for number in PLACES:
        over, depth = number, 0
        while over is not None:
            yield {"ancestor_id": over, "descendant_id": number, "depth": depth}
            over, depth = PLACES[over][0], depth + 1


def _people():
    for n in CADRES:
        yield {"id": n, "name": f"干部{n}", "organisation_id": place_of(n), "created_at": EARLY}
    for n in CADRES:
        for youth in youths(n):
            place = {"organisation_id": place_of(n), "created_at": EARLY}
            yield {"id": youth, "name": f"青年{youth}", **place}


def youths(cadre):
    return (1000 + 2 * cadre, 1001 + 2 * cadre)


def _post(cadre):
    place = place_of(cadre)
    return {
        "cadre_id": cadre,
        "organisation_id": place,
        "type": TYPES[nth(cadre)],
        "post": "",
        "leads": nth(cadre) == 0 and PLACES[place][2] != "base",
        "first_day": LONG_AGO,
    }


def _user(cadre):
    return {
        "openid": openid(cadre),
        "person_id": cadre,
        "following": True,
        "proof": "password",
        "muted": ["quota", "materials", "digest", "wish"] if cadre in MUTED else [],
        "unread": "",
    }


def _contacts():
    for cadre in CADRES:
        for youth in youths(cadre):
            yield {
                "cadre_id": cadre,
                "youth_id": youth,
                "is_primary": True,
                "hint": "",
                "industry": "",
                "occupation": "",
                "started_at": EARLY,
                "end_reason": "",
            }


def _wish(number):
    return {
        "id": number,
        "person_id": youths(CADRES[-number])[0],
        "organisation_id": place_of(CADRES[-number]),
        "area_id": place_of(CADRES[-number]),
        "kind": "study",
        "text": f"想要第 {number} 本书",
        "surname_shown": False,
        "media_id": "",
        "status": "open",
        "created_at": EARLY,
        "changed_at": EARLY,
    }


def _activity(number):
    starts = datetime.combine(FROM + timedelta(days=4 * number), time(14), HOME)
    return {
        "id": number,
        "organisation_id": (CITY, COUNTY, 7)[number % 3],
        "title": f"活动{number}",
        "kind": FIVE[number % 5],
        "place": "河边",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
        "deadline": starts - timedelta(days=1),
        "seats": 20,
        "taken": 0,
        "waiting": 0,
        "queued": 0,
        "status": "open",
        "created_at": EARLY,
    }


class Town:
    """The house in this town, at whatever time a test says; what leaves it is written down."""

    def __init__(self, url, seed=1, **account):
        self.at = datetime.combine(FROM, time(9), HOME)
        self.app = build(settings(url, **account), passwords=QUICK, clock=lambda: self.at)
        self.sent = []
        self.chance = random.Random(seed)  # noqa: S311 - a test is to be repeatable
        self.watch = None

    def go(self, day, clock="09:00"):
        self.at = datetime.combine(day, time.fromisoformat(clock), HOME)

    def tick(self):
        return tick(self.app.open_uow)

    def deliver(self):
        return Postman(replace(self.app.office, messenger=self)).carry()

    def send(self, letter):
        """Play the messenger."""
        person = int(letter.to.removeprefix("openid-"))
        if self.watch:
            self.watch(letter, person)
        self.sent.append((self.at, person, letter))
        return Sent(f"m{len(self.sent)}")

    def read(self, question):
        with self.app.open_uow(read_only=True) as uow:
            return uow.session.execute(question).all()

    def letters(self):
        """Return the routine letters by key."""
        return {row.key: row for (row,) in self.read(select(Outbox).order_by(Outbox.id))}

    def do(self, cadre, kind="volunteering"):
        """Let a cadre write down something done today."""
        with self.app.open_uow() as uow:
            uow.actor = cadre
            return records.log(
                uow, cadre, Did(kind, local_day(self.at), "", 90), [youths(cadre)[0]]
            )

    def undo(self, cadre):
        with self.app.open_uow() as uow:
            uow.actor = cadre
            records.undo_last(uow, cadre)
