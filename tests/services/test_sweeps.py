"""The sweep over everybody says what the engine says of each, in every number."""

import random
from collections import defaultdict
from datetime import date, datetime, time

import pytest
from sqlalchemy import insert

from domain.periods import HOME
from models.engine import open_engine
from models.organisation import below
from models.record import Record
from services import quotas, sweeps
from services.uow import units
from tests.demo.filling import migrate
from tests.recount.agreement import means, write
from tests.recount.histories import Maker
from tests.recount.rulebook import PROGRAMMES
from tests.services.county import COUNTY, MIN, county, opened

SEEDS = range(1)
"""More histories are counted twice by ``dev.py recount``."""


def swept(uow, on, subject, **asked):
    """Return (programme, rule) -> bound, met, exempt, and each shortfall, of whoever is concerned."""
    found = {}
    for one in sweeps.short(uow, on, subject, **asked):
        short = {s.id: (s.target, s.counted, s.missing, one.missing_by_part(s)) for s in one.short}
        assert len(short) == one.lacking
        if one.bound or one.exempt:
            key = one.programme.id, one.rule.id
            assert key not in found
            found[key] = (one.bound, one.met, one.exempt, one.begun, short)
    return found


def one_by_one(uow, on, subject, mine=lambda _stand: True, rules=lambda _rule: True):
    """Return the same from the standings of each."""
    stands = quotas.of_cadres(uow, on) if subject == "cadre" else quotas.of_organs(uow, on)
    cells = defaultdict(list)
    for stand in filter(mine, stands):
        for s in stand.standings:
            if rules(s.rule):
                cells[stand.programme.id, s.rule.id].append((stand.id, s))
    return {
        key: (
            sum(s.bound for _, s in those),
            sum(s.bound and s.met for _, s in those),
            sum(not s.bound for _, s in those),
            those[0][1].begun,
            {
                i: (s.target, s.count, s.missing, dict(s.missing_by_part))
                for i, s in those
                if s.bound and not s.met
            },
        )
        for key, those in cells.items()
    }


@pytest.fixture(params=sorted(PROGRAMMES))
def leagues(request, new_database, database_kind):
    """Yield some leagues under one programme, each with its database, day by day."""

    def each(seeds=SEEDS):
        # The statements are the same ones: PostgreSQL is asked about one league.
        for seed in seeds if database_kind == "sqlite" else seeds[:1]:
            rng = random.Random(seed)  # noqa: S311 - a test is to be repeatable
            league = Maker(rng, request.param).make(24, 6)
            engine = open_engine(new_database(database_kind, fill=migrate))
            write(engine, league)
            lent = means(league.default)
            try:
                for on in league.days[:: 2 if database_kind == "sqlite" else 4]:
                    now = datetime.combine(on, time(10), HOME)
                    with units(engine, lent, lambda now=now: now)(read_only=True) as uow:
                        yield league, on, uow
            finally:
                engine.dispose()

    return each


@pytest.mark.parametrize("subject", ["cadre", "organ"])
def test_the_sweep_agrees_with_the_engine_in_every_cell(leagues, subject):
    cells = 0
    for _, on, uow in leagues():
        told = one_by_one(uow, on, subject)
        # Where several programmes are in use, as if their followers were many and as if few.
        assert swept(uow, on, subject, few=0) == told, on
        if len({programme for programme, _ in told}) > 1:
            assert swept(uow, on, subject) == told, on
        cells += len(told)
    assert cells > 0


def test_it_sweeps_one_subtree_and_some_rules(leagues):
    def yearly(rule):
        return rule.period.kind == "year"

    for league, on, uow in leagues(SEEDS[:1]):
        place = league.rows["organisation"][1]["id"]
        under = set(uow.session.scalars(below(place)))

        def mine(stand, under=under):
            return stand.organisation_id in under

        told = one_by_one(uow, on, "cadre", mine)
        assert swept(uow, on, "cadre", within=place) == told
        assert swept(uow, on, "cadre", within=place, few=0) == told
        assert swept(uow, on, "organ", within=place) == one_by_one(uow, on, "organ", mine)
        assert swept(uow, on, "cadre", rules=yearly) == one_by_one(uow, on, "cadre", rules=yearly)


def keep(place, *kept, **row):
    """Write down records: (kind, moment, minutes), of one cadre or organ."""
    with place.engine.begin() as connection:
        for kind, at, minutes in kept:
            connection.execute(
                insert(Record).values(
                    kind=kind, happened_at=at, minutes=minutes, entered_by=MIN, entered_at=at, **row
                )
            )


def answers(place, on, subject, rule):
    """Return what both say of one rule, which has to be the same."""

    def both(uow):
        return swept(uow, on, subject), one_by_one(uow, on, subject)

    told, each = place.do(both)
    assert told == each
    return next(cell for (_, name), cell in told.items() if name == rule)


def moment(*when):
    return datetime(*when, tzinfo=HOME)


def test_half_days_are_looked_at_and_not_only_counted(new_database, database_kind):
    wednesday = date(2026, 6, 17)
    with opened(new_database(database_kind, fill=county), "huaian-2016") as place:
        report = "branch_report"
        keep(place, (report, moment(2026, 6, 15, 9), 60), cadre_id=MIN)
        # The same morning once more: two records, one half-day.
        keep(place, (report, moment(2026, 6, 15, 10), 60), cadre_id=MIN)
        assert answers(place, wednesday, "cadre", "branch-report-in")[4] == {MIN: (2, 1, 1, {})}
        keep(place, (report, moment(2026, 6, 16, 14), 60), cadre_id=MIN)
        assert answers(place, wednesday, "cadre", "branch-report-in")[:2] == (1, 1)


@pytest.mark.parametrize(
    ("at", "met"), [(moment(2026, 12, 20, 23, 59, 59), 1), (moment(2026, 12, 21), 0)]
)
def test_what_comes_after_the_deadline_does_not_count(new_database, database_kind, at, met):
    with opened(new_database(database_kind, fill=county)) as place:
        keep(place, ("quarter_materials", at, None), organ_id=COUNTY)
        found = answers(place, date(2026, 12, 25), "organ", "quarter-report")
        assert found[:2] == (1, met)
