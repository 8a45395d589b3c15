"""What those who see to a ticket do with it: each step is written down, and the asker is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from domain.errors import Refusal
from domain.ticket_clock import Due
from domain.tickets import (
    MOST_PASSES,
    MOST_QUESTIONS,
    AnswerNamesAsker,
    Merged,
    Move,
    NamesAnother,
    TicketStatus,
    TooManyPasses,
    TooManyQuestions,
    called,
    said,
)
from domain.wording import untapped
from models.person import Person
from models.ticket import Ticket
from services import acting, areas, audit, ticket_targets
from services import ticket_letters as letters
from services import ticket_rows as rows
from services.ticket_asker import confirm, opt_out, reopen, supply, withdraw
from services.uow import Uow

__all__ = [
    "NotSame",
    "Stepped",
    "accept",
    "answer",
    "confirm",
    "duplicate",
    "more",
    "note",
    "opt_out",
    "pass_on",
    "refer",
    "reopen",
    "supply",
    "withdraw",
]


class NotSame(Refusal):
    """A ticket is merged into another that is open or answered."""

    code = "ticket_not_same"
    text = "并不到那一件里:要选另一件还在办或者已经答复的,而且归你办。"


@dataclass(frozen=True, slots=True)
class Stepped:
    """How a ticket stands after a step; ``due``: by when the next is to be done."""

    id: int
    number: str
    status: TicketStatus
    due: Due | None = None
    others: int = 0
    """How many duplicates got the same answer."""
    to: str = ""
    """Who has it now, when it was passed on."""


def accept(uow: Uow, ticket_id: int, cadre_id: int, *, organ_id: int | None = None) -> Stepped:
    """Take a ticket up: from now on it is this cadre's, and has days to be answered.

    Where an admin does so who is no cadre, it is the organ's.
    """
    ticket = rows.to_handle(uow, ticket_id, cadre_id, organ_id)
    new = rows.step(uow, ticket, Move.ACCEPT, by=cadre_id)
    ticket.owner_id = rows.keeper(uow, cadre_id)
    due = rows.start(uow, ticket, rows.policy(uow, ticket.organ_id).answer_days)
    text = f"{_name(uow, cadre_id)}受理了你提的 {rows.name(ticket)},{letters.by(ticket)}答复你。"
    letters.to_asker(uow, ticket, new, text, "已受理")
    return _done(uow, ticket, Move.ACCEPT, due)


def answer(
    uow: Uow, ticket_id: int, cadre_id: int, text: str, *, organ_id: int | None = None
) -> Stepped:
    """Answer a ticket, and all that were merged into it; the askers are asked if it is solved."""
    words = said(Move.ANSWER, text)
    ticket = rows.to_handle(uow, ticket_id, cadre_id, organ_id)
    _not_merged(uow, ticket)
    same = _merged_into(uow, ticket)
    if same and (name := called(words, _askers(uow, [ticket, *same]))):
        raise NamesAnother(others=len(same) + 1, name=name)
    for one in (ticket, *same):
        _answered(uow, one, cadre_id, words)
    ticket.owner_id = ticket.owner_id or rows.keeper(uow, cadre_id)
    done = _done(uow, ticket, Move.ANSWER)
    return Stepped(done.id, done.number, done.status, None, len(same))


def _answered(uow: Uow, ticket: Ticket, cadre_id: int, words: str) -> None:
    new = rows.step(uow, ticket, Move.ANSWER, words, by=cadre_id)
    ticket.answer, ticket.answered_by, ticket.answered_at = words, cadre_id, uow.now
    rows.ask_again(uow, ticket, rows.policy(uow, ticket.organ_id).follow_up)
    letters.answered(uow, ticket, new, _name(uow, cadre_id))


def refer(  # noqa: PLR0913 - it names who is responsible, and says how to reach them
    uow: Uow,
    ticket_id: int,
    cadre_id: int,
    *,
    who: str,
    text: str = "",
    organ_id: int | None = None,
) -> Stepped:
    """Say that it is not for this level, and who is responsible instead."""
    said(Move.REFER, who)
    words = said(Move.REFER, f"{who.strip()}。{text.strip()}" if text.strip() else who)
    ticket = rows.to_handle(uow, ticket_id, cadre_id, organ_id)
    _not_merged(uow, ticket)
    for one in (ticket, *_merged_into(uow, ticket)):
        new = rows.step(uow, one, Move.REFER, words, by=cadre_id)
        one.refer, one.owner_id = words, one.owner_id or rows.keeper(uow, cadre_id)
        rows.ask_again(uow, one, rows.policy(uow, one.organ_id).follow_up)
        letters.referred(uow, one, new)
    return _done(uow, ticket, Move.REFER)


def pass_on(  # noqa: PLR0913 - to whom and why
    uow: Uow,
    ticket_id: int,
    cadre_id: int,
    *,
    to_cadre: int | None = None,
    to_organ: int | None = None,
    why: str,
    organ_id: int | None = None,
) -> Stepped:
    """Give a ticket to a colleague or to another organ; the asker is told to whom and why."""
    words = said(Move.PASS, why)
    ticket = rows.to_handle(uow, ticket_id, cadre_id, organ_id)
    if rows.times(uow, ticket, Move.PASS) >= MOST_PASSES:
        raise TooManyPasses(most=MOST_PASSES)
    to = ticket_targets.chosen(uow, ticket, to_cadre=to_cadre, to_organ=to_organ)
    new = rows.step(uow, ticket, Move.PASS, f"转给{to.name}:{words}", by=cadre_id)
    ticket.organ_id, ticket.owner_id = to.organ_id, to.owner_id
    if ticket.escalated_to is not None and not areas.is_over(
        uow, ticket.escalated_to, ticket.organ_id
    ):
        ticket.escalated_to = None  # another branch of the tree: nobody there watches it
    due = rows.start(uow, ticket, rows.policy(uow, ticket.organ_id).accept_days)
    until = letters.by(ticket)
    text = f"你提的 {rows.name(ticket)} 转给{to.name}了:{untapped(words)}\n{until}受理。"
    letters.to_asker(uow, ticket, new, text, f"转给{to.name}"[:20])
    text = f"{rows.name(ticket)} 转给你们了:{untapped(words)}\n{until}受理,看一眼「待办诉求」。"
    letters.to_desk(uow, ticket, new, text, f"{until}受理")
    done = _done(uow, ticket, Move.PASS, due)
    return Stepped(done.id, done.number, done.status, due, 0, to.name)


def more(
    uow: Uow, ticket_id: int, cadre_id: int, question: str, *, organ_id: int | None = None
) -> Stepped:
    """Ask the asker for more; their days count, not ours, until they have answered."""
    words = said(Move.MORE, question)
    ticket = rows.to_handle(uow, ticket_id, cadre_id, organ_id)
    if rows.times(uow, ticket, Move.MORE) >= MOST_QUESTIONS:
        raise TooManyQuestions(most=MOST_QUESTIONS)
    new = rows.step(uow, ticket, Move.MORE, words, by=cadre_id)
    ticket.owner_id = ticket.owner_id or rows.keeper(uow, cadre_id)
    due = rows.start(uow, ticket, rows.policy(uow, ticket.organ_id).answer_days)
    number = rows.name(ticket)
    text = (
        f"你提的 {number} 要补充一点,{_name(uow, cadre_id)}问:{untapped(words)}\n"
        f"回复「补充{number} 」加上要说的就行;{letters.by(ticket)}没有补充,就按现有的情况办。"
    )
    letters.to_asker(uow, ticket, new, text, "要补充一点")
    return _done(uow, ticket, Move.MORE, due)


def duplicate(
    uow: Uow, ticket_id: int, cadre_id: int, *, of: int, organ_id: int | None = None
) -> Stepped:
    """Merge a ticket into another: what that one is answered, this one is too."""
    if ticket_id == of:
        raise NotSame
    # In the order of their ids: two who merge crosswise wait for each other in turn.
    found = {n: rows.to_handle(uow, n, cadre_id, organ_id) for n in sorted((ticket_id, of))}
    ticket, other = found[ticket_id], found[of]
    ready = {TicketStatus.WAITING, TicketStatus.WORKING, TicketStatus.MORE, TicketStatus.ANSWERED}
    if other.status not in ready:
        raise NotSame
    answered = other.status == TicketStatus.ANSWERED
    if answered and called(other.answer, _askers(uow, [other, ticket])):
        raise AnswerNamesAsker
    same = _merged_into(uow, ticket)
    own = other.asker_id == ticket.asker_id
    where = f"你的 {rows.name(other)}" if own else "别人反映的同一件事"
    new = rows.step(uow, ticket, Move.DUPLICATE, f"并到{where}里一起办", by=cadre_id)
    for one in (ticket, *same):
        one.duplicate_of = other.id
    if answered and other.answered_by is not None:
        for one in (ticket, *same):
            _answered(uow, one, other.answered_by, other.answer)
    else:
        text = f"你提的 {rows.name(ticket)} 和{where}一样,一起办;有了答复,一并告诉你。"
        letters.to_asker(uow, ticket, new, text, "并到同一件里办")
    return _done(uow, ticket, Move.DUPLICATE)


def note(  # noqa: PLR0913 - what is said, and to whom
    uow: Uow,
    ticket_id: int,
    cadre_id: int,
    text: str,
    *,
    shown: bool = True,
    organ_id: int | None = None,
) -> Stepped:
    """Say how it goes; what is not ``shown`` is for those who see to it."""
    words = said(Move.NOTE, text)
    ticket = rows.to_handle(uow, ticket_id, cadre_id, organ_id)
    new = rows.step(uow, ticket, Move.NOTE, words, by=cadre_id, shown=shown)
    if shown:
        text = f"你提的 {rows.name(ticket)},{_name(uow, cadre_id)}说:{untapped(words)}"
        letters.to_asker(uow, ticket, new, text, "有新的说明")
    return _done(uow, ticket, Move.NOTE)


def _not_merged(uow: Uow, ticket: Ticket) -> None:
    """Refuse to end a merged ticket by itself: its answer comes from the other."""
    if ticket.status == TicketStatus.DUPLICATE and ticket.duplicate_of is not None:
        raise Merged(number=rows.name(uow.session.get_one(Ticket, ticket.duplicate_of)))


def _merged_into(uow: Uow, ticket: Ticket) -> list[Ticket]:
    question = (
        select(Ticket)
        .where(Ticket.duplicate_of == ticket.id, Ticket.status == TicketStatus.DUPLICATE)
        .order_by(Ticket.id)
        .with_for_update()
    )
    return list(uow.session.scalars(question))


def _askers(uow: Uow, tickets: Sequence[Ticket]) -> Sequence[str]:
    """Return the names of those who asked by name: a refusal tells nobody who did without."""
    asked = [one.asker_id for one in tickets if one.asker_id is not None and not one.anonymous]
    if len(set(asked)) == 1 and len(asked) == len(tickets) > 1:
        return ()  # all are of one person
    return uow.session.scalars(select(Person.name).where(Person.id.in_(asked))).all()


def _name(uow: Uow, cadre_id: int) -> str:
    """Return who speaks to the asker: an admin is named with the organ they speak for."""
    name = uow.session.get_one(Person, cadre_id).name
    organ = acting.organ_of(uow, cadre_id)
    return name if organ is None else f"{areas.names(uow, [organ])[organ]} {name}"


def _done(uow: Uow, ticket: Ticket, deed: Move, due: Due | None = None) -> Stepped:
    audit.note(uow, deed, "ticket", ticket.id)
    return Stepped(ticket.id, rows.name(ticket), TicketStatus(ticket.status), due)
