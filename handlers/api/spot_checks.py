"""抽查: drawing a sample, and what a check says when it is over."""

from typing import Final, Literal, Self

from pydantic import Field

from domain.spot_checks import LEAST, MOST, Result, Share
from handlers.api.cursors import cut, last_seen
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Day, Given, Ident, Line, Moment, Page, Paging, Told
from services import spot_check_figures, spot_checks

api = Api(
    "抽查",
    "随机抽一些小伙伴问两个问题。结果结束以后才给:边答边看,会看出是谁说的。",
    {"spot_check_gone": 404, "spot_check_cadre": 404},
)

Outcome = Literal["open", "answered", "unreached", "refused", "wrong"]
OUTCOMES: Final[dict[Result, Outcome]] = {
    Result.OPEN: "open",
    Result.ANSWERED: "answered",
    Result.UNREACHED: "unreached",
    Result.REFUSED: "refused",
    Result.WRONG: "wrong",
}
"""``Result`` with a word for the one that has none."""


class SpotCheckLine(Told):
    """一次抽查。"""

    id: int
    whose: str = Field(description="抽的是谁的小伙伴")
    day: Day
    size: int = Field(description="抽了几位")
    answered: int
    closed: bool


class SpotCheckResults(Told):
    """各有几位。"""

    open: int = Field(description="还没回答")
    answered: int
    unreached: int = Field(description="没联系上")
    refused: int = Field(description="不想回答")
    wrong: int = Field(description="号码不对")


class SpotCheckShare(Told):
    """一个比例,和它有多准。"""

    part: int
    of: int
    value: float
    low: float = Field(description="95% 区间的下限")
    high: float = Field(description="95% 区间的上限")
    said: str = Field(description="写成一句话")

    @classmethod
    def told(cls, share: Share | None) -> Self | None:
        """Return a share with its words; none where too few answered."""
        if share is None:
            return None
        fields = {name: getattr(share, name) for name in ("part", "of", "value", "low", "high")}
        return cls(**fields, said=share.say())


class SpotCheck(Told):
    """一次抽查,和到现在怎么样了。"""

    id: int
    whose: str
    first_day: Day = Field(description="问的是从哪天")
    last_day: Day = Field(description="到哪天")
    day: Day = Field(description="哪天抽的")
    closes_at: Moment
    closed: bool
    seed: str = Field(description="抽签的随机数种子:「种子:编号」逐个算 SHA-256,从小到大取")
    population: int = Field(description="能抽的一共几位")
    size: int
    results: SpotCheckResults
    by_wechat: int
    by_phone: int
    met: SpotCheckShare | None = Field(description="说有联系的;没结束或者不到 5 位是空的")
    pleased: SpotCheckShare | None = Field(description="满意的;没结束或者不到 5 位是空的")
    said: str = Field(default="", description="刚才那一步做成了什么")


class CheckableCadre(Told):
    """可以单独抽的一位团干部。"""

    id: int
    name: str


class CheckableAsked(Paging):
    """找哪一位。"""

    words: Line = Field(default="", description="姓名里的字")


class NewSpotCheck(Given):
    """抽多少位、问哪几天。"""

    size: int = Field(ge=LEAST, le=MOST)
    first_day: Day
    last_day: Day
    cadre_id: Ident | None = Field(default=None, description="只抽这一位的小伙伴;不填抽整个机关")


@api.get("/spot-checks", Role.LEADER, title="本机关的抽查")
def spot_checks_list(call: Call, paging: Paging) -> Page[SpotCheckLine]:
    before, most = last_seen(paging), paging.limit
    rows, more = spot_check_figures.of(call.uow, call.organ, before=before, most=most)
    items = [SpotCheckLine.model_validate(one) for one in rows]
    return Page(items=items, next=str(rows[-1].id) if more else None)


@api.get("/spot-checks/cadres", Role.LEADER, title="可以单独抽谁的")
def spot_check_cadres(call: Call, asked: CheckableAsked) -> Page[CheckableCadre]:
    rows = spot_checks.cadres(
        call.uow,
        call.organ,
        call.cadre,
        words=asked.words.strip(),
        after=last_seen(asked),
        most=asked.limit + 1,
    )
    return cut(rows, asked, lambda one: one[0], lambda one: CheckableCadre(id=one[0], name=one[1]))


@api.post("/spot-checks", Role.LEADER, title="抽一次", status=201)
def spot_check_start(call: Call, body: NewSpotCheck) -> SpotCheck:
    started = spot_checks.start(
        call.uow,
        call.cadre,
        call.organ,
        size=body.size,
        first=body.first_day,
        last=body.last_day,
        cadre_id=body.cadre_id,
    )
    said = f"抽好了:{started.population} 位里抽 {started.size} 位,微信里问了 {started.asked} 位。"
    away = started.size - started.asked
    said += f"另外 {away} 位不在微信里,打电话问。" if away else ""
    return _shown(call, started.id, said)


@api.get("/spot-checks/{check_id}", Role.LEADER, title="一次抽查")
def spot_check_one(call: Call, check_id: int) -> SpotCheck:
    return _shown(call, check_id)


@api.post("/spot-checks/{check_id}/close", Role.LEADER, title="现在结束,看结果")
def spot_check_close(call: Call, check_id: int) -> SpotCheck:
    spot_check_figures.close(call.uow, call.organ, check_id)
    return _shown(call, check_id, "这次抽查结束了,结果出来了。")


def _shown(call: Call, check_id: int, said: str = "") -> SpotCheck:
    call.uow.session.flush()
    seen = spot_check_figures.seen(call.uow, call.organ, check_id)
    counts = {word: seen.results[result] for result, word in OUTCOMES.items()}
    return SpotCheck(
        id=seen.id,
        whose=seen.whose,
        first_day=seen.first_day,
        last_day=seen.last_day,
        day=seen.day,
        closes_at=seen.closes_at,
        closed=seen.closed,
        seed=seen.seed,
        population=seen.population,
        size=seen.size,
        results=SpotCheckResults(**counts),
        by_wechat=seen.by_wechat,
        by_phone=seen.by_phone,
        met=SpotCheckShare.told(seen.met),
        pleased=SpotCheckShare.told(seen.pleased),
        said=said,
    )
