"""The sending side: which processes live, what rests, what a day allows, and each step taken."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import ZERO, Base, Id, Ref


class Process(Base):
    """One of our processes, by the random name of its start; it lives as long as it beats."""

    __tablename__ = "process"

    owner: Mapped[str] = mapped_column(String(40), primary_key=True)
    role: Mapped[str] = mapped_column(String(12))
    """``serve``, ``deliver`` or ``clock``."""
    host: Mapped[str] = mapped_column(String(80), default="")
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime] = mapped_column(index=True)
    """By the clock of the database, which all processes share."""


class Halt(Base):
    """What rests: ``scope`` is ``all``, ``mass`` or ``channel|lane|kind|template|organ:NAME``."""

    __tablename__ = "halt"

    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    until: Mapped[datetime | None]
    """None: until somebody lifts it."""
    why: Mapped[str] = mapped_column(String(200), default="")
    set_by: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    """None: the house itself."""
    at: Mapped[datetime]


class Budget(Base):
    """What one interface of the platform has been used on one day of Beijing."""

    __tablename__ = "budget"

    api: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    used: Mapped[int] = mapped_column(default=0)
    """Drawn by senders in portions, so it may be a little more than was really called."""
    spent_at: Mapped[datetime | None]
    """When the platform said that the day is spent, whatever we have counted."""


class LetterStep(Base):
    """One try to reach somebody by one channel, and what came of it."""

    __tablename__ = "letter_step"
    __table_args__ = (
        Index("ix_letter_step_outbox_id", "outbox_id", "at"),
        # What was done lately, for figures and for the check on budgets.
        Index("ix_letter_step_at", "at"),
    )

    id: Mapped[Id]
    outbox_id: Mapped[Ref] = mapped_column(ForeignKey("outbox.id"))
    channel: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(12))
    """``domain.chain.Tried``, how a rescue ended, or a person's word: ``again``, ``closed``."""
    why: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]


class Report(Base):
    """What the platform says became of a template message; kept until its letter knows it."""

    __tablename__ = "report"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    """Message id, or where that is 0 whatever tells one report from another."""
    reference: Mapped[str] = mapped_column(String(64), index=True)
    openid: Mapped[str] = mapped_column(String(64), default="", index=True)
    status: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    """When its letter is looked for next; none: found, and kept to know the report again."""


class Subscription(Base):
    """The wallet: how often somebody may still be sent a template they said yes to."""

    __tablename__ = "subscription"

    openid: Mapped[str] = mapped_column(String(64), primary_key=True)
    template: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Our own name of it."""
    grants: Mapped[int] = mapped_column(default=0, server_default=ZERO)
    changed_at: Mapped[datetime]


class Call(Base):
    """Somebody whom no message reaches and who is to be told all the same, by phone."""

    __tablename__ = "call"
    __table_args__ = (
        Index("ix_call_organ_id", "organ_id", "done_at"),
        Index("ix_call_person_id", "person_id"),
    )

    id: Mapped[Id]
    outbox_id: Mapped[Ref] = mapped_column(ForeignKey("outbox.id"), unique=True)
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    organ_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    """Whose leaders are to call."""
    at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(String(12), default="")
    """``told``, ``unreached``, or ``over`` where it was no longer needed."""
