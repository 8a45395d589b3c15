"""微心愿: post one in a short dialogue, for oneself or for a child."""

from collections.abc import Mapping

from domain import wish_words as words
from domain.channels import Ability, may
from domain.dictionaries import WISHES
from domain.wish_words import NoPrice, hints_money, yuan_in
from domain.wording import tap
from handlers.routing import Chat, chat, elsewhere
from services import wishes

_KINDS = tuple(WISHES)
_MONEY = 7
"""Digits of a sum: what is longer is a telephone number or a joke."""
_UNKNOWN = ("不知道", "不清楚", "说不准", "不填")


@chat.menu("wish", label="微心愿", under="小伙伴", place=2)
@chat.text("许愿", "许心愿", "许个心愿")
def begin(c: Chat) -> str:
    """Ask what is wished for."""
    wishes.admit(c.uow, c.person)
    c.ask("wish", "text")
    return (
        "想要点什么?用一句话告诉我,比如「想要一本高考数学复习书」。\n"
        "先不写手机号和住址;不想许了,回复「取消」。"
    )


@chat.text("替孩子许愿", "代孩子许愿", "代许愿")
def begin_for_child(c: Chat) -> str:
    """Ask a cadre what a child under 14 wishes for."""
    wishes.admit_child(c.uow, c.cadre)
    c.ask("wish", "text", child=True)
    return (
        "替不满 14 周岁的孩子许愿,由你出面联系和转交。孩子想要什么?用一句话说。\n"
        "不写孩子的姓名、学校和住址;不许了,回复「取消」。"
    )


@chat.step("wish", "text")
def take_text(c: Chat) -> str:
    """Take the wish and ask for its kind."""
    if c.text in chat.words:  # a wish may look like any sentence, but hardly like one of these
        return elsewhere(c) or ""
    text = wishes.check_text(c.text)
    c.ask("wish", "kind", **{**c.dialogue, "text": text})
    return "收到。属于哪一类?回复数字:\n" + "\n".join(
        f"{n} {title}" for n, title in enumerate(WISHES.values(), 1)
    )


@chat.step("wish", "kind", zero=True)
def take_kind(c: Chat) -> str:
    """Take the kind and ask for a picture."""
    if c.text == "0":
        return begin_for_child(c) if c.dialogue.get("child") else begin(c)
    kind = _kind(c)
    if kind is None:
        return elsewhere(c) or f"回复 1 到 {len(_KINDS)} 的数字就行;0 回到上一步,「取消」就不许了。"
    said = {**c.dialogue, "kind": kind}
    if hints_money(str(said["text"])):
        c.ask("wish", "yuan", **said)
        return f"大概多少钱?回复一个整数,比如 60;说不准,回复「{tap('不知道')}」。"
    yuan = yuan_in(str(said["text"]))
    return _after_yuan(c, said | ({"yuan": yuan} if yuan else {}))


@chat.step("wish", "yuan", zero=True)
def take_yuan(c: Chat) -> str:
    """Take what it costs, if that is known."""
    if c.text == "0":
        c.ask("wish", "text", **_for_child(c))
        return "好,重新说一遍心愿。"
    if c.text in _UNKNOWN:
        return _after_yuan(c, c.dialogue)
    digits = c.text.removeprefix("约").removesuffix("元").removesuffix("块").strip()
    if not digits.isdecimal() or len(digits) > _MONEY:
        other = elsewhere(c)
        if other is not None:
            return other
        raise NoPrice
    yuan = words.price(int(digits), wishes.most_yuan(c.uow, c.person))
    return _after_yuan(c, {**c.dialogue, "yuan": yuan})


def _for_child(c: Chat) -> dict[str, object]:
    return {"child": True} if c.dialogue.get("child") else {}


def _after_yuan(c: Chat, said: Mapping[str, object]) -> str:
    if said.get("child"):
        return _posted_for_child(c, said)
    if not may(c.uow.means.account, Ability.MEDIA):
        return _ask_surname(c, said)
    c.ask("wish", "picture", **said)
    return "要配一张图吗?直接发一张图片;不用的话回复 1。"


@chat.step("wish", "picture", zero=True)
def take_picture(c: Chat) -> str:
    """Take a picture or none, and ask who may know."""
    if c.text == "0":
        c.ask("wish", "text")
        return "好,重新说一遍你的心愿。"
    if c.message.kind not in {"image", "text"} or (c.message.kind == "text" and c.text != "1"):
        return elsewhere(c) or "发一张图片,或者回复 1 不配图;0 重新说心愿,「取消」就不许了。"
    return _ask_surname(c, {**c.dialogue, "media": c.message.media_id})


def _ask_surname(c: Chat, said: Mapping[str, object]) -> str:
    c.ask("wish", "surname", **said)
    return "最后一步,想让谁知道是你许的?\n1 只有认领的人\n2 可以公开姓氏"


@chat.step("wish", "surname")
def take_surname(c: Chat) -> str:
    """Post the wish."""
    if c.text not in {"1", "2"}:
        return elsewhere(c) or "回复 1(只有认领的人知道)或 2(可以公开姓氏);「取消」就不许了。"
    said = c.dialogue
    wished = wishes.post(
        c.uow,
        c.person,
        text=str(said["text"]),
        kind=str(said["kind"]),
        surname_shown=c.text == "2",
        media_id=str(said.get("media", "")),
        yuan=_yuan(said),
    )
    c.done()
    return f"已提交(编号 {wished.number}),现在待审核。\n看进度:回复「心愿」;再许一个:回复「许愿」。"


def _posted_for_child(c: Chat, said: Mapping[str, object]) -> str:
    text, kind = str(said["text"]), str(said["kind"])
    wished = wishes.post_for_child(c.uow, c.cadre, text=text, kind=kind, yuan=_yuan(said))
    c.done()
    return (
        f"替孩子许好了(编号 {wished.number}),先请人看一眼。有人认领我会告诉你,由你来转交。\n"
        f"看进度:回复「{tap('我的心愿')}」;再许一个:回复「{tap('替孩子许愿')}」。"
    )


def _yuan(said: Mapping[str, object]) -> int | None:
    yuan = said.get("yuan")
    return yuan if isinstance(yuan, int) else None


def _kind(c: Chat) -> str | None:
    named = (code for code, title in WISHES.items() if title == c.text)
    return c.picked(_KINDS) or next(named, None)
