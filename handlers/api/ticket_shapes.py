"""A ticket on the wire: for each viewer exactly what ``services.ticket_views`` lets them see."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, WithJsonSchema

from domain import distress
from domain.dictionaries import DEMANDS
from domain.tickets import Move, Sort, TicketStatus
from handlers.api.shapes import Moment, Told, one_of
from services.ticket_words import by_when, what_next
from services.tickets import TicketSeen

Kind = Annotated[
    str,
    AfterValidator(one_of(DEMANDS, "没有这一类")),
    WithJsonSchema({"type": "string", "enum": [*DEMANDS]}),
]
"""What somebody needs, in a body."""


class TicketSort(StrEnum):
    """What somebody comes with."""

    DEMAND = Sort.DEMAND.value
    VOICE = Sort.VOICE.value
    ADVICE = Sort.ADVICE.value
    COMPLAINT = Sort.COMPLAINT.value


class TicketLine(Told):
    """列表里的一件。"""

    id: int
    number: str = Field(description="例如 S-12,口头说的编号")
    sort: TicketSort
    sort_title: str
    kind: str
    kind_title: str
    text: str
    status: TicketStatus
    status_title: str
    created_at: Moment
    due_at: Moment = Field(description="这一步最晚到什么时候")
    by_when: str = Field(description="给办的人看的期限,例如「11 月 24 日前受理」;没有期限是空的")
    late: int = Field(description="超了几个工作日")
    urgent: bool = Field(description="要马上联系")
    anonymous: bool
    mine: bool = Field(description="是不是我提的")
    asker: str = Field(description="谁提的;匿名的只有「匿名」")
    place: str = Field(description="TA 的组织;匿名的只到机关的范围")
    organ: str = Field(description="归哪个机关")
    owner: str = Field(description="谁在办;空的就是机关在办")
    escalated_to: str = Field(description="超时转到了哪里")
    last: str = Field(description="最近一步")


class TicketStep(Told):
    """一步。"""

    at: Moment
    who: str = Field(description="你、名字、匿名,或者「到期自动」")
    deed: Move
    title: str
    text: str
    shown: bool = Field(description="提的人看不看得到")


class Ticket(TicketLine):
    """一件,按你能看到的给;看不到的是空的。"""

    next: str = Field(description="给提的人看的一句话:到哪一步了,接下来怎样;别人看是空的")
    due_day: str = Field(description="期限的中文说法")
    due_sure: bool = Field(description="放假安排还没公布时,期限可能会变")
    private: bool = Field(description="提的人不想公开")
    public: bool = Field(description="已经公开到「青年之声」")
    answer: str
    answered_by: str
    answered_at: Moment | None
    closed_at: Moment | None
    solved: bool | None = Field(description="提的人说解决没有;没说是 null")
    refer: str = Field(description="不属本级时,归谁管、怎么找")
    duplicate_of: str = Field(description="并到了哪一件;不是你能看的就空着")
    duplicates: int = Field(description="并进来几件,答复会一起发过去;提的人看是 0")
    escalations: int
    reopened: int
    follow_up: bool
    follow_up_pending: bool = Field(description="过一阵还会问一次解决没有")
    steps: list[TicketStep]
    card: str = Field(description="求助的那一件要先显示的话;别的是空的")


def ticket_line(one: TicketSeen) -> TicketLine:
    """Return a line of a list."""
    return TicketLine(**_fields(one, TicketLine))


def ticket_shape(one: TicketSeen) -> Ticket:
    """Return a whole ticket."""
    return Ticket(**_fields(one, Ticket))


def _fields(one: TicketSeen, shape: type[TicketLine]) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in shape.model_fields if hasattr(one, name)}
    told |= {"by_when": by_when(one)}
    if shape is Ticket:
        told["next"] = what_next(one) if one.mine else ""
        told["card"] = distress.CARD if one.urgent and one.mine else ""
        told["steps"] = [TicketStep.model_validate(step) for step in one.steps]
    return told
