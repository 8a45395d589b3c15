"""青年之声 for everybody: the latest public answers, a search by words, one answer."""

from typing import Final

from pydantic import Field

from handlers.api.cursors import cut, last_seen
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Day, Line, Page, Paging, Told, paged
from services import voices

api = Api(
    "青年之声",
    "别人问过、答过、可以公开的,里面没有谁问的。",
    {"no_such_voice": 404},
)
_FOUND: Final = 100
"""So many are found by one search; what is further down has little to do with it."""


class VoicesAsked(Paging):
    """找什么。"""

    words: Line = Field(default="", description="几个词;不填就是最新的")


class Voice(Told):
    """一问一答。"""

    id: int
    question: str
    answer: str
    organ: str
    day: Day


@api.get("/voices", Role.VISITOR, title="看一看、搜一搜")
def voices_list(call: Call, asked: VoicesAsked) -> Page[Voice]:
    words = asked.words.strip()
    if words:
        found = voices.search(call.uow, words, limit=_FOUND)
        return paged(found, asked, lambda one: one.id, Voice.model_validate)
    rows = voices.latest(call.uow, limit=asked.limit + 1, before=last_seen(asked))
    return cut(rows, asked, lambda one: one.id, Voice.model_validate)


@api.get("/voices/{voice_id}", Role.VISITOR, title="看一条")
def voice_one(call: Call, voice_id: int) -> Voice:
    return Voice.model_validate(voices.voice(call.uow, voice_id))
