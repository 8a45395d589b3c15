"""Joining a case-load by one's own yes: who is asked, who comes in, and who is left in peace."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from domain.caseload import BY_YOUTH, Newcomer, fault
from domain.errors import Refusal
from domain.proofs import Proof
from models import contact as contacts
from models import person as people
from models.cadre import Cadre
from models.contact import Contact
from models.person import Person
from services import audit, doors, identity, inbox, join_codes, phones, record_rows, youth_login
from services import contacts as choices
from services.dialogues import PATIENCE
from services.join_codes import Asked
from services.uow import Uow


class ForYouths(Refusal):
    """A cadre scanned what is shown to youths."""

    code = "for_youths"
    text = "这是给小伙伴扫的码,你是团干部,不用加。想出示自己的,回复「我的码」。"


class OwnCode(Refusal):
    """A cadre scanned the own code."""

    code = "own_code"
    text = "这是你自己的码,能用。给小伙伴扫一扫,TA 同意了就进你的名单。"


class NameUnfit(Refusal):
    """What was typed is no name."""

    code = "name_unfit"
    text = "{why}回复你的姓名就行;不想继续,回复「取消」。"


class TooYoung(Refusal):
    """Under 14: nothing is kept."""

    code = "too_young"
    text = (
        "谢谢你告诉我。没满 14 周岁的信息要由父母同意才能收,所以这次不登记,刚才说的都没有留下。"
        "等你满 14 周岁再来;现在有事,可以找身边的老师、辅导员或家长。"
    )


@dataclass(frozen=True, slots=True)
class Stand:
    """How a youth stands to the cadre who asks."""

    here: bool
    """In the case-load already."""
    agreed: bool
    left: bool
    """Wanted no contact by anybody."""
    barred: bool
    """Wanted no contact by this cadre."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of a yes: ``again`` if it had been said before; ``others`` keep in touch too."""

    cadre: str
    youth: str
    again: bool
    others: tuple[str, ...] = ()


def barred(uow: Uow, cadre_id: int, youth_ids: Collection[int]) -> set[int]:
    """Return who of these left this very cadre: only their own yes brings them back."""
    left = set(
        uow.session.scalars(
            select(Contact.youth_id).where(
                Contact.cadre_id == cadre_id, Contact.end_reason == BY_YOUTH
            )
        )
    )
    asked = left.intersection(youth_ids)
    if not asked:
        return set()
    rows = uow.session.execute(
        select(Contact.youth_id, Contact.ended_at, Contact.end_reason)
        .where(Contact.cadre_id == cadre_id, Contact.youth_id.in_(asked))
        .order_by(Contact.ended_at.is_(None), Contact.ended_at, Contact.id)
    )
    last = {row.youth_id: row for row in rows}
    return {
        youth
        for youth, row in last.items()
        if row.ended_at is not None and row.end_reason == BY_YOUTH
    }


def stand(uow: Uow, person_id: int, asked: Asked) -> Stand:
    """Say how somebody who scanned stands to the cadre; a cadre is told whose code it is."""
    _no_cadre(uow, person_id, asked)
    person = uow.session.get_one(Person, person_id)
    own = _with(_living(uow, person_id), asked.cadre_id)
    return Stand(
        own is not None,
        own is not None and own.agreed_at is not None,
        person.left_at is not None,
        bool(barred(uow, asked.cadre_id, [person_id])),
    )


