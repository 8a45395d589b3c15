"""待看的内容: a leader reads what was held back and decides; its writer may appeal once."""

from enum import StrEnum
from typing import Final

from pydantic import Field

from domain.safety import ScreeningStatus
from handlers.api.cursors import cut, last_seen
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Given, Line, Moment, Page, Paging, Told
from services import screening

api = Api(
    "待看的内容",
    "放行以前,别人看不到;谁写的不显示。",
    {"no_such_screening": 404},
)
_ONE: Final = "/screening/{screening_id}"


class ScreeningTab(StrEnum):
    """Which list."""

    OWN = "own"
    UNDER = "under"
    REFUSED = "refused"


class ScreeningAsked(Paging):
    """看哪一栏。"""

    tab: ScreeningTab = Field(
        default=ScreeningTab.OWN, description="own 我们的,under 下级的,refused 没放行的"
    )


class ScreeningHeld(Told):
    """等着看的一条。"""

    id: int
    title: str = Field(description="是什么:话题回复、心愿……")
    text: str = Field(description="空的:写的人收回了")
    why: str
    at: Moment
    organ: str
    appealed: bool = Field(description="写的人请上级再看一次")
    status: ScreeningStatus
    reason: str
    ends: bool = Field(description="不放行就定了,不能再放行")


class ScreeningCounts(Told):
    """还有几条。"""

    own: int
    under: int


class ScreeningReason(Given):
    """为什么先不放出来,写的人会看到。"""

    reason: Line


class ScreeningDecided(Told):
    """看过了。"""

    title: str
    ends: bool = Field(description="定了;false 时还可以改成放行")


class ScreeningAppealed(Told):
    """请上级再看一次了。"""

    to: str


@api.get("/screening", Role.LEADER, title="等着看的")
def screening_list(call: Call, asked: ScreeningAsked) -> Page[ScreeningHeld]:
    after, most = last_seen(asked), asked.limit
    if asked.tab is ScreeningTab.REFUSED:
        rows = screening.refused(call.uow, call.organ, after=after, most=most)
    else:
        under = asked.tab is ScreeningTab.UNDER
        rows = screening.waiting(call.uow, call.organ, under=under, after=after, most=most)
    return cut(rows, asked, lambda one: one.id, ScreeningHeld.model_validate)


@api.get("/screening/counts", Role.LEADER, title="还有几条等着看")
def screening_counts(call: Call) -> ScreeningCounts:
    own, under = screening.counts(call.uow, call.organ)
    return ScreeningCounts(own=own, under=under)


@api.post(f"{_ONE}/keep", Role.LEADER, title="放行")
def screening_keep(call: Call, screening_id: int) -> ScreeningDecided:
    title = screening.keep(call.uow, screening_id, call.cadre, call.organ)
    return ScreeningDecided(title=title, ends=True)


@api.post(f"{_ONE}/refuse", Role.LEADER, title="先不放出来,说明为什么")
def screening_refuse(call: Call, screening_id: int, body: ScreeningReason) -> ScreeningDecided:
    told = screening.refuse(call.uow, screening_id, call.cadre, call.organ, body.reason)
    return ScreeningDecided(title=told.title, ends=told.ends)


@api.post(f"{_ONE}/appeal", Role.PERSON, title="我写的没放出来,请上级再看一次")
def screening_appeal(call: Call, screening_id: int) -> ScreeningAppealed:
    return ScreeningAppealed(to=screening.appeal(call.uow, screening_id, call.person))
