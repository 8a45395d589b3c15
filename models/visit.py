"""Visits to the pages: a browser that came by a link from the chat, for half a day."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Ref


class PageVisit(Base):
    """A browser that speaks for an openid; only the hash of its key is kept."""

    __tablename__ = "page_visit"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    openid: Mapped[str] = mapped_column(String(64), index=True)
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    """Whose visit it is; it ends when the openid stands for somebody else."""
    flash: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the last step did, told by the next page."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
