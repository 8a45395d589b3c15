"""A youth's own say in who keeps in touch: leaving one cadre, and taking that back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from domain.caseload import BY_YOUTH
from domain.errors import Refusal
from models import contact as contacts
from models.contact import Contact
from models.person import Person
from services import audit, handover_steps, join_codes, joining, record_rows
from services.uow import Uow

BACK_WITHIN: Final = timedelta(hours=24)
"""How long a slip of the thumb is taken back without a code."""


class NotTheirs(Refusal):
    """The cadre does not keep in touch with them any more."""

    code = "not_theirs"
    text = "这位团干部现在没有在联系你。看看谁在联系你,回复「谁在联系我」。"


@dataclass(frozen=True, slots=True)
class Keeper:
    """A cadre who keeps in touch, as the youth may know them."""

    id: int
    name: str
    office: str
    is_primary: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class Mine:
    """What a youth sees of themselves; ``left``: wants no contact by anybody."""

    keepers: tuple[Keeper, ...]
    left: bool


def mine(uow: Uow, person_id: int) -> Mine:
    """Return who keeps in touch with a youth, the primary cadre first."""
    rows = uow.session.execute(contacts.cadres_of(person_id)).all()
    where = join_codes.offices(uow, [cadre.id for _, cadre in rows])
    keepers = tuple(
        Keeper(cadre.id, cadre.name, where[cadre.id], contact.is_primary, contact.started_at)
        for contact, cadre in rows
    )
    return Mine(keepers, uow.session.get_one(Person, person_id).left_at is not None)


def leave(uow: Uow, person_id: int, cadre_id: int) -> str:
    """End one cadre's contact at the youth's word; return the cadre's name.

    It costs the cadre nothing, and only the youth's yes brings them back.
    """
    joining.hold(uow, person_id)
    living = uow.session.execute(contacts.cadres_of(person_id)).all()
    found = next((row for row in living if row[0].cadre_id == cadre_id), None)
    if found is None:
        raise NotTheirs
    contact, cadre = found
    was_primary = contact.is_primary
    contact.ended_at, contact.end_reason, contact.is_primary = uow.now, BY_YOUTH, False
    uow.session.flush()
    rest = [other for other, _ in living if other is not contact]
    if was_primary and rest:
        min(rest, key=lambda other: (other.started_at, other.id)).is_primary = True
    audit.note(uow, "left_one", "contact", contact.id)
    return cadre.name


def back(uow: Uow, person_id: int, cadre_id: int) -> str:
    """Take leaving one cadre back, within a day; return the cadre's name."""
    joining.hold(uow, person_id)
    living = uow.session.execute(contacts.cadres_of(person_id)).all()
    last = uow.session.scalar(
        select(Contact)
        .where(
            Contact.youth_id == person_id,
            Contact.cadre_id == cadre_id,
            Contact.end_reason == BY_YOUTH,
            Contact.ended_at > uow.now - BACK_WITHIN,
        )
        .order_by(Contact.ended_at.desc())
        .limit(1)
    )
    if last is None or any(contact.cadre_id == cadre_id for contact, _ in living):
        raise NotTheirs
    again = Contact(
        cadre_id=cadre_id,
        youth_id=person_id,
        is_primary=not any(contact.is_primary for contact, _ in living),
        hint=last.hint,
        field=last.field,
        industry=last.industry,
        occupation=last.occupation,
        started_at=uow.now,
        source=last.source,
        agreed_at=uow.now,
    )
    uow.session.add(again)
    uow.session.flush()
    handover_steps.lend_tags(uow, [(last.id, again.id)])
    record_rows.recount(uow, Contact.id == again.id)
    audit.note(uow, "came_back_to", "contact", again.id)
    return uow.session.get_one(Person, cadre_id).name
