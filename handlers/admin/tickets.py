"""诉求: what an organ has to see to, and one with its steps, its clock and what is like it."""

from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from domain.dictionaries import DEMANDS
from domain.permissions import May
from domain.ticket_clock import days_left
from domain.ticket_templates import Use
from domain.tickets import OPEN, SORTS, Sort, TicketStatus
from handlers.admin import ticket_replies, ticket_steps
from handlers.admin.console import PAGE, Console, Desk, number
from services import (
    console_scope,
    console_tickets,
    reply_templates,
    ticket_alike,
    ticket_targets,
    ticket_words,
    voice_publishing,
    voices,
)
from services.reply_templates import Reply
from services.ticket_views import TicketSeen

_FILTERS: Final = ("tab", "sort", "state", "kind", "number")


def add(console: Console) -> None:
    """Put the pages on the door."""

    @console.get("/tickets", May.SEE)
    def tickets(desk: Desk) -> ResponseReturnValue:
        said = {key: desk.asked(key) for key in _FILTERS}
        sought = console_tickets.wanted(desk.place.id, said)
        after = number(desk.asked("after"))
        found = console_tickets.page(desk.uow, desk.who, sought, after=after, most=PAGE + 1)
        rows, told = found[:PAGE], console_tickets.knows_complaints(desk.who)
        return desk.page(
            "tickets",
            rows=rows,
            sought=sought,
            asked_number=said["number"],
            more=desk.filtered(after=rows[-1].id) if len(found) > PAGE else "",
            first=desk.filtered() if after else "",
            units=console_scope.children(desk.uow, desk.place.id),
            TABS=console_tickets.TABS,
            STATES=console_tickets.STATES,
            COLOURS=console_tickets.COLOURS,
            SORTS={sort: words for sort, words in SORTS.items() if told or sort != Sort.COMPLAINT},
            told=told,
            KINDS=DEMANDS,
        )

    @console.get("/tickets/<int:ticket_id>", May.SEE)
    def ticket(desk: Desk, ticket_id: int) -> ResponseReturnValue:
        return _page(desk, ticket_id)

    ticket_steps.add(console, _page)
    ticket_replies.add(console)


def _page(desk: Desk, ticket_id: int, **_step: object) -> ResponseReturnValue:
    uow, who = desk.uow, desk.who
    seen = console_tickets.seen(uow, who, ticket_id)
    me, organ = who.id, who.organisation_id
    acts = seen.status in OPEN and desk.may(May.TICKETS)
    beside = ticket_alike.Beside()
    if seen.status in OPEN:
        told = console_tickets.knows_complaints(who)
        beside = ticket_alike.beside(uow, ticket_id, me, organ, complaints=told)
    reply = _reply(desk, seen) if acts else None
    return desk.page(
        "ticket",
        t=seen,
        by_when=ticket_words.by_when(seen),
        left=days_left(uow.means.calendar, uow.now, seen.due_at),
        steps=list(reversed(seen.steps)),
        acts=acts,
        waiting=seen.status is TicketStatus.WAITING,
        beside=beside,
        replies=reply_templates.listed(uow, seen.organ_id) if acts else [],
        reply=reply,
        use=reply.use if reply is not None else _use(),
        targets=ticket_targets.targets(uow, ticket_id, me, organ) if acts else None,
        voice=voice_publishing.standing_of(uow, ticket_id, me, organ),
        youth=console_tickets.asker_here(uow, who, seen),
        COLOURS=console_tickets.COLOURS,
    )


def _use() -> Use:
    """Return which form was just tried, so that it stays open; the answer if none was."""
    step = request.path.rsplit("/", 1)[-1]
    return Use(step) if step in set(Use) else Use.ANSWER


def _reply(desk: Desk, seen: TicketSeen) -> Reply | None:
    """Return the template that was chosen, or a public answer, as a draft of the reply."""
    voice = number(desk.asked("voice"))
    if voice:
        one = voices.voice(desk.uow, voice)
        return Reply(f"voice-{voice}", one.question, one.answer)
    key = desk.asked("reply")
    values = reply_templates.known(desk.uow, seen, desk.who.name)
    return reply_templates.draft(desk.uow, key, seen.organ_id, values) if key else None
