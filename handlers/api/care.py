"""急: words of acute distress in whatever a youth sends; they are heard, whatever the step lacks.

The answer to the step stays what it is. The header ``X-Care`` says that there is a card to show
before anything else, and ``GET /care/{state}`` has its words.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, Field

from domain import distress as words
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Told
from services import distress

HEADER: Final = "X-Care"

api = Api(
    "关心",
    "有人说了很难过的话时,任何回答都可能带 X-Care 头:先把 /care/{state} 的话给 TA 看,再做别的。",
)


class State(StrEnum):
    """Who was found for somebody in distress."""

    CALLED = "called"
    NOBODY = "nobody"
    STRANGER = "stranger"


_SAID: Final = {
    State.CALLED: words.CALLED,
    State.NOBODY: words.NOBODY,
    State.STRANGER: "愿意让人联系你,就在「我的」里用手机号登录,再说一句,我马上请人联系你。"
    "不想留也没关系,12355 不问你是谁。",
}


class Card(Told):
    """要先给 TA 看的话。"""

    text: str
    hotline: str = Field(description="点一下就能拨的号码")


@api.get("/care/{state}", Role.ANYONE, title="要先给 TA 看的话")
def care_card(call: Call, state: str) -> Card:  # noqa: ARG001 - everybody gets it
    said = _SAID[State(state)] if state in set(State) else words.NOBODY
    return Card(text=f"{words.CARD}\n{said}", hotline="12355")


def cry(taken: Iterable[object]) -> str:
    """Return what was typed with words of acute distress in it, if anything was."""
    return next((text for one in taken for text in _texts(one) if words.found(text)), "")


def heard(call: Call, said: str) -> State:
    """Call whoever is on duty for somebody who said such words."""
    if call.who.person_id is None:
        return State.STRANGER
    called = distress.called(call.uow, call.who.person_id, said)
    return State.CALLED if called else State.NOBODY


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case BaseModel():
            for name in type(value).model_fields:
                yield from _texts(getattr(value, name))
        case dict():
            for one in value.values():
                yield from _texts(one)
        case list() | tuple():
            for one in value:
                yield from _texts(one)
