"""问题清单: what many youths raise in a quarter, handed up and answered back to them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import EMPTY, Base, Id, Ref


class Problem(Base):
    """One line of an organ's list of a quarter."""

    __tablename__ = "problem"
    __table_args__ = (
        Index("ix_problem_organ_id", "organ_id", "quarter"),
        Index("ix_problem_created_by", "created_by"),
    )

    id: Mapped[Id]
    organ_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    quarter: Mapped[date]
    """The first day of the quarter."""
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(String(1000), default="")
    kind: Mapped[str] = mapped_column(String(20))
    """A code of ``domain.dictionaries.DEMANDS``."""
    status: Mapped[str] = mapped_column(String(10))
    """``domain.problems.ProblemStatus``: draft, handed, answered or dropped."""
    parent_id: Mapped[Ref | None] = mapped_column(ForeignKey("problem.id"), index=True)
    """The line of the organ above into which this one went."""
    created_by: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    handed_at: Mapped[datetime | None]
    handed_to: Mapped[Ref | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    answer: Mapped[str] = mapped_column(String(2000), default="", server_default=EMPTY)
    answered_by: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    added: Mapped[str] = mapped_column(String(1000), default="", server_default=EMPTY)
    """What was set right or added to the answer, once, by the organ that gave it."""
    added_at: Mapped[datetime | None]


class ProblemTicket(Base):
    """A ticket in which the problem was raised."""

    __tablename__ = "problem_ticket"

    problem_id: Mapped[Ref] = mapped_column(ForeignKey("problem.id"), primary_key=True)
    ticket_id: Mapped[Ref] = mapped_column(ForeignKey("ticket.id"), primary_key=True, index=True)
