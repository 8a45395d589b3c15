"""抽查: a random sample of case-loads is asked whether the contact is real."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, String, TextClause, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref

UNSETTLED: Final = "result = '' OR (result = 'unreached' AND met <> '')"
"""Said nothing at all, or half of it: written out, since the index is found by its words."""


class SpotCheck(Base):
    """One check; whoever has the seed and the list draws the same sample again."""

    __tablename__ = "spot_check"
    __table_args__ = (
        Index("ix_spot_check_organ_id", "organ_id", "id"),
        Index("ix_spot_check_closes_at", "closes_at"),
    )

    id: Mapped[Id]
    organ_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    """Which organ checks: those under it are drawn from."""
    cadre_id: Mapped[Ref | None] = mapped_column(ForeignKey("cadre.id"))
    """Whose case-load alone, or everybody's under the organ."""
    seed: Mapped[str] = mapped_column(String(32))
    population: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    """The days that are asked about; both count."""
    created_by: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    closes_at: Mapped[datetime]


class SpotCheckPerson(Base):
    """One youth of the sample, and what they said."""

    __tablename__ = "spot_check_person"
    __table_args__ = (
        Index("ix_spot_check_person_person_id", "person_id"),
        # Who has still to be closed, looked for every ten minutes; of what is over nobody is here.
        Index(
            "ix_spot_check_person_unsettled",
            "check_id",
            sqlite_where=text(UNSETTLED),
            postgresql_where=text(UNSETTLED),
        ),
    )

    id: Mapped[Id]
    check_id: Mapped[Ref] = mapped_column(ForeignKey("spot_check.id"), index=True)
    person_id: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    """None once their data were deleted: the figure stays."""
    cadre_id: Mapped[Ref] = mapped_column(ForeignKey("cadre.id"))
    place: Mapped[int]
    """In which place they were drawn, from 1."""
    asked_at: Mapped[datetime | None]
    """When the question went out in WeChat."""
    way: Mapped[str] = mapped_column(String(8), default="", server_default=text("''"))
    """How it was answered: ``wechat`` or ``phone``; empty: not yet."""
    result: Mapped[str] = mapped_column(String(10), default="", server_default=text("''"))
    """``domain.spot_checks.Result``: answered, unreached, refused, wrong number; empty: open."""
    met: Mapped[str] = mapped_column(String(6), default="", server_default=text("''"))
    """First question: yes, no or unsure."""
    stars: Mapped[int | None]
    """Second question."""
    note: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Calls that reached nobody."""
    noted_by: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]


def unsettled() -> TextClause:
    """Return what is true of those who have still to be closed."""
    return text(f"({UNSETTLED})")
