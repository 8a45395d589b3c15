"""Organisations to choose from, and the outline of a tree."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from domain.dictionaries import LEVELS, Level
from domain.organisation_law import may_stand_below
from models.organisation import Below, Organisation, below
from services.organisations import existing
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an outline of the tree; ``depth`` below its first."""

    id: int
    name: str
    level: str
    depth: int
    last_day: date | None


def places(uow: Uow, within: int, words: str, chosen: int, *, most: int) -> list[tuple[int, str]]:
    """Return (number, name with its superior's) of units to choose from, by name.

    Without words: the chosen one, its neighbours and what is right below it.
    """
    over, own = aliased(Organisation), aliased(Organisation)
    parent = select(own.parent_id).where(own.id == chosen).scalar_subquery()
    near = (Organisation.parent_id == parent) | (Organisation.parent_id == chosen)
    named = [Organisation.name.contains(word, autoescape=True) for word in words.split()]
    sought = and_(*named) if named else near
    question = (
        select(Organisation.id, Organisation.name, over.name)
        .outerjoin(over, over.id == Organisation.parent_id)
        .where(Organisation.id.in_(below(within)), Organisation.last_day.is_(None))
        .where(sought | (Organisation.id == chosen))
        .order_by((Organisation.id != chosen), Organisation.name, Organisation.id)
        .limit(most)
    )
    return [
        (number, f"{name}({above})" if above else name)
        for number, name, above in uow.session.execute(question)
    ]


def levels_at(uow: Uow, organisation_id: int, *, below: bool) -> tuple[Organisation, list[Level]]:
    """Return an organisation, and the levels that one below it, or it itself, may have."""
    one = existing(uow, organisation_id)
    over = one if below else existing(uow, one.parent_id) if one.parent_id else None
    if over is None:
        return one, list(Level)
    return one, [each for each in Level if may_stand_below(each, Level(over.level))]


def outline(uow: Uow, organisation_id: int | None, depth: int) -> list[Line]:
    """Return a subtree, or all trees, so many levels deep, each below its parent."""
    tops = select(Organisation.id).where(Organisation.parent_id.is_(None))
    if organisation_id is not None:
        tops = select(Organisation.id).where(Organisation.id == existing(uow, organisation_id).id)
    rows = uow.session.execute(
        select(Organisation, Below.depth)
        .join(Below, Below.descendant_id == Organisation.id)
        .where(Below.ancestor_id.in_(tops), Below.depth < depth)
        .order_by(Below.depth, Organisation.name, Organisation.id)
    ).all()
    under: dict[int | None, list[Line]] = defaultdict(list)
    for one, deep in rows:
        line = Line(one.id, one.name, LEVELS[Level(one.level)], deep, one.last_day)
        under[one.parent_id if deep else None].append(line)
    lines, rest = [], under[None][::-1]
    while rest:
        lines.append(rest.pop())
        rest += under[lines[-1].id][::-1]
    return lines


def level_of(uow: Uow, organisation_id: int) -> str:
    """Return the level of an organisation."""
    return existing(uow, organisation_id).level


def choices(  # noqa: PLR0913 - the fields of the search, by name
    uow: Uow, within: int, organisation_id: int, words: str, *, level: str, most: int
) -> list[tuple[int, str, str]]:
    """Return (number, name, its superior's) of those to which one may go, by name.

    Without words: its own neighbours and those above them. ``level``: only of that one.
    """
    over, one = aliased(Organisation), existing(uow, organisation_id)
    question = (
        select(Organisation.id, Organisation.name, over.name)
        .outerjoin(over, over.id == Organisation.parent_id)
        .where(
            Organisation.id.in_(below(within)),
            Organisation.id.not_in(below(organisation_id)),
            Organisation.last_day.is_(None),
        )
        .order_by(Organisation.name, Organisation.id)
        .limit(most)
    )
    if level:
        question = question.where(Organisation.level == level)
    for word in words.split():
        question = question.where(Organisation.name.contains(word, autoescape=True))
    if not words:
        up = aliased(Organisation)
        aunts = select(up.parent_id).where(up.id == one.parent_id).scalar_subquery()
        near = Organisation.parent_id.in_([one.parent_id or 0])
        question = question.where(near | (Organisation.parent_id == aunts))
    return [(number, name, above or "") for number, name, above in uow.session.execute(question)]
