"""Lists that are taken out as a file, made by a worker while somebody watches."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import EMPTY, ZERO, Base, Id, Ref


class Extract(Base):
    """One file on its way: which list, with which filters, how far it is; wiped after a day."""

    __tablename__ = "extract"
    __table_args__ = (Index("ix_extract_status", "status", "id"),)

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"), index=True)
    """Whose it is: nobody else takes it."""
    organisation_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    list: Mapped[str] = mapped_column(String(30))
    filters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    format: Mapped[str] = mapped_column(String(4))
    status: Mapped[str] = mapped_column(String(12))
    """``domain.extracts.ExtractStatus``."""
    total: Mapped[int] = mapped_column(default=0, server_default=ZERO)
    done: Mapped[int] = mapped_column(default=0, server_default=ZERO)
    tries: Mapped[int] = mapped_column(default=0, server_default=ZERO)
    """How often a worker has begun with it."""
    owner: Mapped[str] = mapped_column(String(40), default="", server_default=EMPTY)
    """Which worker has it; random at each process start."""
    why: Mapped[str] = mapped_column(String(200), default="", server_default=EMPTY)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ExtractPart(Base):
    """A piece of the finished file, sealed like all that names people."""

    __tablename__ = "extract_part"

    extract_id: Mapped[Ref] = mapped_column(ForeignKey("extract.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
