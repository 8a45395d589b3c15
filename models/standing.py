"""How large organisations stand: counted by the clock each night, read by the console."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import CTE, ForeignKey, Select, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import BIG, Base, Ref
from models.cadre import Appointment, held
from models.organisation import Below

DONE: Final = "done"
"""The subject of a row about a week: so many records of a kind, which is the ``rule``."""


class StandingRow(Base):
    """One figure of an organisation and all below it in a quarter or week: so many of so many."""

    __tablename__ = "standing_row"

    organisation_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    """The first day of the quarter, or of the week."""
    subject: Mapped[str] = mapped_column(String(8), primary_key=True)
    """``services.tally``: cadre, organ, load or rating; of a week ``DONE``."""
    programme: Mapped[str] = mapped_column(String(60), primary_key=True)
    rule: Mapped[str] = mapped_column(String(60), primary_key=True)
    whole: Mapped[int] = mapped_column(BIG)
    part: Mapped[int] = mapped_column(BIG)
    exempt: Mapped[int] = mapped_column(BIG)
    on_day: Mapped[date]
    """The day on which it was so."""
    counted_at: Mapped[datetime]


def of(organisations: list[int], quarter: date) -> Select[StandingRow]:
    """Return what was counted of some organisations in a quarter."""
    return select(StandingRow).where(
        StandingRow.organisation_id.in_(organisations),
        StandingRow.since == quarter,
        StandingRow.subject != DONE,
    )


def large(on: date, most: int) -> CTE:
    """Return the organisations with more than so many posts under them."""
    return (
        select(Below.ancestor_id)
        .join(Appointment, Appointment.organisation_id == Below.descendant_id)
        .where(held(on))
        .group_by(Below.ancestor_id)
        .having(func.count() > most)
        .cte("large")
    )
