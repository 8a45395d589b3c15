"""Youths as lines of a list: who keeps in touch, what is noted, when they were last met."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from domain.caseload import say_consent
from domain.dictionaries import INDUSTRIES
from models.contact import Contact, ContactTag
from models.organisation import below
from models.person import Person
from services import phones
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class YouthRow:
    """A youth as one line; ``others``: how many more cadres than the one who is named."""

    id: int
    name: str
    organisation_id: int
    unit: str
    cadre_id: int
    cadre: str
    own: bool
    """The cadre is of the subtree of whoever looks."""
    others: int
    industries: tuple[str, ...]
    tags: tuple[str, ...]
    joined: str
    last_met_at: datetime | None
    left_at: datetime | None
    phone: str = field(repr=False)
    """Masked; empty if there is none."""


_Kept = tuple[Contact, str, bool]
"""A living contact, the cadre's name, and whether the cadre is of the own subtree."""


def rows(uow: Uow, within: int, found: Sequence[Any]) -> list[YouthRow]:
    """Return (person, logged in, unit) as lines; of notes only those of the own subtree."""
    ids = [person.id for person, *_ in found]
    contacts: dict[int, list[_Kept]] = defaultdict(list)
    question = (
        select(Contact, Person.name, Person.organisation_id.in_(below(within)))
        .join(Person, Person.id == Contact.cadre_id)
        .where(Contact.youth_id.in_(ids), Contact.ended_at.is_(None))
        .order_by(Contact.is_primary.desc(), Contact.id)
    )
    for contact, name, own in uow.session.execute(question):
        contacts[contact.youth_id].append((contact, name, own))
    noted = [c.id for kept in contacts.values() for c, _, own in kept if own]
    tags: dict[int, list[str]] = defaultdict(list)
    for youth_id, tag in uow.session.execute(
        select(Contact.youth_id, ContactTag.tag)
        .join(Contact, Contact.id == ContactTag.contact_id)
        .where(ContactTag.contact_id.in_(noted))
        .distinct()
        .order_by(ContactTag.tag)
    ):
        tags[youth_id].append(tag)
    vault = uow.means.vault
    return [
        _row(
            person,
            unit,
            contacts[person.id],
            bound=bound,
            tags=tuple(tags[person.id]),
            phone=phones.shown(vault, person),
        )
        for person, bound, unit in found
    ]


def _row(  # noqa: PLR0913 - what is told of one person, each by its name
    person: Person,
    unit: str,
    contacts: list[_Kept],
    *,
    bound: bool,
    tags: tuple[str, ...],
    phone: str,
) -> YouthRow:
    lead, cadre, own = contacts[0] if contacts else (None, "", False)
    codes = dict.fromkeys(c.industry for c, _, noted in contacts if noted and c.industry)
    met = max((c.last_met_at for c, _, _ in contacts if c.last_met_at), default=None)
    return YouthRow(
        person.id,
        person.name,
        person.organisation_id,
        unit,
        lead.cadre_id if lead else 0,
        cadre,
        own,
        max(len(contacts) - 1, 0),
        tuple(INDUSTRIES.get(code, code) for code in codes),
        tags,
        say_consent(
            bound=bound,
            consented=person.consented_at is not None,
            agreed=any(c.agreed_at for c, _, _ in contacts),
        ),
        met,
        person.left_at,
        phone,
    )
