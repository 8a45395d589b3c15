"""Cadres: their credentials, the posts they held, their leaves and personal targets."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, Select, String, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref


class Cadre(Base):
    """The cadre's hat of a person, with the username and password shared with the website."""

    __tablename__ = "cadre"

    id: Mapped[Ref] = mapped_column(ForeignKey("person.id"), primary_key=True)
    """The person's id: a person is a cadre at most once."""
    username: Mapped[str] = mapped_column(String(40), unique=True)
    password: Mapped[str] = mapped_column(String(200))
    must_change: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime | None]


class Appointment(Base):
    """A post held from a day to a day (both included); no end means still held."""

    __tablename__ = "appointment"

    id: Mapped[Id]
    cadre_id: Mapped[Ref] = mapped_column(ForeignKey("cadre.id"), index=True)
    organisation_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"), index=True)
    type: Mapped[str] = mapped_column(String(12))
    """``domain.quotas.CadreType``: fulltime, seconded, parttime."""
    post: Mapped[str] = mapped_column(String(60), default="")
    leads: Mapped[bool] = mapped_column(default=False)
    """Answers for the organ's own rules and gets its reminders."""
    first_day: Mapped[date]
    last_day: Mapped[date | None]


class Leave(Base):
    """A recorded leave, both days included; no end while it lasts."""

    __tablename__ = "leave"

    id: Mapped[Id]
    cadre_id: Mapped[Ref] = mapped_column(ForeignKey("cadre.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(100))


class Override(Base):
    """A personal target for one rule, set with a reason (big universities and companies)."""

    __tablename__ = "override"

    id: Mapped[Id]
    cadre_id: Mapped[Ref] = mapped_column(ForeignKey("cadre.id"), index=True)
    rule: Mapped[str] = mapped_column(String(60))
    target: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    first_day: Mapped[date]
    last_day: Mapped[date | None]


def not_over(on: date) -> ColumnElement[bool]:
    """Ask whether a post is held on a day, or still to come."""
    return or_(Appointment.last_day.is_(None), Appointment.last_day >= on)


def held(on: date) -> ColumnElement[bool]:
    """Ask whether a post is held on a day."""
    return and_(Appointment.first_day <= on, not_over(on))


def in_post(cadre_id: int, on: date) -> Select[bool]:
    """Ask whether somebody holds any post on a day."""
    return select(select(Appointment.id).where(Appointment.cadre_id == cadre_id, held(on)).exists())


def by_username(username: str) -> Select[Cadre]:
    """Find a cadre by login name."""
    return select(Cadre).where(Cadre.username == username)
