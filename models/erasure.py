"""The deletion ledger: whose data are to be erased and were, to be applied after a restore."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref


class Erasure(Base):
    """One person's deletion; the number names nobody any more once it is done."""

    __tablename__ = "erasure"
    __table_args__ = (Index("ix_erasure_done_at", "done_at", "due_at"),)

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(index=True)
    why: Mapped[str] = mapped_column(String(12))
    """``asked`` by the person, or ``unfollowed``."""
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How many rows of each kind were blanked: figures, no names."""
