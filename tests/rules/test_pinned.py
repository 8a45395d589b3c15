"""The table would notice: whatever is changed in a rule, some cell no longer agrees with it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.rules import programmes
from domain.dictionaries import LEADING
from domain.periods import MonthDay, Period, PeriodKind
from domain.quotas import evaluate
from domain.rules import Counts, Measure, Role
from models.engine import open_engine
from services import evidence, subjects
from tests.rules.conftest import opened
from tests.rules.table import Cell, rows
from tests.rules.world import CADRES, CALENDAR, ORGANS, leave_the_world

ALL = programmes()
ROWS = rows()
EVERY_RULE = [rule for programme in ALL.values() for rule in programme.rules]
RULES = [(programme.id, rule.id) for programme in ALL.values() for rule in programme.rules]
DAY = timedelta(days=1)
CUTS = set(PeriodKind) - {PeriodKind.CAMPAIGN, PeriodKind.STANDING}


@pytest.fixture(scope="module")
def histories(databases):
    """Return (subject, evidence) of everybody on every day of the table."""
    url = databases.fresh("sqlite", fill=leave_the_world)
    engine = open_engine(url)
    with opened(engine, "national")(read_only=True) as uow:
        found = {(row.who, row.on): _history(uow, row.who, row.on) for row in ROWS}
    engine.dispose()
    databases.drop(url)
    return found


def _history(uow, who, on):
    if who in CADRES:
        kind, number = "cadre", CADRES[who][0]
        (bound,) = subjects.cadres(uow, [number], on)
    else:
        kind, number = "organ", ORGANS[who][0]
        organs = subjects.organs(uow, [number])
        if not organs:
            return None
        (bound,) = organs
    brought = evidence.gather(uow, kind, [number], on, EVERY_RULE).get(number, evidence.NOTHING)
    return bound.subject, brought


def agrees(rule, programme, histories):
    return all(
        Cell.of(history and evaluate(rule, history[0], row.on, history[1], CALENDAR)) == row.cell
        for row in ROWS
        if row.rule == rule.id and programme in row.programmes
        for history in [histories[row.who, row.on]]
    )


@pytest.mark.parametrize(("programme", "rule"), RULES)
def test_every_part_of_every_rule_is_pinned_by_some_cell(histories, programme, rule):
    rule = ALL[programme].rule(rule)
    assert agrees(rule, programme, histories)
    unnoticed = [what for what, changed in changes(rule) if agrees(changed, programme, histories)]
    assert unnoticed == []


def changes(rule):
    """Yield (what, the rule with that changed)."""
    for n, who in enumerate(rule.subjects):
        yield from _subjects(rule, n, who)
    for n, period in enumerate(_periods(rule.period)):
        yield f"period {n}", replace(rule, period=period)
    yield from _counts(rule)
    if rule.by_day:
        for day in (rule.by_day - 1, rule.by_day + 1, None):
            yield f"by {day}", replace(rule, by_day=day)
    for field in rule.fields:
        yield f"no {field}", replace(rule, fields=tuple(f for f in rule.fields if f != field))


def _subjects(rule, n, who):
    for target in {who.target - 1, who.target + 1} - {0}:
        yield f"target {target} of {n}", _with(rule, n, replace(who, target=target))
    yield f"encouraged {n}", _with(rule, n, replace(who, encouraged=not who.encouraged))
    for role in who.roles:
        yield f"without {role}", _with(rule, n, replace(who, roles=who.roles - {role}))
    if Role.ORGAN in who.roles:
        for level in LEADING:
            yield f"other {level}", _with(rule, n, replace(who, levels=who.levels ^ {level}))


def _with(rule, n, who):
    return replace(rule, subjects=(*rule.subjects[:n], who, *rule.subjects[n + 1 :]))


def _periods(period):
    if period.kind is PeriodKind.STANDING:
        return
    if period.kind is PeriodKind.CAMPAIGN:
        for step in (-DAY, DAY):
            yield replace(period, since=_moved(period.since, step))
            yield replace(period, until=_moved(period.until, step))
        return
    yield from (Period(kind) for kind in CUTS - {period.kind})
    if period.kind in {PeriodKind.TWO_MONTHS, PeriodKind.QUARTER, PeriodKind.HALF}:
        yield replace(period, anchor=2)


def _moved(day, step):
    moved = date(2027, day.month, day.day) + step
    return MonthDay(moved.month, moved.day)


def _counts(rule):
    counts = rule.counts
    if not rule.measure.counts_records:
        return
    if len(counts.kinds) > 1:
        for kind in counts.kinds:
            fewer = tuple(k for k in counts.kinds if k != kind)
            yield f"no {kind}", replace(rule, counts=replace(counts, kinds=fewer))
    if counts.min_minutes:
        for least in (counts.min_minutes - 1, counts.min_minutes + 1, None):
            yield f"minutes {least}", replace(rule, counts=replace(counts, min_minutes=least))
    if counts.offline is not None:
        for offline in (None, not counts.offline):
            yield f"offline {offline}", replace(rule, counts=replace(counts, offline=offline))
    if counts != Counts() and rule.measure is Measure.HALF_DAYS:
        yield "records, not half-days", replace(rule, measure=Measure.RECORDS)
