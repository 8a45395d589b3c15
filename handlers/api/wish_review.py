"""心愿审核: what waits under an organ, let into the pool or taken down with a reason."""

from pydantic import Field

from handlers.api.cursors import cut, last_seen
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Day, Given, Page, Paging, Text, Told
from handlers.api.wish_shapes import NOT_THERE, Wish, seen
from services import wish_review

api = Api("心愿审核", "单位负责人先看一眼,通过了才有人认领。自己许的请另一位来审。", NOT_THERE)


class WaitingWish(Told):
    """等着审核的一个心愿。"""

    id: int
    number: str
    text: str
    kind_title: str
    yuan: int | None
    organisation: str
    surname: str = Field(description="愿意公开才有")
    day: Day
    for_child: bool
    picture: bool
    own: bool = Field(description="自己许的,请另一位来审")


class WishRemoval(Given):
    """为什么收起来。"""

    reason: Text = Field(description="许愿的人会看到")


@api.get("/wishes/review", Role.LEADER, title="等着审核的心愿,等得久的在前")
def wish_review_list(call: Call, paging: Paging) -> Page[WaitingWish]:
    found = wish_review.waiting(
        call.uow, call.organ, after=last_seen(paging), limit=paging.limit + 1
    )
    return cut(found, paging, lambda one: one.id, WaitingWish.model_validate)


@api.post("/wishes/{wish_id}/approve", Role.LEADER, title="通过")
def wish_approve(call: Call, wish_id: int) -> Wish:
    wish_review.approve(call.uow, wish_id, call.organ)
    return seen(call, wish_id, f"W-{wish_id} 通过了,等人来认领。")


@api.post("/wishes/{wish_id}/remove", Role.LEADER, title="收起来")
def wish_remove(call: Call, body: WishRemoval, wish_id: int) -> Wish:
    wish_review.remove(call.uow, wish_id, call.organ, body.reason)
    return seen(call, wish_id, f"W-{wish_id} 收起来了,会告诉 TA 为什么。")
