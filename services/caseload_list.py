"""The case-load as a page shows it: found by name, tag, industry and how long since they met."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    false,
    func,
    or_,
    select,
)

from domain.caseload import STRANGERS, Band, band_of, say_consent, span
from models import bound
from models.contact import Contact, ContactTag
from models.person import Person
from services import phones
from services.uow import Uow

PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to look for; everything empty: everybody."""

    words: str = ""
    tag: str = ""
    industry: str = ""
    band: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A youth as one line of the list; ``others``: how many other cadres keep in touch."""

    id: int
    contact_id: int
    name: str
    hint: str
    last_met_at: datetime | None
    band: Band
    tags: tuple[str, ...]
    industry: str
    is_primary: bool
    others: int
    consent: str
    """What they said yes to, in words."""
    phone: str = field(repr=False)
    """Masked; empty if there is none."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a case-load, and how many there are by band."""

    rows: tuple[Row, ...]
    total: int
    """How many are found, on all pages."""
    bands: Mapping[str, int]
    """How many there are of each band, and of ``STRANGERS``; ``""``: of all."""


def _rows(uow: Uow, cadre_id: int, found: Sequence[Any]) -> tuple[Row, ...]:
    """Return how the case-load's lines are shown."""
    tags = _tags(uow, [contact.id for contact, *_ in found])
    others = _others(uow, cadre_id, [person.id for _, person, _ in found])
    return tuple(
        Row(
            person.id,
            contact.id,
            person.name,
            contact.hint,
            contact.last_met_at,
            band_of(contact.last_met_at, uow.today),
            tags.get(contact.id, ()),
            contact.industry,
            contact.is_primary,
            others.get(person.id, 0),
            consent_of(contact, person, bound=bound),
            phones.shown(uow.means.vault, person),
        )
        for contact, person, bound in found
    )


def page(  # noqa: PLR0913 - the search fields of the page, by name
    uow: Uow,
    cadre_id: int,
    *,
    words: str = "",
    tag: str = "",
    industry: str = "",
    band: str = "",
    skip: int = 0,
    limit: int = PAGE,
    after: int = 0,
) -> Listing:
    """Return those whom a cadre looks for, the ones not met for longest first.

    ``after``: those who come after a youth, who may have been met since.
    """
    band = band if band in {*Band, STRANGERS} else ""
    wanted = Wanted(words, tag, industry, band)
    counts = _counts(uow, cadre_id, wanted)
    found = uow.session.execute(
        living(cadre_id, wanted, uow.today)
        .where(*_following(uow, cadre_id, after))
        .add_columns(_bound().label("bound"))
        .order_by(Contact.last_met_at.asc().nulls_first(), Person.name, Contact.id)
        .offset(skip)
        .limit(limit)
    ).all()
    rows = _rows(uow, cadre_id, found)
    return Listing(rows, counts[band], counts)


def _following(uow: Uow, cadre_id: int, youth_id: int) -> list[ColumnElement[bool]]:
    """Ask for whom the list names after somebody; nobody follows somebody who is not in it."""
    if not youth_id:
        return []
    found = uow.session.execute(
        select(Contact.last_met_at, Person.name, Contact.id)
        .join(Person, Person.id == Contact.youth_id)
        .where(
            Contact.cadre_id == cadre_id,
            Contact.youth_id == youth_id,
            Contact.ended_at.is_(None),
        )
    ).one_or_none()
    if found is None:
        return [false()]
    met, name, number = found
    further = or_(Person.name > name, and_(Person.name == name, Contact.id > number))
    if met is None:
        return [or_(Contact.last_met_at.is_not(None), further)]
    return [or_(Contact.last_met_at > met, and_(Contact.last_met_at == met, further))]


def bands(uow: Uow, cadre_id: int) -> Mapping[str, int]:
    """Count a case-load by band; ``""``: everybody, ``STRANGERS``: who has not logged in."""
    return _counts(uow, cadre_id, Wanted())


def living(cadre_id: int, wanted: Wanted, today: date) -> Select[Contact, Person]:
    """Return the living contacts that are wanted."""
    question = (
        select(Contact, Person)
        .join(Person, Person.id == Contact.youth_id)
        .where(*_filters(cadre_id, wanted))
    )
    return question.where(_in_band(wanted.band, today)) if wanted.band else question


def _filters(cadre_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [
        Contact.cadre_id == cadre_id,
        Contact.ended_at.is_(None),
        Person.left_at.is_(None),
    ]
    if wanted.words:
        found.append(
            or_(
                Person.name.contains(wanted.words, autoescape=True),
                Contact.hint.contains(wanted.words, autoescape=True),
            )
        )
    if wanted.tag:
        found.append(
            exists().where(ContactTag.contact_id == Contact.id, ContactTag.tag == wanted.tag)
        )
    if wanted.industry:
        found.append(Contact.industry == wanted.industry)
    return found


def _in_band(band: str, today: date) -> ColumnElement[bool]:
    if band == STRANGERS:
        return ~_bound()
    if band == Band.NEVER:
        return Contact.last_met_at.is_(None)
    since, before = span(Band(band), today)
    within: list[ColumnElement[bool]] = [Contact.last_met_at.is_not(None)]
    within += [Contact.last_met_at >= since] if since else []
    within += [Contact.last_met_at < before] if before else []
    return and_(*within)


def _bound() -> ColumnElement[bool]:
    return bound.anywhere(Person.id)


def _counts(uow: Uow, cadre_id: int, wanted: Wanted) -> Mapping[str, int]:
    """Count everybody who is wanted, by band, in one question."""
    kinds = (*Band, STRANGERS)
    columns: list[ColumnElement[Any]] = [
        func.count().filter(_in_band(kind, uow.today)) for kind in kinds
    ]
    row = uow.session.execute(
        select(func.count(), *columns)
        .select_from(Contact)
        .join(Person, Person.id == Contact.youth_id)
        .where(*_filters(cadre_id, wanted))
    ).one()
    return dict(zip(("", *map(str, kinds)), row, strict=True))


def _tags(uow: Uow, contact_ids: list[int]) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for contact, tag in uow.session.execute(
        select(ContactTag.contact_id, ContactTag.tag)
        .where(ContactTag.contact_id.in_(contact_ids))
        .order_by(ContactTag.tag)
    ):
        found[contact] += (tag,)
    return found


def _others(uow: Uow, cadre_id: int, youth_ids: list[int]) -> Mapping[int, int]:
    """Count the other cadres of each youth."""
    rows = uow.session.execute(
        select(Contact.youth_id, func.count())
        .where(
            Contact.youth_id.in_(youth_ids),
            Contact.cadre_id != cadre_id,
            Contact.ended_at.is_(None),
        )
        .group_by(Contact.youth_id)
    )
    return {youth: number for youth, number in rows}  # noqa: C416 - a Row is no pair to mypy


def consent_of(contact: Contact, person: Person, *, bound: bool) -> str:
    """Say what a youth said yes to."""
    return say_consent(
        bound=bound,
        consented=person.consented_at is not None,
        agreed=contact.agreed_at is not None,
    )


def tags_of(uow: Uow, cadre_id: int) -> list[tuple[str, int]]:
    """Return the free tags in a cadre's case-load, the most used first, and how often each."""
    rows = uow.session.execute(
        select(ContactTag.tag, func.count())
        .join(Contact, Contact.id == ContactTag.contact_id)
        .join(Person, Person.id == Contact.youth_id)
        .where(*_filters(cadre_id, Wanted()))
        .group_by(ContactTag.tag)
        .order_by(func.count().desc(), ContactTag.tag)
    )
    return [(tag, number) for tag, number in rows]
