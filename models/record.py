"""Records: what a cadre or an organ did, when it happened, and with whom."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref
from models.person import Person


class Record(Base):
    """One deed of one subject: of a cadre, or of an organ (exactly one of the two)."""

    __tablename__ = "record"
    __table_args__ = (
        CheckConstraint(
            "(cadre_id IS NULL) <> (organ_id IS NULL)",
            name="one_subject",
        ),
        # One probe answers a person's progress; the kind is included so that the sweep over all
        # cadres reads the index alone.
        Index("ix_record_cadre", "cadre_id", "happened_at", "kind"),
        Index("ix_record_organ", "organ_id", "happened_at", "kind"),
    )

    id: Mapped[Id]
    cadre_id: Mapped[Ref | None] = mapped_column(ForeignKey("cadre.id"))
    organ_id: Mapped[Ref | None] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(30))
    happened_at: Mapped[datetime]
    """The instant it began; a record that names only a day stands at that day's noon."""
    minutes: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(100), default="")
    offline: Mapped[bool] = mapped_column(default=True)
    activity_id: Mapped[Ref | None] = mapped_column(ForeignKey("activity.id"), index=True)
    entered_by: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class RecordYouth(Base):
    """A youth who took part in a record."""

    __tablename__ = "record_youth"
    __table_args__ = (Index("ix_record_youth_youth", "youth_id", "record_id"),)

    record_id: Mapped[Ref] = mapped_column(ForeignKey("record.id"), primary_key=True)
    youth_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"), primary_key=True)
    confirmed_at: Mapped[datetime | None]


def tally(
    subject: str, ids: list[int] | None, start: datetime, end: datetime
) -> Select[int | None, str, int | None, bool, int]:
    """Count living records in ``[start, end)`` by subject, kind, minutes and whether offline.

    ``subject`` is ``cadre`` or ``organ``; ``ids`` none means all of them.
    """
    owner = Record.cadre_id if subject == "cadre" else Record.organ_id
    question = (
        select(owner, Record.kind, Record.minutes, Record.offline, func.count())
        .where(
            owner.is_not(None),
            Record.happened_at >= start,
            Record.happened_at < end,
            Record.undone_at.is_(None),
        )
        .group_by(owner, Record.kind, Record.minutes, Record.offline)
    )
    return question if ids is None else question.where(owner.in_(ids))


def last_entered(person_id: int) -> Select[Record]:
    """Return the newest living record that a person entered."""
    return (
        select(Record)
        .where(Record.entered_by == person_id, Record.undone_at.is_(None))
        .order_by(Record.id.desc())
        .limit(1)
    )


def participants(record_id: int) -> Select[Person]:
    """Return the youths of a record, by name."""
    return (
        select(Person)
        .join(RecordYouth, RecordYouth.youth_id == Person.id)
        .where(RecordYouth.record_id == record_id)
        .order_by(Person.name, Person.id)
    )


def newest(cadre_id: int, limit: int) -> Select[Record]:
    """Return the living records of a cadre, the newest first."""
    return (
        select(Record)
        .where(Record.cadre_id == cadre_id, Record.undone_at.is_(None))
        .order_by(Record.happened_at.desc(), Record.id.desc())
        .limit(limit)
    )
