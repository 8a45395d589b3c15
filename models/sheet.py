"""Excel files on their way in: checked first, then written all or not at all."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref


class Sheet(Base):
    """One uploaded file; its content is sealed, and wiped once it is done with."""

    __tablename__ = "sheet"
    __table_args__ = (
        # The worker's question: what waits, the oldest first.
        Index("ix_sheet_status", "status", "id"),
        Index("ix_sheet_person_id", "person_id", "id"),
    )

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    """Who uploaded it."""
    organisation_id: Mapped[Ref | None] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(12))
    """``youths`` or ``roster``."""
    name: Mapped[str] = mapped_column(String(100))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    status: Mapped[str] = mapped_column(String(12))
    """``domain.sheets.SheetStatus``."""
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    faults: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """``{"rows": [[row, words], …]}``: no phone in full."""
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    owner: Mapped[str | None] = mapped_column(String(40))
    """Which worker holds it; random at each process start."""
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
