"""要打电话的: whom no message reaches, the number on a tap, and what came of it."""

from typing import Literal

from pydantic import Field

from domain.calls import OUTCOMES
from handlers.api.cursors import last_seen
from handlers.api.door import Alone
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Given, Moment, Page, Paging, Told
from services import calls

api = Api(
    "要打电话的",
    "消息送不到、又要紧的,打个电话。号码点开才看得到,看过会留下记录。",
    {"no_such_call": 404},
)


class CallWanted(Told):
    """要打电话的一位。"""

    id: int
    name: str
    place: str
    about: str = Field(description="要告诉 TA 什么")
    phone: str = Field(description="打了码的")
    since: Moment
    until: Moment | None = Field(description="过了这时就不用打了")
    tried: bool = Field(description="打过,没接")


class PhoneNumber(Told):
    """一个能拨的号码;看过会留下记录。"""

    phone: str


class CallOutcome(Given):
    """打得怎么样。"""

    outcome: Literal["told", "unreached"] = Field(description="说到了;没接,回头再打")


class CallNoted(Told):
    """记下了。"""

    id: int
    name: str
    outcome: str
    listed: bool = Field(description="还在电话单上")
    said: str


@api.get("/calls", Role.LEADER, title="电话单,快过时的在前")
def calls_waiting(call: Call, paging: Paging) -> Page[CallWanted]:
    rows, last = calls.behind(
        call.uow,
        call.organ,
        call.cadre,
        after=last_seen(paging),
        most=min(paging.limit, calls.PAGE),  # of each is asked whether it still has to be made
    )
    items = [CallWanted.model_validate(one) for one in rows]
    return Page(items=items, next=str(last) if last else None)


@api.get("/calls/{call_id}", Role.LEADER, title="要打的一位")
def call_one(call: Call, call_id: int) -> CallWanted:
    return CallWanted.model_validate(calls.one(call.uow, call.organ, call.cadre, call_id))


# A number is told, and kept with no answer: hence no Idempotency-Key.
@api.post("/calls/{call_id}/number", Role.LEADER, title="看号码", alone=True)
def call_number(alone: Alone, call_id: int) -> PhoneNumber:
    """Show a number, and note who saw it."""
    with alone.house.open_uow() as uow:
        call = alone.call(uow, Role.LEADER)
        return PhoneNumber(phone=calls.reveal(uow, call.organ, call.cadre, call_id))


@api.post("/calls/{call_id}/outcome", Role.LEADER, title="记下打得怎么样")
def call_noted(call: Call, body: CallOutcome, call_id: int) -> CallNoted:
    name = calls.note(call.uow, call.organ, call.cadre, call_id, body.outcome)
    said = f"记下了:{name},{OUTCOMES[body.outcome]}。"
    listed = body.outcome != "told"
    return CallNoted(id=call_id, name=name, outcome=body.outcome, listed=listed, said=said)
