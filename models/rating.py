"""评价团干部: what a youth who was really involved thinks, once per occasion."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref

_WAITING: Final[dict[str, Any]] = {
    "sqlite_where": text("round IS NULL"),
    "postgresql_where": text("round IS NULL"),
}


class Rating(Base):
    """One vote; who gave it is never shown to the cadre."""

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("person_id", "cadre_id", "occasion", "occasion_id"),
        Index("ix_rating_cadre_id", "cadre_id", "round"),
        # What a new round is made of, looked for every ten minutes.
        Index("ix_rating_waiting", "at", **_WAITING),
        Index("ix_rating_appeal_organ_id", "appeal_organ_id", "status"),
    )

    id: Mapped[Id]
    cadre_id: Mapped[Ref] = mapped_column(ForeignKey("cadre.id"))
    person_id: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    """None once the voter's data were deleted: the figure stays."""
    occasion: Mapped[str] = mapped_column(String(10))
    """``domain.ratings.Occasion``: record, activity, ticket or wish."""
    occasion_id: Mapped[Ref]
    stars: Mapped[int]
    words: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(10))
    """``domain.ratings.RatingStatus``: counted, appealed, kept or removed."""
    round: Mapped[date | None]
    """The first of the month on which it was shown, together with at least four others."""
    appeal: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    appealed_at: Mapped[datetime | None]
    appeal_organ_id: Mapped[Ref | None] = mapped_column(ForeignKey("organisation.id"))
    """Whose leader decides."""
    decision: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    decided_by: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
