"""活动 as people who come meet them: the lists, one, signing up, giving up, and how it was."""

from typing import Annotated

from pydantic import Field

from handlers.api.activity_seen import NOT_THERE, Activity, ActivityLine, line, shown
from handlers.api.cursors import last_seen
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Day, Given, Line, Moment, Page, Paging, Text, Told, paged
from handlers.h5.activity_words import enrolled, moment
from services import activities, feedback
from services.activities import LOOKED_AT, Offer

api = Api(
    "活动",
    "能报的、我报的、去过的;报名、候补、确认名额、取消和请假,去过以后说说怎么样。",
    NOT_THERE,
)


class BeenLine(Told):
    """去过的一个活动。"""

    id: int
    title: str
    place: str
    starts_at: Moment
    stars: int | None = Field(description="我给的几颗星")
    open: bool = Field(description="现在可以评,或者改")


class SignUp(Given):
    """报名。"""

    answers: Annotated[
        dict[Line, Annotated[list[Text], Field(max_length=20)]], Field(max_length=20)
    ] = Field(default={}, description="每个问题的 key 对回答;填一句、是或否、选一个也放在列表里")
    born: Day | None = Field(default=None, description="生日;asks_birth 时要填,只用来看合不合适")
    sure: bool = Field(default=False, description="那个时间还报了别的,两个都要")


class GivingUp(Given):
    """取消报名。"""

    why: Text = Field(default="", description="报名截止以后取消算请假,要写一句;最多 200 字")


class Feedback(Given):
    """怎么样。"""

    stars: int = Field(ge=1, le=5)
    words: Text = Field(default="", description="想说的话,可以不写;主办的人看不到是谁写的")


@api.get("/activities", Role.PERSON, title="能报的活动,近的在前")
def activities_open(call: Call, paging: Paging) -> Page[ActivityLine]:
    offers, _ = activities.on_offer(call.uow, call.person, limit=LOOKED_AT)
    return _page(call, offers, paging)


@api.get("/activities/mine", Role.PERSON, title="我报的活动,近的在前")
def activities_mine(call: Call, paging: Paging) -> Page[ActivityLine]:
    return _page(call, activities.mine_of(call.uow, call.person), paging)


def _page(call: Call, offers: list[Offer], paging: Paging) -> Page[ActivityLine]:
    return paged(offers, paging, lambda one: one.id, lambda one: line(call, one))


@api.get("/activities/been", Role.PERSON, title="去过的活动,最近的在前")
def activities_been(call: Call, paging: Paging) -> Page[BeenLine]:
    before = last_seen(paging)
    rows, more = feedback.been(call.uow, call.person, before=before, limit=paging.limit)
    items = [BeenLine.model_validate(one) for one in rows]
    return Page(items=items, next=str(rows[-1].id) if more else None)


@api.get("/activities/{activity_id}", Role.PERSON, title="看一个活动")
def activity_one(call: Call, activity_id: int) -> Activity:
    return shown(call, activity_id)


@api.post("/activities/{activity_id}/enrol", Role.PERSON, title="报名", often=30)
def activity_enrol(call: Call, body: SignUp, activity_id: int) -> Activity:
    offer = activities.enrol(
        call.uow, activity_id, call.person, body.answers, body.born, sure=body.sure
    )
    return shown(call, activity_id, enrolled(offer))


@api.post("/activities/{activity_id}/accept", Role.PERSON, title="要给我留着的名额")
def activity_accept(call: Call, activity_id: int) -> Activity:
    offer = activities.accept(call.uow, activity_id, call.person)
    when = moment(offer.starts_at, call.uow.now)
    return shown(call, activity_id, f"定下来了:{when},{offer.place or '地点看说明'}见。")


@api.post("/activities/{activity_id}/withdraw", Role.PERSON, title="取消报名,或者请假")
def activity_withdraw(call: Call, body: GivingUp, activity_id: int) -> Activity:
    why = body.why.strip()
    offer = activities.withdraw(call.uow, activity_id, call.person, why)
    kept = "请好假了" if why else "取消了"
    return shown(call, activity_id, f"{kept}:「{offer.title}」。名额让给后面的人。")


@api.put("/activities/{activity_id}/feedback", Role.PERSON, title="说说怎么样;再交一次就是改")
def activity_rate(call: Call, body: Feedback, activity_id: int) -> Activity:
    rated = feedback.rate(call.uow, activity_id, call.person, body.stars, body.words)
    return shown(call, activity_id, "改好了。" if rated.before else "谢谢,记下了。")
