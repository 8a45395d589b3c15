"""回复模板 of the own organ: what is shipped, what the organs above wrote, and one's own."""

from typing import Final

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.ticket_templates import PLACES, TEXT, TITLE, Use
from handlers.admin.console import Console, Desk, typed
from services import console_acting, reply_templates

_ONE: Final = "/tickets/replies/<int:reply_id>"
_USES: Final = {Use.ANSWER: "答复", Use.MORE: "请补充", Use.REFER: "不属本级"}


def add(console: Console) -> None:
    """Put the pages on the door."""

    @console.get("/tickets/replies", May.TICKETS)
    def ticket_replies(desk: Desk, reply_id: int = 0) -> ResponseReturnValue:
        rows = reply_templates.listed(desk.uow, desk.who.organisation_id)
        return desk.page(
            "ticket_replies",
            rows=[(one, _USES[one.use]) for one in rows],
            places=list(PLACES.items()),
            tried=reply_id,
            most=(TITLE, TEXT),
        )

    @console.post("/tickets/replies", May.TICKETS, again=ticket_replies)
    def ticket_reply_add(desk: Desk) -> ResponseReturnValue:
        me, organ = _acts(desk)
        new = reply_templates.add(desk.uow, organ, me, typed("title"), typed("text"))
        undo = url_for("admin.ticket_reply_remove", reply_id=new)
        return desk.done("模板加好了,答复时选它就行。", "admin.ticket_replies", undo=undo)

    @console.post(_ONE, May.TICKETS, again=ticket_replies)
    def ticket_reply_change(desk: Desk, reply_id: int) -> ResponseReturnValue:
        _, organ = _acts(desk)
        reply_templates.change(desk.uow, reply_id, organ, typed("title"), typed("text"))
        return desk.done("改好了。", "admin.ticket_replies")

    @console.post(f"{_ONE}/remove", May.TICKETS, again=ticket_replies)
    def ticket_reply_remove(desk: Desk, reply_id: int) -> ResponseReturnValue:
        _, organ = _acts(desk)
        title = reply_templates.remove(desk.uow, reply_id, organ)
        undo = url_for("admin.ticket_reply_restore", reply_id=reply_id)
        return desk.done(f"「{title}」删掉了。", "admin.ticket_replies", undo=undo)

    @console.post(f"{_ONE}/restore", May.TICKETS, again=ticket_replies)
    def ticket_reply_restore(desk: Desk, reply_id: int) -> ResponseReturnValue:
        _, organ = _acts(desk)
        title = reply_templates.restore(desk.uow, reply_id, organ)
        return desk.done(f"「{title}」放回来了。", "admin.ticket_replies")


def _acts(desk: Desk) -> tuple[int, int]:
    """Return as whom, and for which organ, somebody writes its templates."""
    return console_acting.begin(desk.uow, desk.who, May.TICKETS), desk.who.organisation_id
