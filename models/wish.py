"""Micro-wishes (微心愿) and the pictures that come with them."""

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    Select,
    String,
    and_,
    false,
    func,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from domain.dictionaries import LEADING
from domain.wishes import WishStatus
from models.base import EMPTY, Base, Id, Ref
from models.organisation import Below, Organisation
from models.person import Person
from models.reach import places


class Wish(Base):
    """What a youth wishes for; ``status`` is a ``domain.wishes.WishStatus``."""

    __tablename__ = "wish"
    __table_args__ = (
        Index("ix_wish_person_id", "person_id", "id"),
        # The pool of an area, and what waits there to be looked at, the oldest first.
        Index("ix_wish_area_id", "area_id", "status", "created_at"),
    )

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    """Whose it is; of a child under 14 it is the adult who answers for it."""
    organisation_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    area_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    """The nearest leading organ: it reviews, and its name is all that others see of the place."""
    for_child: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Of a child under 14, of whom nothing is kept: an adult organisation stands in."""
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(500))
    yuan: Mapped[int | None]
    """About how much it costs, in whole yuan; none: it is not about money."""
    surname_shown: Mapped[bool] = mapped_column(default=False)
    """Whether the public may see the surname; all else is for the claimer only."""
    media_id: Mapped[str] = mapped_column(String(128), default="")
    """The picture's id at WeChat, which keeps it for three days."""
    status: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    reviewed_by: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(200), default="", server_default=EMPTY)
    """Why it was taken down."""
    fulfilled_at: Mapped[datetime | None]
    """When both sides had confirmed."""
    thanks: Mapped[str] = mapped_column(String(200), default="", server_default=EMPTY)


def of(person_id: int, limit: int, before: int = 0) -> Select[Wish]:
    """Return a person's wishes, the newest first; ``before``: those older than this one."""
    question = select(Wish).where(Wish.person_id == person_id)
    if before:
        question = question.where(Wish.id < before)
    return question.order_by(Wish.id.desc()).limit(limit)


def behind(wish_id: int) -> ColumnElement[bool]:
    """Say of a wish that it comes after this one where the longest waiting comes first."""
    one = aliased(Wish)
    at = select(one.created_at).where(one.id == wish_id).scalar_subquery()
    return or_(Wish.created_at > at, and_(Wish.created_at == at, Wish.id > wish_id))


class Claim(Base):
    """A cadre's promise to fulfil a wish, until it is done, given back or has run out.

    With ``organ_id`` the promise is that organ's, and the cadre is who sees to it.
    """

    __tablename__ = "wish_claim"
    __table_args__ = (
        # One live claim a wish, whoever presses at once.
        Index(
            "uq_wish_claim_live",
            "wish_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_wish_claim_cadre_id", "cadre_id", "id"),
        # Those that have run out are looked for daily.
        Index(
            "ix_wish_claim_expires_at",
            "expires_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    wish_id: Mapped[Ref] = mapped_column(ForeignKey("wish.id"), index=True)
    cadre_id: Mapped[Ref] = mapped_column(ForeignKey("cadre.id"))
    claimed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ending: Mapped[str] = mapped_column(String(10), default="", server_default=EMPTY)
    """How it ended: ``domain.wishes.Ending``."""
    reason: Mapped[str] = mapped_column(String(200), default="")
    """Why it was given back."""
    organ_id: Mapped[Ref | None] = mapped_column(ForeignKey("organisation.id"))
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    """拼心愿: others may join in."""
    nudged_at: Mapped[datetime | None]
    """When the silent side was last reminded: who promised; once one side confirmed, the other."""
    done_at: Mapped[datetime | None]
    """When the claimer said that it is done."""
    agreed_at: Mapped[datetime | None]
    """When whoever wished said so."""


class Share(Base):
    """拼心愿: what somebody else adds to a promise; they never see who wishes."""

    __tablename__ = "wish_share"

    claim_id: Mapped[Ref] = mapped_column(ForeignKey("wish_claim.id"), primary_key=True)
    cadre_id: Mapped[Ref] = mapped_column(ForeignKey("cadre.id"), primary_key=True, index=True)
    brings: Mapped[str] = mapped_column(String(60), default="")
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class WishNote(Base):
    """A word about how a promise gets on, for both sides to see."""

    __tablename__ = "wish_note"

    id: Mapped[Id]
    claim_id: Mapped[Ref] = mapped_column(ForeignKey("wish_claim.id"), index=True)
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


def live_claim(wish_id: int) -> Select[Claim]:
    """Return the promise that holds for a wish, locked for the one who asks."""
    return select(Claim).where(Claim.wish_id == wish_id, Claim.ended_at.is_(None)).with_for_update()


def kept_by(cadre_id: int, now: datetime) -> Select[int]:
    """Count the promises of a cadre that hold: each shows who wishes, if they want contact."""
    return (
        select(func.count())
        .select_from(Claim)
        .join(Wish, Wish.id == Claim.wish_id)
        .join(Person, Person.id == Wish.person_id)
        .where(
            Claim.cadre_id == cadre_id,
            Claim.ended_at.is_(None),
            Claim.expires_at > now,
            Person.left_at.is_(None),
        )
    )


def within_reach(wish_id: int, cadre_id: int, on: date) -> Select[int]:
    """Return the wish's id if a cadre may fulfil it: of somebody else who still wants contact.

    Of one of the cadre's places: under its nearest leading organ, or in an organisation above it.
    """
    wisher, over, place = aliased(Person), aliased(Below), places(cadre_id, on)
    nearest = (
        select(over.ancestor_id)
        .join(Organisation, Organisation.id == over.ancestor_id)
        .where(over.descendant_id == place.c.id, Organisation.level.in_(LEADING))
        .order_by(over.depth)
        .limit(1)
        .correlate(place)
        .scalar_subquery()
    )
    under = select(Below.descendant_id).where(Below.ancestor_id == nearest).correlate(place)
    above = select(Below.ancestor_id).where(Below.descendant_id == place.c.id).correlate(place)
    return (
        select(Wish.id)
        .join(wisher, wisher.id == Wish.person_id)
        .join(place, true())
        .where(
            Wish.id == wish_id,
            wisher.id != cadre_id,
            wisher.left_at.is_(None),
            or_(Wish.organisation_id.in_(under), Wish.organisation_id.in_(above)),
        )
    )


def pictured(wish_ids: list[int]) -> Select[int]:
    """Return which of these have a picture that is kept."""
    return select(Picture.wish_id).where(Picture.wish_id.in_(wish_ids))


def to_review(organ_id: int) -> Select[Wish]:
    """Return what waits for review under an organ, the oldest first."""
    return (
        select(Wish)
        .join(Below, Below.descendant_id == Wish.area_id)
        .where(Below.ancestor_id == organ_id, Wish.status == WishStatus.PENDING)
        .order_by(Wish.created_at, Wish.id)
    )


class Picture(Base):
    """The picture of a wish, fetched before WeChat forgets it."""

    __tablename__ = "picture"

    wish_id: Mapped[Ref] = mapped_column(ForeignKey("wish.id"), primary_key=True)
    mime: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    fetched_at: Mapped[datetime]


KEPT: Final = timedelta(days=3)
"""How long WeChat keeps what a person sent."""


def unfetched(since: datetime, limit: int) -> Select[Wish]:
    """Return wishes whose picture is still only at WeChat."""
    return (
        select(Wish)
        .outerjoin(Picture, Picture.wish_id == Wish.id)
        .where(Wish.media_id != "", Wish.created_at > since, Picture.wish_id.is_(None))
        .order_by(Wish.id)
        .limit(limit)
    )
