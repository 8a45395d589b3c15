"""提问反映: asking, what I asked, one of them with its steps, and saying whether it was solved."""

from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.dictionaries import DEMANDS
from domain.distress import found as crying
from domain.tickets import SORTS, Sort, TicketStatus
from handlers.h5 import ticket_desk, ticket_words
from handlers.h5.desk import Pages, Role, Visit, number
from handlers.h5.pages import typed
from services import distress, ticket_likes, ticket_steps, tickets, voice_publishing
from services.visits import cadre

_ONE: Final = "/tickets/<int:ticket_id>"
_TELLING: Final = {
    Sort.DEMAND: "遇到难处要人办",
    Sort.VOICE: "有问题想问",
    Sort.ADVICE: "有想法要提",
    Sort.COMPLAINT: "有不满要说",
}


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    _asking(pages)
    _looking(pages)
    _following(pages)
    _public(pages)


def _asking(pages: Pages) -> None:
    @pages.get("/tickets/new", Role.PERSON)
    def ticket_new(visit: Visit) -> ResponseReturnValue:
        sort = typed("sort") or request.args.get("sort", "")
        return visit.page(
            "tickets/new",
            sorts=[(code, f"{title}:{_TELLING[code]}") for code, title in SORTS.items()],
            sort=sort if sort in set(Sort) else Sort.DEMAND,
            kinds=[("", "按内容自动判断"), *DEMANDS.items()],
            card=ticket_words.card(),
        )

    @pages.post("/tickets", Role.PERSON, again=ticket_new)
    def ticket_ask(visit: Visit) -> ResponseReturnValue:
        said, text = typed("sort"), typed("text")
        if crying(text):
            return _heard(visit, text)
        asked = tickets.ask(
            visit.uow,
            visit.who.id,
            sort=Sort(said) if said in set(Sort) else Sort.DEMAND,
            text=text,
            kind=typed("kind"),
            anonymous=typed("anonymous") == "1",
            private=typed("private") == "1",
        )
        undo = url_for("h5.ticket_withdraw", ticket_id=asked.id)
        done = f"收到了,编号 {asked.number},交给{asked.owner or asked.organ}。"
        return visit.done(done, "h5.ticket", undo=undo, label="撤回", ticket_id=asked.id)


def _heard(visit: Visit, text: str) -> ResponseReturnValue:
    """Call whoever is on duty; the page that follows has the card with the help line."""
    called = distress.heard(visit.uow, visit.who.id, text)
    said = "收到了。" + ("已经告诉值班的团干部,会尽快联系你。" if called else "")
    rows = tickets.mine(visit.uow, visit.who.id)
    urgent = next((one.id for one in rows if one.urgent), 0)
    if urgent:
        return visit.done(said, "h5.ticket", ticket_id=urgent, help=1)
    return visit.done(said, "h5.tickets_list", tab="asked", help=1)


def _looking(pages: Pages) -> None:
    @pages.get("/tickets", Role.PERSON)
    def tickets_list(visit: Visit) -> ResponseReturnValue:
        if visit.who.is_cadre and request.args.get("tab") != "asked":
            return ticket_desk.inbox(visit)
        skip = number(request.args.get("skip", ""))
        rows = tickets.mine(visit.uow, visit.who.id, skip, tickets.PAGE + 1)
        return visit.page(
            "tickets/list",
            tab="asked",
            tabs=ticket_desk.tabs(visit, "asked") if visit.who.is_cadre else [],
            card=ticket_words.card(),
            rows=[ticket_words.line(visit, one) for one in rows[: tickets.PAGE]],
            more=skip + tickets.PAGE if len(rows) > tickets.PAGE else 0,
        )

    pages.get(_ONE, Role.PERSON)(ticket)


