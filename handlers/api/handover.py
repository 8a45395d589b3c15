"""交接: handing some youths, or all of them, over to a colleague."""

from pydantic import Field

from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Given, Ident, Line, Page, Paging, Told, paged
from services import handovers

api = Api(
    "交接",
    "把几位或全部小伙伴交给同事:先看会怎样,再交。24 小时内可以撤销。",
)


class ReceiversAsked(Paging):
    """找接手的人。"""

    words: Line = Field(default="", description="姓名里的字")


class Receiver(Told):
    """能接手的同事:本单位或同一个县的在任团干部。"""

    id: int
    name: str
    office: str


class Handover(Given):
    """交给谁、交哪几位。"""

    receiver: Ident
    youths: list[Ident] | None = Field(default=None, max_length=2000, description="不填就是全部")


class HandoverOutlook(Told):
    """交了会怎样。"""

    receiver: Receiver
    moving: list[str] = Field(description="交过去的")
    theirs: list[str] = Field(description="本来就在对方名单里,会并在一起")
    barred: list[str] = Field(description="不愿意由对方联系,留在你这里")


class HandedOver(Told):
    """交接好了。"""

    change_id: int = Field(description="撤销时用它")
    receiver: str
    moved: int
    theirs: int
    barred: list[str]
    tickets: int = Field(description="一起交过去的在办诉求、提问")


@api.get("/handovers/receivers", Role.CADRE, title="谁可以接手")
def handover_receivers(call: Call, asked: ReceiversAsked) -> Page[Receiver]:
    found = handovers.receivers(call.uow, call.cadre, asked.words.strip())
    return paged(found, asked, lambda one: one.id, Receiver.model_validate)


@api.post("/handovers/check", Role.CADRE, title="先看交了会怎样,什么都不动")
def handover_check(call: Call, body: Handover) -> HandoverOutlook:
    seen = handovers.outlook(call.uow, call.cadre, body.receiver, body.youths)
    if not seen.moving and not seen.theirs and not seen.barred:
        raise handovers.NobodyChosen
    return HandoverOutlook.model_validate(seen)


@api.post("/handovers", Role.CADRE, title="交接", status=201)
def handover_do(call: Call, body: Handover) -> HandedOver:
    done = handovers.hand_over(call.uow, call.cadre, body.receiver, body.youths)
    return HandedOver.model_validate(done)
