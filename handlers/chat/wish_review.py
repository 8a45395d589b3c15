"""心愿审核: one after the other, let into the pool or taken down with a reason."""

import re

from domain.wording import say_day, tap, untapped
from handlers.routing import Chat, chat, elsewhere
from services import records, wish_review
from services.records import NotYourOrgan
from services.wishes import WishSeen

_REFUSED = re.compile(r"(?:2|不通过)(?!\d)[\s,,、::.。]*(.*)", re.DOTALL)


class OnlyLeaders(NotYourOrgan):
    """Somebody else answers for the organ."""

    code = "wish_review_leaders"
    text = "心愿由单位负责人来审。想认领一个,回复「心愿池」。"


@chat.text("心愿审核", "审核心愿", "待审心愿")
def wish_review_shown(c: Chat) -> str:
    """Show the wish that waits longest."""
    return _next(c, "")


def _organ(c: Chat) -> int:
    organ = records.led_organ(c.uow, c.cadre)
    if organ is None:
        raise OnlyLeaders
    return organ


def _next(c: Chat, before: str) -> str:
    found = [one for one in wish_review.waiting(c.uow, _organ(c)) if not one.own]
    if not found:
        c.done()
        return f"{before}没有等着审核的心愿了。看看谁在等人认领,回复「{tap('心愿池')}」。"
    one = found[0]
    c.ask("wish_review", "decide", id=one.id)
    more = f"(后面还有 {len(found) - 1} 个)" if len(found) > 1 else ""
    return (
        f"{before}{one.number}「{untapped(one.text)}」\n{_about(c, one)}\n"
        f"回复 1 通过;先收起来,回复「2 原因」,许愿的人会看到原因。{more}\n"
        f"{c.page('wishes/review', '打开看全部')}"
    )


def _about(c: Chat, one: WishSeen) -> str:
    about = [one.kind_title, f"约 {one.yuan} 元" if one.yuan else "", one.organisation]
    about += ["替孩子许的" if one.for_child else "", "有一张图,在页面上看" if one.picture else ""]
    about += [f"{say_day(one.day, c.uow.today)}许的"]
    return " · ".join(part for part in about if part)


@chat.step("wish_review", "decide")
def wish_review_decide(c: Chat) -> str:
    """Approve it with 1, or take it down with 2 and a reason."""
    number = int(c.dialogue["id"])
    if c.text in {"1", "通过"}:
        wish_review.approve(c.uow, number, _organ(c))
        return _next(c, f"W-{number} 通过了,等人来认领。\n")
    refused = _REFUSED.fullmatch(c.text)
    if refused is None:
        return elsewhere(c) or "回复 1 通过,或者「2 原因」收起来;不审了,回复「取消」。"
    if refused[1]:
        return _removed(c, number, refused[1])
    c.ask("wish_review", "why", id=number)
    return f"为什么先收起来 W-{number}?写一句原因,许愿的人会看到;再想想,回复 0。"


@chat.step("wish_review", "why", zero=True)
def wish_review_why(c: Chat) -> str:
    """Take the reason."""
    if c.text == "0":
        return _next(c, "")
    if c.text in chat.words:
        return elsewhere(c) or ""
    again = _REFUSED.fullmatch(c.text)
    return _removed(c, int(c.dialogue["id"]), again[1] if again else c.text)


def _removed(c: Chat, number: int, reason: str) -> str:
    wish_review.remove(c.uow, number, _organ(c), reason)
    return _next(c, f"W-{number} 收起来了,会告诉 TA 为什么。\n")
