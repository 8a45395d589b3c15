"""What a cadre has open for youths who are handed over goes with them, and comes back with them."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import ColumnElement, select

from domain.tickets import OPEN, STATUS_TITLES, Move, Sort, TicketStatus
from models.person import Person
from models.ticket import Ticket
from services import ticket_letters as letters
from services import ticket_rows as rows
from services.uow import Uow

_GOING: Final = (*OPEN, TicketStatus.DUPLICATE)
"""A merged one may still come back to whoever has it."""


def hand(uow: Uow, mark: str, giver: int, receiver: int, youths: Collection[int]) -> list[int]:
    """Let the receiver see to the giver's open tickets of these youths; return which they are.

    Their clocks go on. What was asked without a name stays: who gets it would tell whose it is.
    So do complaints, which are no matter of a case-load, and words of acute distress, for which
    the one was called who has them.
    """
    mine = _of(
        uow,
        Ticket.owner_id == giver,
        Ticket.asker_id.in_(youths),
        Ticket.anonymous.is_(False),
        Ticket.urgent.is_(False),
        Ticket.sort != Sort.COMPLAINT,
    )
    names = _names(uow, [giver, receiver])
    _give(uow, mine, receiver, f"以后由{names[receiver]}接着办")
    letters.handed(uow, mark, receiver, names[giver], [one for one in mine if one.status in OPEN])
    return [one.id for one in mine]


def take_back(
    uow: Uow, tickets: Sequence[int], giver: int, receiver: int, youths: Collection[int]
) -> None:
    """Give back what the receiver has still open; what was done with it meanwhile stands."""
    theirs = _of(
        uow, Ticket.id.in_(tickets), Ticket.owner_id == receiver, Ticket.asker_id.in_(youths)
    )
    _give(uow, theirs, giver, f"还是由{_names(uow, [giver])[giver]}接着办")


def _of(uow: Uow, *which: ColumnElement[bool]) -> list[Ticket]:
    question = select(Ticket).where(*which, Ticket.status.in_(_GOING)).order_by(Ticket.id)
    locked = question.with_for_update().execution_options(populate_existing=True)
    return list(uow.session.scalars(locked))


def _give(uow: Uow, tickets: Sequence[Ticket], receiver: int, how: str) -> None:
    for one in tickets:
        one.owner_id = receiver
        if one.status == TicketStatus.DUPLICATE:
            continue
        step = rows.write(uow, one, Move.NOTE, how, by=uow.actor)
        status = STATUS_TITLES[TicketStatus(one.status)]
        text = f"你提的 {rows.name(one)}({status}){how},期限不变。"
        letters.to_asker(uow, one, step, text, how[:20], owned=True)


def _names(uow: Uow, ids: Sequence[int]) -> dict[int, str]:
    question = select(Person.id, Person.name).where(Person.id.in_(ids))
    return dict(uow.session.execute(question).all())
