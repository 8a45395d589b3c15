"""Reviewing wishes before they are seen: an organ does so for its area and everything below it."""

from typing import Final

from domain import wish_words as words
from domain.errors import Refusal
from domain.wishes import Ending, ReasonNeeded
from models import wish as wishes
from models.wish import Wish
from services import areas, wish_rows, wish_seen
from services.uow import Uow
from services.wish_rows import NoSuchWish
from services.wish_seen import WishSeen

PAGE: Final = 20


class OwnWish(Refusal):
    """A second pair of eyes looks at what one has posted oneself."""

    code = "wish_own_review"
    text = "自己许的心愿请另一位负责人来审;只有你一位的话,上级单位也能审。"


class NotRunOut(Refusal):
    """A promise that has days left stays with whoever made it."""

    code = "wish_not_run_out"
    text = "这个心愿的认领还没有到期,先等一等;要催,在「团干部」里找到认领的人联系一下。"


def waiting(
    uow: Uow, organ_id: int, skip: int = 0, *, after: int = 0, limit: int = PAGE
) -> list[WishSeen]:
    """Return what waits for review under an organ, the oldest first; ``after``: behind this."""
    question = wishes.to_review(organ_id)
    if after:
        question = question.where(wishes.behind(after))
    rows = uow.session.scalars(question.offset(skip).limit(limit)).all()
    return wish_seen.for_review(uow, rows)


def approve(uow: Uow, wish_id: int, organ_id: int) -> None:
    """Let a wish into the pool."""
    wish_rows.approve(uow, _to_review(uow, wish_id, organ_id))


def remove(uow: Uow, wish_id: int, organ_id: int, reason: str) -> None:
    """Take a wish down, at whatever stage; the owner reads why."""
    if not reason.strip():
        raise ReasonNeeded
    wish_rows.take_down(uow, _to_review(uow, wish_id, organ_id), words.said(reason, words.REASON))


def give_back(uow: Uow, wish_id: int, organ_id: int) -> None:
    """Let a wish go back to the pool whose promise has run out, before the clock comes by."""
    wish = _to_review(uow, wish_id, organ_id)
    live = uow.session.scalar(wishes.live_claim(wish_id))
    if live is None or not wish_rows.over(uow, live):
        raise NotRunOut
    wish_rows.end(uow, wish, live, Ending.EXPIRED)


def _to_review(uow: Uow, wish_id: int, organ_id: int) -> Wish:
    wish = wish_rows.locked(uow, wish_id)
    if not areas.is_over(uow, organ_id, wish.area_id):
        raise NoSuchWish
    if wish.person_id == uow.actor:
        raise OwnWish
    return wish
