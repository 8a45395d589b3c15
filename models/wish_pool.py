"""Questions about the pool of wishes: what waits within a cadre's reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select

from domain.dictionaries import LEADING
from domain.wishes import WishStatus
from models.organisation import Below, Organisation
from models.person import Person
from models.reach import places
from models.wish import Claim, Wish


@dataclass(frozen=True, slots=True)
class Reach:
    """The nearest leading organs of a cadre's places, and whatever lies at or above these."""

    organs: frozenset[int]
    above: frozenset[int]


def reach(cadre_id: int, on: date) -> Select[int, int, str]:
    """Return (place, at or above it, its level) of the places of a cadre, the nearest first."""
    place = places(cadre_id, on)
    return (
        select(Below.descendant_id, Below.ancestor_id, Organisation.level)
        .join(place, place.c.id == Below.descendant_id)
        .join(Organisation, Organisation.id == Below.ancestor_id)
        .order_by(Below.descendant_id, Below.depth)
    )


def reached(rows: Iterable[tuple[int, int, str]]) -> Reach:
    """Return what the rows of ``reach`` come to."""
    nearest: dict[int, int] = {}
    above = set()
    for place, ancestor, level in rows:
        above.add(ancestor)
        if level in LEADING:
            nearest.setdefault(place, ancestor)
    return Reach(frozenset(nearest.values()), frozenset(above))


def waiting(within: Reach, cadre_id: int, now: datetime) -> Select[Wish, str, bool | None]:
    """Return (wish, who wishes, whether it is shared) of what a cadre may claim or join."""
    live = and_(Claim.wish_id == Wish.id, Claim.ended_at.is_(None))
    confirmed = or_(Claim.done_at.is_not(None), Claim.agreed_at.is_not(None))
    # One that ran out is free at the hour, though the clock has not come by yet.
    free = and_(Claim.id.is_not(None), Claim.expires_at <= now, ~confirmed)
    joins = and_(Claim.shared, Claim.expires_at > now, ~confirmed, Claim.cadre_id != cadre_id)
    claimed = and_(Wish.status == WishStatus.CLAIMED, or_(free, joins))
    under = select(Below.descendant_id).where(Below.ancestor_id.in_(within.organs))
    return (
        select(Wish, Person.name, and_(Claim.id.is_not(None), joins))
        .join(Person, Person.id == Wish.person_id)
        .outerjoin(Claim, live)
        .where(
            or_(Wish.status == WishStatus.OPEN, claimed),
            Wish.status.in_((WishStatus.OPEN, WishStatus.CLAIMED)),
            Wish.person_id != cadre_id,
            Person.left_at.is_(None),
            or_(Wish.area_id.in_(under), Wish.organisation_id.in_(within.above)),
        )
    )


def under(organ_id: int) -> ColumnElement[bool]:
    """Say of a wish that it is of an organ's area or of one below it."""
    return Wish.area_id.in_(select(Below.descendant_id).where(Below.ancestor_id == organ_id))
