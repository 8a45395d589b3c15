"""我的心愿: how they stand, a word to whoever promised, and whether they came true."""

import re
from typing import Final

from domain.wishes import Viewer, WishStatus
from domain.wording import say_day, say_moment, short, tap, untapped
from handlers.chat.help import not_understood
from handlers.routing import Chat, chat, elsewhere
from services import records, wish_claims, wishes
from services.wishes import WishSeen

NUMBER: Final = r"\s*(?:[Ww]-?)?\d{1,18}"
_NUMBERED: Final = re.compile(r"\D*?(?:[Ww]-?)?(\d{1,18})\s*[,,::]?\s*(.*)", re.DOTALL)
_LINE, _NOTES = 20, 3


def numbered(c: Chat) -> tuple[int, str]:
    """Return the wish that a sentence names, and what is said after its number."""
    found = _NUMBERED.fullmatch(c.text)
    return (int(found[1]), found[2].strip()) if found else (0, "")


@chat.menu("my_wishes", label="我的心愿", under="我的", place=2)
@chat.text("心愿", "看心愿")
def mine(c: Chat) -> str:
    """List this person's wishes and their state."""
    found = wishes.mine(c.uow, c.person)
    if not found:
        return f"你还没有许过心愿。想许一个,回复「许愿」{_pool(c)}。"
    c.ask("wishes", "pick", ids=[w.id for w in found])
    lines = [
        f"{n} {w.number} {short(w.text, _LINE)}\n"
        f"  {'说办好了,收到了吗?' if w.asked else w.status} · {say_day(w.day, c.uow.today)}提交"
        for n, w in enumerate(found, 1)
    ]
    return "\n".join(["你的心愿:", *lines, f"回复数字看详情;再许一个,回复「许愿」{_pool(c)}。"])


def _pool(c: Chat) -> str:
    """Name the word for others' wishes to a cadre, who may have meant these."""
    return f";等人认领的,回复「{tap('心愿池')}」" if c.who.is_cadre else ""


@chat.step("wishes", "pick")
def wishes_pick(c: Chat) -> str:
    """Show the wish with this number on the list."""
    chosen = c.picked(c.dialogue["ids"])
    if chosen is None:
        return elsewhere(c) or "回复单子上的数字就行;不看了,回复「取消」。"
    return one_wish(c, chosen)


@chat.text(pattern=rf"心愿{NUMBER}")
def wish_shown(c: Chat) -> str:
    """Show one wish to whoever may see it."""
    return one_wish(c, numbered(c)[0])


def one_wish(c: Chat, wish_id: int) -> str:
    """Say everything about a wish that is this person's to know, and what comes next."""
    organ = records.led_organ(c.uow, c.person) if c.who.is_cadre else None
    one = wishes.seen(c.uow, wish_id, c.person, organ_id=organ, as_cadre=c.who.is_cadre)
    about = [one.kind_title, f"约 {one.yuan} 元" if one.yuan else "", _whose(one)]
    lines = [
        f"{one.number}「{untapped(one.text)}」",
        f"{one.status_title} · {' · '.join(part for part in about if part)}",
        *_people(one),
        *(f"· {note.who if not note.mine else '我'}:{untapped(note.text)}" for note in _last(one)),
        _next(one),
        c.page(f"wishes/{one.id}", "打开页面"),
    ]
    return "\n".join(line for line in lines if line)


def _last(one: WishSeen) -> tuple[wishes.NoteSeen, ...]:
    return one.notes[-_NOTES:]


def _whose(one: WishSeen) -> str:
    surname = f"{one.surname}同学" if one.surname else ""
    child = "替孩子许的" if one.for_child else ""
    return " · ".join(part for part in (one.organisation or one.place, surname, child) if part)


def _people(one: WishSeen) -> list[str]:
    lines = []
    if one.viewer is Viewer.CLAIMER and one.name:
        lines.append("许愿的人是谁、怎么联系:在页面里,只有你能看。")
    elif one.claimer and one.status in {WishStatus.CLAIMED, WishStatus.FULFILLED}:
        lines.append(f"认领的人:{one.claimer}")
    if one.helpers:
        lines.append("一起拼:" + "、".join(untapped(h.who) for h in one.helpers))
    if one.reason:
        lines.append(f"原因:{untapped(one.reason)}")
    return lines


def _next(one: WishSeen) -> str:
    n = one.id
    match (one.viewer, one.status):
        case (Viewer.OWNER, _):
            return _next_of_owner(one)
        case (Viewer.CLAIMER, WishStatus.CLAIMED):
            return _next_of_claimer(one)
        case (Viewer.SHARER, WishStatus.CLAIMED):
            said = f"这次来不了,回复「{tap(f'不拼了{n}')}」。"
        case (Viewer.REVIEWER, WishStatus.PENDING):
            said = f"审一审,回复「{tap('心愿审核')}」。"
        case (_, WishStatus.OPEN):
            said = f"我来办,回复「{tap(f'认领心愿{n}')}」。"
        case (_, WishStatus.CLAIMED) if one.shared:
            said = f"一起来,回复「一起拼{n} 你能出什么」。"
        case _:
            said = f"看看别的,回复「{tap('心愿池')}」。"
    return said


