"""Notices: what an admin pushes to a chosen audience, and what became of it, person by person."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Insert, Select, String
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from models.base import EMPTY, ZERO, Base, Id, Ref, table


class Notice(Base):
    """One push: its words, whom it is for, when it goes, and how far it is."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_organisation_id", "organisation_id", "id"),
        Index("ix_notice_due", "status", "send_at"),
    )

    id: Mapped[Id]
    organisation_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    """On whose behalf it goes."""
    activity_id: Mapped[Ref | None] = mapped_column(ForeignKey("activity.id"), index=True)
    title: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(600))
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How it was chosen (``domain.notices.Audience``)."""
    status: Mapped[str] = mapped_column(String(12))
    """``domain.notices.NoticeStatus``."""
    made_by: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    checked_by: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    """The second person, where so many are written to."""
    checked_at: Mapped[datetime | None]
    send_at: Mapped[datetime | None]
    gathered_upto: Mapped[Ref] = mapped_column(default=0, server_default=ZERO)
    """The last organisation whose people were looked for, once its time has come."""
    written_upto: Mapped[Ref] = mapped_column(default=0, server_default=ZERO)
    """The last person for whom a letter was written: what is left goes on behind."""
    chosen: Mapped[int] = mapped_column(default=0, server_default=ZERO)
    """How many are written to: as counted when it was sent off, then as it came."""
    cancelled_by: Mapped[Ref | None]
    cancelled_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(String(200), default="", server_default=EMPTY)
    done_at: Mapped[datetime | None]


class NoticePerson(Base):
    """One person of a notice's audience: the letter, or why there is none."""

    __tablename__ = "notice_person"
    __table_args__ = (Index("ix_notice_person_person_id", "person_id"),)

    notice_id: Mapped[Ref] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"), primary_key=True)
    outbox_id: Mapped[Ref | None] = mapped_column(ForeignKey("outbox.id"), index=True)
    why: Mapped[str] = mapped_column(String(12), default="", server_default=EMPTY)
    """Why nothing was written: ``left``, ``muted``, ``no_chat``; empty where a letter was."""


def put_down(dialect: str, people: Select[int, int, str]) -> Insert:
    """Put (notice, person, why) down, but those who are there: somebody may have moved house."""
    rows = table(NoticePerson)
    named = ["notice_id", "person_id", "why"]
    if dialect == "postgresql":
        return postgresql.insert(rows).from_select(named, people).on_conflict_do_nothing()
    return sqlite.insert(rows).from_select(named, people).on_conflict_do_nothing()
