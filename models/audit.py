"""The audit trail: who did what to whom, appended and never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref


class Audit(Base):
    """One deed worth remembering; ``data`` never holds a phone, a text or a secret."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_object", "object", "object_id"),
        Index("ix_audit_actor_id", "actor_id", "at"),
        Index("ix_audit_at", "at"),
        # What no seal holds yet: asked for every minute, so it holds nothing else.
        Index(
            "ix_audit_unsealed",
            "id",
            sqlite_where=text("seal_id IS NULL"),
            postgresql_where=text("seal_id IS NULL"),
        ),
        Index("ix_audit_seal_id", "seal_id", "id"),
    )

    id: Mapped[Id]
    at: Mapped[datetime]
    actor_id: Mapped[Ref | None]
    deed: Mapped[str] = mapped_column(String(40))
    object: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seal_id: Mapped[Ref | None]
    """Which seal of ``models.seal`` holds it; none yet for what is new."""
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """SHA-256 of this line as it was sealed."""
    struck_at: Mapped[datetime | None]
    """When somebody was struck out of it by right of erasure: then the digest alone is left."""
