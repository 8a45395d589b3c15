"""A whole nation swept, beside one SQL statement written by hand for the same question."""

import argparse
import gc
import random
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from datetime import time as clock
from typing import Any, Final

import sqlalchemy as sa

from benchmarks.nation_by_hand import FIVE_ONES, WITH_CONTACTS
from benchmarks.nation_rows import ON, fill
from bot import database
from bot.holidays import calendar
from bot.receiver import STATEMENT
from bot.rules import programmes
from domain.channels import AccountKind
from domain.periods import HOME
from models.engine import open_engine
from services import quotas, sweeps
from services.passwords import Passwords
from services.sweeps import Swept
from services.uow import Means, OpenUow, Uow, units
from services.vault import Vault
from tests import servers

TUNING: Final = {
    "shared_buffers": "4GB",
    "effective_cache_size": "12GB",
    "work_mem": "128MB",
    "maintenance_work_mem": "1GB",
    "max_wal_size": "8GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "autovacuum": "off",
}
"""A quarter of a machine of 16 GB, an SSD, and nothing that begins by itself in the middle."""
LIMIT: Final = 1.3
_DAY: Final = 86_400.0
VARIANTS: Final = {
    "five-ones": (("five-ones-fulltime", "five-ones-parttime"), FIVE_ONES),
    "five-ones and contacts": (
        ("five-ones-fulltime", "five-ones-parttime", "contacts"),
        WITH_CONTACTS,
    ),
}
"""The rules of the default programme for cadres that bind on the last day of the year."""

Answer = Mapping[str, tuple[int, int, Mapping[int, tuple[int, int]]]]
"""By rule: how many it binds and exempts, and target and count of each who is short."""


def add_options(told: argparse.ArgumentParser) -> None:
    """Say what may be chosen."""
    told.add_argument("--scale", type=float, default=1.0, help="part of the nation, e.g. 0.01")
    told.add_argument("--runs", type=int, default=7, help="warm runs of each side")


@contextmanager
def built(
    url: str, scale: float, tell: Callable[[str], None], *, usual: bool = False
) -> Iterator[OpenUow]:
    """Build the nation in an empty database of PostgreSQL and lend units of work on it.

    Their statements may take a day, or no longer than is ``usual`` for a website.
    """
    engine = open_engine(url, pool_size=1, seconds=_DAY)
    try:
        database.upgrade(engine)
        started = time.perf_counter()
        for step, seconds in fill(engine, scale):
            tell(f"  {step:<22}{seconds:>8.1f} s")
        tell(f"built in {time.perf_counter() - started:.0f} s")
        if usual:
            engine.dispose()
            engine = open_engine(url, pool_size=1, seconds=STATEMENT)
        yield units(engine, means(), lambda: datetime.combine(ON, clock(10), HOME))
    finally:
        engine.dispose()


def means() -> Means:
    """Return what a house has that sends nothing anywhere."""
    return Means(
        vault=Vault({1: bytes(32)}, 1, bytes(32)),
        passwords=Passwords(),
        programmes=programmes(),
        default_programme="guangyuan-2017",
        account=AccountKind.SERVICE,
        base_url="http://127.0.0.1:8000",
        chance=random.Random(1),  # noqa: S311 - nothing is secret here
        calendar=calendar({}),
    )


def run(scale: float, runs: int, tell: Callable[[str], None] = print) -> None:
    """Build, compare, measure and print."""
    tell(f"a nation at scale {scale:g}, in PostgreSQL with {_said(TUNING)}")
    with servers.postgres(tuning=TUNING) as url, built(url, scale, tell) as open_uow:
        with open_uow(read_only=True) as uow:
            tell(_size(uow))
        tell(f"\neverybody, median (best) of {runs} warm runs, all rows fetched, ms")
        for title, (rules, by_hand) in VARIANTS.items():
            compare(open_uow, rules, by_hand)
            for line in _timed(open_uow, title, rules, by_hand, runs):
                tell(line)
        for line in _one_person(open_uow):
            tell(line)


def compare(open_uow: OpenUow, rules: tuple[str, ...], by_hand: str) -> Answer:
    """Ask both sides and fail on any difference."""
    with open_uow(read_only=True) as uow:
        ours = _read(_sweep(uow, rules))
        theirs = _read_rows(_by_hand(uow, by_hand))
    for rule in rules:
        if ours[rule] != theirs[rule]:
            short, other = ours[rule][2], theirs[rule][2]
            wrong = [i for i in short.keys() | other.keys() if short.get(i) != other.get(i)]
            raise RuntimeError(
                f"{rule}: bound, exempt {ours[rule][:2]} and {theirs[rule][:2]} by hand;"
                f" {len(wrong)} people differ, {sorted(wrong)[:5]}"
            )
    return ours


def _sweep(uow: Uow, rules: tuple[str, ...]) -> list[Swept]:
    return sweeps.short(uow, ON, "cadre", rules=lambda rule: rule.id in rules)


def _by_hand(uow: Uow, statement: str) -> list[Any]:
    uow.session.execute(sa.text("SET LOCAL statement_timeout = 0"))
    return list(uow.session.execute(sa.text(statement)).all())


def _read(swept: list[Swept]) -> Answer:
    return {
        one.rule.id: (one.bound, one.exempt, {s.id: (s.target, s.counted) for s in one.short})
        for one in swept
    }


def _read_rows(rows: list[Any]) -> Answer:
    short: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    sums = {}
    for rule, cadre, one, other in rows:
        if cadre is None:
            sums[rule] = (one, other)
        else:
            short[rule][cadre] = (one, other)
    return {rule: (*sums[rule], short[rule]) for rule in sums}


