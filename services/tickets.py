"""Tickets: asking in one sentence, with a number, somebody who has it, and a day by when."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from domain import ticket_kinds as kinds
from domain.dictionaries import DEMANDS
from domain.periods import midnight
from domain.ticket_clock import Due
from domain.tickets import A_DAY, OPEN, Ended, EnoughToday, Move, Sort, TicketStatus, said
from domain.tickets import STATUS_TITLES as STATUSES
from models.person import CALMLY, Person
from models.ticket import Ticket
from services import areas, audit, ticket_letters
from services import ticket_access as access
from services import ticket_rows as rows
from services.ticket_access import NoSuchTicket, may_handle
from services.ticket_likes import Like, likes
from services.ticket_lists import PAGE, Tab, counts, inbox, mine, phone, seen
from services.ticket_views import StepSeen, TicketSeen
from services.uow import Uow

__all__ = [
    "PAGE",
    "Asked",
    "Like",
    "NoSuchTicket",
    "StepSeen",
    "Tab",
    "TicketSeen",
    "ask",
    "counts",
    "inbox",
    "may_handle",
    "mine",
    "phone",
    "seen",
    "set_kind",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a sentence: its number, who has it, and by when they take it up."""

    id: int
    number: str
    sort: Sort
    kind: str
    kind_title: str
    owner: str
    """The cadre who has it; empty where the organ has."""
    organ: str
    due: Due
    like: tuple[Like, ...]
    nobody: bool = False
    """Whether nobody is there to see to it: whoever asked is told where else to turn."""
    told: bool = True
    """Whether each step is written to whoever asked: not to those who want no contact."""


def ask(  # noqa: PLR0913 - a ticket has this many sides, and each has its name
    uow: Uow,
    person_id: int,
    *,
    sort: Sort,
    text: str,
    kind: str = "",
    anonymous: bool = False,
    private: bool = False,
    urgent: bool = False,
    owner_id: int | None = None,
) -> Asked:
    """Take a sentence for somebody to see to; without a kind its words say which it is.

    ``urgent`` are words of acute distress: they are private, have hours instead of days, and are
    never too many. ``owner_id``: who was called for them.
    """
    words = said(Move.ASK, text)
    person = uow.session.get_one(Person, person_id, with_for_update=CALMLY)
    if not urgent and _today(uow, person_id) >= A_DAY:
        raise EnoughToday(most=A_DAY)
    to = access.route(uow, person, sort, words, anonymous=anonymous or urgent)
    ticket = Ticket(
        sort=sort,
        kind=kind if kind in DEMANDS else kinds.guess(words),
        asker_id=person_id,
        organisation_id=person.organisation_id,
        organ_id=to.organ_id,
        owner_id=to.owner_id if owner_id is None else owner_id,
        text=words,
        anonymous=anonymous,
        private=private or urgent,
        urgent=urgent,
        status=TicketStatus.WAITING,
        created_at=uow.now,
    )
    return _written(uow, ticket)


def _written(uow: Uow, ticket: Ticket) -> Asked:
    due = rows.start(uow, ticket, rows.policy(uow, ticket.organ_id).accept_days)
    uow.session.add(ticket)
    uow.session.flush()
    rows.write(uow, ticket, Move.ASK, by=ticket.asker_id)
    hidden = ticket.anonymous
    audit.note(uow, "asked", "ticket", ticket.id, sort=ticket.sort, anonymous=hidden)
    if ticket.urgent:
        return _asked(uow, ticket, due, ())
    ticket_letters.new(uow, ticket)
    return _asked(uow, ticket, due, likes(uow, ticket.asker_id or 0, ticket.text, ticket.id))


def _asked(uow: Uow, ticket: Ticket, due: Due, like: tuple[Like, ...]) -> Asked:
    owner = uow.session.get_one(Person, ticket.owner_id) if ticket.owner_id is not None else None
    return Asked(
        ticket.id,
        rows.name(ticket),
        Sort(ticket.sort),
        ticket.kind,
        kinds.title(ticket.kind),
        "" if owner is None else owner.name,
        areas.names(uow, [ticket.organ_id])[ticket.organ_id],
        due,
        like,
        nobody=not access.handlers(uow, ticket),
        told=_told(uow, ticket),
    )


def _told(uow: Uow, ticket: Ticket) -> bool:
    asker = uow.session.get_one(Person, ticket.asker_id)
    return asker.left_at is None


def _today(uow: Uow, person_id: int) -> int:
    today = midnight(uow.today)
    question = select(func.count()).where(
        Ticket.asker_id == person_id,
        Ticket.created_at >= today,
        Ticket.created_at < today + timedelta(days=1),
        Ticket.urgent.is_(False),
    )
    return uow.session.scalars(question).one()


def set_kind(uow: Uow, ticket_id: int, person_id: int, kind: str) -> str:
    """Set right what a ticket is about, as its asker says; return the kind's name."""
    ticket = rows.of_asker(uow, ticket_id, person_id)
    if ticket.status not in OPEN:
        raise Ended(status=STATUSES[TicketStatus(ticket.status)])
    if kind in DEMANDS:
        ticket.kind = kind
    return kinds.title(ticket.kind)
