"""Tickets (诉求, 青年之声, 意见建议, 投诉建议): their steps, reply templates, public answers."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, String, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from models.base import EMPTY, ZERO, Base, Id, Ref

_OPEN: Final = "status IN ('waiting', 'working', 'more')"
"""Somebody of ours has something to do: these have a clock."""
_CLOCK: Final[dict[str, Any]] = {"sqlite_where": text(_OPEN), "postgresql_where": text(_OPEN)}
_PUBLIC: Final[dict[str, Any]] = {
    "sqlite_where": text("public_at IS NOT NULL"),
    "postgresql_where": text("public_at IS NOT NULL"),
}
_MERGED: Final[dict[str, Any]] = {
    "sqlite_where": text("duplicate_of IS NOT NULL"),
    "postgresql_where": text("duplicate_of IS NOT NULL"),
}
_ASK: Final[dict[str, Any]] = {
    "sqlite_where": text("follow_up_at IS NOT NULL"),
    "postgresql_where": text("follow_up_at IS NOT NULL"),
}


class Ticket(Base):
    """What a youth asked for, asked, proposed or complained of, and where it stands."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_asker_id", "asker_id", "id"),
        Index("ix_ticket_organ_id", "organ_id", "status", "due_at"),
        Index("ix_ticket_owner_id", "owner_id", "status", "due_at"),
        # What is overdue, and whom to ask again: looked for every ten minutes.
        Index("ix_ticket_due_at", "due_at", **_CLOCK),
        Index("ix_ticket_follow_up_at", "follow_up_at", **_ASK),
        # How many wait for the answer of one: asked of every line of a list.
        Index("ix_ticket_duplicate_of", "duplicate_of", **_MERGED),
        Index("ix_ticket_public_at", "public_at", **_PUBLIC),
    )

    id: Mapped[Id]
    sort: Mapped[str] = mapped_column(String(10))
    """``domain.tickets.Sort``: demand, voice, advice or complaint."""
    kind: Mapped[str] = mapped_column(String(20))
    """What it is about: a code of ``domain.dictionaries.DEMANDS``."""
    asker_id: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    """None once the asker's data were deleted."""
    organisation_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    """The asker's organisation when it was asked."""
    organ_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    """The leading organ that answers for it now."""
    owner_id: Mapped[Ref | None] = mapped_column(ForeignKey("cadre.id"))
    """The cadre who sees to it; none: whoever answers for the organ."""
    text: Mapped[str] = mapped_column(String(1000))
    anonymous: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Who asked is hidden from those who handle it; the law may still ask."""
    private: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Never to be made public."""
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Words of acute distress: somebody was called at once."""
    status: Mapped[str] = mapped_column(String(10))
    """``domain.tickets.TicketStatus``."""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """By when the present step is to be done."""
    answer: Mapped[str] = mapped_column(String(2000), default="", server_default=EMPTY)
    answered_by: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    solved: Mapped[bool | None]
    """What the asker said; none: nothing."""
    refer: Mapped[str] = mapped_column(String(200), default="", server_default=EMPTY)
    """不属本级: who is responsible, and how to reach them."""
    duplicate_of: Mapped[Ref | None] = mapped_column(ForeignKey("ticket.id"))
    escalations: Mapped[int] = mapped_column(default=0, server_default=ZERO)
    """How many times it went one organ up because it was overdue."""
    escalated_to: Mapped[Ref | None] = mapped_column(ForeignKey("organisation.id"))
    reopened: Mapped[int] = mapped_column(default=0, server_default=ZERO)
    follow_up: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether the asker may be asked again two weeks later."""
    follow_up_at: Mapped[datetime | None]
    """When the asker is asked again; none: never, or it has been done."""
    public_at: Mapped[datetime | None]
    public_question: Mapped[str] = mapped_column(String(1000), default="", server_default=EMPTY)
    public_answer: Mapped[str] = mapped_column(String(2000), default="", server_default=EMPTY)
    public_by: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))


class TicketStep(Base):
    """One step of a ticket; the asker sees those that are ``shown``."""

    __tablename__ = "ticket_step"
    __table_args__ = (Index("ix_ticket_step_ticket_id", "ticket_id", "id"),)

    id: Mapped[Id]
    ticket_id: Mapped[Ref] = mapped_column(ForeignKey("ticket.id"))
    at: Mapped[datetime]
    actor_id: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    """None: the clock, or somebody whose data were deleted."""
    deed: Mapped[str] = mapped_column(String(12))
    """``domain.tickets.Move``, or ``note``."""
    text: Mapped[str] = mapped_column(String(2000), default="")
    shown: Mapped[bool] = mapped_column(default=True)


class ReplyTemplate(Base):
    """A reply that an organ uses often."""

    __tablename__ = "reply_template"

    id: Mapped[Id]
    organ_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(String(1000))
    created_by: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class VoiceWord(Base):
    """A word of a public question or answer: by these they are found, on every database."""

    __tablename__ = "voice_word"
    __table_args__ = (Index("ix_voice_word_ticket_id", "ticket_id"),)

    word: Mapped[str] = mapped_column(String(20), primary_key=True)
    ticket_id: Mapped[Ref] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    times: Mapped[int]


class Duty(Base):
    """Who is called at once when somebody is in acute distress, day by day; both days count."""

    __tablename__ = "duty"
    __table_args__ = (Index("ix_duty_organ_id", "organ_id", "first_day"),)

    id: Mapped[Id]
    organ_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    cadre_id: Mapped[Ref] = mapped_column(ForeignKey("cadre.id"))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
