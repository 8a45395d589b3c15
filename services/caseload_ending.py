"""Archiving a youth and taking that back; and who is the primary one of several cadres."""

from typing import Any

from sqlalchemy import insert, literal, select

from domain import ending
from domain.caseload import BY_YOUTH, LONGEST_REASON, MISTAKEN
from domain.errors import Refusal
from models import contact as contacts
from models.contact import Contact, ContactTag
from models.person import Person
from services import audit, caseload_edit, changes, phones
from services.caseload_edit import AlreadyYours, LeftThemselves, NotInYourList
from services.uow import Uow


class ReasonMissing(Refusal):
    """Why a contact ended is part of its story."""

    code = "reason_missing"
    text = "选一个原因,或者写一句,以后看得明白。"


class PrimaryTaken(Refusal):
    """Somebody else is the primary cadre."""

    code = "primary_taken"
    text = "{name}已经是 TA 的主要联系人了。要换,请 TA 交接给你;你照样可以联系 TA。"


class NoNumber(Refusal):
    """There is none on the roll."""

    code = "no_number"
    text = "{name} 还没有登记手机号。问到了,点「修改」补上。"


def archive(uow: Uow, cadre_id: int, youth_id: int, reason: str) -> int:
    """End a contact; the count moves at once, the past stays. Return the step to take back."""
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise ReasonMissing
    person = caseload_edit.lock(uow, youth_id)
    contact = caseload_edit.contact_of(uow, cadre_id, youth_id, lock=True)
    was_primary = contact.is_primary
    contact.ended_at, contact.end_reason = uow.now, reason
    contact.is_primary = False
    audit.note(uow, "archived", "person", youth_id)
    data = {"contact": contact.id, "primary": was_primary}
    return changes.made(uow, "archive", f"归档{person.name}", data)


@changes.taker_back("archive")
def _unarchive(uow: Uow, data: dict[str, Any]) -> None:
    """Let the same contact go on, as if it had never ended."""
    contact = uow.session.get_one(Contact, data["contact"])
    person = caseload_edit.lock(uow, contact.youth_id)
    uow.session.refresh(contact, with_for_update=True)
    if contact.ended_at is None:
        raise changes.ChangeGone
    _may_come_back(uow, contact, person)
    contact.ended_at, contact.end_reason = None, ""
    contact.is_primary = data["primary"] and _primary(uow, person.id) is None
    uow.session.flush()
    audit.note(uow, "restored", "person", person.id)


def restore(uow: Uow, cadre_id: int, contact_id: int) -> Person:
    """Begin anew with a youth who was archived: a new contact, which says what the old one said."""
    old = uow.session.get(Contact, contact_id)
    if old is None or old.cadre_id != cadre_id or old.ended_at is None:
        raise NotInYourList
    person = caseload_edit.lock(uow, old.youth_id)
    _may_come_back(uow, old, person)
    copied = ("field", "hint", "industry", "occupation", "source", "agreed_at", "last_met_at")
    new = Contact(
        cadre_id=cadre_id,
        youth_id=old.youth_id,
        started_at=uow.now,
        is_primary=_primary(uow, person.id) is None,
        **{name: getattr(old, name) for name in copied},
    )
    uow.session.add(new)
    uow.session.flush()
    uow.session.execute(
        insert(ContactTag).from_select(
            ["contact_id", "tag"],
            select(literal(new.id), ContactTag.tag).where(ContactTag.contact_id == old.id),
        )
    )
    audit.note(uow, "restored", "person", person.id)
    return person


def _may_come_back(uow: Uow, contact: Contact, person: Person) -> None:
    """Refuse who left, who is there already, and what was never meant."""
    newest = uow.session.scalar(
        select(Contact)
        .where(Contact.cadre_id == contact.cadre_id, Contact.youth_id == contact.youth_id)
        .order_by(Contact.ended_at.is_not(None), Contact.ended_at.desc())
        .limit(1)
    )
    if newest is not None and newest.ended_at is None:
        raise AlreadyYours(name=person.name)
    reasons = {contact.end_reason, newest.end_reason if newest else ""}
    if person.left_at is not None or BY_YOUTH in reasons:
        raise LeftThemselves
    if contact.end_reason == MISTAKEN or ending.is_merged(contact.end_reason):
        raise NotInYourList


def take_the_lead(uow: Uow, cadre_id: int, youth_id: int) -> str:
    """Become the primary cadre of a youth who has none; return the youth's name."""
    person = caseload_edit.lock(uow, youth_id)
    contact = caseload_edit.contact_of(uow, cadre_id, youth_id, lock=True)
    lead = _primary(uow, youth_id)
    if lead is not None and lead.id != cadre_id:
        raise PrimaryTaken(name=lead.name)
    contact.is_primary = True
    uow.session.flush()
    audit.note(uow, "took_the_lead", "person", youth_id)
    return person.name


def _primary(uow: Uow, youth_id: int) -> Person | None:
    """Return the primary cadre of a youth."""
    return next(
        (
            cadre
            for contact, cadre in uow.session.execute(contacts.cadres_of(youth_id))
            if contact.is_primary
        ),
        None,
    )


def number_of(uow: Uow, cadre_id: int, youth_id: int) -> str:
    """Return the whole number of a youth of the own case-load, and note that it was looked at."""
    caseload_edit.contact_of(uow, cadre_id, youth_id)
    person = uow.session.get_one(Person, youth_id)
    if person.phone is None:
        raise NoNumber(name=person.name)
    audit.note(uow, "saw_phone", "person", youth_id)
    return phones.opened(uow.means.vault, person)
