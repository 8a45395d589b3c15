"""What is done with a ticket at the console: each step for the organ, in the admin's own name."""

from typing import Final

from flask import url_for
from flask.typing import ResponseReturnValue

from domain import voices as voice_rules
from domain.permissions import May
from domain.ticket_templates import written
from domain.tickets import read_number
from handlers.admin.console import Console, Desk, View, number, typed
from services import (
    console_changes,
    console_tickets,
    ticket_steps,
    voice_publishing,
    voice_undo,
)
from services.console_scope import OutOfReach

_ONE: Final = "/tickets/<int:ticket_id>"


def add(console: Console, again: View) -> None:
    """Put the steps on the door; a refused one shows the ticket's page ``again``."""
    _answering(console, again)
    _passing(console, again)
    _public(console)
    _private(console, again)


def _answering(console: Console, again: View) -> None:
    @console.post(f"{_ONE}/accept", May.TICKETS, again=again)
    def ticket_accept(desk: Desk, ticket_id: int) -> ResponseReturnValue:
        me, organ = console_tickets.acts(desk.uow, desk.who, ticket_id)
        ticket_steps.accept(desk.uow, ticket_id, me, organ_id=organ)
        return desk.done("受理了,TA 会知道是谁在办。", "admin.ticket", ticket_id=ticket_id)

    @console.post(f"{_ONE}/answer", May.TICKETS, again=again)
    def ticket_answer(desk: Desk, ticket_id: int) -> ResponseReturnValue:
        me, organ = console_tickets.acts(desk.uow, desk.who, ticket_id)
        text = written(typed("text"))
        others = ticket_steps.answer(desk.uow, ticket_id, me, text, organ_id=organ).others
        same = f"并进来的 {others} 件也收到了。" if others else ""
        done = f"答复发出去了,会问 TA 解决没有。{same}"
        return desk.done(done, "admin.ticket", ticket_id=ticket_id)

    @console.post(f"{_ONE}/more", May.TICKETS, again=again)
    def ticket_more(desk: Desk, ticket_id: int) -> ResponseReturnValue:
        me, organ = console_tickets.acts(desk.uow, desk.who, ticket_id)
        text = written(typed("question"))
        ticket_steps.more(desk.uow, ticket_id, me, text, organ_id=organ)
        return desk.done("问过去了,等 TA 补充。", "admin.ticket", ticket_id=ticket_id)

    @console.post(f"{_ONE}/note", May.TICKETS, again=again)
    def ticket_note(desk: Desk, ticket_id: int) -> ResponseReturnValue:
        me, organ = console_tickets.acts(desk.uow, desk.who, ticket_id)
        shown = typed("hidden") != "1"
        ticket_steps.note(desk.uow, ticket_id, me, typed("note"), shown=shown, organ_id=organ)
        done = "写上了,TA 看得到。" if shown else "记下了,只有办的人看得到。"
        return desk.done(done, "admin.ticket", ticket_id=ticket_id)


def _passing(console: Console, again: View) -> None:
    @console.post(f"{_ONE}/pass", May.TICKETS, again=again)
    def ticket_pass(desk: Desk, ticket_id: int) -> ResponseReturnValue:
        """Give it to a colleague or to another organ, where it may not be one's own any more."""
        me, organ = console_tickets.acts(desk.uow, desk.who, ticket_id)
        sort, _, chosen = typed("to").partition("-")
        to = ticket_steps.pass_on(
            desk.uow,
            ticket_id,
            me,
            to_cadre=number(chosen) if sort == "cadre" else None,
            to_organ=number(chosen) if sort == "organ" else None,
            why=typed("why"),
            organ_id=organ,
        ).to
        return desk.done(f"转给{to}了,TA 看得到现在谁在办。", "admin.tickets")

    @console.post(f"{_ONE}/refer", May.TICKETS, again=again)
    def ticket_refer(desk: Desk, ticket_id: int) -> ResponseReturnValue:
        me, organ = console_tickets.acts(desk.uow, desk.who, ticket_id)
        how = written(typed("how"))
        ticket_steps.refer(desk.uow, ticket_id, me, who=typed("who"), text=how, organ_id=organ)
        return desk.done("告诉 TA 归谁管了。", "admin.ticket", ticket_id=ticket_id)

    @console.post(f"{_ONE}/merge", May.TICKETS, again=again)
    def ticket_merge(desk: Desk, ticket_id: int) -> ResponseReturnValue:
        me, organ = console_tickets.acts(desk.uow, desk.who, ticket_id)
        of = read_number(typed("of"))
        try:
            console_tickets.seen(desk.uow, desk.who, of)
        except OutOfReach:
            raise ticket_steps.NotSame from None
        ticket_steps.duplicate(desk.uow, ticket_id, me, of=of, organ_id=organ)
        return desk.done("并过去了,一处答复,两边都收到。", "admin.ticket", ticket_id=of)


def _public(console: Console) -> None:
    @console.get(f"{_ONE}/public", May.TICKETS)
    def ticket_public(desk: Desk, ticket_id: int) -> ResponseReturnValue:
        """Show the public form of an answer: in words that name nobody."""
        seen = console_tickets.seen(desk.uow, desk.who, ticket_id)
        me, organ = console_tickets.acts(desk.uow, desk.who, ticket_id)
        stands = voice_publishing.standing_of(desk.uow, ticket_id, me, organ)
        question, answer = voice_publishing.proposed(stands, seen)
        return desk.page(
            "ticket_public",
            t=seen,
            voice=stands,
            question=question,
            answer=answer,
            most=(voice_rules.QUESTION, voice_rules.ANSWER),
        )

    @console.post(f"{_ONE}/public", May.TICKETS, again=ticket_public)
    def ticket_publish(desk: Desk, ticket_id: int) -> ResponseReturnValue:
        me, organ = console_tickets.acts(desk.uow, desk.who, ticket_id)
        out = voice_publishing.publish(
            desk.uow,
            ticket_id,
            me,
            organ,
            question=typed("question"),
            answer=typed("answer"),
            sure=typed("sure") == "1",
        )
        text = "公开了,在「青年之声」里搜得到;也告诉了提问的人。"
        if out.held:
            text = f"写好了。{out.held},在「内容」里看过再放出来。"
        undo = url_for("admin.ticket_unpublish", ticket_id=ticket_id)
        return desk.done(text, "admin.ticket", undo=undo, label="撤下", ticket_id=ticket_id)


def _private(console: Console, again: View) -> None:
    @console.post(f"{_ONE}/unpublish", May.TICKETS, again=again)
    def ticket_unpublish(desk: Desk, ticket_id: int) -> ResponseReturnValue:
        me, organ = console_tickets.acts(desk.uow, desk.who, ticket_id)
        change = voice_undo.withdraw(desk.uow, ticket_id, me, organ)
        to = "admin.ticket_publish_undo"
        undo = url_for(to, ticket_id=ticket_id, change_id=change) if change else ""
        done = "撤下了,别人看不到了。"
        return desk.done(done, "admin.ticket", undo=undo, ticket_id=ticket_id)

    @console.post(f"{_ONE}/changes/<int:change_id>/undo", May.TICKETS, again=again)
    def ticket_publish_undo(desk: Desk, ticket_id: int, change_id: int) -> ResponseReturnValue:
        """Put back what one has just taken away from the public."""
        undo = console_changes.undo
        text, _ = undo(desk.uow, desk.who, change_id, May.TICKETS, "voice_down")
        return desk.done(f"{text}大家又看得到了。", "admin.ticket", ticket_id=ticket_id)
