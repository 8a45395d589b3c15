"""Counting everybody at once, for a batch of rules: who is which case, and who is short of what.

The domain says what counts, which cases there are and from which number on it is enough
(``domain.sweeping``); a statement sorts, counts, and hands back those below the number. It is
built so that PostgreSQL reads posts and records in the order of their cadre indexes and merges.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    SQLColumnExpression,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union,
    union_all,
)
from sqlalchemy.orm import Session

from domain.dictionaries import LEADING, Level
from domain.periods import midnight
from domain.rules import Measure
from domain.sweeping import GRADES, Ask, Shape
from models import tally
from models.batch import Batch, first_of_role, width
from models.cadre import Appointment, Leave, Override
from models.organisation import Organisation

CASES: Final = -1
"""The grade of a row that counts one case."""
ODD: Final = -2
"""The grade of the row of those whom the domain has to judge one by one."""

Condition = ColumnElement[bool]
Value = SQLColumnExpression[Any]
Question = Select[*tuple[Any, ...]]


def unhurried(session: Session, batch: Batch) -> None:
    """Let this transaction of PostgreSQL take its time, and help it to plan for a statement.

    It plans for the days and people it is given; and where it cannot tell that they are many, it
    must not go looking for each of them among all.
    """
    if session.get_bind().dialect.name == "postgresql":
        many = not batch.scope.everybody and batch.few is None and batch.subject == "cadre"
        settings = {
            "statement_timeout": "600000",
            "plan_cache_mode": "force_custom_plan",
            "enable_nestloop": "off" if many else "on",
        }
        local = (func.set_config(name, value, true()) for name, value in settings.items())
        session.execute(select(*local))


def hurried(session: Session) -> None:
    """Let what follows in the transaction be planned as usual again."""
    if session.get_bind().dialect.name == "postgresql":
        settings = {"plan_cache_mode": "auto", "enable_nestloop": "on"}
        local = (func.set_config(name, value, true()) for name, value in settings.items())
        session.execute(select(*local))


def short(batch: Batch) -> CompoundSelect[Any]:
    """Return (ids, grade, numbers of each rule in turn), and besides who is how often which case.

    Those of the same grade and numbers come as one row, their ids as one text with commas. A
    rule's numbers are null for those whom it does not bind, or for whom they are enough. A row of
    grade ``CASES`` says how many are one case: (how many, ``CASES``, grade, shape in each window).
    The row of grade ``ODD`` names those who have to be judged one by one.
    """
    odd = [_several(batch), _personal(batch)] if batch.subject == "cadre" else []
    people = _people(batch, odd)
    wide = max(sum(map(width, batch.asks)), 1 + len(batch.windows))
    opened = [_open(batch, number, ask, people) for number, ask in enumerate(batch.asks)]
    numbers = [case((wanting, value)) for wanting, values in opened for value in values]
    wanted = or_(*(wanting for wanting, _ in opened))
    short = select(people.c.id, people.c.grade, *_padded(numbers, wide)).where(wanted).subquery()
    case_ = [people.c.grade, *(people.c[f"s{n}"] for n in range(len(batch.windows)))]
    rows = [
        select(_together(short.c.id), *list(short.c)[1:]).group_by(*list(short.c)[1:]),
        select(
            cast(func.count(), String), literal(CASES).label("grade"), *_padded(case_, wide)
        ).group_by(*case_),
    ]
    if odd:
        found = union(*(select(one.c.id) for one in odd)).subquery()
        rows.append(select(_together(found.c.id), literal(ODD), *_padded([], wide)))
    return union_all(*rows)


def _together(ids: Value) -> Value:
    return func.aggregate_strings(cast(ids, String), ",")


def _padded(columns: Sequence[Value], wide: int) -> list[Value]:
    filled = [*columns, *[cast(null(), BigInteger)] * (wide - len(columns))]
    return [column.label(f"c{n}") for n, column in enumerate(filled)]


def _people(batch: Batch, odd: list[CTE]) -> CTE:
    """Return posts that touch the span, one for each rule: grade, shapes, and numbers."""
    post = _posts(batch, odd).subquery()
    away = _away(batch) if batch.subject == "cadre" else None
    counts = _counts(batch)
    source: Any = post
    for one in [*([] if away is None else [away]), *counts]:
        source = source.outerjoin(one, one.c.id == post.c.id)
    shapes: list[Value] = [
        _shape(batch, n, post, away).label(f"s{n}") for n in range(len(batch.windows))
    ]
    columns = [func.coalesce(c, 0).label(c.name) for one in counts for c in one.c if c.name != "id"]
    return select(post.c.id, post.c.grade, *shapes, *columns).select_from(source).cte("people")


def _posts(batch: Batch, odd: list[CTE]) -> Question:
    if batch.subject == "organ":
        organs: Question = select(
            Organisation.id,
            _place(Organisation.level, [grade.level for grade in GRADES["organ"]]).label("grade"),
            Organisation.first_day,
            Organisation.last_day,
        ).where(Organisation.level.in_(LEADING), _touching(Organisation, batch.span))
        return organs.where(*batch.scope.includes(Organisation.id))
    roles = [grade.role for grade in GRADES["cadre"][:: len(Level)]]
    place = _place(Appointment.type, roles, len(Level))
    if batch.by_level:
        place += _place(Organisation.level, list(Level))
    question: Question = select(
        Appointment.cadre_id.label("id"),
        place.label("grade"),
        Appointment.first_day,
        Appointment.last_day,
    ).where(*_held(batch))
    if batch.by_level:
        question = question.join(Organisation, Organisation.id == Appointment.organisation_id)
    for one in odd:
        there = select(one.c.id).where(one.c.id == Appointment.cadre_id)
        question = question.where(~there.correlate(Appointment).exists())
    return question


def _place(column: Value, values: list[Any], step: int = 1) -> Value:
    """Return the place of a value in a list, times a step; as a number, which compares faster."""
    return case({str(value): n * step for n, value in enumerate(values)}, value=column)


def _held(batch: Batch) -> list[Condition]:
    """Return what makes a post one that any of the rules looks at."""
    types = sorted(set().union(*batch.apart))
    conditions = [_touching(Appointment, batch.span)]
    if len(types) * len(Level) < len(GRADES["cadre"]):
        conditions.append(Appointment.type.in_(types))
    if batch.ids is not None:
        conditions.append(Appointment.cadre_id.in_(batch.ids))
    return conditions


def _touching(dated: Any, days: tuple[date, date]) -> Condition:  # noqa: ANN401 - a model
    first, last = days
    return and_(dated.first_day <= last, or_(dated.last_day.is_(None), dated.last_day >= first))


def _several(batch: Batch) -> CTE:
    """Whoever has more than one post at which one rule looks."""
    apart = batch.apart
    together = [func.count().filter(Appointment.type.in_(sorted(types))) > 1 for types in apart]
    # In order, so that PostgreSQL walks along the index rather than hash everybody.
    return (
        select(Appointment.cadre_id.label("id"))
        .where(*_held(batch))
        .group_by(Appointment.cadre_id)
        .having(or_(*together) if len(apart) > 1 else func.count() > 1)
        .order_by(Appointment.cadre_id)
        .cte("several")
    )


def _personal(batch: Batch) -> CTE:
    mine = [
        and_(Override.rule == ask.rule.id, _touching(Override, (ask.day, ask.day)))
        for ask in batch.asks
    ]
    question = select(Override.cadre_id.label("id")).where(or_(*mine)).distinct()
    if batch.ids is not None:
        question = question.where(Override.cadre_id.in_(batch.ids))
    return question.cte("personal")


def _away(batch: Batch) -> CTE:
    overlaps = [
        func.max(case((_touching(Leave, window), 1), else_=0)).label(f"w{n}")
        for n, window in enumerate(batch.windows)
    ]
    return (
        select(Leave.cadre_id.label("id"), *overlaps)
        .where(_touching(Leave, batch.span))
        .group_by(Leave.cadre_id)
        .cte("away")
    )


def _shape(batch: Batch, number: int, post: Any, away: CTE | None) -> Value:  # noqa: ANN401
    first, last = window = batch.windows[number]
    cases: list[tuple[Condition, int]] = []
    if window != batch.span:
        cases.append((or_(post.c.first_day > last, post.c.last_day < first), Shape.OUTSIDE.value))
    cases.append((or_(post.c.first_day > first, post.c.last_day < last), Shape.BROKEN.value))
    if away is not None:
        cases.append((away.c[f"w{number}"] == 1, Shape.AWAY.value))
    return case(*cases, else_=Shape.THROUGH.value)


def _counts(batch: Batch) -> list[CTE]:
    """Return what the rules need counted, each with the subject's id."""
    asks, until = dict(enumerate(batch.asks)), midnight(batch.on + timedelta(days=1))
    found = [tally.done(batch.subject, asks, batch.sought)]
    looking = [ask.rule for ask in batch.asks if ask.rule.measure.looks_at_caseload]
    if looking and batch.subject == "cadre":
        fields = sorted({field for rule in looking for field in rule.fields})
        found.append(tally.loads(until, fields, batch.sought))
    for number, ask in asks.items():
        if ask.rule.measure is Measure.EACH_YOUTH and ask.targets and batch.subject == "cadre":
            found.append(tally.met(number, ask, until, batch.sought))
    return [one for one in found if one is not None]


