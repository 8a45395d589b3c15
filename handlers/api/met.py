"""聊过: a youth says with one tap whether it took place; no count depends on it."""

from pydantic import Field

from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Day, Given, Page, Paging, Told, paged
from services import confirmations

api = Api(
    "聊过",
    "团干部记了和你的一次,问你有没有这回事。点不点都不影响谁;点了「没聊过」团干部看不到。",
    {"nothing_asked": 404},
)


class MetQuestion(Told):
    """问你的一次。"""

    record_id: int
    cadre: str
    kind_title: str
    day: Day


class MetAnswer(Given):
    """有没有这回事。"""

    yes: bool = Field(description="true 是聊过;一天之内可以改口")


@api.get("/met", Role.PERSON, title="等我点的")
def met_open(call: Call, paging: Paging) -> Page[MetQuestion]:
    found = confirmations.open_for(call.uow, call.person)
    return paged(found, paging, lambda one: one.record_id, MetQuestion.model_validate)


@api.put("/met/{record_id}", Role.PERSON, title="聊过,或没聊过")
def met_answer(call: Call, body: MetAnswer, record_id: int) -> MetQuestion:
    said = confirmations.answer(call.uow, call.person, record_id, yes=body.yes)
    return MetQuestion.model_validate(said)
