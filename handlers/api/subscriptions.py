"""订阅消息: which templates to ask for, and what somebody answered."""

from typing import Literal

from pydantic import Field

from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Given, Line, Page, Told
from services import mini_subscriptions

api = Api(
    "订阅消息",
    "点一下同意一次,就能多收一条。先取模板,调 wx.requestSubscribeMessage,再把它的回答原样交回来。",
)

Answer = Literal["accept", "reject", "ban", "filter", "acceptWithAudio", "acceptWithAlert"]


class SubscriptionOffered(Told):
    """一个模板。"""

    name: str = Field(description="代号")
    title: str = Field(description="是哪一类消息,可以直接显示给人看")
    template_id: str = Field(description="给 wx.requestSubscribeMessage 的 tmplIds")
    left: int = Field(description="还能收几条")


class SubscriptionAnswers(Given):
    """wx.requestSubscribeMessage 的回答,去掉 errMsg。"""

    answers: dict[Line, Answer] = Field(max_length=10, description="模板 id → 回答")


@api.get("/subscriptions", Role.PERSON, title="可以订阅的消息")
def subscriptions_mine(call: Call) -> Page[SubscriptionOffered]:
    found = mini_subscriptions.offered(call.uow, call.who.openid)
    return Page(items=[SubscriptionOffered.model_validate(one) for one in found])


@api.post("/subscriptions", Role.PERSON, title="交回同意了哪些")
def subscriptions_answer(call: Call, body: SubscriptionAnswers) -> Page[SubscriptionOffered]:
    mini_subscriptions.answered(call.uow, call.who.openid, body.answers)
    call.uow.session.flush()
    return subscriptions_mine(call)
