"""小伙伴 of a subtree, as an admin looks for them: by name, unit, industry, tag, how it stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from domain.caseload import Band, span
from domain.dictionaries import INDUSTRIES
from models import bound as logins
from models.contact import Contact, ContactTag
from models.organisation import Below, Organisation, below
from models.person import Person
from services import console_youth_rows
from services.console_youth_rows import YouthRow
from services.uow import Uow

METS: Final[Mapping[str, str]] = {"never": "谁也没见过", "long": "60 天没见"}
STATES: Final[Mapping[str, str]] = {
    "strange": "没登录过",
    "several": "有几位团干部",
    "nobody": "现在没人联系",
    "left": "说了不想被联系",
}

_LOOK: Final = 50_000
"""So many youths are looked through for one page: of a nation, few may be those who are sought."""

_NUMBER: Final = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to look for below ``place``; ``within`` is the organisation of whoever looks.

    Tags and industry are what the cadres of ``within`` wrote down: others' notes are not theirs.
    """

    place: int
    within: int
    name: str = ""
    industry: str = ""
    tag: str = ""
    met: str = ""
    state: str = ""
    cadre: int = 0
    """Only those with whom one cadre keeps in touch."""

    @property
    def narrow(self) -> bool:
        """Say whether anything is sought besides a place."""
        return replace(self, place=0, within=0) != Wanted(0, 0)


FILTERS: Final[Mapping[str, str]] = {
    "name": "姓名",
    "industry": "行业",
    "tag": "标签",
    "met": "多久没见",
    "state": "情况",
    "cadre": "联系人",
}


def wanted(place: int, within: int, said: Mapping[str, str]) -> Wanted:
    """Read filters as they stand in an address: what is none is left out."""
    return Wanted(
        place,
        within,
        name=said.get("name", "").strip()[:30],
        industry=said.get("industry", "") if said.get("industry") in INDUSTRIES else "",
        tag=said.get("tag", "").strip()[:20],
        met=said.get("met", "") if said.get("met") in METS else "",
        state=said.get("state", "") if said.get("state") in STATES else "",
        cadre=int(said["cadre"]) if _NUMBER.fullmatch(said.get("cadre", "")) else 0,
    )


@dataclass(frozen=True, slots=True)
class Page:
    """Some of those who are sought; ``after`` is where to go on, 0 at the end.

    Where few are found among many, a page may have fewer rows than fit, or none: it says how far
    it has looked, and one goes on from there.
    """

    rows: tuple[YouthRow, ...]
    after: int


def found(uow: Uow, sought: Wanted) -> Select[Person]:
    """Return the youths who are sought, unit by unit."""
    return _below(sought).where(*_filters(uow, sought, Person))


def page(uow: Uow, sought: Wanted, *, after: int = 0, most: int) -> Page:
    """Return some of the youths who are sought, those behind one of them."""
    last = uow.session.get(Person, after) if after else None
    behind = () if last is None else _behind(last)
    if after and last is None:
        return Page((), 0)
    some = _below(sought).where(*behind)
    # A name leaves out so many that the rest is little to look through.
    in_parts = sought.narrow and not sought.name
    person = aliased(Person, some.limit(_LOOK).subquery()) if in_parts else Person
    question = (
        (select(person) if in_parts else some)
        .add_columns(logins.anywhere(person.id), Organisation.name)
        .join(Organisation, Organisation.id == person.organisation_id)
        .where(*_filters(uow, sought, person))
        .order_by(None)
        .order_by(person.organisation_id, person.id)
    )
    rows = uow.session.execute(question.limit(most + 1)).all()
    shown = console_youth_rows.rows(uow, sought.within, rows[:most])
    if len(rows) > most:
        return Page(tuple(shown), shown[-1].id)
    if not in_parts:
        return Page(tuple(shown), 0)
    end = some.with_only_columns(Person.id).limit(1).offset(_LOOK - 1)
    return Page(tuple(shown), uow.session.scalar(end) or 0)


def _below(sought: Wanted) -> Select[Person]:
    # In the order of two indexes: it is left as soon as there is enough for a page.
    some = (
        select(Person)
        .join(Below, Below.descendant_id == Person.organisation_id)
        .where(Below.ancestor_id == sought.place)
        .order_by(Person.organisation_id, Person.id)
    )
    if not sought.cadre:
        return some
    theirs = select(Contact.youth_id).where(Contact.cadre_id == sought.cadre)
    return some.where(Person.id.in_(theirs.where(Contact.ended_at.is_(None))))


def _behind(last: Person) -> tuple[ColumnElement[bool], ...]:
    return (
        Person.organisation_id >= last.organisation_id,
        or_(Person.organisation_id > last.organisation_id, Person.id > last.id),
    )


def count(uow: Uow, sought: Wanted, *, most: int) -> int:
    """Count the youths who are sought, up to one more than so many."""
    some = found(uow, sought).with_only_columns(Person.id).order_by(None).limit(most + 1)
    return uow.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def _filters(uow: Uow, sought: Wanted, person: type[Person]) -> list[ColumnElement[bool]]:
    living = Contact.ended_at.is_(None)
    mine = exists().where(Contact.youth_id == person.id)
    chosen: list[ColumnElement[bool]] = []
    match sought.state:
        case "left":
            chosen += [person.left_at.is_not(None), mine]
        case "nobody":
            chosen += [person.left_at.is_(None), mine, ~mine.where(living)]
        case _:
            chosen += [person.left_at.is_(None), mine.where(living)]
    if sought.state == "strange":
        chosen.append(~logins.anywhere(person.id))
    if sought.state == "several":
        other = aliased(Contact)
        more = (other.youth_id == Contact.youth_id, other.ended_at.is_(None))
        # Whoever has two has one who is not the first.
        second = exists().where(*more, other.id != Contact.id)
        chosen.append(mine.where(living, ~Contact.is_primary, second))
    if sought.name:
        chosen.append(person.name.startswith(sought.name, autoescape=True))
    if sought.met:
        chosen.append(~mine.where(living, Contact.last_met_at >= _since(uow, sought.met)))
    if sought.met == "long":
        chosen.append(mine.where(living, Contact.last_met_at.is_not(None)))
    noted = mine.where(living, _own(sought.within))
    if sought.industry:
        chosen.append(noted.where(Contact.industry == sought.industry))
    if sought.tag:
        tag = (ContactTag.contact_id == Contact.id, ContactTag.tag == sought.tag)
        chosen.append(noted.where(exists().where(*tag)))
    return chosen


def _since(uow: Uow, met: str) -> datetime:
    """Return since when nobody has met them: for those never met, since ever."""
    _, before = span(Band.LONG, uow.today)
    if before is None or met == "never":
        return datetime.min.replace(tzinfo=uow.now.tzinfo, year=1900)
    return before


def _own(within: int) -> ColumnElement[bool]:
    """Ask whether a contact is a cadre's of one's own subtree."""
    cadre = aliased(Person)
    return exists().where(cadre.id == Contact.cadre_id, cadre.organisation_id.in_(below(within)))