def ticket(visit: Visit, ticket_id: int, **_other: object) -> ResponseReturnValue:
    """Show a ticket to who asked it, or to who sees to it; a refused step shows it again."""
    organ = visit.who.organ_id
    seen = tickets.seen(visit.uow, ticket_id, viewer=visit.who.id, organ_id=organ)
    if not seen.mine:
        cadre(visit.who)  # who sees to it has come in by password
        return ticket_desk.show(visit, seen)
    fresh = seen.status is TicketStatus.WAITING and not seen.urgent
    return visit.page(
        "tickets/mine",
        ticket=seen,
        next=ticket_words.what_next(seen),
        steps=ticket_words.steps(visit, seen),
        likes=ticket_likes.likes(visit.uow, visit.who.id, seen.text, seen.id) if fresh else (),
        kinds=list(DEMANDS.items()),
        card=ticket_words.card(urgent=seen.urgent),
    )


def _following(pages: Pages) -> None:
    def done(visit: Visit, text: str, ticket_id: int) -> ResponseReturnValue:
        worrying = crying(typed("text"))
        if worrying:
            distress.heard(visit.uow, visit.who.id, typed("text"))
        shown = 1 if worrying else None
        return visit.done(text, "h5.ticket", ticket_id=ticket_id, help=shown)

    @pages.post(f"{_ONE}/supply", Role.PERSON, again=ticket)
    def ticket_supply(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        ticket_steps.supply(visit.uow, ticket_id, visit.who.id, typed("text"))
        return done(visit, "补充好了,办的人看得到。", ticket_id)

    @pages.post(f"{_ONE}/solved", Role.PERSON, again=ticket)
    def ticket_solved(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        ticket_steps.confirm(visit.uow, ticket_id, visit.who.id, solved=True)
        return done(visit, "解决了就好,谢谢告诉我。", ticket_id)

    @pages.post(f"{_ONE}/unsolved", Role.PERSON, again=ticket)
    def ticket_unsolved(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        ticket_steps.confirm(visit.uow, ticket_id, visit.who.id, solved=False)
        return done(visit, "记下了:没有解决。哪天想接着办,随时重新打开。", ticket_id)

    @pages.post(f"{_ONE}/reopen", Role.PERSON, again=ticket)
    def ticket_reopen(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        ticket_steps.reopen(visit.uow, ticket_id, visit.who.id, typed("text"))
        return done(visit, "重新打开了,接着办,有进展告诉你。", ticket_id)

    @pages.post(f"{_ONE}/withdraw", Role.PERSON, again=ticket)
    def ticket_withdraw(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        ticket_steps.withdraw(visit.uow, ticket_id, visit.who.id)
        return done(visit, "撤回了,不再办。想说的时候再提就行。", ticket_id)

    @pages.post(f"{_ONE}/kind", Role.PERSON, again=ticket)
    def ticket_kind(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        title = tickets.set_kind(visit.uow, ticket_id, visit.who.id, typed("kind"))
        return visit.done(f"归到「{title}」了。", "h5.ticket", ticket_id=ticket_id)

    @pages.post(f"{_ONE}/quiet", Role.PERSON, again=ticket)
    def ticket_quiet(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        ticket_steps.opt_out(visit.uow, ticket_id, visit.who.id)
        return done(visit, "好,办完以后不再回访这一件。", ticket_id)


def _public(pages: Pages) -> None:
    @pages.post(f"{_ONE}/keep", Role.PERSON, again=ticket)
    def ticket_keep(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        voice_publishing.keep_private(visit.uow, ticket_id, visit.who.id)
        undo = url_for("h5.ticket_allow", ticket_id=ticket_id)
        return visit.done("好,这一件不公开。", "h5.ticket", undo=undo, ticket_id=ticket_id)

    @pages.post(f"{_ONE}/allow", Role.PERSON, again=ticket)
    def ticket_allow(visit: Visit, ticket_id: int) -> ResponseReturnValue:
        voice_publishing.allow_public(visit.uow, ticket_id, visit.who.id)
        text = "谢谢。答复可能会公开给别人参考,不会出现你的名字。"
        undo = url_for("h5.ticket_keep", ticket_id=ticket_id)
        return visit.done(text, "h5.ticket", undo=undo, ticket_id=ticket_id)
