"""Pages asked for within one process, each in turns with the slowest of its statements alone.

What a page takes is its statements, its thinking and its HTML; a path with ids in it is asked for
with the first row of the own subtree.
"""

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask.testing import FlaskClient

from benchmarks.nation_rows import ON
from domain.activity_templates import TEMPLATES
from models.base import Base
from services.uow import OpenUow, planned_anew

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


def line(page: Page) -> str:
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


def measured(
    open_uow: OpenUow,
    paths: Iterable[str],
    client: FlaskClient,
    who: Mapping[str, int],
    runs: int,
) -> Iterator[Page]:
    """Measure each page that is only looked at; ``who`` has their ``place`` and ``person``."""
    for route in sorted(paths):
        path = _filled(open_uow, route, who)
        page = Page(route, [], [], 0)
        if path is None:
            page.skipped = "no row of it in this nation"
            yield page
            continue
        query = QUERIES.get(route, "")
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
