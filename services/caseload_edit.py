"""Adding a youth to a case-load by hand, and changing what the cadre notes about one."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, or_, select

from domain import ending
from domain.caseload import BY_YOUTH, MISTAKEN, UNDER_AGE, Newcomer, fault, too_young
from domain.errors import Refusal
from models import contact as contacts
from models import person as people
from models.base import write_once
from models.contact import Contact, ContactTag
from models.person import Person
from services import audit, changes, identity, phones
from services.uow import Uow

__all__ = ["Added", "Newcomer", "add", "contact_of", "prepare"]


class NotInYourList(Refusal):
    """The youth is not, or no longer, in this cadre's case-load."""

    code = "not_in_your_list"
    text = "你的小伙伴里没有这一位,可能刚被移走了。回「我的小伙伴」看看现在的名单。"


class Unfit(Refusal):
    """Something that was written cannot be kept so."""

    code = "newcomer_unfit"
    text = "{why}"


class PhoneWrong(Refusal):
    """It is no mobile number of the mainland."""

    code = "phone_wrong"
    text = "手机号不对,要 11 位的大陆手机号。一时不知道就先空着。"


class OwnNumber(Refusal):
    """It is the cadre's own."""

    code = "own_number"
    text = "这是你自己的手机号。写 TA 本人的;一时不知道就先空着。"


class NameDiffers(Refusal):
    """The number belongs to somebody of another name, who is not told."""

    code = "name_differs"
    text = "这个手机号登记的是另一个名字。和 TA 核对一下姓名和号码,或者请 TA 自己扫你的码加入。"


class AlreadyYours(Refusal):
    """The youth is there already."""

    code = "already_yours"
    text = "{name} 已经在你的名单里了,不用再加。"


class NameTwin(Refusal):
    """Another of that name is there, and nothing tells the two apart."""

    code = "name_twin"
    text = (
        "名单里已经有一位{name}。是另一位的话,写上手机号,"
        "或在备注里写一句分得清的(单位、班级、社团)。"
    )


class LeftThemselves(Refusal):
    """The youth said no; only the youth takes that back."""

    code = "left_themselves"
    text = "TA 选择了不被联系,这里就不加了,对你没有影响。TA 自己改了主意,登录或扫你的码就能回来。"


class LeftNamesake(Refusal):
    """Somebody of that name said no, and it may be the same one."""

    code = "left_namesake"
    text = (
        "你联系过的一位{name}选择了不被联系,这里分不清是不是同一位。"
        "写上手机号再试;还是不行,请 TA 自己扫你的码加入。"
    )


@dataclass(frozen=True, slots=True)
class Added:
    """Who is in the case-load now; ``known``: the person was on the roll before."""

    person_id: int
    contact_id: int
    name: str
    known: bool
    others: tuple[str, ...] = ()
    """The other cadres who keep in touch with them, the primary one first."""
    change_id: int = 0
    """By which it is taken back."""


def add(uow: Uow, cadre_id: int, newcomer: Newcomer) -> Added:
    """Put a youth into a cadre's case-load: somebody new, or the one who has that number."""
    number = prepare(uow, cadre_id, newcomer)
    person, known = _person(uow, cadre_id, newcomer, number)
    others = [
        (contact, cadre.name)
        for contact, cadre in uow.session.execute(contacts.cadres_of(person.id))
    ]
    if any(contact.cadre_id == cadre_id for contact, _ in others):
        raise AlreadyYours(name=person.name)
    before = uow.session.execute(
        select(func.max(Contact.last_met_at)).where(
            Contact.cadre_id == cadre_id, Contact.youth_id == person.id
        )
    ).scalar_one()
    contact = Contact(
        cadre_id=cadre_id,
        youth_id=person.id,
        is_primary=not any(other.is_primary for other, _ in others),
        hint=newcomer.hint,
        field=newcomer.field,
        industry=newcomer.industry,
        occupation=newcomer.occupation,
        started_at=uow.now,
        last_met_at=before,
        source=newcomer.source,
    )
    uow.session.add(contact)
    uow.session.flush()
    tag(uow, contact.id, newcomer.tags)
    audit.note(uow, "added", "person", person.id, source=newcomer.source)
    change = changes.made(
        uow, "add", f"添加{person.name}", {"contact": contact.id, "new": not known}
    )
    names = tuple(name for _, name in others)
    return Added(person.id, contact.id, person.name, known, names, change)


def prepare(uow: Uow, cadre_id: int, newcomer: Newcomer) -> str:
    """Refuse whoever may not be added; return the number in E.164, empty if there is none."""
    why = fault(newcomer, uow.today)
    if why is not None:
        raise Unfit(why=why)
    number = phone(newcomer.phone)
    _namesakes(uow, cadre_id, newcomer, number)
    if number:
        person = uow.session.scalar(people.by_phone_index(phones.index(uow.means.vault, number)))
        if person is not None:
            _fits(uow, cadre_id, newcomer, person)
    return number


def phone(said: str) -> str:
    """Return a number as it is kept; nothing said is none."""
    number = phones.normalise(said) if said.strip() else ""
    if number is None:
        raise PhoneWrong
    return number


