"""An approval of a wish, taken back before its owner has heard of it or anybody has promised."""

from typing import Any, Final

from sqlalchemy import exists, select

from domain.errors import Refusal
from domain.wishes import Move, WishStatus, move
from models.wish import Claim
from services import changes, untold, wish_review, wish_rows
from services.uow import Uow

_INSTEAD: Final = "要收起来,点「下架」,写一句为什么。"


class PromisedSince(Refusal):
    """Somebody has promised it meanwhile."""

    code = "wish_promised_since"
    text = "W-{number} 已经有人认领过了,撤不回去。" + _INSTEAD


def approve(uow: Uow, wish_id: int, organ_id: int) -> int:
    """Let a wish into the pool; its owner hears of it in a minute. Return the change."""
    wish_review.approve(uow, wish_id, organ_id)
    uow.session.flush()
    untold.calm(uow, [_approval(wish_id)])
    return changes.made(uow, "wish_ok", f"通过心愿 W-{wish_id}", {"id": wish_id})


def _approval(wish_id: int) -> str:
    """Return the key of the letter about it: see ``wish_letters.approved``."""
    return f"wish:{wish_id}:approved"


@changes.taker_back("wish_ok")
def _unapprove(uow: Uow, data: dict[str, Any]) -> str:
    wish = wish_rows.locked(uow, data["id"])
    if uow.session.scalar(select(exists().where(Claim.wish_id == wish.id))):
        raise PromisedSince(number=wish.id)
    after = move(WishStatus(wish.status), Move.UNDO)
    untold.take_in(uow, [_approval(wish.id)], _INSTEAD)
    wish.status, wish.changed_at, wish.reviewed_by = after, uow.now, None
    return "它又在等审核,许愿的人没有收到消息。"
