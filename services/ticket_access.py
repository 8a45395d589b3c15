"""To whom a ticket goes, and who may see to it: never to whom a complaint is about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import aliased

from domain.dictionaries import LEADING
from domain.errors import Refusal
from domain.tickets import MOST_ESCALATIONS, OURS, Move, Sort, TicketStatus
from models import contact as contacts
from models.cadre import Appointment, held
from models.contact import Contact
from models.organisation import Below, Organisation
from models.person import Person
from models.ticket import Ticket, TicketStep
from services import acting, areas, duty, letters
from services.uow import Uow

_SHORTEST_NAME: Final = 2
_ADDED: Final = (Move.SUPPLY, Move.REOPEN)
"""Steps in which the asker says more."""


class NoSuchTicket(Refusal):
    """It is not there, or not this person's to know of."""

    code = "no_such_ticket"
    text = "没有找到这一件,也许编号写错了、提的人撤回了,或者不归你办。看自己提的,回复「我的诉求」。"


@dataclass(frozen=True, slots=True)
class Route:
    """The organ that answers for a ticket, and the cadre who sees to it, if it is one's own."""

    organ_id: int
    owner_id: int | None


def route(uow: Uow, person: Person, sort: Sort, text: str, *, anonymous: bool) -> Route:
    """Say to whom something new goes: a demand to the own primary cadre, the rest to the organ.

    What is asked without a name goes to the organ as well: a case-load is too small to hide in.
    """
    organ = areas.area_of(uow, person.organisation_id)
    if sort is Sort.DEMAND and not anonymous and person.left_at is None:
        own = primary(uow, person.id)
        if own is not None:
            return Route(organ, own)
    barred = _barred(uow, person.id, sort, uow.now)
    to = led_by_others(uow, organ, barred, sort, text)
    if free(uow, areas.leaders_of(uow, to), barred, sort, text):
        return Route(to, None)
    return Route(to, _colleague(uow, to, barred, sort, text))


def _colleague(
    uow: Uow, organ_id: int, barred: Collection[int], sort: str, text: str
) -> int | None:
    """Return somebody in post in an organ, or above it, where no leader may see to a ticket."""
    organ: int | None = organ_id
    while organ is not None:
        there = (Appointment.organisation_id == organ, held(uow.today))
        posts = select(Appointment.cadre_id).where(*there)
        found = free(
            uow, uow.session.scalars(posts.order_by(Appointment.id)).all(), barred, sort, text
        )
        if found:
            return found[0]
        organ = areas.above(uow, organ)
    return None


def primary(uow: Uow, person_id: int) -> int | None:
    """Return who keeps in touch with somebody, the primary cadre first: in post, and reachable."""
    own = [c.cadre_id for c, _ in uow.session.execute(contacts.cadres_of(person_id))]
    near = letters.reached(uow, [cadre for cadre in own if cadre != person_id])
    return next((cadre for cadre in own if cadre in near and in_post(uow, cadre)), None)


def _barred(uow: Uow, asker_id: int | None, sort: str, since: datetime) -> set[int]:
    """Return who never sees to a ticket: who asked; of a complaint, the asker's own cadres too.

    Own are those of its day and of each day after: giving a youth up opens no complaint.
    """
    if asker_id is None:
        return set()
    if sort != Sort.COMPLAINT:
        return {asker_id}
    own = select(Contact.cadre_id).where(
        Contact.youth_id == asker_id,
        or_(Contact.ended_at.is_(None), Contact.ended_at > since),
    )
    return {asker_id, *uow.session.scalars(own)}


def led_by_others(uow: Uow, organ_id: int, barred: Collection[int], sort: str, text: str) -> int:
    """Return the nearest organ from one upwards in which somebody may see to a ticket.

    Where nobody may up to the top, it is the organ itself.
    """
    organ: int | None = organ_id
    while organ is not None:
        if free(uow, areas.leaders_of(uow, organ), barred, sort, text):
            return organ
        organ = areas.above(uow, organ)
    return organ_id


