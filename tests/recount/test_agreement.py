"""The engine and the recount agree in every cell, over random histories; and a fault is found."""

import random
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import select, update

from models.contact import Contact
from models.record import Record
from tests.demo.filling import migrate, opened
from tests.recount.agreement import compare
from tests.recount.histories import Maker, leagues
from tests.recount.oracle import Recount, midnight
from tests.recount.rulebook import PROGRAMMES

SECOND = timedelta(seconds=1)
FRESH = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
"""The fixture makes a database for each example, whatever it looks like."""


@pytest.fixture
def tally(databases):
    """Compare a league on a database of its own: ``tally(league, "sqlite", …)``."""

    def tally(league, kind, **options):
        url = databases.fresh(kind, migrate)
        try:
            with opened(url) as engine:
                return compare(engine, league, **options)
        finally:
            databases.drop(url)

    return tally


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_random_histories_agree(tally, programme):
    @settings(max_examples=2, phases=[Phase.generate], suppress_health_check=FRESH)
    @given(league=leagues(programme))
    def agree(league):
        found = tally(league, "sqlite").differences
        assert not found, "\n\n".join(found[:3])

    agree()


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_histories_that_stay_the_same_agree_on_both_databases(tally, programme, database_kind):
    lives, rules = 0, set()
    # The statements are the same ones: PostgreSQL is asked about one league.
    leagues_asked = 2 if database_kind == "sqlite" else 1
    for number in range(leagues_asked):
        league = league_of(programme, number)
        told = tally(league, database_kind)
        assert not told.differences, "\n\n".join(told.differences[:3])
        lives += sum(map(len, told.lives.values()))
        rules |= set(told.rules)
    assert lives >= 30 * leagues_asked
    # Each rule of the programme was asked of somebody.
    assert database_kind != "sqlite" or rules >= PROGRAMMES[programme].keys()


def league_of(programme, number):
    chance = random.Random(f"{programme} {number}")  # noqa: S311 - it is to be repeatable
    return Maker(chance, programme).make(30, 10)


# Controls: what is broken on purpose is found.


def later(table, column, span):
    """Return what moves all instants of a column, after the export has been written."""

    def spoil(engine):
        key = table.__table__.c.id
        at = table.__table__.c[column]
        with engine.begin() as connection:
            for id_, instant in connection.execute(select(key, at).where(at.is_not(None))).all():
                connection.execute(update(table).where(key == id_).values({column: instant + span}))

    return spoil


def revive(engine):
    with engine.begin() as connection:
        connection.execute(update(Record).values(undone_at=None))


class ClosedWindows(Recount):
    """Counts what happened at the very end of a window in it as well."""

    def fitting(self, rule, life, first, due, caseload):
        late = [row for row in life.records if row["at"] == midnight(due + timedelta(days=1))]
        moved = [{**row, "at": row["at"] - SECOND} for row in late]
        kept, life.records = life.records, sorted(life.records + moved, key=lambda row: row["at"])
        try:
            return super().fitting(rule, life, first, due, caseload)
        finally:
            life.records = kept


class UtcDays(Recount):
    """Cuts the working days where UTC does."""

    def halves(self, row):
        return super().halves({**row, "at": row["at"] - timedelta(hours=8)})


class NoExchange(Recount):
    """Knows no Saturdays and Sundays that are worked."""

    def __init__(self, folder):
        super().__init__(folder)
        self.calendar.on = set()


class WholeDayAway(Recount):
    """Lets go of a youth at the beginning of the day instead of at its end."""

    def caseload(self, life, on):
        return super().caseload(life, on - timedelta(days=1))


def amended(rule_id, **changes):
    """Return a recount with another number in one rule of every programme that has it."""
    book = {
        name: {
            id_: rule._replace(**changes) if id_ == rule_id else rule for id_, rule in rules.items()
        }
        for name, rules in PROGRAMMES.items()
    }
    return partial(Recount, book=book)


@dataclass
class Control:
    """What is broken, and the programme under which it must show."""

    programme: str
    recount: object = Recount
    spoil: object = None


CONTROLS = {
    "closed windows": Control("national", ClosedWindows),
    "days of UTC": Control("huaian-2016", UtcDays),
    "no working weekends": Control("huaian-2016", NoExchange),
    "a case-load of yesterday": Control("guangyuan-2017", WholeDayAway),
    "records a second later": Control("light", spoil=later(Record, "happened_at", SECOND)),
    "records a second earlier": Control("light", spoil=later(Record, "happened_at", -SECOND)),
    "entries a second later": Control("national", spoil=later(Record, "entered_at", SECOND)),
    "undone records live": Control("jiaxing-2017", spoil=revive),
    "contacts a moment later": Control(
        "national", spoil=later(Contact, "started_at", timedelta(microseconds=1))
    ),
    "visits of 61 minutes": Control("jiaxing-2017", amended("night-visits", minutes=61)),
    "visits of 59 minutes": Control("jiaxing-2017", amended("night-visits", minutes=59)),
    "online as well": Control("national", amended("offline-quarterly", offline=False)),
    "hand-in by the 21st": Control("guangyuan-2017", amended("quarter-report", by_day=21)),
    "hand-in by the 19th": Control("guangyuan-2017", amended("quarter-report", by_day=19)),
    "a campaign a day longer": Control("light", amended("education-guide", window="04-01 10-01")),
    "a campaign a day shorter": Control("light", amended("open-day-may", window="04-29 05-10")),
    "quarters instead of pairs": Control("light", amended("five-ones-fulltime", window="3 months")),
}


@pytest.mark.parametrize("name", CONTROLS)
def test_what_is_broken_is_found(tally, name):
    control = CONTROLS[name]
    for number in range(40):
        league = league_of(control.programme, number)
        told = tally(league, "sqlite", recount=control.recount, spoil=control.spoil)
        if told.differences:
            return
    pytest.fail(f"nobody noticed: {name}")
