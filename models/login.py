"""Proofs of identity: SMS codes, cadres' invitations, one-time links."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref


class LoginCode(Base):
    """A code sent by SMS; only its keyed hash is kept, and only for its five minutes."""

    __tablename__ = "login_code"
    __table_args__ = (
        Index("ix_login_code_openid", "openid", "sent_at"),
        Index("ix_login_code_phone", "phone_index", "sent_at"),
        Index("ix_login_code_sent_at", "sent_at"),
    )

    id: Mapped[Id]
    openid: Mapped[str] = mapped_column(String(64))
    phone_index: Mapped[bytes] = mapped_column(LargeBinary(16))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class Invitation(Base):
    """A cadre's one-use invitation for one youth, carried by a QR code."""

    __tablename__ = "invitation"

    id: Mapped[Id]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    cadre_id: Mapped[Ref] = mapped_column(ForeignKey("cadre.id"), index=True)
    youth_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class OneTimeLink(Base):
    """A link for one person and one purpose, sent into that person's chat."""

    __tablename__ = "one_time_link"
    # A password that changes ends the pages on which another could still be set.
    __table_args__ = (Index("ix_one_time_link_subject", "purpose", "subject"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    openid: Mapped[str] = mapped_column(String(64), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(200), default="")
    browser: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """SHA-256 of the key of the browser that opened it first, where it opens in no other."""
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def newest_code(openid: str) -> Select[LoginCode]:
    """Return the last code sent to an openid."""
    return (
        select(LoginCode).where(LoginCode.openid == openid).order_by(LoginCode.id.desc()).limit(1)
    )


def codes_since(
    since: datetime, *, openid: str | None = None, phone_index: bytes | None = None
) -> Select[datetime]:
    """Return when codes were asked for since an instant, by whom or for which number."""
    question = select(LoginCode.sent_at).where(LoginCode.sent_at > since)
    if openid is not None:
        question = question.where(LoginCode.openid == openid)
    if phone_index is not None:
        question = question.where(LoginCode.phone_index == phone_index)
    return question.order_by(LoginCode.sent_at)
