"""The tree as the console shows it: some nodes at a time, each with its people in one question."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, case, exists, func, select, tuple_
from sqlalchemy.orm import aliased

from domain.dictionaries import LEVELS, ORGANISATION_TYPES, Level
from models.admin import Admin
from models.audit import Audit
from models.cadre import Appointment, held
from models.contact import Contact
from models.organisation import Below, Organisation, below
from models.person import Person
from services import console_rules, programmes
from services.uow import Uow

MOST: Final = 2_000
"""Nobody counts further than this for one line of a table."""


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the tree; ``parent`` is told where the way to it is not on the page."""

    id: int
    name: str
    level: str
    type: str
    first_day: date
    last_day: date | None
    parent_id: int | None
    parent: str
    leaders: tuple[str, ...]
    children: int
    cadres: str
    youths: str


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody who answers for the organisation, or runs it at the console."""

    id: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One organisation, as its page tells of it."""

    node: Node
    leaders: tuple[Official, ...]
    admins: tuple[Official, ...]
    programme: str
    chosen_by: str
    """Which organisation chose the programme; empty: nobody did."""
    merged_into: tuple[int, str] | None


def children(uow: Uow, organisation_id: int, *, closed: bool, after: int, most: int) -> list[Node]:
    """Return who stands right below one, by name."""
    question = _these(closed=closed).where(Organisation.parent_id == organisation_id)
    return _nodes(uow, _page(question, after, most))


def found(  # noqa: PLR0913 - the fields of the search, by name
    uow: Uow, organisation_id: int, words: str, *, closed: bool, after: int, most: int
) -> list[Node]:
    """Return those of a subtree whose names have some words in them, by name."""
    question = _these(closed=closed).where(Organisation.id.in_(below(organisation_id)))
    for word in words.split():
        question = question.where(Organisation.name.contains(word, autoescape=True))
    return _nodes(uow, _page(question, after, most))


def node(uow: Uow, organisation_id: int) -> Node:
    """Return one line."""
    return _nodes(uow, _these(closed=None).where(Organisation.id == organisation_id))[0]


def seen(uow: Uow, organisation_id: int) -> Seen:
    """Return all that an organisation's page tells."""
    one = node(uow, organisation_id)
    leaders = uow.session.execute(
        select(Person.id, Person.name, Appointment.post)
        .join(Appointment, Appointment.cadre_id == Person.id)
        .where(Appointment.organisation_id == organisation_id, Appointment.leads, held(uow.today))
        .order_by(Appointment.first_day, Person.id)
    )
    admins = uow.session.execute(
        select(Person.id, Person.name, Admin.role)
        .join(Admin, Admin.person_id == Person.id)
        .where(Admin.organisation_id == organisation_id, Admin.ended_at.is_(None))
        .order_by(Admin.id)
    )
    chosen = console_rules.whence(uow, organisation_id)
    return Seen(
        one,
        tuple(Official(*row) for row in leaders),
        tuple(Official(*row) for row in admins),
        programmes.applying(uow, organisation_id).title,
        chosen[1] if chosen else "",
        _merged(uow, organisation_id) if one.last_day else None,
    )


def _merged(uow: Uow, organisation_id: int) -> tuple[int, str] | None:
    """Return into which organisation one went, as the audit trail tells."""
    line = uow.session.scalar(
        select(Audit)
        .where(
            Audit.object == "organisation",
            Audit.object_id == str(organisation_id),
            Audit.deed.in_(["organisation_merged", "organisation_changed"]),
        )
        .order_by(Audit.id.desc())
        .limit(1)
    )
    into = line.data.get("into") if line is not None else None
    other = uow.session.get(Organisation, into) if into else None
    return (other.id, other.name) if other is not None else None


def _these(*, closed: bool | None) -> Select[Organisation, str | None]:
    over = aliased(Organisation)
    question = select(Organisation, over.name).outerjoin(over, over.id == Organisation.parent_id)
    if closed is None:
        return question
    over_ = Organisation.last_day
    return question.where(over_.is_not(None) if closed else over_.is_(None))


def _page(question: Any, after: int, most: int) -> Any:  # noqa: ANN401 - a question of nodes
    question = question.order_by(Organisation.name, Organisation.id).limit(most)
    if not after:
        return question
    last = aliased(Organisation)
    behind = select(last.name, last.id).where(last.id == after)
    return question.where(tuple_(Organisation.name, Organisation.id) > behind.scalar_subquery())


def _nodes(uow: Uow, question: Any) -> list[Node]:  # noqa: ANN401 - a question of nodes
    rows: Sequence[Any] = uow.session.execute(question).all()
    ids = [one.id for one, _ in rows]
    if not ids:
        return []
    below_, leaders, counted = _children(uow, ids), _leaders(uow, ids), _people(uow, ids)
    return [
        Node(
            one.id,
            one.name,
            LEVELS[Level(one.level)],
            ORGANISATION_TYPES.get(one.type, ""),
            one.first_day,
            one.last_day,
            one.parent_id,
            parent or "",
            tuple(leaders[one.id]),
            below_.get(one.id, 0),
            *counted[one.id],
        )
        for one, parent in rows
    ]


def _children(uow: Uow, ids: list[int]) -> dict[int, int]:
    rows = uow.session.execute(
        select(Organisation.parent_id, func.count())
        .where(Organisation.parent_id.in_(ids), Organisation.last_day.is_(None))
        .group_by(Organisation.parent_id)
    )
    return {parent: count for parent, count in rows if parent is not None}


def _leaders(uow: Uow, ids: list[int]) -> dict[int, list[str]]:
    rows = uow.session.execute(
        select(Appointment.organisation_id, Person.name)
        .join(Person, Person.id == Appointment.cadre_id)
        .where(Appointment.organisation_id.in_(ids), Appointment.leads, held(uow.today))
        .order_by(Appointment.first_day, Person.id)
    )
    names: dict[int, list[str]] = defaultdict(list)
    for number, name in rows:
        names[number].append(name)
    return names


def _people(uow: Uow, ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return how many cadres and youths there are in each subtree, as far as anybody counts."""
    top = aliased(Organisation)
    there = select(Below.descendant_id).where(Below.ancestor_id == top.id).correlate(top)
    posts = select(Appointment.cadre_id).where(
        Appointment.organisation_id.in_(there), held(uow.today)
    )
    known = exists().where(Contact.youth_id == Person.id, Contact.ended_at.is_(None))
    people = select(Person.id).where(
        Person.organisation_id.in_(there), Person.left_at.is_(None), known
    )
    rows = uow.session.execute(
        select(top.id, _up_to(posts, top), _up_to(people, top)).where(top.id.in_(ids))
    )
    return {number: (say(cadres), say(youths)) for number, cadres, youths in rows}


def _up_to(question: Any, top: Any) -> Any:  # noqa: ANN401 - a question of ids, and whose
    """Count different ids; where there are more rows than anybody counts, the rows will do."""
    some = question.limit(MOST + 1).correlate(top).subquery()
    rows = func.count()
    counted = case((rows > MOST, rows), else_=func.count(some.c[0].distinct()))
    return select(counted).select_from(some).scalar_subquery()


def say(count: int) -> str:
    """Write a figure that may go on."""
    return f"{MOST:,}+" if count > MOST else f"{count:,}"