def agree(uow: Uow, person_id: int, code_id: int) -> Joined:
    """Let a youth into the case-load for which the code stands; it is their own yes."""
    asked = join_codes.still_asked(uow, code_id, PATIENCE)
    _no_cadre(uow, person_id, asked)
    person = hold(uow, person_id)
    living = _living(uow, person_id)
    own = _with(living, asked.cadre_id)
    again = own is not None and own.agreed_at is not None and person.left_at is None
    if own is None:
        came_before = select(Contact.id).where(
            Contact.cadre_id == asked.cadre_id,
            Contact.youth_id == person_id,
            Contact.started_at >= asked.since,
        )
        if uow.session.scalars(came_before.limit(1)).first() is None:
            join_codes.count(uow, code_id)
        own = Contact(
            cadre_id=asked.cadre_id,
            youth_id=person_id,
            is_primary=not any(contact.is_primary for contact, _ in living),
            started_at=uow.now,
            source="event" if asked.event else "code",
        )
        uow.session.add(own)
        uow.session.flush()
        record_rows.recount(uow, Contact.id == own.id)
        _tell(uow, asked.cadre_id, person.name)
    own.agreed_at = own.agreed_at or uow.now
    person.left_at, person.consented_at = None, person.consented_at or uow.now
    if not again:
        audit.note(uow, "joined", "contact", own.id, code=code_id)
    others = tuple(name for contact, name in living if contact.cadre_id != asked.cadre_id)
    return Joined(asked.name, person.name, again, others)


def named(uow: Uow, said: str) -> str:
    """Return a newcomer's name, or refuse what is none."""
    name = "".join(said.split()) if not said.isascii() else " ".join(said.split())
    why = fault(Newcomer(name, fourteen=True), uow.today)
    if why is not None:
        raise NameUnfit(why=why)
    return name


def enter(uow: Uow, openid: str, sealed: str, name: str, code_id: int) -> Joined:
    """Write down a newcomer who proved the number, is 14 and agreed, and let them in."""
    asked = join_codes.still_asked(uow, code_id, PATIENCE)
    number = youth_login.opened(uow, openid, sealed)
    person, _ = written(uow, asked, number, name)
    identity.bind(uow, openid, person.id, proof=Proof.SMS)
    choices.consent(uow, person.id)
    return agree(uow, person.id, code_id)


def written(uow: Uow, asked: Asked, number: str, name: str) -> tuple[Person, bool]:
    """Return who has a proved number (E.164), written down now if need be; say whether it was so.

    A cadre may have written the number down meanwhile: then that is who they are.
    """
    index = phones.index(uow.means.vault, number)
    youth_login.stand_in_line(uow, index)
    person = uow.session.scalar(people.by_phone_index(index))
    if person is not None:
        _no_cadre(uow, person.id, asked)
        return person, False
    person = Person(
        name=name,
        organisation_id=uow.session.get_one(Person, asked.cadre_id).organisation_id,
        phone_index=index,
        created_at=uow.now,
    )
    uow.session.add(person)
    uow.session.flush()
    person.phone = phones.sealed(uow.means.vault, person.id, number)
    return person, True


def hold(uow: Uow, person_id: int) -> Person:
    """Lock a youth: who keeps in touch with them is decided by one at a time."""
    return uow.session.get_one(
        Person, person_id, with_for_update=people.CALMLY, populate_existing=True
    )


def _no_cadre(uow: Uow, person_id: int, asked: Asked) -> None:
    if person_id == asked.cadre_id:
        raise OwnCode
    if uow.session.get(Cadre, person_id) is not None:
        raise ForYouths


def _living(uow: Uow, youth_id: int) -> list[tuple[Contact, str]]:
    rows = uow.session.execute(contacts.cadres_of(youth_id))
    return [(contact, cadre.name) for contact, cadre in rows]


def _with(living: list[tuple[Contact, str]], cadre_id: int) -> Contact | None:
    return next((contact for contact, _ in living if contact.cadre_id == cadre_id), None)


def _tell(uow: Uow, cadre_id: int, name: str) -> None:
    """Tell the cadre of the first who joins in a day: fifty lines at an event bury everything."""
    door = doors.one(uow, cadre_id)
    if door is not None:
        text = (
            f"{name} 扫码进了你的名单。今天后面加入的就不一条条说了,"
            "人数在「我的码」里,名字在「我的小伙伴」里。"
        )
        inbox.leave_at(uow, door, key=f"joined:{cadre_id}:{uow.today}", text=text)
