"""The web console: who may enter it, and the browsers that are in."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Select, String, select, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import EMPTY, ZERO, Base, Id, Ref

_LIVING = text("ended_at IS NULL")


class Admin(Base):
    """Somebody's post at the console: for one organisation, and thereby for all below it."""

    __tablename__ = "admin"
    __table_args__ = (
        # One post a person: who holds two would not know as whom they act.
        Index(
            "uq_admin_person_id",
            "person_id",
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        ),
        Index("ix_admin_organisation_id", "organisation_id"),
    )

    id: Mapped[Id]
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str] = mapped_column(String(12))
    """``domain.permissions.AdminRole``."""
    created_at: Mapped[datetime]
    created_by: Mapped[Ref | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[Ref | None]


class AdminLogin(Base):
    """Username and password of an admin who is no cadre; a cadre comes in by the cadre's own."""

    __tablename__ = "admin_login"

    id: Mapped[Ref] = mapped_column(ForeignKey("person.id"), primary_key=True)
    """The person's id."""
    username: Mapped[str] = mapped_column(String(40), unique=True)
    password: Mapped[str] = mapped_column(String(200))
    must_change: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0, server_default=ZERO)
    blocked_until: Mapped[datetime | None]


class ConsoleSession(Base):
    """A browser at the console: after the password it waits for a word from the person's WeChat."""

    __tablename__ = "console_session"
    __table_args__ = (Index("ix_console_session_person_id", "person_id", "created_at"),)

    id: Mapped[Id]
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    code: Mapped[str] = mapped_column(String(6), default="", server_default=EMPTY)
    """The digits on the screen, to be said in the chat; empty once they were."""
    agent: Mapped[str] = mapped_column(String(40), default="", server_default=EMPTY)
    """The browser in a few words, by which a person tells own ones from others."""
    flash: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the step before tells the next page."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    used_at: Mapped[datetime]
    """When it was last used, to the minute."""
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]


def post_of(person_id: int) -> Select[Admin]:
    """Return somebody's living post at the console."""
    return select(Admin).where(Admin.person_id == person_id, Admin.ended_at.is_(None))


def waiting(person_id: int, now: datetime) -> Select[ConsoleSession]:
    """Return somebody's browsers that wait for a word in the chat."""
    return select(ConsoleSession).where(
        ConsoleSession.person_id == person_id,
        ConsoleSession.confirmed_at.is_(None),
        ConsoleSession.ended_at.is_(None),
        ConsoleSession.expires_at > now,
    )


def living(person_id: int, now: datetime) -> Select[ConsoleSession]:
    """Return somebody's browsers that are in, the newest first."""
    return (
        select(ConsoleSession)
        .where(
            ConsoleSession.person_id == person_id,
            ConsoleSession.confirmed_at.is_not(None),
            ConsoleSession.ended_at.is_(None),
            ConsoleSession.expires_at > now,
        )
        .order_by(ConsoleSession.id.desc())
    )
