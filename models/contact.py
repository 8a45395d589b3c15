"""Case-loads: which cadre keeps in touch with which youth."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    and_,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref
from models.person import Person

_REASON = text("end_reason <> ''")


class Contact(Base):
    """One youth in one cadre's case-load, until archived, handed over or left by the youth."""

    __tablename__ = "contact"
    __table_args__ = (
        # One living contact a pair; those that have ended stay, and tell of past days.
        Index(
            "uq_contact_living_pair",
            "cadre_id",
            "youth_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_contact_cadre_id", "cadre_id", "youth_id"),
        # One primary cadre a youth, whoever presses at once.
        Index(
            "uq_contact_primary",
            "youth_id",
            unique=True,
            sqlite_where=text("is_primary AND ended_at IS NULL"),
            postgresql_where=text("is_primary AND ended_at IS NULL"),
        ),
        Index("ix_contact_youth_id", "youth_id"),
        # Who was made one with whom stands in the reason.
        Index(
            "ix_contact_end_reason", "end_reason", sqlite_where=_REASON, postgresql_where=_REASON
        ),
    )

    id: Mapped[Id]
    cadre_id: Mapped[Ref] = mapped_column(ForeignKey("cadre.id"))
    youth_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    is_primary: Mapped[bool] = mapped_column(default=False)
    hint: Mapped[str] = mapped_column(String(60), default="")
    """What tells two of one name apart: the branch, the club."""
    field: Mapped[str] = mapped_column(String(12), default="", server_default=text("''"))
    """A code of ``domain.dictionaries.FIELDS``, or empty: through what they know each other."""
    industry: Mapped[str] = mapped_column(String(20), default="")
    occupation: Mapped[str] = mapped_column(String(20), default="")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(String(40), default="")
    last_met_at: Mapped[datetime | None]
    """Derived from the records: when this cadre last met this youth."""
    source: Mapped[str] = mapped_column(String(12), default="", server_default=text("''"))
    """A code of ``domain.caseload.SOURCES``: how the youth came to this cadre; empty if unknown."""
    agreed_at: Mapped[datetime | None]
    """When the youth said yes to this very cadre."""


class ContactTag(Base):
    """A free tag that a cadre gave a youth of the case-load."""

    __tablename__ = "contact_tag"

    contact_id: Mapped[Ref] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(20), primary_key=True)


def ended_for(reasons: Collection[str]) -> ColumnElement[bool]:
    """Ask for contacts that ended for one of these reasons: an index holds those that have one."""
    return and_(_REASON, Contact.end_reason.in_(reasons))


def caseload(cadre_id: int) -> Select[Contact, Person]:
    """Return the cadre's living contacts with the people behind them, by name."""
    return (
        select(Contact, Person)
        .join(Person, Person.id == Contact.youth_id)
        .where(Contact.cadre_id == cadre_id, Contact.ended_at.is_(None), Person.left_at.is_(None))
        .order_by(Person.name, Person.id)
    )


def fields(cadre_ids: list[int] | None, until: datetime) -> Select[int, int, str]:
    """Return (cadre, youth, field) of the case-loads as they stood just before an instant.

    Without those whom the cadre had given up by then, and those who had left by themselves.
    """
    question = (
        select(Contact.cadre_id, Contact.youth_id, Contact.field)
        .join(Person, Person.id == Contact.youth_id)
        .where(
            Contact.started_at < until,
            or_(Contact.ended_at.is_(None), Contact.ended_at >= until),
            or_(Person.left_at.is_(None), Person.left_at >= until),
        )
    )
    return question if cadre_ids is None else question.where(Contact.cadre_id.in_(cadre_ids))


def sizes(cadre_ids: list[int] | None = None) -> Select[int, int]:
    """Count the distinct living youths of each cadre."""
    question = (
        select(Contact.cadre_id, func.count())
        .join(Person, Person.id == Contact.youth_id)
        .where(Contact.ended_at.is_(None), Person.left_at.is_(None))
        .group_by(Contact.cadre_id)
    )
    return question if cadre_ids is None else question.where(Contact.cadre_id.in_(cadre_ids))


def cadres_of(youth_id: int) -> Select[Contact, Person]:
    """Return who keeps in touch with a youth, the primary cadre first."""
    return (
        select(Contact, Person)
        .join(Person, Person.id == Contact.cadre_id)
        .where(Contact.youth_id == youth_id, Contact.ended_at.is_(None))
        .order_by(Contact.is_primary.desc(), Contact.id)
    )
