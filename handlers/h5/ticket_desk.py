"""诉求 for who sees to them: what waits, one with every step as a form, and its public form."""

from typing import Final, get_args

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain import ticket_templates
from domain import voices as voice_rules
from domain.ticket_templates import Use
from domain.tickets import OPEN, TicketStatus, read_number
from handlers.h5 import ticket_words
from handlers.h5.desk import Pages, Visit, number
from handlers.h5.pages import typed
from services import (
    phones,
    reply_templates,
    ticket_alike,
    ticket_steps,
    ticket_targets,
    tickets,
    voice_publishing,
    voices,
)
from services.reply_templates import Reply
from services.tickets import Tab, TicketSeen

_ONE: Final = "/tickets/<int:ticket_id>"
_TABS: Final[tuple[tuple[Tab, str], ...]] = (
    ("mine", "我办的"),
    ("organ", "本级的"),
    ("escalated", "超时转来"),
    ("done", "办结的"),
)


def inbox(visit: Visit) -> ResponseReturnValue:
    """Show what waits for a cadre, or for the organ that they answer for."""
    who, asked = visit.who, request.args.get("tab", "")
    tab: Tab = next((one for one in get_args(Tab) if one == asked), "mine")
    skip = number(request.args.get("skip", ""))
    rows = tickets.inbox(
        visit.uow, who.id, who.organ_id, tab=tab, skip=skip, limit=tickets.PAGE + 1
    )
    return visit.page(
        "tickets/list",
        tab=tab,
        tabs=tabs(visit, tab),
        rows=[ticket_words.line(visit, one) for one in rows[: tickets.PAGE]],
        more=skip + tickets.PAGE if len(rows) > tickets.PAGE else 0,
        card="",
    )


def tabs(visit: Visit, now: str) -> list[tuple[str, str, bool]]:
    """Return the tabs of somebody who sees to tickets, and may have asked some."""
    counts = tickets.counts(visit.uow, visit.who.id, visit.who.organ_id)
    shown: list[tuple[str, str]] = [
        (code, f"{title} {counts[code]}" if counts.get(code) else title)
        for code, title in _TABS
        if visit.who.organ_id is not None or code in {"mine", "done"}
    ]
    shown.append(("asked", "我提的"))
    return [(url_for("h5.tickets_list", tab=code), words, code == now) for code, words in shown]


def show(visit: Visit, seen: TicketSeen, phone: str = "") -> ResponseReturnValue:
    """Show a ticket to who sees to it, with every step as a form."""
    uow, who, open_ = visit.uow, visit.who, seen.status in OPEN
    beside = ticket_alike.beside(uow, seen.id, who.id, who.organ_id) if open_ else None
    reply = _reply(visit, seen) if open_ else None
    return visit.page(
        "tickets/handle",
        ticket=seen,
        by_when=ticket_words.by_when(seen),
        steps=ticket_words.steps(visit, seen),
        open=open_,
        waiting=seen.status is TicketStatus.WAITING,
        beside=beside or ticket_alike.Beside(),
        replies=reply_templates.listed(uow, seen.organ_id) if open_ else [],
        reply=reply,
        use=reply.use if reply is not None else _use(),
        targets=ticket_targets.targets(uow, seen.id, who.id, who.organ_id) if open_ else None,
        voice=voice_publishing.standing_of(uow, seen.id, who.id, who.organ_id),
        phone=phones.national(phone) if phone else "",
    )


def _use() -> Use:
    """Return which form was just tried, so that it stays open; the answer if none was."""
    step = request.path.rsplit("/", 1)[-1]
    return Use(step) if step in set(Use) else Use.ANSWER


def _reply(visit: Visit, seen: TicketSeen) -> Reply | None:
    """Return the template that was chosen, or a public answer, as a draft of the reply."""
    voice = number(request.args.get("voice", ""))
    if voice:
        one = voices.voice(visit.uow, voice)
        return Reply(f"voice-{voice}", one.question, one.answer)
    key = request.args.get("reply", "")
    values = reply_templates.known(visit.uow, seen, visit.who.name)
    return reply_templates.draft(visit.uow, key, seen.organ_id, values) if key else None


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    _steps(pages)
    _passing(pages)
    _public(pages)


def _again(visit: Visit, ticket_id: int, **_other: object) -> ResponseReturnValue:
    who = visit.who
    return show(visit, tickets.seen(visit.uow, ticket_id, viewer=who.id, organ_id=who.organ_id))


