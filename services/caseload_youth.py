"""One youth as the cadre who keeps in touch sees them."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from domain.caseload import SOURCES, Band, band_of
from domain.kinds import KINDS
from models import bound as logins
from models import contact as contacts
from models.contact import ContactTag
from models.person import Person
from models.record import Record, RecordYouth
from services import caseload_edit, caseload_list, phones, record_rows
from services.uow import Uow

_MET: Final = 5


@dataclass(frozen=True, slots=True)
class Met:
    """One record of the cadre that names the youth."""

    id: int
    kind_title: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Youth:
    """What the page of one youth shows; ``others``: (name, primary) of the other cadres."""

    id: int
    name: str
    hint: str
    field: str
    industry: str
    occupation: str
    tags: tuple[str, ...]
    consent: str
    bound: bool
    phone: str = dataclasses.field(repr=False)
    source: str
    since: datetime
    last_met_at: datetime | None
    band: Band
    is_primary: bool
    others: tuple[tuple[str, bool], ...]
    met: tuple[Met, ...]

    @property
    def lead(self) -> str:
        """The name of another cadre who is the primary one."""
        return next((name for name, primary in self.others if primary), "")


def seen(uow: Uow, cadre_id: int, youth_id: int) -> Youth:
    """Return one youth of a cadre's case-load."""
    contact = caseload_edit.contact_of(uow, cadre_id, youth_id)
    person, bound = uow.session.execute(
        select(Person, logins.anywhere(Person.id)).where(Person.id == youth_id)
    ).one()
    tags = uow.session.scalars(
        select(ContactTag.tag).where(ContactTag.contact_id == contact.id).order_by(ContactTag.tag)
    ).all()
    others = tuple(
        (cadre.name, other.is_primary)
        for other, cadre in uow.session.execute(contacts.cadres_of(youth_id))
        if other.cadre_id != cadre_id
    )
    return Youth(
        person.id,
        person.name,
        contact.hint,
        contact.field,
        contact.industry,
        contact.occupation,
        tuple(tags),
        caseload_list.consent_of(contact, person, bound=bound),
        bound,
        phones.shown(uow.means.vault, person),
        SOURCES.get(contact.source, ""),
        contact.started_at,
        contact.last_met_at,
        band_of(contact.last_met_at, uow.today),
        contact.is_primary,
        others,
        met(uow, cadre_id, youth_id),
    )


def met(
    uow: Uow, cadre_id: int, youth_id: int, limit: int = _MET, *, after: int = 0
) -> tuple[Met, ...]:
    """Return the cadre's own records that name a youth, the newest first.

    ``after``: those that come after one of the cadre's records.
    """
    rows = uow.session.scalars(
        select(Record)
        .join(RecordYouth, RecordYouth.record_id == Record.id)
        .where(
            RecordYouth.youth_id == youth_id,
            Record.cadre_id == cadre_id,
            Record.undone_at.is_(None),
            *record_rows.following(uow, after, Record.cadre_id == cadre_id),
        )
        .order_by(Record.happened_at.desc(), Record.id.desc())
        .limit(limit)
    )
    return tuple(Met(row.id, KINDS[row.kind].title, row.title, row.happened_at) for row in rows)


def named(uow: Uow, cadre_id: int, said: str) -> list[tuple[int, str, str]]:
    """Return (id, name, hint) of those of that very name, else of those whose name holds it."""
    rows = uow.session.execute(
        contacts.caseload(cadre_id).where(Person.name.contains(said, autoescape=True))
    ).all()
    found = [(person.id, person.name, contact.hint) for contact, person in rows]
    return [one for one in found if one[1] == said] or found
