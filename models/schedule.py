"""Runs of the clock: a row, unique by task and due time, written with the run's effects."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class Run(Base):
    """A job has run for a due time; nobody runs it for that time again."""

    __tablename__ = "run"
    __table_args__ = (UniqueConstraint("job", "due_at"),)

    id: Mapped[Id]
    job: Mapped[str] = mapped_column(String(40))
    due_at: Mapped[datetime]
    ran_at: Mapped[datetime]
    effects: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None] = mapped_column(String(40))
    """Which process is at a run of many parts; none where it was done in one."""
    beat_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    """When the last part was done; none while parts are left."""
