"""Records: what a cadre or an organ did, when it happened, and with whom."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    and_,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref
from models.person import Person

_ALIVE: Final[dict[str, Any]] = {
    "sqlite_where": text("undone_at IS NULL"),
    "postgresql_where": text("undone_at IS NULL"),
}
_LIVING: Final[dict[str, Any]] = {**_ALIVE, "postgresql_include": ["minutes", "offline"]}
_UNDONE: Final[dict[str, Any]] = {
    "sqlite_where": text("undone_at IS NOT NULL"),
    "postgresql_where": text("undone_at IS NOT NULL"),
}


class Record(Base):
    """One deed of one subject: of a cadre, or of an organ (exactly one of the two)."""

    __tablename__ = "record"
    __table_args__ = (
        CheckConstraint(
            "(cadre_id IS NULL) <> (organ_id IS NULL)",
            name="one_subject",
        ),
        # One probe answers a person's progress; all that a rule looks at is included, so that the
        # sweep over all cadres reads the index alone.
        Index("ix_record_cadre", "cadre_id", "happened_at", "kind", **_LIVING),
        Index("ix_record_organ", "organ_id", "happened_at", "kind", **_LIVING),
        # An explanation shows what was taken back as well.
        Index("ix_record_cadre_undone", "cadre_id", "happened_at", **_UNDONE),
        Index("ix_record_organ_undone", "organ_id", "happened_at", **_UNDONE),
        # 撤销 asks who entered what last.
        Index("ix_record_entered_by", "entered_by", "id", **_ALIVE),
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
    wish_id: Mapped[Ref | None] = mapped_column(ForeignKey("wish.id"), index=True)
    """The fulfilled wish from which it came."""
    entered_by: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    correction: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    """Why an admin added it, or took it back, after the fact."""


class RecordYouth(Base):
    """A youth who took part in a record."""

    __tablename__ = "record_youth"
    __table_args__ = (Index("ix_record_youth_youth", "youth_id", "record_id"),)

    record_id: Mapped[Ref] = mapped_column(ForeignKey("record.id"), primary_key=True)
    youth_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"), primary_key=True)
    asked_at: Mapped[datetime | None]
    """When the youth was asked whether it took place."""
    confirmed_at: Mapped[datetime | None]
    denied_at: Mapped[datetime | None]


class RecordChange(Base):
    """One edit of a record: what it said before, and what it said after."""

    __tablename__ = "record_change"

    id: Mapped[Id]
    record_id: Mapped[Ref] = mapped_column(ForeignKey("record.id"), index=True)
    at: Mapped[datetime]
    by_person: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


def deeds(
    subject: str, ids: list[int] | None, start: datetime, end: datetime
) -> Select[int | None, int, str, datetime, int | None, bool, datetime]:
    """Return (owner, id, kind, moment, minutes, offline, entered) of living records in a span.

    The span is ``[start, end)``; ``subject`` is ``cadre`` or ``organ``; no ``ids`` means all.
    """
    owner = Record.cadre_id if subject == "cadre" else Record.organ_id
    question = select(
        owner,
        Record.id,
        Record.kind,
        Record.happened_at,
        Record.minutes,
        Record.offline,
        Record.entered_at,
    ).where(
        owner.is_not(None),
        Record.happened_at >= start,
        Record.happened_at < end,
        Record.undone_at.is_(None),
    )
    return question if ids is None else question.where(owner.in_(ids))


def named(ids: list[int] | None, start: datetime, end: datetime) -> Select[int, int]:
    """Return (record, youth) of the cadres' living records in ``[start, end)``."""
    question = (
        select(RecordYouth.record_id, RecordYouth.youth_id)
        .join(Record, Record.id == RecordYouth.record_id)
        .where(
            Record.cadre_id.is_not(None),
            Record.happened_at >= start,
            Record.happened_at < end,
            Record.undone_at.is_(None),
        )
    )
    return question if ids is None else question.where(Record.cadre_id.in_(ids))


def last_entered(person_id: int) -> Select[Record]:
    """Return the newest living record that a person typed: no correction, activity's or wish's."""
    return (
        select(Record)
        .where(
            Record.entered_by == person_id,
            Record.undone_at.is_(None),
            Record.correction == "",
            Record.activity_id.is_(None),
            Record.wish_id.is_(None),
        )
        .order_by(Record.id.desc())
        .limit(1)
    )


def of_activity(activity_id: int) -> Select[Record]:
    """Return the living records that a closed activity left behind."""
    return (
        select(Record)
        .where(Record.activity_id == activity_id, Record.undone_at.is_(None))
        .order_by(Record.id)
    )


def participants(record_id: int) -> Select[Person]:
    """Return the youths of a record, by name."""
    return (
        select(Person)
        .join(RecordYouth, RecordYouth.youth_id == Person.id)
        .where(RecordYouth.record_id == record_id)
        .order_by(Person.name, Person.id)
    )


def named_in(record_id: int) -> Select[int]:
    """Return the youths of a record, by id."""
    return select(RecordYouth.youth_id).where(RecordYouth.record_id == record_id)


def twins(record: Record) -> Select[int]:
    """Return another living record of the same owner that says the same."""
    return (
        select(Record.id)
        .where(
            Record.id != record.id,
            Record.cadre_id.is_not_distinct_from(record.cadre_id),
            Record.organ_id.is_not_distinct_from(record.organ_id),
            Record.happened_at == record.happened_at,
            Record.kind == record.kind,
            Record.title == record.title,
            Record.minutes.is_not_distinct_from(record.minutes),
            Record.undone_at.is_(None),
        )
        .limit(1)
    )


def companions(record_ids: list[int]) -> Select[int, Person]:
    """Return (record, youth) of several records, the youths by name."""
    return (
        select(RecordYouth.record_id, Person)
        .join(Person, Person.id == RecordYouth.youth_id)
        .where(RecordYouth.record_id.in_(record_ids))
        .order_by(Person.name, Person.id)
    )


def all_of(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the conditions once for living records and once for those taken back.

    They are in two partial indexes, and neither database looks into both by itself.
    """
    return or_(
        and_(*conditions, Record.undone_at.is_(None)),
        and_(*conditions, Record.undone_at.is_not(None)),
    )


def of_owner(
    cadre_id: int | None, organ_id: int | None, since: datetime, limit: int
) -> Select[Record]:
    """Return all records of a cadre or an organ from a moment on, the newest first."""
    owner = Record.organ_id == organ_id if cadre_id is None else Record.cadre_id == cadre_id
    return (
        select(Record)
        .where(all_of(owner, Record.happened_at >= since))
        .order_by(Record.happened_at.desc(), Record.id.desc())
        .limit(limit)
    )


def newest(cadre_id: int, limit: int) -> Select[Record]:
    """Return the living records of a cadre, the newest first."""
    return (
        select(Record)
        .where(Record.cadre_id == cadre_id, Record.undone_at.is_(None))
        .order_by(Record.happened_at.desc(), Record.id.desc())
        .limit(limit)
    )
