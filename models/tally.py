"""Numbers of everybody at once: records by what a rule admits, case-loads, and who was met."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, BigInteger, ColumnElement, Select, and_, case, cast, func, or_, select

from domain.rules import Measure
from domain.sweeping import Ask
from models.contact import Contact
from models.person import Person
from models.record import Record, RecordYouth

Condition = ColumnElement[bool]


def done(subject: str, asks: dict[int, Ask], ids: Select[int] | None) -> CTE | None:
    """Return per owner the records that each rule counts: ``n{rule}_{part}``, in one reading."""
    told = {n: ask for n, ask in asks.items() if _counts_records(ask)}
    if not told:
        return None
    owner = Record.cadre_id if subject == "cadre" else Record.organ_id
    start, until = min(a.start for a in told.values()), max(a.until for a in told.values())
    kinds = _all_kinds(told.values())
    columns = []
    for number, ask in told.items():
        within = [Record.happened_at >= ask.start] if ask.start > start else []
        within += [Record.happened_at < ask.until] if ask.until < until else []
        for part, wanted in enumerate(_kinds(ask)):
            conditions = [*within, *_admitted(ask, wanted, kinds)]
            count = func.count().filter(*conditions) if conditions else func.count()
            columns.append(count.label(f"n{number}_{part}"))
    question = select(owner.label("id"), *columns).where(
        owner.is_not(None),
        Record.happened_at >= start,
        Record.happened_at < until,
        Record.undone_at.is_(None),
    )
    if kinds:
        question = question.where(Record.kind.in_(kinds))
    if ids is not None:
        question = question.where(owner.in_(ids))
    return question.group_by(owner).cte("done")


def _counts_records(ask: Ask) -> bool:
    return ask.rule.measure.counts_records and ask.rule.measure is not Measure.EACH_YOUTH


def _kinds(ask: Ask) -> list[tuple[str, ...]]:
    """Return the kinds of each number of a rule; no kinds are any kind."""
    if ask.rule.measure is Measure.EACH_KIND:
        return [(kind,) for kind in ask.rule.counts.kinds]
    return [ask.rule.counts.kinds]


def _all_kinds(asks: Iterable[Ask]) -> list[str]:
    kinds = [set(ask.rule.counts.kinds) for ask in asks]
    return sorted(set().union(*kinds)) if all(kinds) else []


def _admitted(ask: Ask, kinds: tuple[str, ...], among: list[str]) -> list[Condition]:
    """Return what a record must fulfil, if its kind is one of some anyway."""
    found = []
    if kinds and set(kinds) != set(among):
        found.append(Record.kind.in_(kinds) if len(kinds) > 1 else Record.kind == kinds[0])
    if ask.rule.counts.min_minutes is not None:
        found.append(Record.minutes >= ask.rule.counts.min_minutes)
    if ask.rule.counts.offline is not None:
        found.append(Record.offline.is_(ask.rule.counts.offline))
    return found


def loads(until: datetime, fields: Iterable[str], ids: Select[int] | None) -> CTE:
    """Return the size of each cadre's case-load as it stood before an instant, and by field.

    Counted from the contacts alone, less those whose youth had left: reading all youths as well
    would take longer than all else together.
    """
    living = _size(select(Contact.cadre_id, *_sizes(fields)).where(*_kept(until)), ids)
    left = select(Contact.cadre_id, *_sizes(fields)).join(Person, Person.id == Contact.youth_id)
    gone = _size(left.where(*_kept(until), Person.left_at < until), ids)
    columns = [
        (living.c[column.name] - func.coalesce(gone.c[column.name], 0)).label(column.name)
        for column in living.c
        if column.name != "cadre_id"
    ]
    return (
        select(living.c.cadre_id.label("id"), *columns)
        .join_from(living, gone, gone.c.cadre_id == living.c.cadre_id, isouter=True)
        .cte("loads")
    )


def _sizes(fields: Iterable[str]) -> list[ColumnElement[int]]:
    by_field = (func.count().filter(Contact.field == f).label(f"size_{f}") for f in fields)
    return [func.count().label("size"), *by_field]


def _kept(until: datetime) -> list[Condition]:
    return [Contact.started_at < until, or_(Contact.ended_at.is_(None), Contact.ended_at >= until)]


def _size(question: Select[*tuple[Any, ...]], ids: Select[int] | None) -> Any:  # noqa: ANN401 - a subquery
    if ids is not None:
        question = question.where(Contact.cadre_id.in_(ids))
    return question.group_by(Contact.cadre_id).subquery()


def met(number: int, ask: Ask, until: datetime, ids: Select[int] | None) -> CTE:
    """Return how often a cadre met the youths of the case-load, up to a target each.

    ``met{rule}_{target}`` for each of the targets that a rule has.
    """
    pairs = (
        select(Record.cadre_id, RecordYouth.youth_id, func.count().label("times"))
        .join(RecordYouth, RecordYouth.record_id == Record.id)
        .where(
            Record.cadre_id.is_not(None),
            Record.happened_at >= ask.start,
            Record.happened_at < ask.until,
            Record.undone_at.is_(None),
            *_admitted(ask, ask.rule.counts.kinds, []),
        )
        .group_by(Record.cadre_id, RecordYouth.youth_id)
    )
    if ids is not None:
        pairs = pairs.where(Record.cadre_id.in_(ids))
    pair = pairs.subquery()
    sums = [
        cast(func.sum(case((pair.c.times < t, pair.c.times), else_=t)), BigInteger).label(
            f"met{number}_{t}"
        )
        for t in sorted(set(ask.targets.values()))
    ]
    return (
        select(Contact.cadre_id.label("id"), *sums)
        .join_from(
            Contact,
            pair,
            and_(pair.c.cadre_id == Contact.cadre_id, pair.c.youth_id == Contact.youth_id),
        )
        .join(Person, Person.id == Contact.youth_id)
        .where(*_kept(until), or_(Person.left_at.is_(None), Person.left_at >= until))
        .group_by(Contact.cadre_id)
        .cte(f"met{number}")
    )


def by_target(targets: dict[int, int]) -> dict[int, list[int]]:
    """Return the grades of each target."""
    found = defaultdict(list)
    for grade, target in targets.items():
        found[target].append(grade)
    return found