def _next_of_claimer(one: WishSeen) -> str:
    n = one.id
    if one.done:
        asked = "问过两次了,TA 还没回,不会再问;" if one.asked_again else "已经去问 TA 收到没有;"
        return f"{asked}TA 说收到了就自动记上。看看手上的,回复「{tap('我认领的')}」。"
    if one.agreed:
        return f"TA 说收到了。你也说一声就算实现,回复「{tap(f'办好了{n}')}」。"
    until = f"留到 {say_moment(one.expires_at)}。" if one.expires_at else ""
    share = "" if one.shared else f";想找人一起,回复「{tap(f'拼心愿{n}')}」"
    return (
        f"{until}办好了,回复「{tap(f'办好了{n}')}」;"
        f"办不成,回复「退回心愿{n} 原因」{share};留一句话,回复「心愿留言{n} 想说的话」。"
    )


def _next_of_owner(one: WishSeen) -> str:
    n = one.id
    match one.status:
        case WishStatus.CLAIMED if one.done:
            return (
                f"说办好了。收到了,回复「{tap(f'收到{n}')}」;还没有,回复「{tap(f'没收到{n}')}」。"
            )
        case WishStatus.CLAIMED if one.agreed:
            return f"你说收到了,等 TA 也说一声就算实现。要是还没收到,回复「{tap(f'没收到{n}')}」。"
        case WishStatus.CLAIMED:
            return (
                f"收到了,回复「{tap(f'收到{n}')}」;留一句话,回复「心愿留言{n} 想说的话」;"
                f"不想要了,回复「{tap(f'收回心愿{n}')}」。"
            )
        case WishStatus.PENDING | WishStatus.OPEN:
            return f"有了进展我会告诉你。不想要了,回复「{tap(f'收回心愿{n}')}」。"
        case _:
            return f"再许一个,回复「{tap('许愿')}」。"


@chat.text(pattern=rf"收到(?:心愿|了)?{NUMBER}.*")
def wish_received(c: Chat) -> str:
    """Say that it came true; what follows is passed on as thanks."""
    number, thanks = numbered(c)
    said = wish_claims.agree(c.uow, number, c.person, thanks)
    held = f"感谢的话{said.held},先请人看一眼再转给 TA。" if said.held else ""
    if said.fulfilled:
        more = "谢谢的话转给 TA 了。" if thanks and not held else ""
        return f"太好了,心愿 {said.number} 实现了。{held or more}\n再许一个,回复「{tap('许愿')}」。"
    return (
        f"记下了:{said.number} 收到了。{held}等 TA 也说一声办好了,就算实现。\n"
        f"看进度,回复「{tap(f'心愿{number}')}」。"
    )


@chat.text(pattern=r"没?收到(?:了|啦)?")
def wish_received_which(c: Chat) -> str:
    """Ask which one is meant; where none is waited for, it is only a polite word."""
    asked = [w for w in wishes.mine(c.uow, c.person) if w.asked] if c.who.person_id else []
    if not asked:
        return not_understood(c)
    said = "没收到" if c.text.startswith("没") else "收到"
    lines = [f"{tap(f'{said}{w.id}')}:{untapped(short(w.text, _LINE))}" for w in asked]
    return "\n".join(["哪一个?点一下:", *lines])


@chat.text(pattern=rf"没收到(?:心愿)?{NUMBER}.*")
def wish_not_received(c: Chat) -> str:
    """Say that it has not come true yet; what follows is passed on."""
    number, why = numbered(c)
    wish_claims.disagree(c.uow, number, c.person, why)
    return (
        f"告诉 TA 了,也多留了几天来办。想补一句,回复「心愿留言{number} 想说的话」;"
        f"看进度,回复「{tap(f'心愿{number}')}」。"
    )


@chat.text(pattern=rf"收回心愿{NUMBER}")
def wish_withdrawn(c: Chat) -> str:
    """Take one's wish back."""
    number, _ = numbered(c)
    wishes.withdraw(c.uow, number, c.person)
    return f"W-{number} 收回了。还想要什么,回复「{tap('许愿')}」。"


@chat.text(pattern=rf"心愿留言{NUMBER}.*")
def wish_noted(c: Chat) -> str:
    """Pass a word on to the other side."""
    number, text = numbered(c)
    held = wish_claims.note(c.uow, number, c.person, text, as_cadre=c.who.is_cadre)
    first = f"写下了。{held},先请人看一眼再转给对方。" if held else "转给对方了。"
    return f"{first}\n看看,回复「{tap(f'心愿{number}')}」。"
