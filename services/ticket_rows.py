"""A ticket's row: read for somebody under a lock, moved, and each step of it written down."""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from domain import ticket_clock as clock
from domain.policies import TicketPolicy
from domain.ticket_clock import Due
from domain.tickets import ENDED, Move, Sort, TicketStatus, move, number
from models.ticket import Ticket, TicketStep
from services import acting
from services import ticket_access as access
from services.subjects import Programmes
from services.ticket_access import NoSuchTicket
from services.uow import Uow

LOCK: Final[bool | None] = True
"""Who takes a step at once with another waits, and finds what the other made of it."""


def to_handle(uow: Uow, ticket_id: int, cadre_id: int, organ_id: int | None) -> Ticket:
    """Return a ticket, locked, for a cadre who may see to it; to others it is none."""
    ticket = _locked(uow, ticket_id)
    if ticket is None or not access.may_handle(uow, ticket, cadre_id, organ_id):
        raise NoSuchTicket
    return ticket


def keeper(uow: Uow, person_id: int) -> int | None:
    """Return who keeps a ticket that somebody takes up; none: the organ for which they act."""
    acts = acting.organ_of(uow, person_id) is not None
    return None if acts and not access.in_post(uow, person_id) else person_id


def of_asker(uow: Uow, ticket_id: int, person_id: int) -> Ticket:
    """Return a ticket, locked, for who asked it; to others it is none."""
    ticket = _locked(uow, ticket_id)
    if ticket is None or ticket.asker_id != person_id:
        raise NoSuchTicket
    return ticket


def _locked(uow: Uow, ticket_id: int) -> Ticket | None:
    return uow.session.get(Ticket, ticket_id, with_for_update=LOCK, populate_existing=True)


def step(  # noqa: PLR0913 - who did what to it, and who sees that
    uow: Uow, ticket: Ticket, deed: Move, text: str = "", *, by: int | None, shown: bool = True
) -> int:
    """Move a ticket and write the step down; what may not be is refused in words.

    Returns the step's id.
    """
    ticket.status = move(TicketStatus(ticket.status), deed)
    if ticket.status in ENDED:
        ticket.closed_at = ticket.closed_at or uow.now
    else:
        ticket.closed_at = None
    return write(uow, ticket, deed, text, by=by, shown=shown)


def write(  # noqa: PLR0913 - likewise
    uow: Uow, ticket: Ticket, deed: Move, text: str = "", *, by: int | None, shown: bool = True
) -> int:
    """Write a step down; return its id."""
    row = TicketStep(
        ticket_id=ticket.id, at=uow.now, actor_id=by, deed=deed, text=text, shown=shown
    )
    uow.session.add(row)
    uow.session.flush()
    return row.id


def times(uow: Uow, ticket: Ticket, deed: Move) -> int:
    """Count how often a step was taken."""
    question = select(func.count()).where(
        TicketStep.ticket_id == ticket.id, TicketStep.deed == deed
    )
    return uow.session.scalars(question).one()


def policy(uow: Uow, organ_id: int) -> TicketPolicy:
    """Return the deadlines of an organ's programme."""
    return Programmes.over(uow, [organ_id]).of(organ_id).tickets


def start(uow: Uow, ticket: Ticket, days: int) -> Due:
    """Set the clock of the present step; words of acute distress have hours, not days."""
    due = clock.soon(uow.now) if ticket.urgent else clock.due(uow.means.calendar, uow.now, days)
    ticket.due_at = due.at
    return due


def ask_again(uow: Uow, ticket: Ticket, after: timedelta) -> None:
    """Note when the asker is asked again whether it was solved: once, unless they said no."""
    once = times(uow, ticket, Move.FOLLOW_UP) == 0
    ticket.follow_up_at = uow.now + after if ticket.follow_up and once else None


def name(ticket: Ticket) -> str:
    """Return the number by which people speak of it."""
    return number(Sort(ticket.sort), ticket.id)
