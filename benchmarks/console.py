"""Each page of the console on a made-up nation, beside its main query alone: ``bench console``.

Asked within one process, as the nation's admin and as a county's; and then the pages of the desk,
as whoever answers for each of the two. The main query is the slowest of a page's
statements, sent again by itself over the same driver; both are asked in turns.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from datetime import date, datetime
from datetime import time as clock
from typing import Final

import sqlalchemy as sa
from flask import Flask

from benchmarks import console_rows, nation, pages
from benchmarks.nation_rows import ON
from bot import database
from bot.console import ICONS, VENDOR
from bot.memory import keep_loaded
from domain.periods import HOME
from domain.permissions import AdminRole
from domain.proofs import Proof
from handlers.admin import create_admin
from handlers.admin.console import COOKIE, Console
from handlers.admin.surroundings import Surroundings
from handlers.h5 import create_h5
from handlers.h5.desk import COOKIE as VISIT
from models.admin import Admin, ConsoleSession
from models.base import Base
from models.cadre import Appointment
from models.engine import take_time
from models.person import WechatUser
from services import standing, standing_weeks, visits
from services.console_sessions import LIFE
from services.passwords import Passwords
from services.uow import OpenUow, Uow
from tests import servers

FIRST: Final = date(2020, 1, 1)
NOW: Final = datetime.combine(ON, clock(10), HOME)
_COUNTY: Final = """
SELECT o.id FROM organisation o
JOIN organisation_below b ON b.ancestor_id = o.id
JOIN appointment a ON a.organisation_id = b.descendant_id AND a.last_day IS NULL
WHERE o.level = 'county' GROUP BY o.id ORDER BY abs(count(*) - 80), o.id LIMIT 1
"""
"""One with about as many cadres as counties have on the average."""


def run(scale: float, runs: int, tell: Callable[[str], None] = print) -> None:
    """Build the nation, ask for each page, print."""
    tell(f"a nation at scale {scale:g}, in PostgreSQL")
    with (
        servers.postgres(tuning=nation.TUNING) as url,
        nation.built(url, scale, tell, usual=True) as open_uow,
    ):
        places = _seated(open_uow)
        with open_uow() as uow:
            take_time(uow.session.connection())
            youths = uow.session.scalars(sa.text("SELECT count(*) FROM contact")).one() // 2
            console_rows.fill(uow.session.connection(), places["a county"][1], scale, youths)
        started = time.perf_counter()
        with open_uow() as uow:
            rows = standing.settle(uow)
        tell(f"standing.settle: {rows:,} figures in {time.perf_counter() - started:.1f} s")
        started = time.perf_counter()
        with open_uow() as uow:
            rows = standing_weeks.settle(uow)
        tell(f"standing_weeks.settle: {rows:,} figures in {time.perf_counter() - started:.1f} s")
        app, console = _app(open_uow)
        keep_loaded()  # as `serve` does
        paths = [one.path for one in console.routes if one.method == "GET"]
        for name, (person, place) in places.items():
            client = app.test_client()
            client.set_cookie(COOKIE, _key(person), path="/console")
            _table(tell, name, runs)
            who = {"place": place, "person": person}
            for page in pages.measured(open_uow, paths, client, who, runs):
                tell(pages.line(page))
        desks(open_uow, app, {name: place for name, (_, place) in places.items()}, runs, tell)


def desks(
    open_uow: OpenUow,
    app: Flask,
    places: Mapping[str, int],
    runs: int,
    tell: Callable[[str], None],
) -> None:
    """Ask for the pages of the desk, as who answers for each of the places."""
    every = [
        one.rule
        for one in app.url_map.iter_rules()
        if one.endpoint.startswith("h5.")
        and "GET" in (one.methods or ())
        and "token" not in one.rule
    ]
    for name, place in places.items():
        person, key = _at_the_desk(open_uow, place)
        client = app.test_client()
        client.set_cookie(VISIT, key, path="/h5")
        _table(tell, f"the desk of who answers for {name}", runs)
        who = {"place": place, "person": person}
        for page in pages.measured(open_uow, every, client, who, runs):
            tell(pages.line(page))


def _table(tell: Callable[[str], None], name: str, runs: int) -> None:
    tell(f"\n{name}: p95 of {runs} in ms{'':<32}page{'query':>9}{'ratio':>8}{'sent':>6}")


def _at_the_desk(open_uow: OpenUow, place: int) -> tuple[int, str]:
    """Let a cadre from below answer for an organisation; return who, and the key of their visit."""
    with open_uow() as uow:
        cadre = uow.session.scalars(sa.text(pages.FOUND["cadre"]), {"place": place}).one()
        post = {"organisation_id": place, "type": "fulltime", "leads": True, "first_day": FIRST}
        uow.session.add(Appointment(cadre_id=cadre, **post))
        openid = f"bench-{cadre}"
        uow.session.add(WechatUser(openid=openid, person_id=cadre, proof=Proof.PASSWORD))
        uow.session.flush()
        login = _in_a_browser(uow, cadre, openid)
        return cadre, visits.begin(uow, openid, cadre, login).key


def _key(person: int) -> str:
    return hashlib.sha256(f"bench {person}".encode()).hexdigest()


def _seated(open_uow: OpenUow) -> dict[str, tuple[int, int]]:
    """Name an admin of the nation and one of a usual county, each in a browser."""
    with open_uow() as uow:
        session = uow.session
        database.advance_sequences(session.connection(), Base.metadata.sorted_tables)
        county = session.scalars(sa.text(_COUNTY)).one()
        places = {"the nation": (1, 1), "a county": (2, county)}
        for person, place in places.values():
            role = AdminRole.SUPER
            row = {"person_id": person, "organisation_id": place, "role": role, "created_at": NOW}
            session.execute(sa.insert(Admin), row)
            _in_a_browser(uow, person, _key(person))
    return places


def _in_a_browser(uow: Uow, person: int, key: str) -> int:
    """Log somebody in; return the login."""
    login = ConsoleSession(
        key_hash=hashlib.sha256(key.encode()).digest(),
        person_id=person,
        agent="bench",
        flash={},
        created_at=NOW,
        confirmed_at=NOW,
        used_at=NOW,
        expires_at=NOW + LIFE,
    )
    uow.session.add(login)
    uow.session.flush()
    return login.id


def _app(open_uow: OpenUow) -> tuple[Flask, Console]:
    app, passwords = Flask("console"), Passwords()
    weui = f"{VENDOR}/weui-2.6.26/weui.min.css"
    app.register_blueprint(
        create_h5(open_uow=open_uow, passwords=passwords, qr=None, weui_href=weui)
    )
    door, console = create_admin(
        Surroundings(
            open_uow=open_uow,
            passwords=passwords,
            vendor=lambda name: f"{VENDOR}/{name}",
            icons=ICONS,
        )
    )
    app.register_blueprint(door)
    return app, console
