"""Content safety: which texts were looked at, by the platform, by our word list and by a person."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref


class Screening(Base):
    """One text; the text itself stays where it belongs."""

    __tablename__ = "screening"
    __table_args__ = (
        UniqueConstraint("thing", "thing_id"),
        # What the worker asks the platform about, and what a person has to look at.
        Index("ix_screening_status", "status", "due_at"),
        Index("ix_screening_organ_id", "organ_id", "status"),
    )

    id: Mapped[Id]
    thing: Mapped[str] = mapped_column(String(16))
    """Which noun it is of: whoever registered it in ``services.safety`` knows the text."""
    thing_id: Mapped[Ref]
    organ_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    """The leading organ that decides."""
    mini_openid: Mapped[str] = mapped_column(String(64), default="")
    """Through whom the platform may be asked: a visitor of the mini-program; empty: it may not."""
    status: Mapped[str] = mapped_column(String(8))
    """``domain.safety.ScreeningStatus``: asking, passed, held, kept or refused."""
    why: Mapped[str] = mapped_column(String(60), default="")
    """What is questionable about it, in words."""
    suggest: Mapped[str] = mapped_column(String(8), default="")
    label: Mapped[int | None]
    trace_id: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    """When the worker asks next; a lease pushes it on."""
    tries: Mapped[int] = mapped_column(default=0)
    decided_by: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
