"""Each page of the console on a made-up nation, beside its main query alone: ``bench console``.

Asked within one process, as the nation's admin and as a county's: what a page takes is its
statements, its thinking and its HTML. The main query is the slowest of its statements, sent again
by itself over the same driver; both are asked in turns.
"""

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from benchmarks import console_rows, nation
from benchmarks.nation_rows import ON
from bot import database
from bot.console import ICONS, VENDOR
from domain.activity_templates import TEMPLATES
from domain.periods import HOME
from domain.permissions import AdminRole
from handlers.admin import create_admin
from handlers.admin.console import COOKIE, Console
from handlers.admin.surroundings import Surroundings
from handlers.h5 import create_h5
from models.admin import Admin, ConsoleSession
from models.base import Base
from models.engine import take_time
from services import standing, standing_weeks
from services.console_sessions import LIFE
from services.passwords import Passwords
from services.uow import OpenUow, planned_anew
from tests import servers

NOW: Final = datetime.combine(ON, clock(10), HOME)
QUERIES: Final = {
    "/console/standing": "rule=five-ones-parttime&programme=guangyuan-2017",
    "/console/standing/cadre/<int:cadre_id>": "rule=contacts",
    "/console/standing/organ/<int:organ_id>": "rule=five-ones-organ",
    "/console/records": f"since={ON - timedelta(days=6)}&until={ON}",
}
"""What a page has to be asked for besides its path."""
TABLES: Final = {
    "organ": "organisation",
    "place": "organisation",
    "county": "organisation",
    "parent": "organisation",
    "post": "appointment",
    "youth": "contact",
    "person": "cadre",
    "letter": "outbox",
    "check": "spot_check",
}
"""By the name of an id in a path: the table it is of, where it is not called so."""
_UNDER: Final = "SELECT descendant_id FROM organisation_below WHERE ancestor_id = :place"
_CADRE: Final = f"""
SELECT min(cadre_id) FROM appointment WHERE last_day IS NULL AND organisation_id IN ({_UNDER})
"""  # noqa: S608 - no word of it comes from outside
_COUNTY: Final = """
SELECT o.id FROM organisation o
JOIN organisation_below b ON b.ancestor_id = o.id
JOIN appointment a ON a.organisation_id = b.descendant_id AND a.last_day IS NULL
WHERE o.level = 'county' GROUP BY o.id ORDER BY abs(count(*) - 80), o.id LIMIT 1
"""
"""One with about as many cadres as counties have on the average."""
FOUND: Final = {
    "organisation": "SELECT cast(:place AS bigint)",
    "cadre": _CADRE,
    "appointment": f"SELECT min(id) FROM appointment WHERE cadre_id = ({_CADRE})",  # noqa: S608 - no word of it comes from outside
    "contact": f"SELECT min(youth_id) FROM contact WHERE cadre_id = ({_CADRE})",  # noqa: S608 - the same
}
"""How the first of an own subtree is found."""
_ORGANS: Final = next(one.key for one in TEMPLATES.values() if one.organ)
OWN: Final = frozenset({"extract", "sheet"})
"""Whoever made such a row sees it, and nobody else."""
KEYED: Final = {
    "/console/activities/new/<key>": f"/console/activities/new/{_ORGANS}",
    "/console/checks/<int:check_id>/calls/<int:place>": "/console/checks/<int:check_id>/calls/1",
}
"""Pages whose address has something else in it than a number of a row."""
OK, PART = 200, re.compile(r"<(?:int:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement that a page sent, and the milliseconds it took."""

    text: str
    given: Any
    took: float


@dataclass(slots=True)
class Page:
    """A page as somebody asks for it, and what it took, in milliseconds."""

    path: str
    took: list[float]
    alone: list[float]
    statements: int
    skipped: str = ""


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
        for name, (person, place) in places.items():
            client = app.test_client()
            client.set_cookie(COOKIE, _key(person), path="/console")
            tell(f"\n{name}: p95 of {runs} in ms{'':<32}page{'query':>9}{'ratio':>8}{'sent':>6}")
            for page in _pages(open_uow, console, client, {"place": place, "person": person}, runs):
                tell(_line(page))


def _line(page: Page) -> str:
    if page.skipped:
        return f"  {page.path:<56}{page.skipped}"
    whole, alone = _p95(page.took), _p95(page.alone)
    return (
        f"  {page.path:<52}{whole:>9.1f}{alone:>9.1f}{whole / max(alone, 0.01):>7.1f}×"
        f"{page.statements:>6}"
    )


def _p95(took: Sequence[float]) -> float:
    ordered = sorted(took)
    return ordered[min(len(ordered) * 95 // 100, len(ordered) - 1)]


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
            session.execute(
                sa.insert(ConsoleSession),
                {
                    "key_hash": hashlib.sha256(_key(person).encode()).digest(),
                    "person_id": person,
                    "agent": "bench",
                    "flash": {},
                    "created_at": NOW,
                    "confirmed_at": NOW,
                    "used_at": NOW,
                    "expires_at": NOW + LIFE,
                },
            )
    return places


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


def _pages(
    open_uow: OpenUow, console: Console, client: FlaskClient, who: Mapping[str, int], runs: int
) -> Iterator[Page]:
    """Measure each page that is only looked at."""
    for route in sorted(console.routes, key=lambda one: one.path):
        if route.method != "GET":
            continue
        path = _filled(open_uow, route.path, who)
        page = Page(route.path.removeprefix("/console") or "/", [], [], 0)
        if path is None:
            page.skipped = "no row of it in this nation"
            yield page
            continue
        query = QUERIES.get(route.path, "")
        address = f"{path}?{query}" if query else path
        with _listening(open_uow) as sent:
            answer = client.get(address)
        if answer.status_code != OK:
            page.skipped = f"answered {answer.status_code}"
            yield page
            continue
        page.statements, slowest = len(sent), max(sent, key=lambda one: one.took)
        for turn in range(runs + 1):
            took, alone = _asked(client, address), _alone(open_uow, slowest)
            if turn:  # the first is to warm up
                page.took.append(took * 1000)
                page.alone.append(alone * 1000)
        yield page


def _asked(client: FlaskClient, address: str) -> float:
    started = time.perf_counter()
    client.get(address).get_data()
    return time.perf_counter() - started


def _alone(open_uow: OpenUow, one: Statement) -> float:
    with planned_anew(open_uow)(read_only=True) as uow:
        connection = uow.session.connection()
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        started = time.perf_counter()
        connection.exec_driver_sql(one.text, one.given).all()
        return time.perf_counter() - started


def _filled(open_uow: OpenUow, path: str, who: Mapping[str, int]) -> str | None:
    """Put the first number of an own row into each part of a path; none where there is none."""
    path = KEYED.get(path, path)
    with open_uow(read_only=True) as uow:
        for name in PART.findall(path):
            found = uow.session.scalar(sa.text(_first(name)), who)
            if found is None:
                return None
            path = PART.sub(str(found), path, count=1)
    return path


def _first(name: str) -> str:
    """Return what finds a number for a part of a path: in the subtree, where that can be asked."""
    noun = name.removesuffix("_id")
    table = TABLES.get(noun, noun)
    if table in FOUND:
        return FOUND[table]
    if table in OWN:
        return f'SELECT min(id) FROM "{table}" WHERE person_id = :person'  # noqa: S608 - a table of ours
    if table in Base.metadata.tables:
        columns = Base.metadata.tables[table].columns
        organ = next((one for one in ("organ_id", "organisation_id") if one in columns), "")
        near = f"WHERE {organ} IN ({_UNDER}) ORDER BY {organ} <> :place, id" if organ else ""
        return f'SELECT id FROM "{table}" {near} LIMIT 1'  # noqa: S608 - likewise
    return "SELECT cast(NULL AS bigint)"


@contextmanager
def _listening(open_uow: OpenUow) -> Iterator[list[Statement]]:
    """Note the statements that are sent, and how long each took."""
    sent: list[Statement] = []
    begun: list[float] = []

    def begin(*_: object) -> None:
        begun.append(time.perf_counter())

    def end(_c: object, _cursor: object, text: str, given: Any, *_: object) -> None:  # noqa: ANN401
        sent.append(Statement(text, given, time.perf_counter() - begun.pop()))

    with open_uow(read_only=True) as uow:
        engine = uow.session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", begin)
    sa.event.listen(engine, "after_cursor_execute", end)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", begin)
        sa.event.remove(engine, "after_cursor_execute", end)
