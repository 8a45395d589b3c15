"""反映, 提问, 意见, 投诉: say it in one sentence, and see where it is."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from domain.delivery import Kind
from domain.periods import local_day
from domain.ticket_clock import UNSURE
from domain.tickets import NUMBER, OPEN, Move, Sort, TicketStatus
from domain.wording import say_day, short, tap, untapped
from handlers.routing import Chat, chat, elsewhere
from services import tickets
from services.tickets import Asked, Like, TicketSeen

_SORTS: Final = {
    "反映": Sort.DEMAND,
    "诉求": Sort.DEMAND,
    "提问": Sort.VOICE,
    "青年之声": Sort.VOICE,
    "意见": Sort.ADVICE,
    "建议": Sort.ADVICE,
    "投诉": Sort.COMPLAINT,
}
_SENTENCE: Final = rf"(匿名)?({'|'.join(_SORTS)})[\s::,,]+(\S.*)"
_NAMELESS: Final = re.compile(r"^匿名[\s::,,]*|[\s,,。.]+匿名[。.]?$")
_ASKED: Final = re.compile(_SENTENCE, re.DOTALL)
_ORDER: Final = re.compile(
    rf"(解决了|没解决|不用回访|撤回|补充|改类|受理|答复)?\s*{NUMBER}.*|(记|计划) .*", re.DOTALL
)
_LISTED: Final = 5
_LINE, _SCREEN, _STEPS = 24, 300, 4
_TITLE, _LAST = 14, 20
"""What of a request and of its last step stands in a list: a line of a phone each."""
_ASKING: Final = {
    Sort.DEMAND: "遇到什么难处?一句话说清什么事、在哪里,比如「宿舍热水器坏了三天没人修」。",
    Sort.VOICE: "想问什么?一句话说清就行。",
    Sort.ADVICE: "对团的工作有什么意见建议?一句话说说看。",
    Sort.COMPLAINT: "要投诉什么?说清什么事、什么时候。投诉不会交给被投诉的人。",
}
_CHOICES: Final = (Sort.DEMAND, Sort.VOICE, Sort.ADVICE, Sort.COMPLAINT)


@chat.menu("tickets", label="提问反映", under="小伙伴", place=5)
def begin(c: Chat) -> str:
    """Ask what sort of thing it is; one sentence does the same at once."""
    c.person  # noqa: B018 - a stranger is asked to log in first
    c.ask("ticket", "sort")
    return (
        "想说什么?回复数字:\n1 反映困难、诉求\n2 提问(青年之声)\n3 给团的工作提意见建议\n4 投诉\n"
        "也可以直接说「反映 宿舍热水器坏了三天没人修」。\n"
        f"看说过的到哪一步了:{tap('我的诉求')}"
    )


@chat.step("ticket", "sort")
def take_sort(c: Chat) -> str:
    """Take the sort and ask for the sentence."""
    sort = c.picked(_CHOICES)
    if sort is None:
        return elsewhere(c) or "回复 1 到 4 的数字就行;不说了,回复「取消」。"
    return _ask_text(c, sort)


@chat.text("反映", "提问", "意见", "建议", "投诉", "意见建议", "投诉建议")
def begin_one(c: Chat) -> str:
    """Ask for the sentence."""
    c.person  # noqa: B018 - a stranger is asked to log in first
    sorts = {**_SORTS, "意见建议": Sort.ADVICE, "投诉建议": Sort.COMPLAINT}
    return _ask_text(c, sorts[c.text])


@chat.text("匿名反映", "匿名提问", "匿名意见", "匿名建议", "匿名投诉")
def begin_nameless(c: Chat) -> str:
    """Ask for the sentence; nobody will see whose it is."""
    c.person  # noqa: B018 - a stranger is asked to log in first
    return _ask_text(c, _SORTS[c.text.removeprefix("匿名")], anonymous=True)


def _ask_text(c: Chat, sort: Sort, *, anonymous: bool = False) -> str:
    c.ask("ticket", "text", sort=sort, anonymous=anonymous)
    hidden = "办的人看不到你是谁。" if anonymous else "不想让办的人知道是你,开头加「匿名」两个字。"
    return f"{_ASKING[sort]}\n{hidden}不说了,回复「取消」。"


def moved_on(c: Chat, *, answering: bool = False) -> str | None:
    """Answer somebody who says something else than the words that were asked for.

    Their words may look like any sentence, but hardly like these; an answer may begin with
    「建议:」 and is one all the same.
    """
    order = _ORDER.fullmatch(c.text) or (not answering and _ASKED.fullmatch(c.text))
    return elsewhere(c) if c.text in chat.words or order else None


@chat.step("ticket", "text")
def take_text(c: Chat) -> str:
    """Take the sentence."""
    if c.message.kind != "text":
        return "这里收文字。一句话说清就行;不说了,回复「取消」。"
    if (other := moved_on(c)) is not None:
        return other
    text, hidden = _NAMELESS.subn("", c.text)
    anonymous = bool(c.dialogue["anonymous"] or hidden)
    c.done()
    return _asked(c, Sort(c.dialogue["sort"]), text, anonymous=anonymous)


@chat.text(pattern=_SENTENCE)
def ask(c: Chat) -> str:
    """Take one sentence that says it all."""
    hidden, word, text = re.fullmatch(_SENTENCE, c.text, re.DOTALL).groups()  # type: ignore[union-attr]  # it matched
    return _asked(c, _SORTS[word], text, anonymous=bool(hidden))


def _asked(c: Chat, sort: Sort, text: str, *, anonymous: bool) -> str:
    asked = tickets.ask(c.uow, c.person, sort=sort, text=text, anonymous=anonymous)
    day, unsure = asked.due.last_day, "" if asked.due.sure else UNSURE
    who = asked.owner or asked.organ
    if asked.nobody:
        first = (
            f"收到,编号 {asked.number}。{asked.organ}现在还没有能办这件的人,安排上就办;"
            "等不及的话,打 12345 或 12355,说清编号也行。"
        )
    else:
        until = f"{day.month} 月 {day.day} 日前受理{unsure}"
        told = asked.told and Kind.TICKET not in c.who.muted
        news = "每走一步我都告诉你。" if told else "有了进展,来这里看就行。"
        first = f"收到,编号 {asked.number},交给{who}了,{until}。{news}"
    lines = [first]
    lines += ["没有写你的名字,办的人看不到你是谁。"] if anonymous else []
    lines += [_like(asked, one) for one in asked.like[:1]]
    other = tap(f"改类{asked.number}", "换一类")
    lines.append(f"归在「{asked.kind_title}」,不对的话,{other}")
    lines.append(f"看进度:{tap('我的诉求')}")
    return "\n".join(lines)


def _like(asked: Asked, one: Like) -> str:
    back = tap(f"撤回{asked.number}")
    if one.mine:
        words = cut(one.text, _LINE)
        return f"你还有一件差不多的在办:{one.number}「{words}」。是同一件的话,{back}"
    words, answer = cut(one.text, _LINE), cut(one.answer, 3 * _LINE)
    return f"别人问过差不多的「{words}」,答复是:{answer}\n够用的话,{back}"


@chat.text("我的诉求", "我的提问", "我的反映", "看诉求")
def mine(c: Chat) -> str:
    """List what one asked, each with its last step."""
    return _list(c, [])


def _list(c: Chat, shown: Sequence[int]) -> str:
    found = tickets.mine(c.uow, c.person, skip=len(shown), limit=_LISTED + 1)
    listed = found[:_LISTED]
    if not listed:
        if shown:
            return "后面没有了。回复前面单子上的数字打开。"
        return "你还没有反映过什么。有事说一句就行,比如「反映 宿舍热水器坏了三天没人修」。"
    c.ask("ticket", "pick", ids=[*shown, *(one.id for one in listed)])
    lines = [_line(c, n, one) for n, one in enumerate(listed, len(shown) + 1)]
    more = ";看后面的,回复「更多」" if len(found) > _LISTED else ""
    return "\n".join(["你提过的:", *lines, f"回复数字打开{more}。"])


def _line(c: Chat, n: int, one: TicketSeen) -> str:
    day = say_day(local_day(one.steps[-1].at), c.uow.today) if one.steps else ""
    last = cut(one.last, _LAST)
    return f"{n} {one.number} {cut(one.text, _TITLE)}\n  {one.status_title} · {day} {last}"


def chosen(c: Chat, more: Callable[[Chat, Sequence[int]], str]) -> int | str:
    """Return which ticket of the list is meant; or what to answer, as where ``more`` is asked."""
    if c.text in {"更多", "下一页"}:
        return more(c, c.dialogue["ids"])
    number: int | None = c.picked(c.dialogue["ids"])
    if number is None:
        return elsewhere(c) or "回复单子上的数字就行;不看了,回复「取消」。"
    return number


@chat.step("ticket", "pick")
def pick(c: Chat) -> str:
    """Open the one with this number, or show more."""
    number = chosen(c, _list)
    if isinstance(number, str):
        return number
    return shown(c, tickets.seen(c.uow, number, viewer=c.person), c.dialogue["ids"])


def shown(c: Chat, one: TicketSeen, ids: Sequence[int] = ()) -> str:
    """Show a ticket to who asked it, with what can be done."""
    if one.status is TicketStatus.MORE:
        c.ask("ticket", "supply", id=one.id)
    elif ids:
        c.ask("ticket", "pick", ids=list(ids))
    lines = [f"{one.number} · {one.sort_title} · {one.status_title}", cut(one.text, _SCREEN)]
    lines += [
        f"· {say_day(local_day(step.at), c.uow.today)} {step.who}{step.title}"
        + ("" if step.deed is Move.ANSWER or not step.text else f":{cut(step.text, 2 * _LINE)}")
        for step in one.steps[-_STEPS:]
    ]
    if one.answer and one.status not in OPEN:
        lines.append(f"答复:{cut(one.answer, _SCREEN)}")
    return "\n".join([*lines, *_todo(one), c.page(f"tickets/{one.id}", "打开看全部")])


def _todo(one: TicketSeen) -> list[str]:
    number = one.number
    if one.status is TicketStatus.MORE:
        return ["直接回复一句话就是补充。"]
    if one.status in OPEN:
        who, what = one.owner or one.organ, "受理" if one.status is TicketStatus.WAITING else "答复"
        unsure = "" if one.due_sure else UNSURE
        until = f"{who}在 {one.due_day}前{what}{unsure}。"
        return [
            until,
            f"{tap(f'补充{number}', '补充一句')} · {tap(f'撤回{number}', '不用了,撤回')}",
        ]
    if one.status in {TicketStatus.ANSWERED, TicketStatus.REFERRED}:
        return [f"{tap(f'解决了{number}', '解决了')} · {tap(f'没解决{number}', '没解决')}"]
    if one.status in {TicketStatus.CONFIRMED, TicketStatus.DUPLICATE}:
        return [f"还没解决的话:{tap(f'没解决{number}', '没解决')}"]
    return []


def cut(text: str, most: int = _LINE) -> str:
    """Return as much of somebody's words as fits, so that the chat makes no link of them."""
    return untapped(short(text, most))
