"""回复模板: those that are shipped and an organ's own, and one filled in for a ticket."""

from typing import Final

from pydantic import Field

from domain.ticket_templates import PLACES, Use
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Given, Line, Page, Paging, Text, Told, paged
from services import areas, reply_templates, tickets
from services.reply_templates import Reply

api = Api(
    "回复模板",
    "自带的,和本机关自己写的。{" + "}、{".join(PLACES) + "}会自己填上,____ 要人来填。",
    {"template_gone": 404, "no_such_ticket": 404},
)
_ONE: Final = "/ticket-replies/{reply_id}"


class TicketReply(Told):
    """一个回复模板。"""

    key: str
    id: int | None = Field(description="自带的没有")
    title: str
    text: str
    use: Use = Field(description="answer 答复用,more 请补充用,refer 不属本级用")
    organ: str = Field(description="哪个机关写的;自带的是空的")
    mine: bool = Field(description="本机关的:负责人可以改、删")


class NewTicketReply(Given):
    """自己的一个模板。"""

    title: Line
    text: Text


@api.get("/ticket-replies", Role.CADRE, title="可以用的回复模板")
def ticket_replies(call: Call, paging: Paging) -> Page[TicketReply]:
    return _page(_listed(call), paging)


@api.get("/tickets/{ticket_id}/replies", Role.CADRE, title="给这一件填好的回复模板")
def ticket_replies_for(call: Call, ticket_id: int, paging: Paging) -> Page[TicketReply]:
    uow, who = call.uow, call.who
    seen = tickets.seen(uow, ticket_id, viewer=call.cadre, organ_id=who.organ_id)
    if seen.mine:
        raise tickets.NoSuchTicket
    rows = reply_templates.listed(uow, seen.organ_id)
    values = reply_templates.known(uow, seen, who.name)
    return _page([reply_templates.filled(one, values) for one in rows], paging)


@api.post("/ticket-replies", Role.LEADER, title="加一个模板", status=201)
def ticket_reply_add(call: Call, body: NewTicketReply) -> TicketReply:
    new = reply_templates.add(call.uow, call.organ, call.cadre, body.title, body.text)
    return _one(call, new)


@api.put(_ONE, Role.LEADER, title="改一个模板")
def ticket_reply_change(call: Call, reply_id: int, body: NewTicketReply) -> TicketReply:
    reply_templates.change(call.uow, reply_id, call.organ, body.title, body.text)
    return _one(call, reply_id)


@api.delete(_ONE, Role.LEADER, title="删掉一个模板")
def ticket_reply_remove(call: Call, reply_id: int) -> None:
    reply_templates.remove(call.uow, reply_id, call.organ)


@api.post(f"{_ONE}/restore", Role.LEADER, title="把删掉的放回来")
def ticket_reply_restore(call: Call, reply_id: int) -> TicketReply:
    reply_templates.restore(call.uow, reply_id, call.organ)
    return _one(call, reply_id)


def _listed(call: Call) -> list[Reply]:
    area = call.who.organ_id or areas.area_of(call.uow, call.who.organisation_id)
    return reply_templates.listed(call.uow, area)


def _one(call: Call, reply_id: int) -> TicketReply:
    call.uow.session.flush()
    return next(_told(one) for one in _listed(call) if one.id == reply_id)


def _page(rows: list[Reply], paging: Paging) -> Page[TicketReply]:
    return paged(rows, paging, lambda one: one.key, _told)


def _told(one: Reply) -> TicketReply:
    fields = {name: getattr(one, name) for name in TicketReply.model_fields}
    return TicketReply(**{**fields, "id": one.id or None})
