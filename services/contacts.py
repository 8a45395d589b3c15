"""The case-load: whom a cadre keeps in touch with, and leaving it in one tap."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, update

from models import contact as contacts
from models.contact import Contact
from models.person import Person
from services import audit, doors, inbox
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class Known:
    """A youth as their cadre knows them."""

    id: int
    name: str
    hint: str
    last_met_at: datetime | None


def caseload(uow: Uow, cadre_id: int) -> list[Known]:
    """Return a cadre's living contacts, by name."""
    return [
        Known(person.id, person.name, contact.hint, contact.last_met_at)
        for contact, person in uow.session.execute(contacts.caseload(cadre_id))
    ]


def longest_unmet(uow: Uow, cadre_id: int, limit: int) -> list[Known]:
    """Return those whom a cadre has not met for longest."""
    rows = uow.session.execute(
        contacts.caseload(cadre_id)
        .order_by(None)
        .order_by(func.coalesce(Contact.last_met_at, Contact.started_at), Contact.id)
        .limit(limit)
    )
    return [Known(person.id, person.name, c.hint, c.last_met_at) for c, person in rows]


def size(uow: Uow, cadre_id: int) -> int:
    """Count a cadre's living contacts."""
    return next((n for _, n in uow.session.execute(contacts.sizes([cadre_id]))), 0)


def leave(uow: Uow, person_id: int) -> None:
    """Note that a youth wants no contact: at once, by anyone, at no cost to any cadre.

    Only the youth takes it back (``come_back``). [广] 四3: never against a youth's will.
    """
    uow.session.execute(
        update(Person)
        .where(Person.id == person_id, Person.left_at.is_(None))
        .values(left_at=uow.now, consented_at=None)
    )
    audit.note(uow, "left", "person", person_id)


def not_me(uow: Uow, person_id: int) -> None:
    """Somebody proved a number and says that the name on the roll is not theirs.

    The number comes off the roll, and whoever keeps in touch is asked to check it.
    """
    person = uow.session.get_one(Person, person_id, with_for_update=True)
    person.phone, person.phone_index = None, None
    audit.note(uow, "not_me", "person", person_id)
    for contact, _ in uow.session.execute(contacts.cadres_of(person_id)):
        door = doors.one(uow, contact.cadre_id)
        if door is not None:
            text = (
                f"有人用登记给「{person.name}」的手机号登录,说不是本人,号码已经取下。请向本人核对。"
            )
            inbox.leave_at(uow, door, key=f"not-me:{contact.id}:{uow.now:%Y%m%d}", text=text)


def come_back(uow: Uow, person_id: int) -> None:
    """Take leaving back."""
    uow.session.execute(
        update(Person).where(Person.id == person_id).values(left_at=None, consented_at=uow.now)
    )
    audit.note(uow, "came_back", "person", person_id)


def consent(uow: Uow, person_id: int) -> None:
    """Note that a person agreed to what is kept about them and why."""
    uow.session.execute(
        update(Person).where(Person.id == person_id).values(consented_at=uow.now, left_at=None)
    )
    audit.note(uow, "consented", "person", person_id)
