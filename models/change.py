"""Steps over many rows that can be taken back: merging, handing over, tagging, importing."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref


class Change(Base):
    """One such step, with all that taking it back needs."""

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_actor_id", "actor_id", "id"),)

    id: Mapped[Id]
    actor_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(12))
    """As ``services.changes.taker_back`` knows it: ``tags``, ``merge``, ``handover``, ``post`` …"""
    title: Mapped[str] = mapped_column(String(100))
    """What it was, in Chinese."""
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
