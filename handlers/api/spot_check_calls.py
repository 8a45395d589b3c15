"""抽查的电话: the phone list with one number at a tap; and what a youth says who was drawn."""

from typing import Any, Final, Literal

from pydantic import Field

from domain.spot_checks import RESULTS, Met, NothingToAnswer, Result
from handlers.api.calls import PhoneNumber
from handlers.api.door import Alone
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Day, Given, Line, Moment, Page, Paging, Told, paged
from handlers.api.spot_checks import OUTCOMES, Outcome
from services import spot_check_answers, spot_check_calls, spot_check_figures
from services.spot_check_calls import Call as Drawn
from services.spot_checks import OPEN

api = Api(
    "抽查问答",
    "机关打电话问的名单;被抽到的小伙伴自己答的两个问题。团干部不知道问过谁、谁说了什么。",
    {"spot_check_gone": 404, "spot_check_nothing": 404},
)


class SpotCheckCall(Told):
    """抽到的一位;退出了的只留一个位置。"""

    place: int = Field(description="第几个抽到的")
    name: str
    organisation: str
    cadre: str = Field(description="问的是哪位团干部")
    first_day: Day
    last_day: Day
    result: Outcome
    tries: int = Field(description="打过几次")
    note: str
    phone: str = Field(description="打了码的;没有号码是空的")
    until: Moment | None = Field(description="这以前先等 TA 在微信里答;空的就是现在可以打")
    gone: bool = Field(description="已经退出,不用再问")
    open: bool = Field(description="还能记结果")


class SpotCheckAnswers(Given):
    """电话里问到的。"""

    result: Literal["answered", "unreached", "refused", "wrong"]
    met: Met | None = Field(default=None, description="第 1 问:有联系吗;答了才填")
    stars: int | None = Field(default=None, ge=1, le=5, description="第 2 问:满意吗;答了才填")
    note: Line = ""


class SpotCheckNoted(SpotCheckCall):
    """记下了。"""

    said: str


class SpotCheckQuestion(Told):
    """问你的两个小问题;随时可以不答。"""

    id: int
    cadre: str = Field(description="问的是你和哪位团干部")
    first_day: Day
    last_day: Day
    met: Met | None = Field(description="第 1 问答过的;空的就是还没答")


class SpotCheckMet(Given):
    """第 1 问:见过面、聊过,或者一起参加过活动吗。"""

    met: Met


class SpotCheckStars(Given):
    """第 2 问:满意吗,1 很不满意,5 很满意。"""

    stars: int = Field(ge=1, le=5)


class SpotCheckThanks(Told):
    """答完了,或者不答了。"""

    said: str


@api.get("/spot-checks/{check_id}/calls", Role.LEADER, title="抽到的人,按抽到的次序")
def spot_check_calls_list(call: Call, paging: Paging, check_id: int) -> Page[SpotCheckCall]:
    spot_check_figures.seen(call.uow, call.organ, check_id)  # another organ's is not there
    rows = spot_check_calls.of(call.uow, call.organ, call.cadre, check_id)
    return paged(rows, paging, lambda one: one.place, lambda one: SpotCheckCall(**_fields(one)))


@api.get("/spot-checks/{check_id}/calls/{place}", Role.LEADER, title="抽到的一位")
def spot_check_call(call: Call, check_id: int, place: int) -> SpotCheckCall:
    return SpotCheckCall(**_fields(_one(call, check_id, place)))


# A number is told, and kept with no answer: hence no Idempotency-Key.
@api.post("/spot-checks/{check_id}/calls/{place}/number", Role.LEADER, title="看号码", alone=True)
def spot_check_number(alone: Alone, check_id: int, place: int) -> PhoneNumber:
    """Show a number, and note who saw it."""
    with alone.house.open_uow() as uow:
        call = alone.call(uow, Role.LEADER)
        phone = spot_check_calls.reveal(uow, call.organ, call.cadre, check_id, place)
        return PhoneNumber(phone=phone)


@api.post("/spot-checks/{check_id}/calls/{place}/answers", Role.LEADER, title="记下问到的")
def spot_check_note(
    call: Call, body: SpotCheckAnswers, check_id: int, place: int
) -> SpotCheckNoted:
    noted = spot_check_calls.note(
        call.uow,
        call.organ,
        call.cadre,
        check_id,
        place,
        result=body.result,
        met=body.met or "",
        stars=body.stars or 0,
        text=body.note,
    )
    said = f"记下了:{noted.name},{RESULTS[noted.result]}。"
    return SpotCheckNoted(**_fields(_one(call, check_id, place)), said=said)


@api.get("/spot-checks/mine", Role.PERSON, title="问我的")
def spot_check_question(call: Call) -> SpotCheckQuestion:
    return _question(call)


@api.put("/spot-checks/mine/met", Role.PERSON, title="答第 1 问")
def spot_check_met(call: Call, body: SpotCheckMet) -> SpotCheckQuestion:
    spot_check_answers.met(call.uow, call.person, _question(call).id, body.met)
    call.uow.session.flush()
    return _question(call)


@api.post("/spot-checks/mine/stars", Role.PERSON, title="答第 2 问,就答完了")
def spot_check_stars(call: Call, body: SpotCheckStars) -> SpotCheckThanks:
    spot_check_answers.stars(call.uow, call.person, _question(call).id, body.stars)
    return SpotCheckThanks(said=_THANKS)


@api.post("/spot-checks/mine/decline", Role.PERSON, title="不答,或者就答到这里")
def spot_check_decline(call: Call) -> SpotCheckThanks:
    half = spot_check_answers.decline(call.uow, call.person)
    return SpotCheckThanks(said=_THANKS if half else _QUIET)


_THANKS: Final = "谢谢,记下了。你的回答只汇成数字,团干部不会知道问过你。"
_QUIET: Final = "好,不问了,对谁都没有影响,团干部也不会知道。"


def _question(call: Call) -> SpotCheckQuestion:
    question = spot_check_answers.open_for(call.uow, call.person)
    if question is None:
        raise NothingToAnswer
    return SpotCheckQuestion.model_validate(question)


def _one(call: Call, check_id: int, place: int) -> Drawn:
    return spot_check_calls.one(call.uow, call.organ, call.cadre, check_id, place)


def _fields(one: Drawn) -> dict[str, Any]:
    kept = {name: getattr(one, name) for name in SpotCheckCall.model_fields if hasattr(one, name)}
    can = not one.gone and one.result in OPEN
    return {**kept, "result": OUTCOMES[Result(one.result)], "open": can}
