"""The console on the demonstration's small league, and browsers that are in it already.

Admins: one of each role for the county (共青团临溪县委), the city's and a neighbouring county's.
"""

import hashlib
import random
from functools import cache, cached_property
from pathlib import Path
from typing import ClassVar

from flask import Flask
from sqlalchemy import insert, select

from bot import database
from bot.console import ICONS, VENDOR
from bot.holidays import calendar
from bot.rules import programmes, texts
from domain.channels import AccountKind
from domain.permissions import AdminRole
from handlers.admin import create_admin
from handlers.admin.surroundings import Surroundings
from handlers.h5 import create_h5
from models.admin import Admin, AdminLogin, ConsoleSession
from models.base import Base
from models.engine import open_engine
from models.organisation import Organisation
from models.person import Person
from services import console_sessions
from services.uow import Means, units
from tests.deskhouse import Browser, Compiled
from tests.house import NOW, QUICK, VAULT, peopled
from tests.serving import served

STATIC = Path(__file__).parents[2] / "bot" / "static"
ROLES = tuple(AdminRole)
CITY, COUNTY, NEIGHBOUR = "共青团青禾市委", "共青团临溪县委", "neighbour"


def staffed(url):
    """Leave the small league with admins of each role and place, and a browser of each."""
    peopled(url)
    engine = open_engine(url)
    with engine.begin() as c:
        places = places_of(c)
        for number, (role, place) in enumerate(posts(), 1):
            person = c.execute(
                insert(Person)
                .values(name=f"{role}·{place}", organisation_id=places[place], created_at=NOW)
                .returning(Person.id)
            ).scalar_one()
            c.execute(
                insert(AdminLogin).values(
                    id=person, username=f"admin{number}", password="-", must_change=False
                )
            )
            c.execute(
                insert(Admin).values(
                    person_id=person, organisation_id=places[place], role=role, created_at=NOW
                )
            )
            c.execute(
                insert(ConsoleSession).values(
                    key_hash=hashlib.sha256(key(role, place).encode()).digest(),
                    person_id=person,
                    agent="Chrome · Windows",
                    flash={},
                    created_at=NOW,
                    confirmed_at=NOW,
                    used_at=NOW,
                    expires_at=NOW + console_sessions.LIFE,
                )
            )
        database.advance_sequences(c, Base.metadata.sorted_tables)
    engine.dispose()


def posts():
    """Return each (role, place) there is a browser of."""
    county = [(role, COUNTY) for role in ROLES]
    return [*county, (AdminRole.ORGAN, CITY), (AdminRole.SUPER, CITY), (AdminRole.ORGAN, NEIGHBOUR)]


def places_of(connection):
    """Return the organisations by the names of this module."""
    rows = connection.execute(
        select(Organisation.name, Organisation.id)
        .where(Organisation.level.in_(["city", "county"]))
        .order_by(Organisation.id)
    ).all()
    known = {row.name: row.id for row in rows}
    other = next(n for name, n in known.items() if "县" in name and name != COUNTY)
    return {CITY: known[CITY], COUNTY: known[COUNTY], NEIGHBOUR: other}


def key(role, place):
    """Return what the browser of an admin keeps."""
    return hashlib.sha256(f"{role} of {place}".encode()).hexdigest()


@cache
def _rules():
    return programmes("")


def means(base="http://house.example"):
    return Means(
        vault=VAULT,
        passwords=QUICK,
        programmes=_rules(),
        default_programme="guangyuan-2017",
        account=AccountKind.SERVICE,
        base_url=base,
        chance=random.Random(7),  # noqa: S311 - a test is to be repeatable
        calendar=calendar({}),
        rule_files=texts(),
    )


class Moving:
    """The pages, which take longer to hang up than to try: one house moves into them at a time."""

    house: ClassVar = None

    def open_uow(self, **how):
        return self.house.open_uow(**how)

    @cached_property
    def app(self):
        app = Flask("console", static_folder=STATIC, static_url_path="/static")
        app.jinja_options = {"bytecode_cache": Compiled()}
        weui = f"{VENDOR}/weui-2.6.26/weui.min.css"
        app.register_blueprint(
            create_h5(open_uow=self.open_uow, passwords=QUICK, qr=None, weui_href=weui)
        )
        door, self.console = create_admin(
            Surroundings(
                open_uow=self.open_uow,
                passwords=QUICK,
                vendor=lambda name: f"{VENDOR}/{name}",
                icons=ICONS,
            )
        )
        app.register_blueprint(door)
        return app


PAGES = Moving()


class ConsoleHouse:
    """The console on a database under a clock that is set by hand."""

    def __init__(self, url):
        self.engine = open_engine(url)
        self.now = NOW
        self.open_uow = units(self.engine, means(), lambda: self.now)
        self.app, Moving.house = PAGES.app, self
        with self.engine.connect() as c:
            self.places = places_of(c)

    @property
    def routes(self):
        """All pages with the right each asks for."""
        return PAGES.console.routes

    def do(self, verb, *args, **kwargs):
        """Do one thing in one unit of work."""
        with self.open_uow() as uow:
            return verb(uow, *args, **kwargs)

    def rows(self, question):
        with self.open_uow(read_only=True) as uow:
            return uow.session.execute(question).all()

    def one(self, question):
        with self.open_uow(read_only=True) as uow:
            return uow.session.scalar(question)

    def admin(self, role=AdminRole.ORGAN, place=COUNTY):
        """Return the ``Official`` whose browser ``browser`` returns."""
        with self.open_uow(read_only=True) as uow:
            return console_sessions.official(uow, key(role, place), console_sessions.May.ENTER)

    def browser(self, role=AdminRole.ORGAN, place=COUNTY):
        """Return a browser (Flask's test client) in which an admin is logged in."""
        client = self.app.test_client()
        client.set_cookie("console", key(role, place), path="/console")
        return Browser(client, "/console/", console_sessions.csrf(key(role, place)))

    def serving(self):
        """Serve the pages for a real browser; a context that gives the address."""
        return served(self.app)
