"""提问反映, for who asked: saying it, seeing where it is, and what one still wants done."""

from typing import Annotated, Final

from pydantic import Field

from domain import distress as words
from domain.tickets import Sort, TicketStatus
from handlers.api.cursors import cut, last_seen
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Given, Page, Paging, Text, Told
from handlers.api.ticket_shapes import (
    Kind,
    Ticket,
    TicketLine,
    TicketSort,
    ticket_line,
    ticket_shape,
)
from services import distress, ticket_likes, ticket_steps, tickets, voice_publishing
from services.tickets import Like, TicketSeen

api = Api(
    "提问反映",
    "诉求、提问、意见建议、投诉:待受理 → 处理中 → 已答复 → 已确认。匿名的谁也看不到是谁提的,"
    "投诉不会交给被投诉的人。",
    {"no_such_ticket": 404},
)

Number = Annotated[str, Field(description="例如 S-12")]
_ONE: Final = "/tickets/{ticket_id}"


class NewTicket(Given):
    """要说的一件事。"""

    sort: TicketSort = Field(
        default=TicketSort.DEMAND,
        description="demand 诉求,voice 提问,advice 意见建议,complaint 投诉",
    )
    text: Text = Field(description="一句话说清什么事,最多 1000 字")
    kind: Kind | None = Field(default=None, description="哪一类;不填就按内容判断")
    anonymous: bool = Field(default=False, description="办的人看不到是谁")
    private: bool = Field(default=False, description="答复只给我,不公开给别人参考")


class TicketLike(Told):
    """差不多的一件:自己还在办的,或者公开答过别人的。"""

    id: int = Field(description="mine 时是 /tickets/{id},否则是 /voices/{id}")
    number: Number
    text: str
    answer: str
    mine: bool


class TicketLikes(Told):
    """差不多的。"""

    items: list[TicketLike]


class TicketAsked(Told):
    """收到了。"""

    ticket: Ticket | None = Field(description="说的话让人担心时,可能只有 said 和 X-Care")
    said: str = Field(description="可以直接显示的一句话")
    nobody: bool = Field(description="现在还没有能办的人,可以先打 12345 或 12355")
    likes: list[TicketLike]


class TicketWords(Given):
    """一段话。"""

    text: Text


class TicketKind(Given):
    """改成哪一类。"""

    kind: Kind


@api.get("/tickets", Role.PERSON, title="我提的")
def tickets_mine(call: Call, paging: Paging) -> Page[TicketLine]:
    rows = tickets.mine(call.uow, call.person, limit=paging.limit + 1, before=last_seen(paging))
    return cut(rows, paging, lambda one: one.id, ticket_line)


@api.post("/tickets", Role.PERSON, title="提一件", status=201)
def ticket_ask(call: Call, body: NewTicket) -> TicketAsked:
    if words.found(body.text):
        return _heard(call, body.text)
    asked = tickets.ask(
        call.uow,
        call.person,
        sort=Sort(body.sort),
        text=body.text,
        kind=body.kind or "",
        anonymous=body.anonymous,
        private=body.private,
    )
    return TicketAsked(
        ticket=_mine(call, asked.id),
        said=f"收到了,编号 {asked.number},交给{asked.owner or asked.organ}。",
        nobody=asked.nobody,
        likes=[TicketLike.model_validate(one) for one in asked.like],
    )


def _heard(call: Call, text: str) -> TicketAsked:
    """Call whoever is on duty: what is said in distress is no ordinary ticket."""
    called = distress.heard(call.uow, call.person, text)
    rows = tickets.mine(call.uow, call.person)
    urgent = next((one for one in rows if one.urgent), None)
    return TicketAsked(
        ticket=ticket_shape(urgent) if urgent is not None else None,
        said="收到了。" + ("已经告诉值班的团干部,会尽快联系你。" if called else ""),
        nobody=not called,
        likes=[],
    )


@api.get(_ONE, Role.PERSON, title="看一件")
def ticket_one(call: Call, ticket_id: int) -> Ticket:
    return ticket_shape(seen(call, ticket_id))


