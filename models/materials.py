"""The materials that an organ hands up each quarter. [广] 四1."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref


class Materials(Base):
    """One version of a quarter's materials; the newest handed in is the one that holds."""

    __tablename__ = "materials"
    __table_args__ = (
        Index("uq_materials_version", "organ_id", "quarter", "version", unique=True),
        Index("ix_materials_quarter", "quarter", "handed_at"),
    )

    id: Mapped[Id]
    organ_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    quarter: Mapped[date]
    """The quarter's first day."""
    version: Mapped[int]
    figures: Mapped[dict[str, Any]]
    """What the house counted when it was handed in."""
    methods: Mapped[str] = mapped_column(String(3000), default="")
    experience: Mapped[str] = mapped_column(String(3000), default="")
    problems: Mapped[str] = mapped_column(String(3000), default="")
    next_steps: Mapped[str] = mapped_column(String(3000), default="")
    by_person: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    handed_at: Mapped[datetime | None]
    """None while it is a draft; there is at most one, the newest version."""
