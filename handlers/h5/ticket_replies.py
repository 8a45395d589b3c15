"""回复模板: what is shipped, and what the organ has written for itself."""

from typing import Final

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.ticket_templates import PLACES, TEXT, TITLE, Use
from handlers.h5.desk import Pages, Role, Visit
from handlers.h5.pages import typed
from services import areas, reply_templates

_ONE: Final = "/tickets/replies/<int:reply_id>"
_USES: Final = {Use.ANSWER: "答复用", Use.MORE: "请补充用", Use.REFER: "不属本级用"}


def add(pages: Pages) -> None:
    """Put the pages on the door."""

    @pages.get("/tickets/replies")
    def ticket_replies(visit: Visit, reply_id: int = 0) -> ResponseReturnValue:
        organ = visit.who.organ_id
        area = organ or areas.area_of(visit.uow, visit.who.organisation_id)
        rows = reply_templates.listed(visit.uow, area)
        return visit.page(
            "tickets/replies",
            own=[one for one in rows if one.id],
            shipped=[(one, _USES[one.use]) for one in rows if not one.id],
            places=list(PLACES.items()),
            leads=organ is not None,
            tried=reply_id,
            most=(TITLE, TEXT),
        )

    @pages.post("/tickets/replies", Role.LEADER, again=ticket_replies)
    def ticket_reply_add(visit: Visit) -> ResponseReturnValue:
        new = reply_templates.add(
            visit.uow, visit.organ, visit.who.id, typed("title"), typed("text")
        )
        undo = url_for("h5.ticket_reply_remove", reply_id=new)
        return visit.done("模板加好了,答复时选它就行。", "h5.ticket_replies", undo=undo)

    @pages.post(_ONE, Role.LEADER, again=ticket_replies)
    def ticket_reply_change(visit: Visit, reply_id: int) -> ResponseReturnValue:
        title, text = typed("title"), typed("text")
        reply_templates.change(visit.uow, reply_id, visit.organ, title, text)
        return visit.done("改好了。", "h5.ticket_replies")

    @pages.post(f"{_ONE}/remove", Role.LEADER, again=ticket_replies)
    def ticket_reply_remove(visit: Visit, reply_id: int) -> ResponseReturnValue:
        title = reply_templates.remove(visit.uow, reply_id, visit.organ)
        undo = url_for("h5.ticket_reply_restore", reply_id=reply_id)
        return visit.done(f"「{title}」删掉了。", "h5.ticket_replies", undo=undo)

    @pages.post(f"{_ONE}/restore", Role.LEADER, again=ticket_replies)
    def ticket_reply_restore(visit: Visit, reply_id: int) -> ResponseReturnValue:
        title = reply_templates.restore(visit.uow, reply_id, visit.organ)
        return visit.done(f"「{title}」放回来了。", "h5.ticket_replies")
