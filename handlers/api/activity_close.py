"""办结: what closing an activity writes or wrote, closing it, and opening it again."""

from typing import Self

from pydantic import Field

from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Given, Moment, Said, Told
from services import activity_closing, feedback
from services.activity_closing import LONGEST
from services.activity_worth import Credited

api = Api(
    "办结",
    "点一下,大家的联系和「五个一」都记上;记错了重新打开,记上的全部收回。",
    {"no_such_activity": 404, "not_your_activity": 404},
)


class ClosingCredit(Told):
    """办结会记(或已经记)的一条。"""

    name: str = Field(description="记到谁的名下:团干部,或者单位")
    organ: bool = Field(description="是单位的")
    kind: str
    kind_title: str
    youths: list[str] = Field(description="和哪些小伙伴")
    rules: list[str] = Field(description="算进哪些要求;空的就是记一次联系")

    @classmethod
    def of(cls, one: Credited) -> Self:
        """Return what stands in the list."""
        return cls(
            name=one.name,
            organ=one.organ_id is not None,
            kind=one.kind,
            kind_title=one.kind_title,
            youths=[name for _, name in one.youths],
            rules=list(one.rules),
        )


class ClosingFeedback(Told):
    """来的人怎么说;不满 5 位不给分数和留言,免得猜出是谁。"""

    votes: int
    average: float | None
    words: list[str]


class Closing(Told):
    """办结这一页。"""

    id: int
    title: str
    starts_at: Moment
    ends_at: Moment
    minutes: int = Field(description="办了多久,按开始和结束算")
    attended: list[str] = Field(description="来的人")
    expected: int = Field(description="有名额的人数")
    credits: list[ClosingCredit]
    source: str = Field(description="这样算的依据")
    closed_at: Moment | None = Field(description="空的就是还没办结")
    why_not: Said = Field(description="现在不能办结的话,为什么")
    heard: ClosingFeedback
    said: str = Field(default="", description="刚才那一步做成了什么")


class ActivityClosed(Given):
    """办成了没有、办了多久。"""

    happened: bool = Field(default=True, description="没办成就不记")
    minutes: int = Field(ge=1, le=LONGEST)


@api.get("/activities/{activity_id}/closing", Role.CADRE, title="办结会记下什么")
def activity_closing_seen(call: Call, activity_id: int) -> Closing:
    return _shown(call, activity_id)


@api.post("/activities/{activity_id}/close", Role.CADRE, title="办结")
def activity_close(call: Call, body: ActivityClosed, activity_id: int) -> Closing:
    closed = activity_closing.close(
        call.uow, call.cadre, activity_id, happened=body.happened, minutes=body.minutes
    )
    return _shown(call, activity_id, closed.say())


@api.post("/activities/{activity_id}/reopen", Role.CADRE, title="重新打开,记上的收回")
def activity_reopen(call: Call, activity_id: int) -> Closing:
    gone = activity_closing.reopen(call.uow, call.cadre, activity_id)
    taken = f",{gone} 条记录收回" if gone else ""
    return _shown(call, activity_id, f"重新打开了{taken}。改好再办结。")


def _shown(call: Call, activity_id: int, said: str = "") -> Closing:
    call.uow.session.flush()
    found = activity_closing.preview(call.uow, call.cadre, activity_id)
    heard = feedback.heard(call.uow, call.cadre, activity_id)
    return Closing(
        id=found.id,
        title=found.title,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        minutes=found.minutes,
        attended=list(found.attended),
        expected=found.expected,
        credits=[ClosingCredit.of(one) for one in found.credits],
        source=found.source,
        closed_at=found.closed_at,
        why_not=found.why_not,
        heard=ClosingFeedback.model_validate(heard),
        said=said,
    )
