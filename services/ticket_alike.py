"""Beside an open ticket: others about the same, and what was answered to all before."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from domain.tickets import STATUS_TITLES, Sort, TicketStatus, number
from models.ticket import Ticket
from services import segmenting, ticket_access, voices
from services.uow import Uow
from services.voices import Voice

_SINCE: Final = timedelta(days=90)
_COMPARED: Final = 300
"""The newest so many are compared: about a year of a county."""
_SHOWN: Final = 3
_GONE: Final = (TicketStatus.WITHDRAWN, TicketStatus.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Double:
    """Another ticket that may be about the same; ``same_asker``: by whoever asked this one."""

    id: int
    number: str
    text: str
    status_title: str
    same_asker: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """What helps whoever sees to a ticket."""

    doubles: tuple[Double, ...] = ()
    answered: tuple[Voice, ...] = ()


def beside(
    uow: Uow, ticket_id: int, cadre_id: int, organ_id: int | None, *, complaints: bool = True
) -> Beside:
    """Return what is like a ticket, out of what this cadre may see to as well.

    ``complaints``: whether these are among them.
    """
    ticket = uow.session.get(Ticket, ticket_id)
    if ticket is None or not ticket_access.may_handle(uow, ticket, cadre_id, organ_id):
        return Beside()
    mine = Ticket.owner_id == cadre_id
    if organ_id is not None and organ_id == ticket.organ_id:
        mine |= Ticket.organ_id == organ_id
    if not complaints:
        mine &= Ticket.sort != Sort.COMPLAINT
    rows = uow.session.scalars(
        select(Ticket)
        .where(
            mine,
            ticket_access.unconcerned(uow, cadre_id),
            Ticket.organ_id == ticket.organ_id,
            Ticket.id != ticket_id,
            Ticket.status.not_in(_GONE),
            Ticket.created_at > uow.now - _SINCE,
        )
        .order_by(Ticket.id.desc())
        .limit(_COMPARED)
    ).all()
    near = segmenting.alike(ticket.text, {row.id: row.text for row in rows})[:_SHOWN]
    found = {row.id: row for row in rows}
    return Beside(
        tuple(_double(found[key], ticket) for key, _ in near),
        tuple(_answered(uow, ticket)),
    )


def _double(row: Ticket, beside: Ticket) -> Double:
    known = row.asker_id is not None and not row.anonymous and not beside.anonymous
    return Double(
        row.id,
        number(Sort(row.sort), row.id),
        row.text,
        STATUS_TITLES[TicketStatus(row.status)],
        known and row.asker_id == beside.asker_id,
    )


def _answered(uow: Uow, ticket: Ticket) -> list[Voice]:
    """Return what everybody may read already and is about the same."""
    found = {one.id: one for one in voices.search(uow, ticket.text) if one.id != ticket.id}
    near = segmenting.alike(ticket.text, {key: one.question for key, one in found.items()})
    return [found[key] for key, _ in near[:_SHOWN]]
