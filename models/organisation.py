"""Organisations: a tree of any depth, with a closure table that answers "everything below me"."""

from datetime import date

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref


class Organisation(Base):
    """One committee or branch.

    ``level`` is a ``domain.dictionaries.Level`` (all below the county are ``base``), ``type`` a
    code of ``domain.dictionaries.ORGANISATION_TYPES``.
    """

    __tablename__ = "organisation"

    id: Mapped[Id]
    parent_id: Mapped[Ref | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(12))
    type: Mapped[str] = mapped_column(String(20))
    first_day: Mapped[date]
    """Since when it stands: a rule binds an organ that stood on a window's first day."""
    last_day: Mapped[date | None]
    programme: Mapped[str | None] = mapped_column(String(60))
    """The programme it follows; none means its parent's."""


class Below(Base):
    """``descendant`` stands ``depth`` levels below ``ancestor``; each stands 0 below itself."""

    __tablename__ = "organisation_below"
    # The second index answers "who is above me" (programme, supervisor) without a walk.
    __table_args__ = (Index("ix_organisation_below_up", "descendant_id", "ancestor_id"),)

    ancestor_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    descendant_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    depth: Mapped[int]


def below(organisation_id: int) -> Select[int]:
    """Return the ids of an organisation and all under it."""
    return select(Below.descendant_id).where(Below.ancestor_id == organisation_id)


def above(organisation_id: int) -> Select[Organisation]:
    """Return an organisation and all over it, the nearest first."""
    return (
        select(Organisation)
        .join(Below, Below.ancestor_id == Organisation.id)
        .where(Below.descendant_id == organisation_id)
        .order_by(Below.depth)
    )


def choosing() -> Select[Organisation]:
    """Return the organisations that chose a programme of their own."""
    return select(Organisation).where(Organisation.programme.is_not(None)).order_by(Organisation.id)


def choosing_below(organisation_id: int) -> Select[Organisation]:
    """Return the organisations under one that chose a programme of their own, the nearest first."""
    return (
        select(Organisation)
        .join(Below, Below.descendant_id == Organisation.id)
        .where(Below.ancestor_id == organisation_id, Below.depth > 0)
        .where(Organisation.programme.is_not(None))
        .order_by(Below.depth, Organisation.id)
    )
