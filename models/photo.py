"""Photos that somebody chose to add to a record, an activity or a topic; none is ever asked for."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref


class Photo(Base):
    """A picture, made small and rid of what the camera wrote into it (place, time, device)."""

    __tablename__ = "photo"
    __table_args__ = (
        Index("ix_photo_owner", "owner", "owner_id"),
        Index("ix_photo_person_id", "person_id"),
    )

    id: Mapped[Id]
    owner: Mapped[str] = mapped_column(String(12))
    """``record``, ``activity`` or ``topic``."""
    owner_id: Mapped[Ref]
    person_id: Mapped[Ref]
    """Who added it."""
    mime: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
