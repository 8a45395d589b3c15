"""Visits to the pages: a browser that came by a link from the chat, for half a day."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Ref

_BY_LOGIN = text("console_session_id IS NOT NULL")


class PageVisit(Base):
    """A browser that speaks for an openid; only the hash of its key is kept."""

    __tablename__ = "page_visit"
    __table_args__ = (
        Index(
            "ix_page_visit_console_session_id",
            "console_session_id",
            sqlite_where=_BY_LOGIN,
            postgresql_where=_BY_LOGIN,
        ),
    )

    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    openid: Mapped[str] = mapped_column(String(64), index=True)
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"), index=True)
    """Whose visit it is; it ends when the openid stands for somebody else."""
    console_session_id: Mapped[Ref | None]
    """The login with a password that it began with, and ends with; none for a link of the chat."""
    flash: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the last step did, told by the next page."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
