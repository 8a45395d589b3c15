"""The mini-program's side of people: its openids, their sessions, and what a repeat is answered."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import EMPTY, EMPTY_LIST, ZERO, Base, Ref


class MiniUser(Base):
    """An openid of the mini-program, known or stranger."""

    __tablename__ = "mini_user"
    # One person speaks through one openid of the mini-program at a time.
    __table_args__ = (
        Index("uq_mini_user_person_id", "person_id", unique=True),
        Index("ix_mini_user_unionid", "unionid"),
        Index("ix_mini_user_wants_id", "wants_id"),
    )

    openid: Mapped[str] = mapped_column(String(64), primary_key=True)
    unionid: Mapped[str] = mapped_column(String(64), default="", server_default=EMPTY)
    person_id: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    proof: Mapped[str | None] = mapped_column(String(12))
    """``domain.proofs.Proof``, of ``wants_id`` while nobody is here: a cadre is one only after the
    password, and no more when it was changed elsewhere."""
    bound_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    """Since when nobody is to be here by themselves: the chat's WeChat account alone brings nobody
    back who has left, or was put off by another phone."""
    wants_id: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    """Whose identity was proved here: they speak through another openid, or have not agreed yet."""
    wants_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0, server_default=ZERO)
    """Wrong passwords and codes since ``tries_since``: they belong to the openid."""
    tries_since: Mapped[datetime | None]
    muted: Mapped[list[str]] = mapped_column(default=list, server_default=EMPTY_LIST)
    """Kinds of letters that whoever is here does not want; the same as in their chat."""
    created_at: Mapped[datetime]


class MiniSession(Base):
    """A phone that is logged in; only the hash of its token is kept."""

    __tablename__ = "mini_session"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    openid: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]
    """When it was last used, to the hour."""
    expires_at: Mapped[datetime] = mapped_column(index=True)


class UsedCode(Base):
    """The hash of a one-time code that has been taken: whatever the platform says, once is once."""

    __tablename__ = "used_code"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class ApiAnswer(Base):
    """What a request with an Idempotency-Key was answered: sent again, it gets the same."""

    __tablename__ = "api_answer"

    id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    """SHA-256 of whose key it is and the key."""
    openid: Mapped[str] = mapped_column(String(64), index=True)
    asked: Mapped[bytes] = mapped_column(LargeBinary(32))
    """SHA-256 of what was asked: the same key for something else is a mistake."""
    status: Mapped[int] = mapped_column(default=0, server_default=ZERO)
    body: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    at: Mapped[datetime] = mapped_column(index=True)
