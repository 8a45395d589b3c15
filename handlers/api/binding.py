"""登录的手机: where one is logged in, who else wants to be, and leaving it all."""

from pydantic import Field

from handlers.api.door import Alone
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Moment, Page, Told
from services import mini_ends, mini_login, mini_waiting

api = Api("登录的手机", "哪些手机登录着,有没有别的手机想登录成你,以及退出。")


class PhoneIn(Told):
    """一部登录着的手机。"""

    number: str = Field(description="用来分清是哪一部")
    since: Moment
    used_at: Moment = Field(description="最近一次用,精确到小时")
    here: bool = Field(description="就是现在这部")


class Waiting(Told):
    """有没有别的手机想登录成你。"""

    until: list[Moment] = Field(description="每一部最晚等到什么时候;到时不拒绝,就换过去")


@api.get("/me/sessions", Role.VISITOR, title="登录着的手机", alone=True)
def sessions_mine(alone: Alone) -> Page[PhoneIn]:
    with alone.house.open_uow(read_only=True) as uow:
        rows = mini_login.phones_of(uow, alone.token)
    return Page(items=[PhoneIn.model_validate(row) for row in rows])


@api.delete("/me/sessions", Role.VISITOR, title="退出别的手机", alone=True)
def sessions_end(alone: Alone) -> None:
    with alone.house.open_uow() as uow:
        alone.call(uow)
        mini_login.leave_others(uow, alone.token)


@api.get("/me/binding/waiting", Role.PERSON, title="谁想登录成我")
def binding_waiting(call: Call) -> Waiting:
    return Waiting(until=mini_waiting.wanted(call.uow, call.person))


@api.post("/me/binding/refuse", Role.PERSON, title="不是我", alone=True)
def binding_refuse(alone: Alone) -> None:
    """Keep other phones out."""
    with alone.house.open_uow() as uow:
        # Not locked: whoever waits may just be asking for this one's place, and would wait for us.
        who = mini_login.visitor(uow, alone.token)
        mini_waiting.refuse(uow, Call(uow, who).person)


@api.post("/me/binding/agree", Role.PERSON, title="是我换的", alone=True)
def binding_agree(alone: Alone) -> None:
    """Let the other phone in at once; this one is out."""
    with alone.house.open_uow() as uow:
        # Not locked: the two openids are, in one order, where the one gives way to the other.
        who = mini_login.visitor(uow, alone.token)
        mini_waiting.agree(uow, Call(uow, who).person)


@api.delete("/me/binding", Role.PERSON, title="在小程序上退出登录", alone=True)
def binding_release(alone: Alone) -> None:
    """Take the person off this WeChat account in the mini-program: all its phones are out."""
    with alone.house.open_uow() as uow:
        call = alone.call(uow, Role.PERSON)
        mini_ends.release(uow, call.who.openid)
