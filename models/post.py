"""What came in, is to go out, and waits to be read: the tables that make retries harmless."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    String,
    bindparam,
    false,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.delivery import Status
from models.base import BIG, EMPTY, ZERO, Base, Id, Ref, table


class Inbound(Base):
    """A message already answered, kept so that WeChat's retry gets the same answer."""

    __tablename__ = "inbound"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    reply: Mapped[str] = mapped_column(default="")
    late: Mapped[bool] = mapped_column(default=False)
    """The reply has gone another way; a retry gets a bare acknowledgement."""
    taken_by: Mapped[str] = mapped_column(String(20), default="", server_default=EMPTY)
    """Which process gave the reply to somebody who waited for it; empty: none did."""
    at: Mapped[datetime] = mapped_column(index=True)


class Outbox(Base):
    """One letter for one person; ``key`` says which, so it is written once."""

    __tablename__ = "outbox"
    __table_args__ = (
        # The senders' question: who is first in the line of a channel.
        Index("ix_outbox_line", "status", "channel", "lane", "turn", "id"),
        # What has no place in the line yet: asked for each second, so it holds nothing else.
        Index(
            "ix_outbox_due",
            "lane",
            "due_at",
            sqlite_where=text("status = 'pending' AND turn IS NULL"),
            postgresql_where=text("status = 'pending' AND turn IS NULL"),
        ),
        Index("ix_outbox_person_id", "person_id", "written_at"),
        # What was written on some days, for the console of a whole nation.
        Index("ix_outbox_written_at", "written_at"),
        Index("ix_outbox_reference", "reference"),
        # Whoever leaves takes what was written to them along.
        Index("ix_outbox_openid", "openid"),
        Index(
            "ix_outbox_mini_openid",
            "mini_openid",
            sqlite_where=text("mini_openid IS NOT NULL"),
            postgresql_where=text("mini_openid IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[str] = mapped_column(String(30))
    """What it is about (quota, seat, chat, code): one may mute a kind."""
    lane: Mapped[int]
    """Smaller goes first: chat 0, seat 1, notice 2, reminder 3."""
    channel: Mapped[str] = mapped_column(String(20))
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Where no message gets through, it is worth an SMS or a call."""
    turn: Mapped[int | None] = mapped_column(BIG)
    """Its place in the line; none until it is due."""
    organ_id: Mapped[Ref | None] = mapped_column(ForeignKey("organisation.id"))
    """For whom it goes: the line takes turns between organisations."""
    person_id: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    openid: Mapped[str | None] = mapped_column(String(64))
    """Of the official account; none of whoever is only in the mini-program."""
    mini_openid: Mapped[str | None] = mapped_column(String(64))
    """Of the mini-program: never the same as the other, and never used in its place."""
    template: Mapped[str] = mapped_column(String(40), default="")
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    text: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(String(1024), default="")
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Number and text of an SMS, encrypted, and wiped when it is done."""
    because: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The reason, asked again before it is sent."""
    status: Mapped[str] = mapped_column(String(12), default=Status.PENDING)
    written_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    first_try_at: Mapped[datetime | None]
    owner: Mapped[str | None] = mapped_column(String(40))
    """Which sender process holds it; random at each process start."""
    deaths: Mapped[int] = mapped_column(default=0, server_default=ZERO)
    """How many senders died with it in their hands."""
    reference: Mapped[str | None] = mapped_column(String(64))
    closed_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(String(200), default="")


class InboxItem(Base):
    """A notice that waits for a person and leads the next reply."""

    __tablename__ = "inbox_item"
    __table_args__ = (
        Index("ix_inbox_item_waiting", "openid", "read_at"),
        Index("ix_inbox_item_mini", "mini_openid", "read_at"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(160), unique=True)
    openid: Mapped[str] = mapped_column(String(64))
    """Of the official account, in whose chat it leads the next reply; empty: ``mini_openid``'s."""
    mini_openid: Mapped[str | None] = mapped_column(String(64))
    """Of the mini-program, where it is read by whoever has no chat with us."""
    text: Mapped[str]
    because: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The reason, asked again before it is shown."""
    at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]


_item = table(InboxItem)

WAITING: Final = (
    select(_item.c.id, _item.c.text, _item.c.because, _item.c.at)
    .where(
        _item.c.openid == bindparam("reader"),
        # Pushes of nobody come with an empty openid: it is not whose notices these are.
        _item.c.openid != "",
        _item.c.read_at.is_(None),
        or_(_item.c.expires_at.is_(None), _item.c.expires_at > bindparam("now")),
    )
    .order_by(_item.c.id)
    .limit(bindparam("most"))
)
"""What a person has not read yet, the oldest first: asked on the way of each message."""
