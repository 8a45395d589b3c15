"""Questions behind an explanation: all records of a window, and who was in a case-load when."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, select

from models.contact import Contact
from models.person import Person
from models.record import Record, RecordYouth, all_of


def happened(subject: str, owner: int, start: datetime, end: datetime) -> Select[Record]:
    """Return one subject's records in ``[start, end)``, also those taken back, as they happened."""
    return (
        select(Record)
        .where(_in_span(subject, owner, start, end))
        .order_by(Record.happened_at, Record.id)
    )


def named(subject: str, owner: int, start: datetime, end: datetime) -> Select[int, int]:
    """Return (record, youth) of these records."""
    return (
        select(RecordYouth.record_id, RecordYouth.youth_id)
        .join(Record, Record.id == RecordYouth.record_id)
        .where(_in_span(subject, owner, start, end))
    )


def _in_span(subject: str, owner: int, start: datetime, end: datetime) -> ColumnElement[bool]:
    whose = Record.cadre_id if subject == "cadre" else Record.organ_id
    return all_of(whose == owner, Record.happened_at >= start, Record.happened_at < end)


def known(cadre_id: int, before: datetime) -> Select[Contact, Person]:
    """Return whom a cadre has ever had in the case-load before an instant, by name."""
    return (
        select(Contact, Person)
        .join(Person, Person.id == Contact.youth_id)
        .where(Contact.cadre_id == cadre_id, Contact.started_at < before)
        .order_by(Person.name, Person.id)
    )