def taker(uow: Uow, ticket: Ticket, organ_id: int) -> int:
    """Return the nearest organ from one upwards in which somebody may see to a ticket."""
    barred = _barred(uow, ticket.asker_id, ticket.sort, ticket.created_at)
    return led_by_others(uow, organ_id, barred, ticket.sort, _said(uow, ticket))


def move_up(uow: Uow, ticket: Ticket) -> int | None:
    """Give a complaint that has come to name who has it to others; return the organ, if it moved.

    It goes as a new one would: up to the next organ in which somebody may see to it.
    """
    if ticket.sort != Sort.COMPLAINT or handlers(uow, ticket):
        return None
    barred, said = _barred(uow, ticket.asker_id, ticket.sort, ticket.created_at), _said(uow, ticket)
    organ = led_by_others(uow, ticket.organ_id, barred, ticket.sort, said)
    led = free(uow, areas.leaders_of(uow, organ), barred, ticket.sort, said)
    owner = None if led else _colleague(uow, organ, barred, ticket.sort, said)
    if not led and owner is None:
        return None
    ticket.organ_id, ticket.owner_id = organ, owner
    return organ


def _said(uow: Uow, ticket: Ticket) -> str:
    """Return all that the asker of a complaint has said: who is named later is named as well."""
    if ticket.sort != Sort.COMPLAINT:
        return ticket.text
    steps = select(TicketStep.text).where(
        TicketStep.ticket_id == ticket.id, TicketStep.deed.in_(_ADDED)
    )
    return "\n".join([ticket.text, *uow.session.scalars(steps)])


def free(
    uow: Uow, cadres: Collection[int], barred: Collection[int], sort: str, text: str
) -> list[int]:
    """Return who of some cadres may see to a ticket."""
    if not cadres:
        return []
    names = dict(
        uow.session.execute(select(Person.id, Person.name).where(Person.id.in_(cadres))).all()
    )
    return [
        cadre
        for cadre in cadres
        if cadre in names
        and cadre not in barred
        and not (sort == Sort.COMPLAINT and _named(names[cadre], text))
    ]


def _named(name: str, text: str) -> bool:
    return len(name) >= _SHORTEST_NAME and name in text


def leaders(uow: Uow, ticket: Ticket, organ_id: int) -> list[int]:
    """Return who of an organ's leaders may see to a ticket."""
    barred = _barred(uow, ticket.asker_id, ticket.sort, ticket.created_at)
    return free(uow, areas.leaders_of(uow, organ_id), barred, ticket.sort, _said(uow, ticket))


def handlers(uow: Uow, ticket: Ticket) -> list[int]:
    """Return who is told of a ticket: its owner if in post, else who answers for the organ."""
    owner = ticket.owner_id
    # Only a complaint leaves its owner: of what is anonymous that would tell who asked.
    stays = ticket.sort != Sort.COMPLAINT or owner is None or _unconcerned(uow, ticket, owner)
    if owner is not None and stays and in_post(uow, owner):
        return [owner]
    return leaders(uow, ticket, ticket.organ_id)


def in_post(uow: Uow, cadre_id: int) -> bool:
    """Say whether a cadre holds any post today."""
    return cadre_id in posted(uow, {cadre_id})


def posted(uow: Uow, cadres: Collection[int]) -> set[int]:
    """Return who of some cadres holds any post today."""
    question = select(Appointment.cadre_id).where(Appointment.cadre_id.in_(cadres), held(uow.today))
    return set(uow.session.scalars(question)) if cadres else set()


def may_handle(uow: Uow, ticket: Ticket, cadre_id: int, organ_id: int | None) -> bool:
    """Say whether a cadre may see to a ticket, alone or as leader of an organ.

    It is the owner; who answers for the organ, or acts for it as an admin; who does for an organ
    above, once it went up that far; for words of acute distress also whoever is on duty, or was
    called for them. Never who asked, and never whom a complaint is about.
    """
    if ticket.status == TicketStatus.WITHDRAWN or not _unconcerned(uow, ticket, cadre_id):
        return False
    if ticket.owner_id == cadre_id:
        return in_post(uow, cadre_id)
    if organ_id is not None and _answers(uow, cadre_id, organ_id):
        theirs = organ_id == ticket.organ_id or _went_up_to(uow, ticket, organ_id)
        return theirs or _called(uow, ticket, cadre_id)
    return _called(uow, ticket, cadre_id)


