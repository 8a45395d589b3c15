"""The chain over the audit trail: each seal holds what stood there, and the seal before it."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class AuditSeal(Base):
    """Some lines of the audit trail, sealed: nobody changes or removes one without being seen."""

    __tablename__ = "audit_seal"

    id: Mapped[Id]
    count: Mapped[int]
    """How many lines it seals."""
    lines: Mapped[bytes] = mapped_column(LargeBinary(32))
    """SHA-256 over the digests of its lines, in order of their numbers."""
    chain: Mapped[bytes] = mapped_column(LargeBinary(32))
    """SHA-256 over the seal before, and this one's number, count, lines and time."""
    at: Mapped[datetime]
