"""What a cadre hears of the ratings, without who; another look at words, and the decision."""

from typing import Annotated

from pydantic import Field, StringConstraints

from domain.ratings import FEWEST, REASON, Figure, RatingStatus
from handlers.api.cursors import cut, last_seen
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Day, Given, Line, Page, Paging, Told, paged
from services import areas, rating_appeals, rating_rounds, ratings

api = Api(
    "评价怎么说",
    f"满 {FEWEST} 位、每月 1 日一起显示;有失实的,请上级复核一次。",
    {"rating_not_shown": 404, "rating_not_appealed": 404},
)

Mark = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,64}$")]


class RatingFigure(Told):
    """一个数:平均到半颗星。"""

    votes: int
    stars: float = Field(description="低于 2.5 的也只到 2.5")
    text: str = Field(description="中文说法:约几颗星,或者不高于几颗星")


class RatingRound(Told):
    """一次公布。"""

    day: Day = Field(description="那个月的 1 日")
    figure: RatingFigure


class RatingWord(Told):
    """一句话,没有谁说的。"""

    mark: str = Field(description="请上级复核时用它")
    text: str
    status: RatingStatus


class RatingsHeard(Told):
    """小伙伴怎么说我;不满人数时什么都没有。"""

    total: RatingFigure | None
    rounds: list[RatingRound]
    words: list[RatingWord]
    withdrawn: bool = Field(description="有一条复核后移除了,那一次的其余会和下一次一起显示")
    next: str = Field(description="下一次更新是哪天")
    fewest: int


class RatingAppeal(Given):
    """请上级再看一次。"""

    mark: Mark
    why: Line = Field(description=f"2 到 {REASON} 个字")


class RatingAppealed(Told):
    """交上去了。"""

    to: str = Field(description="由哪个机关的负责人看")


class RatingWaiting(Told):
    """等我复核的一条;谁写的看不到。"""

    mark: str
    cadre: str
    words: str
    why: str
    day: Day


class RatingDecision(Given):
    """留着,还是移除。"""

    mark: Mark
    keep: bool
    why: Line = Field(description="当事的团干部会看到")


class RatingDecided(Told):
    """定了。"""

    cadre: str = Field(description="结果和理由会告诉 TA")


class RatingStanding(Told):
    """下面的一位团干部。"""

    cadre: str
    place: str
    figure: RatingFigure


@api.get("/ratings/heard", Role.CADRE, title="小伙伴怎么说我")
def ratings_heard(call: Call) -> RatingsHeard:
    heard = rating_rounds.heard(call.uow, call.cadre)
    return RatingsHeard(
        total=_figure(heard.total) if heard.total is not None else None,
        rounds=[RatingRound(day=day, figure=_figure(one)) for day, one in heard.rounds],
        words=[RatingWord.model_validate(one) for one in heard.words],
        withdrawn=heard.withdrawn,
        next=ratings.next_round(call.uow),
        fewest=FEWEST,
    )


@api.post("/ratings/heard/appeal", Role.CADRE, title="请上级复核一句话")
def rating_appeal(call: Call, body: RatingAppeal) -> RatingAppealed:
    organ = rating_appeals.appeal(call.uow, call.cadre, body.mark, body.why)
    return RatingAppealed(to=areas.names(call.uow, [organ])[organ])


@api.get("/ratings/above", Role.LEADER, title="等我复核的")
def ratings_above(call: Call, paging: Paging) -> Page[RatingWaiting]:
    rows = rating_appeals.waiting(call.uow, call.organ, call.cadre)
    return paged(rows, paging, lambda one: one.mark, RatingWaiting.model_validate)


@api.get("/ratings/below", Role.LEADER, title="下面的团干部,按姓名")
def ratings_below(call: Call, paging: Paging) -> Page[RatingStanding]:
    after, most = last_seen(paging), paging.limit + 1
    rows = rating_rounds.below(call.uow, call.organ, but=call.cadre, after=after, most=most)
    return cut(
        rows,
        paging,
        lambda one: one.cadre_id,
        lambda one: RatingStanding(cadre=one.cadre, place=one.place, figure=_figure(one.figure)),
    )


@api.post("/ratings/above/decision", Role.LEADER, title="复核:留着,还是移除")
def rating_decide(call: Call, body: RatingDecision) -> RatingDecided:
    name = rating_appeals.decide(
        call.uow, call.organ, call.cadre, body.mark, keep=body.keep, why=body.why
    )
    return RatingDecided(cadre=name)


def _figure(one: Figure) -> RatingFigure:
    return RatingFigure(votes=one.votes, stars=one.stars, text=one.say())
