"""What time does to tickets: overdue ones go one organ up, and who asked is asked once more."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, select

from domain.tickets import OURS, Move, Sort, TicketStatus
from models.cadre import Appointment
from models.subject import leaders
from models.ticket import Ticket
from services import areas, audit
from services import ticket_access as access
from services import ticket_letters as letters
from services import ticket_rows as rows
from services.uow import Uow

_AT_ONCE: Final = 200
"""The rest is for the next run, ten minutes later."""
_TODAY: Final = timedelta(hours=16)
"""From eight in the morning on, what is due when the day ends."""


def settle(uow: Uow) -> int:
    """Let time do its part; running it again changes nothing."""
    return _resume(uow) + _escalate(uow) + _follow_up(uow) + _remind(uow)


def _resume(uow: Uow) -> int:
    """Go on without what the asker was asked for and has not said in time."""
    question = _due(Ticket.status == TicketStatus.MORE, Ticket.due_at <= uow.now)
    waited = uow.session.scalars(question).all()
    for ticket in waited:
        new = rows.step(uow, ticket, Move.RESUME, "没有等到补充,按现有的情况办", by=None)
        rows.start(uow, ticket, rows.policy(uow, ticket.organ_id).answer_days)
        number, until = rows.name(ticket), letters.by(ticket)
        text = f"你提的 {number} 没等到补充,先按现有的情况办,{until}答复你。"
        letters.to_asker(uow, ticket, new, text, "先按现有的情况办")
        text = f"{number} 没有等到补充,请按现有的情况在{until}答复。"
        letters.to_desk(uow, ticket, new, text, f"{until}答复")
    return len(waited)


def _escalate(uow: Uow) -> int:
    """Send what is overdue one leading organ up, and tell everybody where it is."""
    question = _due(access.can_go_up(), Ticket.due_at <= uow.now)
    late = uow.session.scalars(question).all()
    came: dict[int, list[Ticket]] = defaultdict(list)
    for ticket in late:
        organ = _above(uow, ticket)
        name = areas.names(uow, [organ])[organ]
        where = f"又催了一次{name}" if organ == ticket.escalated_to else f"转到{name}督办"
        new = rows.step(uow, ticket, Move.ESCALATE, where, by=None)
        ticket.escalated_to, ticket.escalations = organ, ticket.escalations + 1
        rows.start(uow, ticket, rows.policy(uow, ticket.organ_id).escalate_days)
        letters.escalated(uow, ticket, new, where)
        audit.note(uow, Move.ESCALATE, "ticket", ticket.id, organ=organ)
        came[organ].append(ticket)
    for organ, tickets in came.items():
        letters.came_up(uow, organ, tickets)
    return len(late)


def _above(uow: Uow, ticket: Ticket) -> int:
    """Return the next organ above in which somebody may see to a ticket; itself at the top."""
    here = ticket.escalated_to or ticket.organ_id
    over = areas.above(uow, here)
    return here if over is None else access.taker(uow, ticket, over)


def _follow_up(uow: Uow) -> int:
    """Ask once more whether it was solved."""
    asked = uow.session.scalars(
        _due(Ticket.follow_up_at.is_not(None), Ticket.follow_up_at <= uow.now)
    ).all()
    for ticket in asked:
        ticket.follow_up_at = None
        new = rows.step(uow, ticket, Move.FOLLOW_UP, by=None)
        letters.follow_up(uow, ticket, new)
    return len(asked)


def _remind(uow: Uow) -> int:
    """Remind those of what is due today; at night nobody."""
    question = (
        select(Ticket)
        .where(
            Ticket.status.in_(OURS),
            Ticket.due_at > uow.now,
            Ticket.due_at <= uow.now + _TODAY,
            Ticket.urgent.is_(False),
        )
        .order_by(Ticket.due_at, Ticket.id)
    )
    mine = _of_each(uow, uow.session.scalars(question).all())
    told = letters.told_of_due(uow, mine)
    return sum(
        letters.due_soon(uow, cadre, ids) for cadre, ids in mine.items() if cadre not in told
    )


def _of_each(uow: Uow, tickets: Sequence[Ticket]) -> Mapping[int, list[int]]:
    """Return what each has to do: the owner in post, else whoever answers for the organ."""
    mine: dict[int, list[int]] = defaultdict(list)
    ours: dict[int, list[int]] = defaultdict(list)
    posted = access.posted(uow, {t.owner_id for t in tickets if t.owner_id is not None})
    for ticket in tickets:
        if ticket.owner_id in posted:
            mine[ticket.owner_id].append(ticket.id)
        elif ticket.sort == Sort.COMPLAINT:
            for cadre in access.leaders(uow, ticket, ticket.organ_id):
                mine[cadre].append(ticket.id)
        else:
            ours[ticket.organ_id].append(ticket.id)
    led = leaders(uow.today).where(Appointment.organisation_id.in_(ours))
    for organ, cadre in uow.session.execute(led) if ours else ():
        mine[cadre] += ours[organ]
    return mine


def _due(*conditions: ColumnElement[bool]) -> Select[Ticket]:
    """Ask for tickets whose time has come, locked; what somebody works on waits for the next."""
    return (
        select(Ticket)
        .where(*conditions)
        .order_by(Ticket.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True, of=Ticket)
    )
