"""Micro-wishes (微心愿) and the pictures that come with them."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, Index, LargeBinary, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref


class Wish(Base):
    """What a youth wishes for; ``status`` is a ``domain.wishes.WishStatus``."""

    __tablename__ = "wish"
    __table_args__ = (
        Index("ix_wish_person_id", "person_id", "id"),
        Index("ix_wish_status", "status", "created_at"),
    )

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(500))
    surname_shown: Mapped[bool] = mapped_column(default=False)
    """Whether the public may see the surname; all else is for the claimer only."""
    media_id: Mapped[str] = mapped_column(String(128), default="")
    """The picture's id at WeChat, which keeps it for three days."""
    status: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


def of(person_id: int, limit: int) -> Select[Wish]:
    """Return a person's wishes, the newest first."""
    return select(Wish).where(Wish.person_id == person_id).order_by(Wish.id.desc()).limit(limit)


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
