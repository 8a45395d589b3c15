"""The own subtree: what lies in it, and the way down to a chosen organisation."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from domain.errors import Refusal
from models.organisation import Below, Organisation, above, below
from models.person import Person
from services import areas
from services.console_sessions import Official
from services.uow import Uow


class OutOfReach(Refusal):
    """Something that is not there, or not in the own subtree: the same words for both."""

    code = "out_of_reach"
    text = "没有找到,或者不在你管的范围里。回上一页看看;要扩大范围,请上级管理员调整。"


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as a page names it."""

    id: int
    name: str
    level: str
    type: str


def place(uow: Uow, who: Official, organisation_id: int) -> Place:
    """Return an organisation of the own subtree; raises ``OutOfReach``."""
    found = uow.session.scalar(
        select(Organisation)
        .join(Below, Below.descendant_id == Organisation.id)
        .where(Below.ancestor_id == who.organisation_id, Organisation.id == organisation_id)
    )
    if found is None:
        raise OutOfReach
    return _place(found)


def path(uow: Uow, who: Official, organisation_id: int) -> list[Place]:
    """Return the way from the own organisation down to one below it, both included."""
    up = [_place(one) for one in uow.session.scalars(above(organisation_id))]
    own = next((n for n, one in enumerate(up) if one.id == who.organisation_id), None)
    if own is None:
        raise OutOfReach
    return up[: own + 1][::-1]


def children(uow: Uow, organisation_id: int) -> list[Place]:
    """Return the organisations right below one, by name."""
    question = (
        select(Organisation)
        .where(Organisation.parent_id == organisation_id)
        .order_by(Organisation.level, Organisation.name, Organisation.id)
    )
    return [_place(one) for one in uow.session.scalars(question)]


def organisations(uow: Uow, who: Official, ids: Collection[int]) -> None:
    """Refuse ids of which one is no organisation of the own subtree."""
    if not areas.is_over_all(uow, who.organisation_id, ids):
        raise OutOfReach


def person(uow: Uow, who: Official, person_id: int) -> Person:
    """Return somebody of the own subtree; raises ``OutOfReach``."""
    question = select(Person).where(
        Person.id == person_id, Person.organisation_id.in_(below(who.organisation_id))
    )
    found = uow.session.scalar(question)
    if found is None:
        raise OutOfReach
    return found


def wider_than(uow: Uow, organisation_id: int, most: int) -> bool:
    """Say whether more people than so many belong to a subtree; no more of them are counted."""
    some = select(Person.id).where(Person.organisation_id.in_(below(organisation_id)))
    counted = select(func.count()).select_from(some.limit(most + 1).subquery())
    return (uow.session.scalar(counted) or 0) > most


def _place(one: Organisation) -> Place:
    return Place(one.id, one.name, one.level, one.type)
