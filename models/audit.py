"""The audit trail: who did what to whom, appended and never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref


class Audit(Base):
    """One deed worth remembering; ``data`` never holds a phone, a text or a secret."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_object", "object", "object_id"),
        Index("ix_audit_actor_id", "actor_id", "at"),
    )

    id: Mapped[Id]
    at: Mapped[datetime]
    actor_id: Mapped[Ref | None]
    deed: Mapped[str] = mapped_column(String(40))
    object: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
