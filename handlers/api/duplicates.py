"""重复的小伙伴: one youth who was entered twice becomes one again."""

from pydantic import Field

from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Given, Ident, Moment, Number, Page, Paging, Query, Told, paged
from services import merging

api = Api(
    "重复的小伙伴",
    "同一个人记了两遍:比一比,合成一位。24 小时内可以撤销。",
    {"not_in_your_list": 404},
)


class DuplicateEntry(Told):
    """名单里的一条。"""

    id: int
    name: str
    hint: str
    has_phone: bool
    bound: bool


class DuplicatePair(Told):
    """可能是同一个人的两条。"""

    one: DuplicateEntry
    other: DuplicateEntry
    why: str = Field(description="哪里像")


class DuplicatesCompared(Query):
    """比哪两位。"""

    one: Number
    other: Number


class DuplicateSide(Told):
    """其中一位的全部。"""

    id: int
    name: str
    hint: str
    phone: str
    bound: bool
    notes: list[str]
    tags: list[str]
    source: str
    since: Moment
    last_met_at: Moment | None
    records: int
    activities: int
    why_not: str = Field(description="为什么不能留下这一位;空的就是可以")


class Duplicates(Told):
    """两位并排。"""

    one: DuplicateSide
    other: DuplicateSide


class DuplicateMerge(Given):
    """留哪一位、并掉哪一位。"""

    stay: Ident
    gone: Ident


class DuplicateMerged(Told):
    """合并好了。"""

    change_id: int = Field(description="撤销时用它")
    stay: int


@api.get("/contacts/duplicates", Role.CADRE, title="可能重复的")
def duplicates_found(call: Call, paging: Paging) -> Page[DuplicatePair]:
    return paged(
        merging.candidates(call.uow, call.cadre),
        paging,
        lambda pair: f"{pair.one.id}-{pair.other.id}",
        DuplicatePair.model_validate,
    )


@api.get("/contacts/duplicates/compare", Role.CADRE, title="两位并排看")
def duplicates_compare(call: Call, asked: DuplicatesCompared) -> Duplicates:
    one, other = merging.compare(call.uow, call.cadre, asked.one, asked.other)
    both = [DuplicateSide.model_validate(side) for side in (one, other)]
    return Duplicates(one=both[0], other=both[1])


@api.post("/contacts/duplicates/merge", Role.CADRE, title="合成一位")
def duplicates_merge(call: Call, body: DuplicateMerge) -> DuplicateMerged:
    change = merging.merge(call.uow, call.cadre, body.stay, body.gone)
    return DuplicateMerged(change_id=change, stay=body.stay)
