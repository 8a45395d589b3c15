"""待办诉求, for who sees to them: what waits, one with all that helps, and every step."""

from enum import StrEnum
from typing import Final, get_args

from pydantic import Field

from domain import ticket_templates
from handlers.api.cursors import cut, last_seen
from handlers.api.door import Alone
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Day, Given, Ident, Line, Page, Paging, Text, Told
from handlers.api.ticket_shapes import Ticket, TicketLine, ticket_line, ticket_shape
from services import (
    phones,
    ticket_alike,
    ticket_steps,
    ticket_targets,
    tickets,
)
from services.tickets import Tab

api = Api(
    "待办诉求",
    "团干部和机关负责人办的诉求、提问、意见、投诉。投诉里说到的人看不到那一件。",
    {"no_such_ticket": 404, "no_such_voice": 404},
)
_ONE: Final = "/tickets/{ticket_id}"


class TicketQueue(StrEnum):
    """Which list of the desk."""

    MINE = "mine"
    ORGAN = "organ"
    ESCALATED = "escalated"
    DONE = "done"


class TicketsWaiting(Paging):
    """看哪一栏。"""

    tab: TicketQueue = Field(
        default=TicketQueue.MINE,
        description="mine 我办的,organ 本级的,escalated 下级超时转来的,done 办结的;"
        "organ 和 escalated 只有机关负责人有",
    )


class TicketCounts(Told):
    """每一栏还有几件没办结。"""

    mine: int
    organ: int
    escalated: int


class TicketDouble(Told):
    """像是同一件事的另一件,也归你办。"""

    id: int
    number: str
    text: str
    status_title: str
    same_asker: bool


class TicketAnswered(Told):
    """以前这样公开答过,可以借来用。"""

    id: int
    question: str
    answer: str
    organ: str
    day: Day


class TicketBeside(Told):
    """办这一件时用得上的。"""

    doubles: list[TicketDouble]
    answered: list[TicketAnswered]


class TicketTarget(Told):
    """可以转给谁。"""

    id: int
    name: str
    place: str = Field(description="同事所在的组织;单位是空的")


class TicketTargets(Told):
    """可以转给谁;投诉只转单位,不转个人。"""

    cadres: list[TicketTarget]
    organs: list[TicketTarget]


class TicketPhone(Told):
    """提的人的号码;看过这件事有记录。"""

    phone: str


class TicketAnswer(Given):
    """答复。"""

    text: Text = Field(description="还有 ____ 没填的发不出去")


class TicketQuestion(Given):
    """请 TA 补充。"""

    question: Text


class TicketNote(Given):
    """写个说明。"""

    text: Text
    shown: bool = Field(default=True, description="false 只给办的人看")


class TicketTo(StrEnum):
    """To what sort of reader a ticket is passed on."""

    CADRE = "cadre"
    ORGAN = "organ"


class TicketPass(Given):
    """转给一位同事,或者一个单位。"""

    to: TicketTo = Field(description="cadre 一位同事,organ 一个单位")
    id: Ident = Field(description="/tickets/{id}/targets 里的 id")
    why: Line = Field(description="为什么转,提的人看得到")


class TicketPassed(Told):
    """转过去了;现在不一定还看得到它。"""

    number: str
    to: str = Field(description="现在归谁")


class TicketRefer(Given):
    """不属本级。"""

    who: Line = Field(description="归谁管")
    how: Text = Field(description="怎么找到他们")


class TicketMerge(Given):
    """并到另一件里,一处答复。"""

    into: Ident = Field(description="另一件的 id")


@api.get("/tickets/desk", Role.CADRE, title="等我办的")
def tickets_waiting(call: Call, asked: TicketsWaiting) -> Page[TicketLine]:
    tab: Tab = next(one for one in get_args(Tab) if one == asked.tab)
    rows = tickets.inbox(
        call.uow,
        call.cadre,
        call.who.organ_id,
        tab=tab,
        limit=asked.limit + 1,
        after=last_seen(asked),
    )
    return cut(rows, asked, lambda one: one.id, ticket_line)


@api.get("/tickets/desk/counts", Role.CADRE, title="等我办的有几件")
def tickets_counts(call: Call) -> TicketCounts:
    counts = tickets.counts(call.uow, call.cadre, call.who.organ_id)
    return TicketCounts.model_validate({str(tab): number for tab, number in counts.items()})


