"""What a cadre notes about one youth: hint, field, industry, occupation, tags; name and number."""

from dataclasses import dataclass

from sqlalchemy import exists, select

from domain.caseload import Newcomer, name_fault, notes_fault, tidy_name
from domain.errors import Refusal
from models import bound
from models import person as people
from models.admin import Admin
from models.contact import Contact
from models.person import Person
from services import audit, caseload_edit, phones
from services.caseload_edit import OwnNumber, Unfit
from services.uow import Uow


class NameIsTheirs(Refusal):
    """The youth has logged in, or a colleague knows them as well."""

    code = "name_is_theirs"
    text = (
        "TA 登录过,或者也有别的团干部在联系,姓名和手机号就不由你一个人改了。"
        "请 TA 本人或管理员来改。"
    )


class PhoneTaken(Refusal):
    """The number is on the roll already."""

    code = "phone_taken"
    text = "这个手机号已经登记过了。是同一个人的话,到「重复的小伙伴」里合并;不是就再核对一下。"


@dataclass(frozen=True, slots=True)
class Notes:
    """What stands there, to be changed."""

    newcomer: Newcomer
    own: bool
    """The cadre may change name and number as well."""


def notes(uow: Uow, cadre_id: int, youth_id: int, tags: tuple[str, ...]) -> Notes:
    """Return what a cadre noted about a youth."""
    contact = caseload_edit.contact_of(uow, cadre_id, youth_id)
    person = uow.session.get_one(Person, youth_id)
    newcomer = Newcomer(
        person.name,
        "",
        person.born,
        contact.hint,
        contact.field,
        contact.industry,
        contact.occupation,
        tags,
        fourteen=True,
    )
    return Notes(newcomer, _own(uow, cadre_id, person))


def note(uow: Uow, cadre_id: int, youth_id: int, said: Newcomer) -> str:
    """Keep what was noted about a youth; return the name.

    Name and number are changed only while nobody else answers for them: an empty number and an
    unchanged name leave them as they are.
    """
    person = caseload_edit.lock(uow, youth_id)
    contact = caseload_edit.contact_of(uow, cadre_id, youth_id, lock=True)
    # A name that came from elsewhere may be written as no cadre would write it, and stays so.
    name = person.name if said.name == tidy_name(person.name) else said.name
    why = (name_fault(name) if name != person.name else None) or notes_fault(said)
    if why is not None:
        raise Unfit(why=why)
    number = caseload_edit.phone(said.phone)
    if name != person.name or number:
        if not _own(uow, cadre_id, person):
            raise NameIsTheirs
        person.name = name
        if number:
            _number(uow, cadre_id, person, number)
        audit.note(uow, "renamed", "person", youth_id, phone=bool(number))
    contact.hint, contact.field = said.hint, said.field
    contact.industry, contact.occupation = said.industry, said.occupation
    uow.session.flush()
    caseload_edit.tag(uow, contact.id, said.tags)
    return person.name


def _own(uow: Uow, cadre_id: int, person: Person) -> bool:
    """Say whether this cadre alone answers for the name: no login yet, no post, no colleague."""
    theirs = bound.anywhere(person.id) | exists().where(
        Admin.person_id == person.id, Admin.ended_at.is_(None)
    )
    shared = exists().where(
        Contact.youth_id == person.id, Contact.cadre_id != cadre_id, Contact.ended_at.is_(None)
    )
    if person.consented_at is not None:
        return False
    return not uow.session.scalar(select(theirs | shared))


def _number(uow: Uow, cadre_id: int, person: Person, number: str) -> None:
    index = phones.index(uow.means.vault, number)
    other = uow.session.scalar(people.by_phone_index(index))
    if other is not None and other.id == cadre_id:
        raise OwnNumber
    if other is not None and other.id != person.id:
        raise PhoneTaken
    person.phone = phones.sealed(uow.means.vault, person.id, number)
    person.phone_index = index
