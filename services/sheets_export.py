"""What goes into the files that are handed out: the own case-load, an organ's roster."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from sqlalchemy import and_, func, select, tuple_
from sqlalchemy.orm import aliased

from domain.dictionaries import CADRE_TYPES, FIELDS, INDUSTRIES, OCCUPATIONS, CadreType
from domain.periods import local_day
from models import contact as contacts
from models import link as links
from models.cadre import Appointment
from models.contact import Contact, ContactTag
from models.link import CadreLink
from models.organisation import below
from models.person import Person
from services import audit, phones, sheets_making, sheets_reading, sheets_roster
from services.organisations import existing
from services.sheets import content
from services.sheets_making import RosterLine
from services.sheets_passes import columns, found
from services.uow import Uow

_HEADS: Final = (
    "姓名", "手机号", "出生日期", "领域", "行业", "职业", "标签", "备注", "加入日期", "上次联系",
)  # fmt: skip
_MANY: Final = 500
_SORTS: Final = {"branch": "团支部", "association": "社会组织、社团"}


def mendable(uow: Uow, person_id: int, sheet_id: int) -> bytes:
    """Return the faulty rows of an own file, each with what is wrong with it."""
    kind, uploaded, faults = content(uow, person_id, sheet_id)
    table = found(kind, sheets_reading.grid(uploaded))
    lines = [(line.number, line.cells) for line in table.lines]
    return sheets_making.to_mend(columns(kind), lines, faults)


def caseload(uow: Uow, cadre_id: int, *, numbers: bool) -> bytes:
    """Return the own case-load; whole numbers only where they were asked for, and then audited."""
    rows = uow.session.execute(contacts.caseload(cadre_id)).all()
    tags = _tags(uow, cadre_id)
    said = []
    for contact, person in rows:
        said.append(
            (
                person.name,
                _phone(uow, person, whole=numbers),
                f"{person.born:%Y-%m-%d}" if person.born else "",
                FIELDS.get(contact.field, ""),
                INDUSTRIES.get(contact.industry, ""),
                OCCUPATIONS.get(contact.occupation, ""),
                "、".join(tags[contact.id]),
                contact.hint,
                f"{local_day(contact.started_at):%Y-%m-%d}",
                f"{local_day(contact.last_met_at):%Y-%m-%d}" if contact.last_met_at else "",
            )
        )
    audit.note(uow, "exported", "cadre", cadre_id, count=len(said), numbers=numbers)
    return sheets_making.listed("我的小伙伴", _HEADS, said)


def _phone(uow: Uow, person: Person, *, whole: bool) -> str:
    vault = uow.means.vault
    return phones.national(phones.opened(vault, person)) if whole else phones.shown(vault, person)


def _tags(uow: Uow, cadre_id: int) -> dict[int, list[str]]:
    question = (
        select(ContactTag.contact_id, ContactTag.tag)
        .join(Contact, Contact.id == ContactTag.contact_id)
        .where(Contact.cadre_id == cadre_id, Contact.ended_at.is_(None))
        .order_by(ContactTag.contact_id, ContactTag.tag)
    )
    tags: dict[int, list[str]] = defaultdict(list)
    for number, tag in uow.session.execute(question):
        tags[number].append(tag)
    return tags


def size(uow: Uow, organ_id: int) -> int:
    """Count the cadres with a post in a subtree today."""
    posts = sheets_roster.living_posts(None, uow.today).subquery()
    question = select(func.count(posts.c.cadre_id.distinct())).where(
        posts.c.organisation_id.in_(below(organ_id))
    )
    return uow.session.scalar(question) or 0


def lines(
    uow: Uow, organ_id: int, *, skip: int = 0, after: int = 0, most: int | None = None
) -> list[tuple[Person, Appointment, str, list[CadreLink]]]:
    """Return the cadres of a subtree with the first of their posts there, its unit, their links.

    ``after``: only those behind that cadre.
    """
    posts = sheets_roster.living_posts(None, uow.today).order_by(None)
    first = (
        posts.with_only_columns(func.min(Appointment.id))
        .where(Appointment.organisation_id.in_(below(organ_id)))
        .group_by(Appointment.cadre_id)
    )
    question = (
        select(Appointment, Person)
        .where(Appointment.id.in_(first))
        .join(Person, Person.id == Appointment.cadre_id)
        .order_by(Appointment.organisation_id, Person.id)
        .offset(skip)
        .limit(most)
    )
    if after:
        last = aliased(Appointment)
        place = tuple_(Appointment.organisation_id, Appointment.cadre_id)
        behind = place > tuple_(last.organisation_id, last.cadre_id)
        question = question.join(last, and_(last.cadre_id == after, last.id.in_(first), behind))
    rows = uow.session.execute(question).all()
    units = {number: title for number, _, title in sheets_roster.names(uow, organ_id)}
    ties: dict[int, list[CadreLink]] = defaultdict(list)
    ids = [person.id for _, person in rows]
    for at in range(0, len(ids), _MANY):
        for link in uow.session.scalars(links.living(ids[at : at + _MANY], uow.today)):
            ties[link.cadre_id].append(link)
    return [(person, post, units[post.organisation_id], ties[person.id]) for post, person in rows]


def roster(uow: Uow, organ_id: int, filler: str, *, reason: str = "") -> bytes:
    """Return the form, filled in for all cadres of a subtree; it holds numbers: audited.

    ``reason`` is why an admin asked; who leads the organ fills in their own form.
    """
    unit = existing(uow, organ_id).name
    cadres = [_rows(uow, *line) for line in lines(uow, organ_id)]
    why = {"reason": reason} if reason else {}
    audit.note(uow, "roster_exported", "organisation", organ_id, count=len(cadres), **why)
    return sheets_making.roster(unit, filler, cadres)


def _rows(
    uow: Uow, person: Person, post: Appointment, unit: str, ties: Sequence[CadreLink]
) -> list[RosterLine]:
    phone = _phone(uow, person, whole=True)
    by_sort: dict[str, list[tuple[str, str]]] = {"branch": [], "association": []}
    for tie in ties:
        by_sort[tie.sort].append((tie.name, tie.report_on))
    pairs = list(zip_longest(*by_sort.values(), fillvalue=("", ""))) or [(("", ""), ("", ""))]
    return [RosterLine(person.name, unit, post.post, phone, *pair) for pair in pairs]


@dataclass(frozen=True, slots=True)
class OnRoster:
    """A cadre of an organ's roster, as a page shows one."""

    id: int
    name: str
    unit: str
    post: str
    type_title: str
    phone: str
    ties: tuple[tuple[str, str, str], ...]
    """Sort, name and when they mean to report."""


def shown(uow: Uow, organ_id: int, *, most: int, skip: int = 0, after: int = 0) -> list[OnRoster]:
    """Return some of an organ's roster, the numbers masked; ``after``: behind that cadre."""
    return [
        OnRoster(
            person.id,
            person.name,
            unit,
            post.post,
            CADRE_TYPES[CadreType(post.type)],
            _phone(uow, person, whole=False),
            tuple((_SORTS[tie.sort], tie.name, tie.report_on) for tie in ties),
        )
        for person, post, unit, ties in lines(uow, organ_id, skip=skip, after=after, most=most)
    ]
