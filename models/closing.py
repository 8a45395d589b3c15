"""Closed periods: the days whose records stand, because the bulletin about them is out."""

from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Select,
    String,
    UniqueConstraint,
    and_,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id, Ref
from models.cadre import Appointment
from models.organisation import Below, Organisation


class Closing(Base):
    """The days ``first_day`` to ``last_day``, closed for an organisation and all below it."""

    __tablename__ = "closing"
    __table_args__ = (UniqueConstraint("organisation_id", "first_day", "last_day"),)

    id: Mapped[Id]
    organisation_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    closed_at: Mapped[datetime]
    closed_by: Mapped[str] = mapped_column(String(60))
    """Who answers for it, by name."""


def over_cadre(cadre_id: int, day: date) -> Select[Closing]:
    """Find what closed a day for any organisation in which a cadre held a post on it.

    Of a day on which no post was held, those held at any time of the closed days decide.
    """
    mine = Appointment.cadre_id == cadre_id
    on_the_day = _overlaps(day, day)
    idle = ~select(Appointment.id).where(mine, on_the_day).correlate(None).exists()
    about_then = _overlaps(Closing.first_day, Closing.last_day)
    return (
        _holding(day)
        .join(Appointment, Appointment.organisation_id == Below.descendant_id)
        .where(mine, or_(on_the_day, and_(idle, about_then)))
    )


def _overlaps(first: date | Mapped[date], last: date | Mapped[date]) -> ColumnElement[bool]:
    open_ended = Appointment.last_day.is_(None)
    return and_(Appointment.first_day <= last, or_(open_ended, Appointment.last_day >= first))


def over_organ(organisation_id: int, day: date) -> Select[Closing]:
    """Find what closed a day for an organisation."""
    return _holding(day).where(Below.descendant_id == organisation_id)


def _holding(day: date) -> Select[Closing]:
    """Find closed periods with a day in them, the first closed first, and keep new ones waiting.

    Also where it finds none, it holds the table against ``alone`` until the transaction ends.
    """
    return (
        select(Closing)
        .join(Below, Below.ancestor_id == Closing.organisation_id)
        .where(Closing.first_day <= day, Closing.last_day >= day)
        .order_by(Closing.closed_at)
        .limit(1)
        .with_for_update(read=True, key_share=True, of=Closing)
    )


def alone(session: Session) -> None:
    """Wait until nobody is between asking what is closed and writing, and let nobody in.

    On PostgreSQL by the table's lock: those who ask share it, whether they find a row or none. On
    SQLite whoever may write is alone from the start.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE closing IN EXCLUSIVE MODE"))


def newest(organisation_id: int | None, limit: int) -> Select[Closing, str]:
    """Return closed periods with the organisation's name, the latest first.

    For an organisation, those that it is under.
    """
    question = (
        select(Closing, Organisation.name)
        .join(Organisation, Organisation.id == Closing.organisation_id)
        .order_by(Closing.last_day.desc(), Closing.id.desc())
        .limit(limit)
    )
    if organisation_id is None:
        return question
    above = select(Below.ancestor_id).where(Below.descendant_id == organisation_id)
    return question.where(Closing.organisation_id.in_(above))