@api.get(f"{_ONE}/likes", Role.PERSON, title="差不多的:自己的和公开答过的")
def ticket_likes_of(call: Call, ticket_id: int) -> TicketLikes:
    one = _own(call, ticket_id)
    fresh = one.status is TicketStatus.WAITING and not one.urgent
    found: tuple[Like, ...] = ()
    if fresh:
        found = ticket_likes.likes(call.uow, call.person, one.text, one.id)
    return TicketLikes(items=[TicketLike.model_validate(like) for like in found])


@api.post(f"{_ONE}/supply", Role.PERSON, title="补充一句")
def ticket_supply(call: Call, ticket_id: int, body: TicketWords) -> Ticket:
    ticket_steps.supply(call.uow, ticket_id, call.person, body.text)
    return _listened(call, ticket_id, body.text)


@api.post(f"{_ONE}/solved", Role.PERSON, title="解决了")
def ticket_solved(call: Call, ticket_id: int) -> Ticket:
    ticket_steps.confirm(call.uow, ticket_id, call.person, solved=True)
    return _mine(call, ticket_id)


@api.post(f"{_ONE}/unsolved", Role.PERSON, title="没解决,不用再办")
def ticket_unsolved(call: Call, ticket_id: int) -> Ticket:
    ticket_steps.confirm(call.uow, ticket_id, call.person, solved=False)
    return _mine(call, ticket_id)


@api.post(f"{_ONE}/reopen", Role.PERSON, title="没解决,重新打开")
def ticket_reopen(call: Call, ticket_id: int, body: TicketWords) -> Ticket:
    ticket_steps.reopen(call.uow, ticket_id, call.person, body.text)
    return _listened(call, ticket_id, body.text)


@api.post(f"{_ONE}/withdraw", Role.PERSON, title="撤回,不用办了")
def ticket_withdraw(call: Call, ticket_id: int) -> Ticket:
    ticket_steps.withdraw(call.uow, ticket_id, call.person)
    return _mine(call, ticket_id)


@api.post(f"{_ONE}/kind", Role.PERSON, title="换一类")
def ticket_set_kind(call: Call, ticket_id: int, body: TicketKind) -> Ticket:
    tickets.set_kind(call.uow, ticket_id, call.person, body.kind)
    return _mine(call, ticket_id)


@api.post(f"{_ONE}/quiet", Role.PERSON, title="办完以后不用回访")
def ticket_quiet(call: Call, ticket_id: int) -> Ticket:
    ticket_steps.opt_out(call.uow, ticket_id, call.person)
    return _mine(call, ticket_id)


@api.post(f"{_ONE}/keep", Role.PERSON, title="不公开;已经公开的马上撤下")
def ticket_keep(call: Call, ticket_id: int) -> Ticket:
    voice_publishing.keep_private(call.uow, ticket_id, call.person)
    return _mine(call, ticket_id)


@api.post(f"{_ONE}/allow", Role.PERSON, title="可以不带名字公开给别人参考")
def ticket_allow(call: Call, ticket_id: int) -> Ticket:
    voice_publishing.allow_public(call.uow, ticket_id, call.person)
    return _mine(call, ticket_id)


def seen(call: Call, ticket_id: int) -> TicketSeen:
    """Return a ticket to who asked it; who sees to it has come in by password."""
    one = tickets.seen(call.uow, ticket_id, viewer=call.person, organ_id=call.who.organ_id)
    if not one.mine and not call.who.is_cadre:
        raise tickets.NoSuchTicket
    return one


def _own(call: Call, ticket_id: int) -> TicketSeen:
    one = tickets.seen(call.uow, ticket_id, viewer=call.person)
    if not one.mine:
        raise tickets.NoSuchTicket
    return one


def _mine(call: Call, ticket_id: int) -> Ticket:
    call.uow.session.flush()
    return ticket_shape(_own(call, ticket_id))


def _listened(call: Call, ticket_id: int, text: str) -> Ticket:
    """Hear words of acute distress from cadres, too: here they speak of themselves."""
    if words.found(text):
        distress.heard(call.uow, call.person, text)
    return _mine(call, ticket_id)
