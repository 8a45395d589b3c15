"""One youth of a subtree as an admin sees them: who keeps in touch, what they agreed to, counts."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from domain import ending
from domain.caseload import SOURCES
from domain.dictionaries import FIELDS, INDUSTRIES, OCCUPATIONS
from domain.tickets import Sort
from models import bound as logins
from models.activity import Enrolment
from models.contact import Contact, ContactTag
from models.organisation import Organisation, below
from models.person import Person
from models.ticket import Ticket
from models.wish import Wish
from services import console_scope, phones
from services.console_scope import OutOfReach
from services.console_sessions import Official
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class Keeper:
    """A cadre who keeps, or kept, in touch; ``own``: of the own subtree, whose notes are shown."""

    cadre_id: int
    name: str
    unit: str
    own: bool
    is_primary: bool
    since: datetime
    last_met_at: datetime | None
    agreed_at: datetime | None
    source: str
    field: str
    industry: str
    occupation: str
    tags: tuple[str, ...]
    ended_at: datetime | None
    ending: str


@dataclass(frozen=True, slots=True)
class YouthSeen:
    """What the page of one youth shows: of what they wrote only how often, never what."""

    id: int
    name: str
    unit: str
    organisation_id: int
    phone: str = dataclasses.field(repr=False)
    """Masked; empty if there is none."""
    bound: bool
    created_at: datetime
    consented_at: datetime | None
    left_at: datetime | None
    keepers: tuple[Keeper, ...]
    past: tuple[Keeper, ...]
    attended: int
    wishes: int
    tickets: int
    """Those asked under the own name: of the others nobody may know that they are theirs."""


def seen(uow: Uow, who: Official, youth_id: int) -> YouthSeen:
    """Return a youth of the subtree; raises ``OutOfReach``."""
    person = console_scope.person(uow, who, youth_id)
    keepers = _keepers(uow, who, youth_id)
    if not keepers:
        raise OutOfReach  # a cadre or an admin: nobody's youth
    wishes = (Wish.person_id == youth_id, ~Wish.for_child)
    # That somebody complained is not even a figure: not all who see it may open complaints.
    asked = (Ticket.asker_id == youth_id, ~Ticket.anonymous, Ticket.sort != Sort.COMPLAINT)
    bound, unit, attended, wished, tickets = uow.session.execute(
        select(
            logins.anywhere(Person.id),
            Organisation.name,
            _count(
                Enrolment, Enrolment.person_id == youth_id, Enrolment.checked_in_at.is_not(None)
            ),
            _count(Wish, *wishes),
            _count(Ticket, *asked),
        )
        .select_from(Person)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.id == youth_id)
    ).one()
    return YouthSeen(
        person.id,
        person.name,
        unit,
        person.organisation_id,
        phones.shown(uow.means.vault, person),
        bound,
        person.created_at,
        person.consented_at,
        person.left_at,
        tuple(one for one in keepers if one.ended_at is None),
        tuple(one for one in keepers if one.ended_at is not None),
        attended,
        wished,
        tickets,
    )


def _count(model: type, *which: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(model).where(*which).scalar_subquery()


def _keepers(uow: Uow, who: Official, youth_id: int) -> list[Keeper]:
    own = Organisation.id.in_(below(who.organisation_id))
    rows = uow.session.execute(
        select(Contact, Person.name, Organisation.name, own)
        .join(Person, Person.id == Contact.cadre_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Contact.youth_id == youth_id)
        .order_by(Contact.ended_at.desc(), Contact.is_primary.desc(), Contact.id)
    ).all()
    tags: dict[int, tuple[str, ...]] = {}
    for contact_id, tag in uow.session.execute(
        select(ContactTag.contact_id, ContactTag.tag)
        .where(ContactTag.contact_id.in_([c.id for c, _, _, mine in rows if mine]))
        .order_by(ContactTag.tag)
    ):
        tags[contact_id] = (*tags.get(contact_id, ()), tag)
    return [
        _keeper(contact, name, unit, tags.get(contact.id, ()), own=mine)
        for contact, name, unit, mine in rows
    ]


def _keeper(contact: Contact, name: str, unit: str, tags: tuple[str, ...], *, own: bool) -> Keeper:
    return Keeper(
        contact.cadre_id,
        name,
        unit,
        own,
        contact.is_primary,
        contact.started_at,
        contact.last_met_at,
        contact.agreed_at,
        SOURCES.get(contact.source, ""),
        FIELDS.get(contact.field, "") if own else "",
        INDUSTRIES.get(contact.industry, "") if own else "",
        OCCUPATIONS.get(contact.occupation, "") if own else "",
        tags,
        contact.ended_at,
        ending.say(contact.end_reason),
    )
