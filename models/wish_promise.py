"""Questions about promises: which hold, which run out, who takes part, and what came true."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from domain.wishes import Ending, WishStatus
from models.cadre import Cadre
from models.organisation import Organisation
from models.person import Person
from models.wish import Claim, Share, Wish


def living(now: datetime) -> ColumnElement[bool]:
    """Say of a promise that it holds: it has days left, or one side has confirmed."""
    waits = or_(Claim.done_at.is_not(None), Claim.agreed_at.is_not(None), Claim.expires_at > now)
    return and_(Claim.ended_at.is_(None), waits)


def held(cadre_id: int, now: datetime) -> Select[Wish, Claim, Share | None]:
    """Return the living promises that a cadre keeps or shares, those that end first at the top."""
    mine = and_(Share.claim_id == Claim.id, Share.cadre_id == cadre_id, Share.left_at.is_(None))
    return (
        select(Wish, Claim, Share)
        .join(Claim, Claim.wish_id == Wish.id)
        .join(Person, Person.id == Wish.person_id)
        .outerjoin(Share, mine)
        .where(
            or_(Claim.cadre_id == cadre_id, Share.cadre_id.is_not(None)),
            Person.left_at.is_(None),
            living(now),
        )
        .order_by(Claim.expires_at, Claim.id)
    )


def void(now: datetime) -> Select[Wish, Claim]:
    """Return promises that hold no more, locked: run out, or the owner wants no contact now.

    What one side has confirmed waits for the other; a claimer whom the owner has left with a yes
    has the days of the promise to say theirs. Whatever somebody else is just busy with is
    left for the next time.
    """
    run_out = select(Claim.id).where(
        Claim.ended_at.is_(None),
        Claim.expires_at <= now,
        Claim.done_at.is_(None),
        Claim.agreed_at.is_(None),
    )
    left = (
        select(Claim.id)
        .join(Wish, Wish.id == Claim.wish_id)
        .join(Person, Person.id == Wish.person_id)
        .where(
            Claim.ended_at.is_(None),
            Person.left_at.is_not(None),
            or_(Claim.agreed_at.is_(None), Claim.expires_at <= now),
        )
    )
    return (
        select(Wish, Claim)
        .join(Claim, Claim.wish_id == Wish.id)
        .where(Claim.ended_at.is_(None), Claim.id.in_(run_out.union(left)))
        .order_by(Wish.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def soon_over(now: datetime, until: datetime) -> Select[Wish, Claim]:
    """Return promises that end soon and of which nobody was reminded, locked.

    Whatever somebody else is just busy with is left for the next time.
    """
    return (
        select(Wish, Claim)
        .join(Claim, Claim.wish_id == Wish.id)
        .where(
            Claim.ended_at.is_(None),
            Claim.nudged_at.is_(None),
            Claim.done_at.is_(None),
            Claim.agreed_at.is_(None),
            Claim.expires_at > now,
            Claim.expires_at <= until,
        )
        .order_by(Wish.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def silent(before: datetime) -> Select[Wish, Claim]:
    """Return promises that one side confirmed by then, and of which the other was not reminded.

    They are locked; whatever somebody else is just busy with is left for the next time.
    """
    said = func.coalesce(Claim.done_at, Claim.agreed_at)
    return (
        select(Wish, Claim)
        .join(Claim, Claim.wish_id == Wish.id)
        .join(Person, Person.id == Wish.person_id)
        .where(
            Claim.ended_at.is_(None),
            Claim.done_at.is_(None) != Claim.agreed_at.is_(None),
            said <= before,
            or_(Claim.nudged_at.is_(None), Claim.nudged_at < said),
            Person.left_at.is_(None),
        )
        .order_by(Wish.id)
        .with_for_update(skip_locked=True, of=(Wish, Claim))
        .execution_options(populate_existing=True)
    )


def true_by(wish_id: int) -> Select[Claim]:
    """Return the promise under which a wish came true."""
    return select(Claim).where(Claim.wish_id == wish_id, Claim.ending == Ending.DONE)


def asked(wish_ids: list[int]) -> Select[int]:
    """Return which of these somebody says to be done, while the owner has not said so."""
    return select(Claim.wish_id).where(
        Claim.wish_id.in_(wish_ids),
        Claim.ended_at.is_(None),
        Claim.done_at.is_not(None),
        Claim.agreed_at.is_(None),
    )


def in_pool(wish_id: int, now: datetime) -> Select[int]:
    """Return the wish's id if it waits for somebody: to claim it, or to join who has."""
    closed = or_(~Claim.shared, Claim.done_at.is_not(None), Claim.agreed_at.is_not(None))
    taken = select(Claim.id).where(Claim.wish_id == wish_id, living(now), closed)
    return select(Wish.id).where(
        Wish.id == wish_id,
        Wish.status.in_((WishStatus.OPEN, WishStatus.CLAIMED)),
        or_(Wish.status == WishStatus.OPEN, ~taken.exists()),
    )


def helpers(claim_id: int) -> Select[str, str, str]:
    """Return (name, place, what they bring) of those who share a promise."""
    return (
        select(Person.name, Organisation.name, Share.brings)
        .join(Person, Person.id == Share.cadre_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Share.claim_id == claim_id, Share.left_at.is_(None))
        .order_by(Share.joined_at, Share.cadre_id)
    )


def cadre(person_id: int) -> Select[int]:
    """Return a person's id if they are a cadre."""
    return select(Cadre.id).where(Cadre.id == person_id)
