"""To whom a ticket may be passed on: colleagues of the organ, and organs near it in the tree."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import or_, select

from domain.dictionaries import LEADING
from domain.errors import Refusal
from domain.tickets import Sort
from models.cadre import Appointment, held
from models.organisation import Below, Organisation
from models.person import Person
from models.ticket import Ticket
from services import areas
from services import ticket_access as access
from services.uow import Uow

_SHOWN: Final = 50


class NotTheirs(Refusal):
    """A ticket is passed on inside the own area, up, or to a neighbour."""

    code = "ticket_not_theirs"
    text = "转不到那里。可以转给本单位的同事、上级、下级,或者同一上级的兄弟单位。"


class ComplaintStays(Refusal):
    """Whoever answers for an organ sees to complaints: they go from organ to organ."""

    code = "ticket_complaint_stays"
    text = "投诉由机关负责人来办,不转给个人。可以转给别的机关。"


@dataclass(frozen=True, slots=True)
class Target:
    """Who gets a ticket."""

    organ_id: int
    owner_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Targets:
    """Who may get a ticket, for a form: (id, name) of cadres, with their places, and organs."""

    cadres: tuple[tuple[int, str, str], ...]
    organs: tuple[tuple[int, str], ...]


def targets(uow: Uow, ticket_id: int, cadre_id: int, organ_id: int | None = None) -> Targets:
    """Return to whom somebody may pass a ticket on that they see to."""
    ticket = uow.session.get(Ticket, ticket_id)
    if ticket is None or not access.may_handle(uow, ticket, cadre_id, organ_id):
        raise access.NoSuchTicket
    near = _near(uow, ticket.organ_id)
    if ticket.owner_id is None:
        near.discard(ticket.organ_id)  # it is there already
    organs = (
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(near))
        .order_by(Organisation.id)
    )
    cadres = [] if ticket.sort == Sort.COMPLAINT else _colleagues(uow, ticket)
    return Targets(
        tuple((n, name, place) for n, name, place in cadres if n != cadre_id),
        tuple((n, name) for n, name in uow.session.execute(organs)),
    )


def chosen(uow: Uow, ticket: Ticket, *, to_cadre: int | None, to_organ: int | None) -> Target:
    """Return who gets a ticket that a cadre passes on, or refuse it."""
    if to_cadre is not None:
        if ticket.sort == Sort.COMPLAINT:
            raise ComplaintStays
        person = uow.session.get(Person, to_cadre)
        if person is None or to_cadre == ticket.owner_id or not _works_here(uow, ticket, to_cadre):
            raise NotTheirs
        return Target(ticket.organ_id, to_cadre, person.name)
    if to_organ is None or to_organ not in _near(uow, ticket.organ_id):
        raise NotTheirs
    if to_organ == ticket.organ_id and ticket.owner_id is None:
        raise NotTheirs
    organ = access.taker(uow, ticket, to_organ)
    return Target(organ, None, areas.names(uow, [organ])[organ])


def _works_here(uow: Uow, ticket: Ticket, cadre_id: int) -> bool:
    return cadre_id in {n for n, _, _ in _colleagues(uow, ticket, cadre_id)}


def _colleagues(
    uow: Uow, ticket: Ticket, cadre_id: int | None = None
) -> list[tuple[int, str, str]]:
    """Return the cadres in post in the area of a ticket's organ, its own first.

    Who asked is none of them, unless nobody may know it: the one who is missing would be it.
    """
    question = (
        select(Person.id, Person.name, Organisation.name)
        .join(Appointment, Appointment.cadre_id == Person.id)
        .join(Organisation, Organisation.id == Appointment.organisation_id)
        .join(Below, Below.descendant_id == Organisation.id)
        .where(Below.ancestor_id == ticket.organ_id, held(uow.today))
        .order_by(Below.depth, Person.id)
    )
    if cadre_id is not None:
        question = question.where(Person.id == cadre_id)
    rows = uow.session.execute(question.limit(_SHOWN)).all()
    asker = None if ticket.anonymous else ticket.asker_id
    return [row for row in {row[0]: row for row in rows}.values() if row[0] != asker]


def _near(uow: Uow, organ_id: int) -> set[int]:
    """Return the leading organs above and below one, itself, and its neighbours."""
    over = areas.above(uow, organ_id)
    under = select(Below.descendant_id).where(
        Below.ancestor_id == (organ_id if over is None else over), Below.depth <= 1
    )
    own = select(Below.descendant_id).where(Below.ancestor_id == organ_id, Below.depth <= 1)
    up = select(Below.ancestor_id).where(Below.descendant_id == organ_id)
    question = select(Organisation.id).where(
        Organisation.level.in_(LEADING),
        or_(Organisation.id.in_(under), Organisation.id.in_(own), Organisation.id.in_(up)),
    )
    return set(uow.session.scalars(question))