def _fits(uow: Uow, cadre_id: int, newcomer: Newcomer, person: Person) -> None:
    """Refuse somebody known by the number whom the cadre may not add."""
    if person.id == cadre_id:
        raise OwnNumber
    if person.name != newcomer.name:
        raise NameDiffers
    last = uow.session.scalar(
        select(Contact)
        .where(Contact.cadre_id == cadre_id, Contact.youth_id == person.id)
        .order_by(Contact.ended_at.is_not(None), Contact.ended_at.desc())
        .limit(1)
    )
    if person.left_at is not None or (last is not None and last.end_reason == BY_YOUTH):
        raise LeftThemselves
    if last is not None and last.ended_at is None:
        raise AlreadyYours(name=person.name)
    if person.born is not None and too_young(person.born, uow.today):
        raise Unfit(why=UNDER_AGE)


def _namesakes(uow: Uow, cadre_id: int, newcomer: Newcomer, number: str) -> None:
    """Refuse one who cannot be told from another of the name in this case-load, now or before."""
    rows = uow.session.execute(
        select(Contact, Person)
        .join(Person, Person.id == Contact.youth_id)
        .where(
            Contact.cadre_id == cadre_id,
            Person.name == newcomer.name,
            or_(Contact.ended_at.is_(None), Contact.end_reason == BY_YOUTH),
        )
    ).all()
    for contact, person in rows:
        left = person.left_at is not None or contact.ended_at is not None
        if left and (not number or person.phone_index is None):
            raise LeftNamesake(name=person.name)
        if not left and not number and newcomer.hint in ("", contact.hint):
            raise NameTwin(name=person.name)


def _person(uow: Uow, cadre_id: int, newcomer: Newcomer, number: str) -> tuple[Person, bool]:
    """Return the youth, locked, and whether they were on the roll before."""
    row = {
        "name": newcomer.name,
        "organisation_id": uow.session.get_one(Person, cadre_id).organisation_id,
        "born": newcomer.born,
        "created_at": uow.now,
    }
    if not number:
        person = Person(**row)
        uow.session.add(person)
        uow.session.flush()
        return person, False
    index = phones.index(uow.means.vault, number)
    new = write_once(uow.session, Person, **row, phone_index=index)
    found = uow.session.scalars(people.by_phone_index(index)).one()
    person = lock(uow, found.id)
    if new is not None:
        person.phone = phones.sealed(uow.means.vault, person.id, number)
    else:
        # Somebody may have written them down since we looked.
        _fits(uow, cadre_id, newcomer, person)
        person.born = person.born or newcomer.born
    return person, new is None


def tag(uow: Uow, contact_id: int, tags: Iterable[str]) -> None:
    """Give a contact these free tags instead of those it has."""
    uow.session.execute(delete(ContactTag).where(ContactTag.contact_id == contact_id))
    rows = [{"contact_id": contact_id, "tag": one} for one in tags]
    if rows:
        uow.session.execute(insert(ContactTag), rows)


def contact_of(uow: Uow, cadre_id: int, youth_id: int, *, lock: bool = False) -> Contact:
    """Return the living contact of a cadre with a youth who did not leave; refuse any other."""
    question = (
        select(Contact)
        .join(Person, Person.id == Contact.youth_id)
        .where(
            Contact.cadre_id == cadre_id,
            Contact.youth_id == youth_id,
            Contact.ended_at.is_(None),
            Person.left_at.is_(None),
        )
    )
    contact = uow.session.scalar(question.with_for_update(of=Contact) if lock else question)
    if contact is None:
        raise NotInYourList
    return contact


def lock(uow: Uow, youth_id: int) -> Person:
    """Lock a youth before deciding which cadre does what with them."""
    person = uow.session.get(
        Person, youth_id, with_for_update=people.CALMLY, populate_existing=True
    )
    if person is None:
        raise NotInYourList
    return person


@changes.taker_back("add")
def _never_added(uow: Uow, data: dict[str, int | bool]) -> None:
    contact = uow.session.get_one(Contact, data["contact"])
    person = lock(uow, contact.youth_id)
    uow.session.refresh(contact)
    merged = select(Contact.id).where(
        Contact.cadre_id == contact.cadre_id,
        Contact.end_reason == ending.merged_into(person.id),
    )
    if contact.ended_at is not None or uow.session.scalars(merged).first() is not None:
        raise changes.ChangeGone
    contact.ended_at, contact.end_reason, contact.is_primary = uow.now, MISTAKEN, False
    uow.session.flush()
    elsewhere = uow.session.execute(contacts.cadres_of(person.id)).first()
    said_no = person.left_at is not None
    untouched = person.consented_at is None and not identity.is_bound(uow, person.id)
    if data["new"] and elsewhere is None and untouched and not said_no:
        # The number may have been the mistake: its true owner must be able to come. A no stays
        # on its number, or the same number could be added again.
        person.phone, person.phone_index = None, None
    audit.note(uow, "archived", "person", person.id)
