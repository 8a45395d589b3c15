"""The life of a micro-wish (微心愿): its states, and who may move it where."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.errors import Refusal


class WishStatus(StrEnum):
    """待审核 → 待认领 → 已认领 → 已实现 · 已下架."""

    PENDING = "pending"
    OPEN = "open"
    CLAIMED = "claimed"
    FULFILLED = "fulfilled"
    REMOVED = "removed"


class Move(StrEnum):
    """What may be done to a wish."""

    APPROVE = "approve"
    UNDO = "undo"
    """Its approval is taken back before anybody has heard of it."""
    CLAIM = "claim"
    RELEASE = "release"
    """The claimer gives it back, with a reason."""
    EXPIRE = "expire"
    """The claim has lived its days."""
    FULFIL = "fulfil"
    """Both sides have confirmed."""
    REMOVE = "remove"
    """An admin takes it down, with a reason."""
    WITHDRAW = "withdraw"
    """The youth takes it back."""


class Ending(StrEnum):
    """How a promise ended."""

    RELEASED = "released"
    EXPIRED = "expired"
    LEFT = "left"
    """Whoever wished wants no contact any more."""
    DONE = "done"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"


class Viewer(StrEnum):
    """As whom somebody looks at a wish."""

    OWNER = "owner"
    CLAIMER = "claimer"
    SHARER = "sharer"
    REVIEWER = "reviewer"
    CADRE = "cadre"
    """One who may claim it, or join."""


STATUS_TITLES: Final[Mapping[WishStatus, str]] = MappingProxyType(
    {
        WishStatus.PENDING: "待审核",
        WishStatus.OPEN: "待认领",
        WishStatus.CLAIMED: "已认领",
        WishStatus.FULFILLED: "已实现",
        WishStatus.REMOVED: "已下架",
    }
)

MOVES: Final[Mapping[tuple[WishStatus, Move], WishStatus]] = MappingProxyType(
    {
        (WishStatus.PENDING, Move.APPROVE): WishStatus.OPEN,
        (WishStatus.PENDING, Move.REMOVE): WishStatus.REMOVED,
        (WishStatus.PENDING, Move.WITHDRAW): WishStatus.REMOVED,
        (WishStatus.OPEN, Move.UNDO): WishStatus.PENDING,
        (WishStatus.OPEN, Move.CLAIM): WishStatus.CLAIMED,
        (WishStatus.OPEN, Move.REMOVE): WishStatus.REMOVED,
        (WishStatus.OPEN, Move.WITHDRAW): WishStatus.REMOVED,
        (WishStatus.CLAIMED, Move.RELEASE): WishStatus.OPEN,
        (WishStatus.CLAIMED, Move.EXPIRE): WishStatus.OPEN,
        (WishStatus.CLAIMED, Move.FULFIL): WishStatus.FULFILLED,
        (WishStatus.CLAIMED, Move.REMOVE): WishStatus.REMOVED,
        (WishStatus.CLAIMED, Move.WITHDRAW): WishStatus.REMOVED,
    }
)
"""Every move there is; whatever is not here is refused."""

NEEDS_REASON: Final = frozenset({Move.RELEASE, Move.REMOVE})


class AlreadyClaimed(Refusal):
    code = "wish_claimed"
    text = "这个心愿刚被别人认领了。还有别的等着人,回复「心愿池」看看。"


class NotApproved(Refusal):
    code = "wish_pending"
    text = "这个心愿还在审核,通过后才能认领,一般当天就好。"


class NotClaimed(Refusal):
    code = "wish_not_claimed"
    text = "这个心愿现在没有人认领,还走不到这一步。看看自己许的,回复「心愿」。"


class Finished(Refusal):
    code = "wish_finished"
    text = "这个心愿{status},不再改动了。看看自己许的,回复「心愿」。"


class ReasonNeeded(Refusal):
    code = "wish_reason"
    text = "请写一句原因,许愿的人会看到。"


class NoSuchMove(Refusal):
    code = "wish_move"
    text = "这个心愿现在是「{status}」,这一步暂时做不了。"


def move(status: WishStatus, step: Move, reason: str = "") -> WishStatus:
    """Return the state after a step, or refuse it in words.

    Raises ``AlreadyClaimed``, ``NotApproved``, ``NotClaimed``, ``Finished``, ``ReasonNeeded``
    or ``NoSuchMove``.
    """
    after = MOVES.get((status, step))
    if after is None:
        raise _why_not(status, step)
    if step in NEEDS_REASON and not reason.strip():
        raise ReasonNeeded
    return after


def after_end(status: WishStatus, ending: Ending, *, said: bool = False) -> WishStatus:
    """Return the state of a wish whose promise ended: one that nobody took down waits again.

    ``said``: one side says that it came true. When its owner can be asked no more, it is offered
    to nobody a second time, and it does not count.
    """
    if status is not WishStatus.CLAIMED or ending not in _BACK:
        return status
    if ending is Ending.LEFT and said:
        return move(status, Move.REMOVE, ending)
    return move(status, _BACK[ending], ending)


_BACK: Final = {
    Ending.RELEASED: Move.RELEASE,
    Ending.EXPIRED: Move.EXPIRE,
    Ending.LEFT: Move.EXPIRE,
}


def run_out(expires_at: datetime, now: datetime, *, confirmed: bool) -> bool:
    """Say whether a promise has lived its days; where one side has confirmed, it waits on."""
    return expires_at <= now and not confirmed


def to_nudge(expires_at: datetime, before: timedelta, now: datetime) -> bool:
    """Say whether the claimer is to be reminded now that a promise runs out soon."""
    return expires_at - before <= now < expires_at


ASK_AGAIN: Final = timedelta(days=7)
"""After so long the side that has said nothing is asked once more, and then left in peace."""


def confirmed(status: WishStatus, *, by_youth: bool, by_claimer: bool) -> WishStatus:
    """Return the state once somebody confirmed: fulfilled when both sides have."""
    if status is not WishStatus.CLAIMED:
        raise _why_not(status, Move.FULFIL)
    return move(status, Move.FULFIL) if by_youth and by_claimer else status


def _why_not(status: WishStatus, step: Move) -> Refusal:
    title = STATUS_TITLES[status]
    if status in (WishStatus.FULFILLED, WishStatus.REMOVED):
        return Finished(status=title)
    if step is Move.CLAIM:
        return AlreadyClaimed() if status is WishStatus.CLAIMED else NotApproved()
    if step in (Move.RELEASE, Move.EXPIRE, Move.FULFIL):
        return NotClaimed()
    return NoSuchMove(status=title)
