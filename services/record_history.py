"""The history of a record: every step with what it said before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from models.person import Person
from models.record import Record, RecordChange
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a record's history; ``before`` and ``after`` hold what changed, by field."""

    at: datetime
    by: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    names: Mapping[int, str]
    """Who the youths in it are."""


def version_of(uow: Uow, record: Record) -> str:
    """Return a mark that changes with every step of a record's history."""
    last = select(func.max(RecordChange.id)).where(RecordChange.record_id == record.id)
    state = "" if record.undone_at is None else "-"
    return f"{state}{uow.session.scalar(last) or 0}"


def history(uow: Uow, record_id: int) -> list[Step]:
    """Return the steps of a record's history, the newest first."""
    rows = uow.session.execute(
        select(RecordChange, Person.name)
        .join(Person, Person.id == RecordChange.by_person)
        .where(RecordChange.record_id == record_id)
        .order_by(RecordChange.id.desc())
    ).all()
    ids = {
        youth for row, _ in rows for side in (row.before, row.after) for youth in _youths_of(side)
    }
    people = uow.session.scalars(select(Person).where(Person.id.in_(ids))) if ids else ()
    names = {person.id: person.name for person in people}
    return [Step(row.at, by, row.before, row.after, names) for row, by in rows]


def _youths_of(side: Mapping[str, Any]) -> list[int]:
    return list(side.get("youths", []))
