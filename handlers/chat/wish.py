"""微心愿: post one in a short dialogue, and see mine."""

from collections.abc import Mapping

from domain.channels import Ability, may
from domain.dictionaries import WISHES
from domain.wording import say_day
from handlers.routing import Chat, chat, elsewhere
from services import wishes

_KINDS = tuple(WISHES)


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


@chat.step("wish", "text")
def take_text(c: Chat) -> str:
    """Take the wish and ask for its kind."""
    if c.text in chat.words:  # a wish may look like any sentence, but hardly like one of these
        return elsewhere(c) or ""
    text = wishes.check_text(c.text)
    c.ask("wish", "kind", text=text)
    return "收到。属于哪一类?回复数字:\n" + "\n".join(
        f"{n} {title}" for n, title in enumerate(WISHES.values(), 1)
    )


@chat.step("wish", "kind", zero=True)
def take_kind(c: Chat) -> str:
    """Take the kind and ask for a picture."""
    if c.text == "0":
        return begin(c)
    kind = _kind(c)
    if kind is None:
        return elsewhere(c) or f"回复 1 到 {len(_KINDS)} 的数字就行;0 回到上一步,「取消」就不许了。"
    said = {**c.dialogue, "kind": kind}
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
    )
    c.done()
    return f"已提交(编号 {wished.number}),现在待审核。\n看进度:回复「心愿」;再许一个:回复「许愿」。"


@chat.menu("my_wishes", label="我的心愿", under="我的", place=2)
@chat.text("心愿", "看心愿")
def mine(c: Chat) -> str:
    """List this person's wishes and their state."""
    found = wishes.mine(c.uow, c.person)
    if not found:
        return "你还没有许过心愿。想许一个,回复「许愿」。"
    lines = [
        f"{w.number} {w.text[:20]}{'…' if len(w.text) > 20 else ''}\n  {w.status}"  # noqa: PLR2004 - fits a line
        f" · {say_day(w.day, c.uow.today)}提交"
        for w in found
    ]
    return "你的心愿:\n" + "\n".join(lines) + "\n再许一个,回复「许愿」。"


def _kind(c: Chat) -> str | None:
    named = (code for code, title in WISHES.items() if title == c.text)
    return c.picked(_KINDS) or next(named, None)
