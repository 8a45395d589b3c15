"""评价团干部: of what one had to do with cadres, how it was; once each, and changed until shown."""

from typing import Final

from pydantic import Field

from domain import distress
from domain.ratings import FEWEST, OCCASIONS, WORDS, Occasion, RatingStatus
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Day, Given, Line, Page, Paging, Told, paged
from services import ratings
from services.rating_occasions import Met

api = Api(
    "评价团干部",
    f"打过交道才能评,一次一评。满 {FEWEST} 位才一起显示,谁评的、什么时候评的都看不到。",
    {"rating_not_involved": 404, "rating_not_shown": 404, "rating_not_appealed": 404},
)
_ONE: Final = "/ratings/{occasion}/{occasion_id}"


class RatingOccasion(Told):
    """一次打交道。"""

    occasion: Occasion
    occasion_title: str
    id: int
    cadre: str
    title: str
    day: Day


class RatingMine(Told):
    """我评过的。"""

    occasion: Occasion
    occasion_title: str
    id: int
    cadre: str
    stars: int
    words: str
    said: str = Field(description="几月说的")
    open: bool = Field(description="还能改")
    status: RatingStatus
    decision: str = Field(description="复核或者没放出来的理由")


class RatingForm(Told):
    """评一次,或者改一改。"""

    met: RatingOccasion
    stars: int | None = Field(description="说过的;没说过是 null")
    words: str
    shown: bool = Field(description="已经和别人的一起公布,改不了")


class NewRating(Given):
    """几颗星,和一句话。"""

    stars: int = Field(ge=1, le=5)
    words: Line = Field(default="", description=f"最多 {WORDS} 字")


class RatingSaid(Told):
    """记下了。"""

    stars: int
    words: str
    before: bool = Field(description="改了以前说的")
    held: bool = Field(description="这句话看过再显示")
    said: str


@api.get("/ratings", Role.PERSON, title="可以评的")
def ratings_open(call: Call, paging: Paging) -> Page[RatingOccasion]:
    rows = ratings.open_for(call.uow, call.person)
    return paged(rows, paging, lambda met: f"{met.occasion}-{met.id}-{met.cadre_id}", _met)


@api.get("/ratings/mine", Role.PERSON, title="我评过的(最近 30 条)")
def ratings_mine(call: Call, paging: Paging) -> Page[RatingMine]:
    rows = ratings.mine(call.uow, call.person)
    return paged(
        rows,
        paging,
        lambda one: f"{one.occasion}-{one.id}",
        lambda one: RatingMine(
            **{name: getattr(one, name) for name in RatingMine.model_fields if hasattr(one, name)},
            occasion_title=OCCASIONS[one.occasion],
        ),
    )


@api.get(_ONE, Role.PERSON, title="评一次以前看看")
def rating_form(call: Call, occasion: str, occasion_id: int) -> RatingForm:
    found = ratings.one(call.uow, call.person, occasion, occasion_id)
    return RatingForm(met=_met(found.met), stars=found.stars, words=found.words, shown=found.shown)


@api.put(_ONE, Role.PERSON, title="评一次,或者改一改")
def rating_give(call: Call, occasion: str, occasion_id: int, body: NewRating) -> RatingSaid:
    # A cry for help is no opinion of a cadre: it goes to whoever is on duty alone.
    crying = distress.found(body.words)
    rated = ratings.rate(
        call.uow,
        call.person,
        occasion,
        occasion_id,
        body.stars,
        "" if crying else body.words,
        mini_openid=call.who.openid,
    )
    said = "改好了" if rated.before else "记下了,谢谢你"
    said += f":{rated.met.cadre},{rated.stars} 颗星。"
    said += "这句话看过再显示。" if rated.held else ""
    said += "TA 看不到是谁评的。"
    if crying:
        card = f"{distress.CARD}\n" if call.who.is_cadre else ""  # to youths the door gives it
        said = f"{card}星记下了,写的话没有给团干部看。"
    return RatingSaid(
        stars=rated.stars, words=rated.words, before=rated.before, held=rated.held, said=said
    )


def _met(met: Met) -> RatingOccasion:
    return RatingOccasion(
        occasion=met.occasion,
        occasion_title=OCCASIONS[met.occasion],
        id=met.id,
        cadre=met.cadre,
        title=met.title,
        day=met.day,
    )