def _answers(uow: Uow, person_id: int, organ_id: int) -> bool:
    """Say whether somebody leads an organ, or acts for it as an admin at the console."""
    if acting.organ_of(uow, person_id) == organ_id:
        return True
    return person_id in areas.leaders_of(uow, organ_id)


def _called(uow: Uow, ticket: Ticket, cadre_id: int) -> bool:
    """Say whether somebody is on duty for words of distress, or was called for them."""
    if not ticket.urgent or not in_post(uow, cadre_id):
        return False
    if cadre_id in duty.on_duty(uow, ticket.organ_id):
        return True
    question = select(Ticket.id).where(Ticket.id == ticket.id, duty.called(cadre_id))
    return uow.session.scalar(question) is not None


def _unconcerned(uow: Uow, ticket: Ticket, cadre_id: int) -> bool:
    if ticket.sort == Sort.COMPLAINT and ticket.asker_id is None:
        return False  # erased: nobody knows any more whom it was about
    barred = _barred(uow, ticket.asker_id, ticket.sort, ticket.created_at)
    return bool(free(uow, [cadre_id], barred, ticket.sort, _said(uow, ticket)))


def _went_up_to(uow: Uow, ticket: Ticket, organ_id: int) -> bool:
    """Say whether an overdue ticket has come to an organ, or past it further up."""
    to = ticket.escalated_to
    return (
        to is not None
        and areas.is_over(uow, to, organ_id)
        and areas.is_over(uow, organ_id, ticket.organ_id)
    )


def unconcerned(uow: Uow, cadre_id: int) -> ColumnElement[bool]:
    """Return the same as a question to the database: tickets this cadre may ever see to."""
    name = uow.session.get_one(Person, cadre_id).name
    own = exists().where(
        Contact.youth_id == Ticket.asker_id,
        Contact.cadre_id == cadre_id,
        or_(Contact.ended_at.is_(None), Contact.ended_at > Ticket.created_at),
    )
    about: list[ColumnElement[bool]] = [own, Ticket.asker_id.is_(None)]
    if len(name) >= _SHORTEST_NAME:
        about.append(Ticket.text.contains(name, autoescape=True))
        later = exists().where(
            TicketStep.ticket_id == Ticket.id,
            TicketStep.deed.in_(_ADDED),
            TicketStep.text.contains(name, autoescape=True),
        )
        about.append(later)
    not_mine = or_(Ticket.asker_id.is_(None), Ticket.asker_id != cadre_id)
    if not uow.complaints:
        return and_(not_mine, Ticket.sort != Sort.COMPLAINT)
    return and_(not_mine, not_(and_(Ticket.sort == Sort.COMPLAINT, or_(*about))))


def went_up_to(organ_id: int) -> ColumnElement[bool]:
    """Return, as a question to the database, the tickets that went up to an organ or past it."""
    over, under = aliased(Below), aliased(Below)
    return and_(
        Ticket.organ_id != organ_id,
        Ticket.escalated_to.in_(select(over.ancestor_id).where(over.descendant_id == organ_id)),
        Ticket.organ_id.in_(select(under.descendant_id).where(under.ancestor_id == organ_id)),
    )


def can_go_up() -> ColumnElement[bool]:
    """Return, as a question to the database, the open tickets over which there is somebody to tell.

    At the top they are told again, and so often at most.
    """
    stands, few = Ticket.escalated_to.is_(None), Ticket.escalations < MOST_ESCALATIONS
    over = (
        select(Below.ancestor_id)
        .join(Organisation, Organisation.id == Below.ancestor_id)
        .where(
            Below.descendant_id == Ticket.escalated_to,
            Below.depth > 0,
            Organisation.level.in_(LEADING),
        )
    )
    return and_(Ticket.status.in_(OURS), or_(stands, over.exists(), few))