@api.get(f"{_ONE}/beside", Role.CADRE, title="像的、以前答过的")
def ticket_beside(call: Call, ticket_id: int) -> TicketBeside:
    _seen(call, ticket_id)
    found = ticket_alike.beside(call.uow, ticket_id, call.cadre, call.who.organ_id)
    return TicketBeside.model_validate(found)


@api.get(f"{_ONE}/targets", Role.CADRE, title="可以转给谁")
def ticket_targets_of(call: Call, ticket_id: int) -> TicketTargets:
    found = ticket_targets.targets(call.uow, ticket_id, call.cadre, call.who.organ_id)
    return TicketTargets(
        cadres=[TicketTarget(id=n, name=name, place=place) for n, name, place in found.cadres],
        organs=[TicketTarget(id=n, name=name, place="") for n, name in found.organs],
    )


@api.post(f"{_ONE}/accept", Role.CADRE, title="受理,我来办")
def ticket_accept(call: Call, ticket_id: int) -> Ticket:
    ticket_steps.accept(call.uow, ticket_id, call.cadre, organ_id=call.who.organ_id)
    return _seen(call, ticket_id)


@api.post(f"{_ONE}/answer", Role.CADRE, title="答复")
def ticket_answer(call: Call, ticket_id: int, body: TicketAnswer) -> Ticket:
    text = ticket_templates.written(body.text)
    ticket_steps.answer(call.uow, ticket_id, call.cadre, text, organ_id=call.who.organ_id)
    return _seen(call, ticket_id)


@api.post(f"{_ONE}/more", Role.CADRE, title="请 TA 补充")
def ticket_more(call: Call, ticket_id: int, body: TicketQuestion) -> Ticket:
    text = ticket_templates.written(body.question)
    ticket_steps.more(call.uow, ticket_id, call.cadre, text, organ_id=call.who.organ_id)
    return _seen(call, ticket_id)


@api.post(f"{_ONE}/note", Role.CADRE, title="写个说明")
def ticket_note(call: Call, ticket_id: int, body: TicketNote) -> Ticket:
    ticket_steps.note(
        call.uow,
        ticket_id,
        call.cadre,
        body.text,
        shown=body.shown,
        organ_id=call.who.organ_id,
    )
    return _seen(call, ticket_id)


@api.post(f"{_ONE}/phone", Role.CADRE, title="看 TA 的号码(会记下)", alone=True)
def ticket_phone(alone: Alone, ticket_id: int) -> TicketPhone:
    """Show the number in an answer that is kept nowhere: a repeat asks, and is noted, again."""
    with alone.house.open_uow() as uow:
        call = alone.call(uow, Role.CADRE)
        found = tickets.phone(uow, ticket_id, call.cadre, call.who.organ_id)
    return TicketPhone(phone=phones.national(found))


@api.post(f"{_ONE}/pass", Role.CADRE, title="转办")
def ticket_pass(call: Call, ticket_id: int, body: TicketPass) -> TicketPassed:
    done = ticket_steps.pass_on(
        call.uow,
        ticket_id,
        call.cadre,
        to_cadre=body.id if body.to is TicketTo.CADRE else None,
        to_organ=body.id if body.to is TicketTo.ORGAN else None,
        why=body.why,
        organ_id=call.who.organ_id,
    )
    return TicketPassed(number=done.number, to=done.to)


@api.post(f"{_ONE}/refer", Role.CADRE, title="不属本级,告诉 TA 归谁管")
def ticket_refer(call: Call, ticket_id: int, body: TicketRefer) -> Ticket:
    words = ticket_templates.written(body.how)
    ticket_steps.refer(
        call.uow, ticket_id, call.cadre, who=body.who, text=words, organ_id=call.who.organ_id
    )
    return _seen(call, ticket_id)


@api.post(f"{_ONE}/merge", Role.CADRE, title="并到另一件里一起办")
def ticket_merge(call: Call, ticket_id: int, body: TicketMerge) -> Ticket:
    ticket_steps.duplicate(
        call.uow, ticket_id, call.cadre, of=body.into, organ_id=call.who.organ_id
    )
    return _seen(call, body.into)


def _seen(call: Call, ticket_id: int) -> Ticket:
    call.uow.session.flush()
    organ = call.who.organ_id
    return ticket_shape(tickets.seen(call.uow, ticket_id, viewer=call.cadre, organ_id=organ))
