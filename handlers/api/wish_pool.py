"""心愿池: what waits for a cadre, promising it, sharing a promise, and making it true."""

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from domain.dictionaries import WISHES
from domain.wording import say_moment
from handlers.api.cursors import cut, last_seen
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Day, Given, Moment, Number, Page, Paging, Text, Told, one_of, paged
from handlers.api.wish_shapes import NOT_THERE, Wish, WishDone, seen
from services import wish_claims, wish_pool

api = Api(
    "心愿池",
    "等人认领的心愿。认领以后给你留几天,这几天能看到是谁;办好了双方都点一下,自动记一次实事。",
    NOT_THERE,
)

_ANY: Final = 100_000
"""Dearer than any wish may be."""
_KINDS: Final = ("", *WISHES)


class PoolQuery(Paging):
    """挑哪些。"""

    kind: Annotated[
        str,
        AfterValidator(one_of(_KINDS, "没有这一类")),
        Field(json_schema_extra={"enum": [*_KINDS]}),
    ] = Field(default="", description="哪一类;不填是哪一类都行")
    most_yuan: Number = Field(default=_ANY, description="多少钱以内;0 是不花钱的")
    area: Number = Field(default=0, description="/wishes/pool/areas 里的 id;0 是哪里都行")


class PooledWish(Told):
    """池子里的一个心愿;是谁许的不在里面。"""

    id: int
    number: str
    text: str
    kind_title: str
    place: str
    yuan: int | None
    surname: str = Field(description="愿意公开才有")
    day: Day
    shared: bool = Field(description="有人认领了,请人一起拼")
    for_child: bool


class WishPool(Page[PooledWish]):
    """一页心愿池,等得久的在前。"""

    total: int = Field(description="挑出来的一共几个")


class WishArea(Told):
    """有心愿在等的地方。"""

    id: int
    name: str


class WishAreas(Told):
    """有心愿在等的地方。"""

    areas: list[WishArea]


class HeldWish(Told):
    """我认领的,或者一起拼的;是谁许的不在里面。"""

    id: int
    number: str
    text: str
    status: str = Field(validation_alias="status_title", description="办到哪一步")
    lead: bool = Field(description="自己认领的;不是就是一起拼的")
    organ: bool = Field(description="以单位名义")
    expires_at: Moment
    done: bool
    agreed: bool
    shared: bool
    brings: str = Field(description="我出什么")
    for_child: bool


class WishClaim(Given):
    """认领。"""

    for_organ: bool = Field(default=False, description="以自己负责的单位的名义")


class WishReason(Given):
    """退回的原因。"""

    reason: Text = Field(description="许愿的人会看到")


class WishBrings(Given):
    """一起拼。"""

    brings: Text = Field(default="", description="能出什么,最多 60 字,可以不写")


@api.get("/wishes/pool", Role.CADRE, title="心愿池")
def wish_pool_list(call: Call, query: PoolQuery) -> WishPool:
    found = wish_pool.pool(
        call.uow,
        call.cadre,
        kind=query.kind,
        most_yuan=query.most_yuan if query.most_yuan < _ANY else None,
        area=query.area,
        after=last_seen(query),
        limit=query.limit + 1,
    )
    page = cut(found.rows, query, lambda one: one.id, PooledWish.model_validate)
    return WishPool(items=page.items, next=page.next, total=found.total)


@api.get("/wishes/pool/areas", Role.CADRE, title="心愿池里有哪些地方")
def wish_pool_areas(call: Call) -> WishAreas:
    found = wish_pool.areas(call.uow, call.cadre)
    return WishAreas(areas=[WishArea(id=number, name=name) for number, name in found])


@api.get("/wishes/claims", Role.CADRE, title="我认领的和一起拼的")
def wish_claims_mine(call: Call, paging: Paging) -> Page[HeldWish]:
    found = wish_claims.claims_of(call.uow, call.cadre)
    return paged(found, paging, lambda one: one.id, HeldWish.model_validate)


@api.post("/wishes/{wish_id}/claim", Role.CADRE, title="认领")
def wish_claim(call: Call, body: WishClaim, wish_id: int) -> Wish:
    promise = wish_claims.claim_for_organ if body.for_organ else wish_claims.claim
    claimed = promise(call.uow, wish_id, call.cadre)
    said = f"认领好了,给你留到 {say_moment(claimed.expires_at)}。先联系一下 TA。"
    return seen(call, wish_id, said)


@api.post("/wishes/{wish_id}/release", Role.CADRE, title="退回去")
def wish_release(call: Call, body: WishReason, wish_id: int) -> WishDone:
    wish_claims.release(call.uow, wish_id, call.cadre, body.reason)
    return WishDone(said="退回去了,会让别人接上。谢谢你说一声。", fulfilled=False)


@api.post("/wishes/{wish_id}/done", Role.CADRE, title="说办好了")
def wish_done(call: Call, wish_id: int) -> WishDone:
    came = wish_claims.done(call.uow, wish_id, call.cadre)
    said = (
        "心愿实现了,「办一件实事」已经记上,不用再填。"
        if came.fulfilled
        else "记下了,已经去问 TA 收到没有。TA 点了「收到了」,就自动记一次「办一件实事」。"
    )
    return WishDone(said=said, fulfilled=came.fulfilled)


@api.post("/wishes/{wish_id}/share", Role.CADRE, title="请别人一起拼")
def wish_share(call: Call, wish_id: int) -> Wish:
    wish_claims.share(call.uow, wish_id, call.cadre)
    said = "放到心愿池里了,写着「一起拼」。在下面说说还差什么,来的人好接上。"
    return seen(call, wish_id, said)


@api.post("/wishes/{wish_id}/join", Role.CADRE, title="一起拼")
def wish_join(call: Call, body: WishBrings, wish_id: int) -> Wish:
    wish_claims.join(call.uow, wish_id, call.cadre, body.brings)
    return seen(call, wish_id, "加入了,已经告诉认领的人。")


@api.post("/wishes/{wish_id}/leave", Role.CADRE, title="不拼了")
def wish_leave(call: Call, wish_id: int) -> WishDone:
    wish_claims.leave_share(call.uow, wish_id, call.cadre)
    return WishDone(said="退出了,已经告诉认领的人。", fulfilled=False)
