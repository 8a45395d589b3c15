"""Plans: what a cadre means to do, until it is done and becomes a record."""

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref


class Plan(Base):
    """Something a cadre means to do; it counts for nothing before it is done."""

    __tablename__ = "plan"
    __table_args__ = (
        Index(
            "ix_plan_open",
            "cadre_id",
            "day",
            sqlite_where=text("record_id IS NULL AND dropped_at IS NULL"),
            postgresql_where=text("record_id IS NULL AND dropped_at IS NULL"),
        ),
        # A record that is taken back asks for the plan it did.
        Index(
            "ix_plan_record_id",
            "record_id",
            sqlite_where=text("record_id IS NOT NULL"),
            postgresql_where=text("record_id IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    cadre_id: Mapped[Ref] = mapped_column(ForeignKey("cadre.id"))
    kind: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(100), default="")
    day: Mapped[date]
    at: Mapped[time | None]
    minutes: Mapped[int | None]
    record_id: Mapped[Ref | None] = mapped_column(ForeignKey("record.id"))
    """The record that it became."""
    dropped_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class PlanYouth(Base):
    """A youth whom a plan is about."""

    __tablename__ = "plan_youth"

    plan_id: Mapped[Ref] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    youth_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
