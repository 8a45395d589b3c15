"""Bringing together what a decision rests on: the records around a day, and the case-loads."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from domain.evidence import NOTHING, Deed, Evidence
from domain.periods import midnight
from domain.rules import Measure, Rule
from models import contact as contacts
from models import record as records
from services.uow import Uow

_DAY = timedelta(days=1)


def gather(
    uow: Uow, subject: str, ids: list[int] | None, on: date, rules: Iterable[Rule]
) -> Mapping[int, Evidence]:
    """Return, by subject, all that these rules look at on a day; who is not there has nothing.

    ``subject`` is ``cadre`` or ``organ``; no ``ids`` means all. One query for the records of all
    windows together, and one each for case-loads and for who was met, where a rule asks for them.
    """
    rules = tuple(rules)
    span = _span(rules, on)
    met = _met(uow, ids, span) if any(r.measure is Measure.EACH_YOUTH for r in rules) else {}
    deeds = _deeds(uow, subject, ids, span, met)
    caseloads: Mapping[int, Mapping[int, str]] = {}
    if subject == "cadre" and any(rule.measure.looks_at_caseload for rule in rules):
        caseloads = _caseloads(uow, ids, on)
    return {
        owner: Evidence(tuple(deeds.get(owner, ())), caseloads.get(owner, NOTHING.caseload))
        for owner in deeds.keys() | caseloads.keys()
    }


def _span(rules: Iterable[Rule], on: date) -> tuple[datetime, datetime] | None:
    windows = [rule.period.window_of(on) for rule in rules if rule.measure.counts_records]
    if not windows:
        return None
    return min(w.start for w in windows), max(w.end for w in windows)


def _deeds(
    uow: Uow,
    subject: str,
    ids: list[int] | None,
    span: tuple[datetime, datetime] | None,
    met: Mapping[int, frozenset[int]],
) -> Mapping[int, list[Deed]]:
    found: dict[int, list[Deed]] = defaultdict(list)
    if span is None:
        return found
    rows = uow.session.execute(records.deeds(subject, ids, *span))
    for owner, number, kind, at, minutes, offline, entered in rows:
        if owner is not None:  # the question leaves the others out
            youths = met.get(number, frozenset())
            found[owner].append(Deed(kind, at, minutes, offline, entered, youths, number))
    return found


def _met(
    uow: Uow, ids: list[int] | None, span: tuple[datetime, datetime] | None
) -> Mapping[int, frozenset[int]]:
    """Return the youths of each record."""
    found: dict[int, set[int]] = defaultdict(set)
    if span is not None:
        for record, youth in uow.session.execute(records.named(ids, *span)):
            found[record].add(youth)
    return {record: frozenset(youths) for record, youths in found.items()}


def _caseloads(uow: Uow, ids: list[int] | None, on: date) -> Mapping[int, Mapping[int, str]]:
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for cadre, youth, field in uow.session.execute(contacts.fields(ids, midnight(on + _DAY))):
        found[cadre][youth] = field
    return found