def _steps(pages: Pages) -> None:
    @pages.post(f"{_ONE}/accept", again=_again)
    def ticket_accept(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        who = visit.who
        ticket_steps.accept(visit.uow, ticket_id, who.id, organ_id=who.organ_id)
        return visit.done("受理了,TA 会知道是你在办。", "h5.ticket", ticket_id=ticket_id)

    @pages.post(f"{_ONE}/answer", again=_again)
    def ticket_answer(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        who, text = visit.who, ticket_templates.written(typed("text"))
        ticket_steps.answer(visit.uow, ticket_id, who.id, text, organ_id=who.organ_id)
        done = "答复发出去了,会问 TA 解决没有。"
        return visit.done(done, "h5.ticket", ticket_id=ticket_id)

    @pages.post(f"{_ONE}/more", again=_again)
    def ticket_more(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        who, text = visit.who, ticket_templates.written(typed("question"))
        ticket_steps.more(visit.uow, ticket_id, who.id, text, organ_id=who.organ_id)
        return visit.done("问过去了,TA 一补充就告诉你。", "h5.ticket", ticket_id=ticket_id)

    @pages.post(f"{_ONE}/note", again=_again)
    def ticket_note(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        who = visit.who
        shown, text = typed("hidden") != "1", typed("note")
        ticket_steps.note(visit.uow, ticket_id, who.id, text, shown=shown, organ_id=who.organ_id)
        done = "写上了,TA 看得到。" if shown else "记下了,只有办的人看得到。"
        return visit.done(done, "h5.ticket", ticket_id=ticket_id)

    @pages.post(f"{_ONE}/phone", again=_again)
    def ticket_phone(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        who = visit.who
        phone = tickets.phone(visit.uow, ticket_id, who.id, who.organ_id)
        seen = tickets.seen(visit.uow, ticket_id, viewer=who.id, organ_id=who.organ_id)
        return show(visit, seen, phone)


def _passing(pages: Pages) -> None:
    @pages.post(f"{_ONE}/pass", again=_again)
    def ticket_pass(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        who, (sort, _, chosen) = visit.who, typed("to").partition("-")
        ticket_steps.pass_on(
            visit.uow,
            ticket_id,
            who.id,
            to_cadre=number(chosen) if sort == "cadre" else None,
            to_organ=number(chosen) if sort == "organ" else None,
            why=typed("why"),
            organ_id=who.organ_id,
        )
        return visit.done("转过去了,TA 看得到现在谁在办。", "h5.tickets_list")

    @pages.post(f"{_ONE}/refer", again=_again)
    def ticket_refer(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        who, words = visit.who, ticket_templates.written(typed("how"))
        ticket_steps.refer(
            visit.uow, ticket_id, who.id, who=typed("who"), text=words, organ_id=who.organ_id
        )
        return visit.done("告诉 TA 归谁管了。", "h5.ticket", ticket_id=ticket_id)

    @pages.post(f"{_ONE}/merge", again=_again)
    def ticket_merge(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        who, of = visit.who, read_number(typed("of"))
        ticket_steps.duplicate(visit.uow, ticket_id, who.id, of=of, organ_id=who.organ_id)
        return visit.done("并过去了,一处答复,两边都收到。", "h5.ticket", ticket_id=of)


def _public(pages: Pages) -> None:
    @pages.get(f"{_ONE}/public")
    def ticket_public(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        who, uow = visit.who, visit.uow
        seen = tickets.seen(uow, ticket_id, viewer=who.id, organ_id=who.organ_id)
        stands = voice_publishing.standing_of(uow, ticket_id, who.id, who.organ_id)
        question, answer = voice_publishing.proposed(stands, seen)
        return visit.page(
            "tickets/public",
            ticket=seen,
            voice=stands,
            question=question,
            answer=answer,
            most=(voice_rules.QUESTION, voice_rules.ANSWER),
        )

    @pages.post(f"{_ONE}/public", again=ticket_public)
    def ticket_publish(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        who = visit.who
        out = voice_publishing.publish(
            visit.uow,
            ticket_id,
            who.id,
            who.organ_id,
            question=typed("question"),
            answer=typed("answer"),
            sure=typed("sure") == "1",
        )
        undo = url_for("h5.ticket_unpublish", ticket_id=ticket_id)
        text = "公开了,在「青年之声」里搜得到;也告诉了提问的人。"
        if out.held:
            text = f"写好了。{out.held},机关负责人看过再放出来,结果会告诉你。"
        return visit.done(text, "h5.ticket", undo=undo, label="撤下", ticket_id=ticket_id)

    @pages.post(f"{_ONE}/unpublish", again=_again)
    def ticket_unpublish(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        who = visit.who
        voice_publishing.withdraw_public(visit.uow, ticket_id, who.id, who.organ_id)
        return visit.done("撤下了,别人看不到了。", "h5.ticket", ticket_id=ticket_id)