def _open(batch: Batch, number: int, ask: Ask, people: CTE) -> tuple[Condition, list[Value]]:
    """Return who is short in a rule, or may be, and the rule's numbers."""
    by_target = tally.by_target(
        {
            place: t
            for place, t in ask.targets.items()
            if batch.by_level or place == first_of_role(place)
        }
    )
    values = _values(batch.subject, number, ask, people, by_target)
    wanting = [
        and_(people.c.grade.in_(places), _below(ask, values, target))
        for target, places in by_target.items()
    ]
    window = batch.windows.index((ask.first, ask.last))
    return and_(people.c[f"s{window}"] == Shape.THROUGH.value, or_(false(), *wanting)), values


def _values(
    subject: str, number: int, ask: Ask, people: CTE, by_target: dict[int, list[int]]
) -> list[Value]:
    measure = ask.rule.measure
    if measure.looks_at_caseload and subject != "cadre":
        return [literal(0)] * width(ask)  # only a cadre has a case-load
    match measure:
        case Measure.DISTINCT_YOUTHS:
            return [people.c.size]
        case Measure.EACH_FIELD:
            return [people.c[f"size_{field}"] for field in ask.rule.fields]
        case Measure.EACH_YOUTH if by_target:
            met = [
                (people.c.grade.in_(g), people.c[f"met{number}_{t}"]) for t, g in by_target.items()
            ]
            return [people.c.size, case(*met)]
        case Measure.EACH_YOUTH:
            return [literal(0)] * width(ask)  # it binds nobody
        case _:
            return [people.c[f"n{number}_{part}"] for part in range(width(ask))]


def _below(ask: Ask, values: list[Value], target: int) -> Condition:
    if not ask.countable:
        return true()
    if ask.rule.measure is Measure.EACH_YOUTH:
        size, met = values
        return met < size * target
    return or_(*(value < target for value in values))