@dataclass(slots=True)
class Side:
    """One way of asking, and how long each time took."""

    title: str
    ask: Callable[[Uow], object]
    took: list[float]

    @property
    def median(self) -> float:
        """In milliseconds."""
        return statistics.median(self.took)


def _timed(
    open_uow: OpenUow, title: str, rules: tuple[str, ...], by_hand: str, runs: int
) -> Iterator[str]:
    sent = _sent(open_uow, rules)
    sides = [
        Side("one SQL statement by hand", lambda uow: _by_hand(uow, by_hand), []),
        Side("sweeps.short", lambda uow: _sweep(uow, rules), []),
        Side(
            "  and each person's shortfall", lambda uow: [s.short for s in _sweep(uow, rules)], []
        ),
        Side("  its statements alone", lambda uow: _again(uow, sent), []),
    ]
    for turn in range(runs + 1):
        for side in sides:
            gc.collect()
            started = time.perf_counter()
            with open_uow(read_only=True) as uow:
                found = side.ask(uow)
                took = time.perf_counter() - started
            del found
            if turn:  # the first is to warm up
                side.took.append(took * 1000)
    floor = sides[0].median
    yield f"{title}: {len(sent)} statement{'s' if len(sent) > 1 else ''} of ours"
    for side in sides:
        yield (
            f"  {side.title:<34}{side.median:>8,.0f}  ({min(side.took):,.0f})"
            f"{side.median / floor:>8.2f} ×"
        )
    ratio = sides[1].median / floor
    yield f"  {ratio:.2f} × by hand; the limit for the whole nation is {LIMIT} ×"


def _sent(open_uow: OpenUow, rules: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Return the statements over everybody that a sweep sends."""
    sent = []

    def note(_c: object, _cursor: object, statement: str, given: Any, *_: object) -> None:  # noqa: ANN401
        if statement.startswith("WITH"):
            sent.append((statement, given))

    with open_uow(read_only=True) as uow:
        engine = uow.session.get_bind()
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            _sweep(uow, rules)
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
    return sent


def _again(uow: Uow, sent: list[tuple[str, Any]]) -> list[Any]:
    uow.session.execute(sa.text("SET LOCAL statement_timeout = 0"))
    connection = uow.session.connection()
    return [connection.exec_driver_sql(statement, given).all() for statement, given in sent]


_PROBE: Final = """
SELECT kind, minutes, offline, happened_at FROM record
WHERE cadre_id = :cadre AND happened_at >= '2026-10-01 00:00+08'
  AND happened_at < '2027-01-01 00:00+08' AND undone_at IS NULL
"""


def _one_person(open_uow: OpenUow, people: int = 300) -> Iterator[str]:
    with open_uow(read_only=True) as uow:
        cadres = uow.session.scalar(sa.text("SELECT count(*) FROM cadre"))
        ids = random.Random(2).sample(range(1, cadres + 1), min(people, cadres))  # noqa: S311
        plan = uow.session.scalars(sa.text(f"EXPLAIN {_PROBE}"), {"cadre": ids[0]}).all()
        yield f"\none person, p50 and p99 of {len(ids)} people, ms"
        yield f"  {'one quarter of records, bare':<34}" + _percentiles(
            ids, lambda i: uow.session.execute(sa.text(_PROBE), {"cadre": i}).all()
        )
        yield "    " + re.sub(r" *\(cost.*", "", plan[0]).strip()
        yield f"  {'quotas.of_cadre, all rules':<34}" + _percentiles(
            ids, lambda i: quotas.of_cadre(uow, i, ON)
        )
        county = uow.session.scalar(sa.text(_BUSIEST))
        under = sa.text(_UNDER)
        cadres = list(uow.session.scalars(under, {"county": county}))
        yield f"a county with {len(cadres)} cadres"
        yield f"  {'quotas.of_cadres, each one':<34}" + _percentiles(
            range(10), lambda _: quotas.of_cadres(uow, ON, cadres)
        )
        yield f"  {'sweeps.short, within it':<34}" + _percentiles(
            range(10), lambda _: sweeps.short(uow, ON, within=county)
        )


_UNDER: Final = """
SELECT DISTINCT cadre_id FROM appointment JOIN organisation_below ON descendant_id = organisation_id
WHERE ancestor_id = :county
"""
_BUSIEST: Final = """
SELECT id FROM organisation WHERE level = 'county'
ORDER BY (SELECT count(*) FROM organisation_below WHERE ancestor_id = id) DESC, id LIMIT 1
"""


def _percentiles(of: Any, ask: Callable[[int], object]) -> str:  # noqa: ANN401 - any range of ids
    took = []
    for one in of:
        started = time.perf_counter()
        ask(one)
        took.append((time.perf_counter() - started) * 1000)
    took = sorted(took)
    return f"{took[len(took) // 2]:>8.2f}{took[len(took) * 99 // 100]:>8.2f}"


def _size(uow: Uow) -> str:
    names = ("organisation", "cadre", "appointment", "person", "contact", "record", "record_youth")
    counts = [uow.session.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in names]  # noqa: S608
    size = uow.session.scalar(
        sa.text("SELECT pg_size_pretty(pg_database_size(current_database()))")
    )
    return ", ".join(f"{n:,} {name}" for n, name in zip(counts, names, strict=True)) + f"; {size}"


def _said(settings: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in settings.items())
