"""Saying what comes next with a wish, alike wherever it is shown."""

from domain.wishes import Viewer, WishStatus
from domain.wording import say_moment
from services.wish_seen import WishSeen


def said(one: WishSeen) -> str:
    """Say what comes next, to those in it."""
    if one.viewer is Viewer.OWNER:
        return _said_to_owner(one)
    if one.status is WishStatus.FULFILLED:
        mine = one.viewer in (Viewer.CLAIMER, Viewer.SHARER)
        thanks = f"TA 说:{one.thanks}" if one.thanks else ""
        return f"心愿实现了。{'「办一件实事」已经记上。' if mine else ''}{thanks}"
    if one.viewer is Viewer.SHARER:
        return f"{one.claimer}在牵头,怎么分工和 TA 说好就行。"
    return _said_to_claimer(one) if one.viewer is Viewer.CLAIMER else ""


def _said_to_claimer(one: WishSeen) -> str:
    if one.done and one.asked_again:
        return "问过 TA 两次了,还没有回,不会再问。TA 什么时候点「收到了」,什么时候自动记上。"
    if one.done:
        return "已经去问 TA 收到没有。TA 点了「收到了」,「办一件实事」自动记上。"
    if one.agreed:
        return "TA 说收到了,你也点一下「办好了」就算实现。"
    until = f"给你留到 {say_moment(one.expires_at)}。" if one.expires_at else ""
    return f"{until}先联系一下 TA,办好了点「办好了」。"


def _said_to_owner(one: WishSeen) -> str:
    if one.status is WishStatus.CLAIMED and one.done:
        return f"{one.claimer}说办好了。收到了就点一下,没收到也告诉 TA。"
    if one.status is WishStatus.CLAIMED and one.agreed:
        return f"你说收到了,等 {one.claimer} 也点一下就算实现。"
    return {
        WishStatus.PENDING: "正在请人看,一般当天就好。通过了才会有人认领。",
        WishStatus.OPEN: "正在等人认领,有了会在对话里告诉你。",
        WishStatus.CLAIMED: f"{one.claimer} 认领了,会联系你。",
        WishStatus.REMOVED: f"收起来了:{one.reason}" if one.reason else "已经收回。",
        WishStatus.FULFILLED: f"{one.claimer} 帮你实现了。"
        + (f"你说:{one.thanks}" if one.thanks else ""),
    }[one.status]
