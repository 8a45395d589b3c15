"""Codes by which youths join a case-load: shown by a cadre, at a desk or at an event."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref


class JoinCode(Base):
    """A code that many may scan until it runs out; only its keyed hash is kept."""

    __tablename__ = "join_code"

    id: Mapped[Id]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    cadre_id: Mapped[Ref] = mapped_column(ForeignKey("cadre.id"), index=True)
    activity_id: Mapped[Ref | None] = mapped_column(ForeignKey("activity.id"))
    """The event at which it is shown; none for the cadre's own code."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    joined: Mapped[int] = mapped_column(default=0)
    """How many came by it."""
