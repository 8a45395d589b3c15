"""What the asker does with a ticket: supply, say whether it was solved, reopen, take it back."""

from datetime import timedelta

from sqlalchemy import select

from domain.tickets import REOPEN_DAYS, LongAgo, Move, TicketStatus, said
from domain.wording import tap
from models.ticket import Ticket
from services import areas, audit
from services import ticket_access as access
from services import ticket_letters as letters
from services import ticket_rows as rows
from services.uow import Uow


def supply(uow: Uow, ticket_id: int, person_id: int, text: str) -> None:
    """Add to what was asked; if somebody waited for it, their clock goes on."""
    words = said(Move.SUPPLY, text)
    ticket = rows.of_asker(uow, ticket_id, person_id)
    asked = ticket.status == TicketStatus.MORE
    new = rows.step(uow, ticket, Move.SUPPLY, words, by=person_id)
    if asked:
        rows.start(uow, ticket, rows.policy(uow, ticket.organ_id).answer_days)
    if not _moved(uow, ticket):
        # Who writes ten lines is one piece of news, unless somebody waited for each.
        key: int | str = new if asked else f"more:{uow.today:%Y%m%d}"
        where = tap("待办诉求")
        text = f"{rows.name(ticket)} 有补充了,{letters.by(ticket)}接着办。看一眼:{where}"
        letters.to_desk(uow, ticket, key, text, "有补充了")
    audit.note(uow, Move.SUPPLY, "ticket", ticket.id)


def confirm(uow: Uow, ticket_id: int, person_id: int, *, solved: bool) -> None:
    """Say whether it was solved; what was not may be reopened, now or later."""
    ticket = rows.of_asker(uow, ticket_id, person_id)
    again = ticket.status == TicketStatus.CONFIRMED and ticket.solved is solved
    if not again:
        rows.step(uow, ticket, Move.CONFIRM, "解决了" if solved else "没有解决", by=person_id)
    ticket.solved = solved
    if not solved:
        ticket.follow_up_at = None
    audit.note(uow, Move.CONFIRM, "ticket", ticket.id, solved=solved)


def reopen(uow: Uow, ticket_id: int, person_id: int, why: str) -> None:
    """Give an ended ticket back to whoever had it: it is not solved, and here is why."""
    words = said(Move.REOPEN, why)
    ticket = rows.of_asker(uow, ticket_id, person_id)
    ended = ticket.closed_at
    if ended is not None and uow.now - ended > timedelta(days=REOPEN_DAYS):
        raise LongAgo(days=REOPEN_DAYS)
    new = rows.step(uow, ticket, Move.REOPEN, words, by=person_id)
    ticket.reopened += 1
    ticket.escalated_to = None
    ticket.solved, ticket.duplicate_of, ticket.follow_up_at = False, None, None
    days = rows.policy(uow, ticket.organ_id)
    waits = ticket.status == TicketStatus.WAITING
    rows.start(uow, ticket, days.accept_days if waits else days.answer_days)
    if not _moved(uow, ticket):
        number, until, where = rows.name(ticket), letters.by(ticket), tap("待办诉求")
        text = f"{number} 提的人说还没解决,请{until}再办一次。看一眼:{where}"
        letters.to_desk(uow, ticket, new, text, "还没解决,请再办")
    audit.note(uow, Move.REOPEN, "ticket", ticket.id)


def _moved(uow: Uow, ticket: Ticket) -> bool:
    """Let a complaint go to others as soon as it names who has it; say whether it did."""
    organ = access.move_up(uow, ticket)
    if organ is None:
        return False
    where = f"转给{areas.names(uow, [organ])[organ]}"
    new = rows.step(uow, ticket, Move.PASS, f"{where}:里面说到了原来经手的人", by=None)
    rows.start(uow, ticket, rows.policy(uow, organ).accept_days)
    number, until = rows.name(ticket), letters.by(ticket)
    text = f"你提的 {number} 说到了原来经手的人,{where}来办,{until}受理。"
    letters.to_asker(uow, ticket, new, text, where[:20])
    text = f"有一件投诉转给你们了({number}),{until}受理。看一眼:{tap('待办诉求')}"
    letters.to_desk(uow, ticket, new, text, f"{until}受理")
    return True


def withdraw(uow: Uow, ticket_id: int, person_id: int) -> None:
    """Take an open ticket back: nobody sees it any more; what was merged into it goes on."""
    ticket = rows.of_asker(uow, ticket_id, person_id)
    rows.step(uow, ticket, Move.WITHDRAW, by=person_id)
    ticket.follow_up_at = None
    part(uow, ticket)
    audit.note(uow, Move.WITHDRAW, "ticket", ticket.id)


def part(uow: Uow, ticket: Ticket) -> None:
    """Let what was merged into a ticket go on by itself, now that this one comes to no answer."""
    merged = select(Ticket).where(
        Ticket.duplicate_of == ticket.id, Ticket.status == TicketStatus.DUPLICATE
    )
    for one in uow.session.scalars(merged.order_by(Ticket.id).with_for_update()).all():
        new = rows.step(uow, one, Move.RESUME, "单独接着办", by=None)
        one.duplicate_of = None
        rows.start(uow, one, rows.policy(uow, one.organ_id).accept_days)
        text = f"{rows.name(one)} 要单独办了,{letters.by(one)}受理。看一眼:{tap('待办诉求')}"
        letters.to_desk(uow, one, new, text, "要单独办了")


def opt_out(uow: Uow, ticket_id: int, person_id: int) -> None:
    """Ask not to be asked again two weeks later."""
    ticket = rows.of_asker(uow, ticket_id, person_id)
    ticket.follow_up, ticket.follow_up_at = False, None
    audit.note(uow, "no_follow_up", "ticket", ticket.id)
