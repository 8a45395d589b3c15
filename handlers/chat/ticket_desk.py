"""待办诉求: what waits for a cadre and their organ; take it up or answer it with one line."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from domain.periods import local_day
from domain.tickets import NUMBER, TicketStatus, read_number
from domain.wording import say_day, tap
from handlers.chat import tickets as own
from handlers.routing import Chat, chat, elsewhere
from services import records, ticket_steps, tickets
from services.tickets import Tab, TicketSeen

_LISTED: Final = 5
_TITLE, _LINE, _SCREEN, _STEPS = 14, 24, 300, 3
_TABS: Final[tuple[Tab, ...]] = ("mine", "organ", "escalated")
_DEED: Final = rf"(受理|答复)\s*({NUMBER})[\s::,,]*(.*)"
_TO_DO: Final = {
    TicketStatus.WAITING: ("受理", "答复", "请 TA 补充"),
    TicketStatus.WORKING: ("答复", "请 TA 补充"),
    TicketStatus.MORE: ("答复",),
}


def organ_of(c: Chat) -> int | None:
    """Return the organ that this cadre answers for today."""
    return records.led_organ(c.uow, c.cadre)


@chat.text("诉求")
def either(c: Chat) -> str:
    """List what waits for a cadre; to everybody else what they asked."""
    return waiting(c) if c.who.is_cadre else own.mine(c)


@chat.text("待办诉求", "待办提问")
def waiting(c: Chat) -> str:
    """List what waits, the first due first."""
    return _list(c, [])


def _list(c: Chat, ids: Sequence[int]) -> str:
    organ = organ_of(c)
    found = {
        one.id: one
        for tab in _TABS
        for one in tickets.inbox(c.uow, c.cadre, organ, tab=tab, limit=len(ids) + _LISTED + 1)
    }
    rows = sorted(found.values(), key=lambda one: (one.due_at, one.id))
    rows = [one for one in rows if one.id not in set(ids)]
    if not rows:
        page = c.page("tickets", "打开这一页")
        nothing = "后面没有了。" if ids else "现在没有等你办的诉求和提问。"
        return f"{nothing}办过的:{page}"
    listed = rows[:_LISTED]
    c.ask("ticket_desk", "pick", ids=[*ids, *(one.id for one in listed)])
    lines = [_line(one, n) for n, one in enumerate(listed, len(ids) + 1)]
    more = ";看后面的,回复「更多」" if len(rows) > _LISTED else ""
    return "\n".join([f"等你办的({_count(c, organ)}):", *lines, f"回复数字打开{more}。"])


def _count(c: Chat, organ: int | None) -> str:
    counts = tickets.counts(c.uow, c.cadre, organ)
    words = {"mine": "我的", "organ": "本单位", "escalated": "下级超时"}
    return " · ".join(f"{words[tab]} {counts[tab]}" for tab in _TABS if counts[tab])


def _line(one: TicketSeen, n: int) -> str:
    late = f"超时 {one.late} 个工作日" if one.late else f"{one.due_day}前"
    up = f" · {one.escalated_to}督办" if one.escalated_to else ""
    text = own.cut(one.text, _TITLE)
    return f"{n} {one.number} {text}\n  {one.asker} · {one.status_title} · {late}{up}"


@chat.step("ticket_desk", "pick")
def pick(c: Chat) -> str:
    """Open the one with this number."""
    chosen = own.chosen(c, _list)
    return chosen if isinstance(chosen, str) else shown(c, _seen(c, chosen), c.dialogue["ids"])


def _seen(c: Chat, number: int) -> TicketSeen:
    return tickets.seen(c.uow, number, viewer=c.cadre, organ_id=organ_of(c))


def shown(c: Chat, one: TicketSeen, ids: Sequence[int]) -> str:
    """Show a ticket to who sees to it, with what can be done."""
    deeds = _TO_DO.get(one.status, ())
    c.ask("ticket_desk", "one", id=one.id, ids=list(ids), deeds=list(deeds))
    lines = [
        f"{one.number} · {one.sort_title} · {one.kind_title} · {one.status_title}",
        (
            f"{one.asker}({one.place}) {say_day(local_day(one.created_at), c.uow.today)}:"
            f"{own.cut(one.text, _SCREEN)}"
        ),
    ]
    lines += [
        f"· {say_day(local_day(step.at), c.uow.today)} {step.who}{step.title}"
        + (f":{own.cut(step.text, 2 * _LINE)}" if step.text else "")
        for step in one.steps[1:][-_STEPS:]
    ]
    if one.duplicates:
        lines.append(f"还有 {one.duplicates} 位等同一个答复,会一起收到,答复里别写名字。")
    if deeds:
        what = "受理" if one.status is TicketStatus.WAITING else "答复"
        lines.append(f"{one.due_day}前{what}。" + " ".join(f"{n} {d}" for n, d in _numbered(deeds)))
    page = c.page(f"tickets/{one.id}", "打开这一页")
    back = ";0 回到单子" if ids else ""
    return "\n".join([*lines, f"转办、不属本级、并到同一件:{page}{back}"])


def _numbered(deeds: Sequence[str]) -> list[tuple[int, str]]:
    return list(enumerate(deeds, 1))


@chat.step("ticket_desk", "one", zero=True)
def one_step(c: Chat) -> str:
    """Do what was chosen with the ticket."""
    if c.text == "0":
        return _list(c, [])
    deed: str | None = c.picked(c.dialogue["deeds"])
    if deed is None:
        return elsewhere(c) or "回复上面的数字就行;不办这件了,回复「取消」。"
    number = int(c.dialogue["id"])
    if deed == "受理":
        return _accepted(c, number, "")
    return _ask_words(c, number, deed)


def _ask_words(c: Chat, number: int, deed: str) -> str:
    one = _seen(c, number)
    c.ask("ticket_desk", "answer" if deed == "答复" else "more", id=number)
    if deed == "答复":
        same = f"(另有 {one.duplicates} 位会一起收到)" if one.duplicates else ""
        return f"写下给 {one.number} 的答复,发出去 TA 就收到{same};先不答,回复「取消」。"
    return f"要请 {one.number} 补充什么?写一句问题;不问了,回复「取消」。"


@chat.step("ticket_desk", "answer")
def take_answer(c: Chat) -> str:
    """Answer with what was written."""
    return _words(c, _answered)


@chat.step("ticket_desk", "more")
def take_question(c: Chat) -> str:
    """Ask for more with what was written."""
    return _words(c, _questioned)


def _words(c: Chat, run: Callable[[Chat, int, str], str]) -> str:
    if (moved := own.moved_on(c, answering=True)) is not None:
        return moved
    if c.message.kind != "text":
        return "这里收文字,写一句就行;先不写,回复「取消」。"
    c.done()
    return run(c, int(c.dialogue["id"]), c.text)


@chat.text(pattern=_DEED)
def of_one(c: Chat) -> str:
    """Take up or answer a ticket by its number, in one line."""
    found = re.fullmatch(_DEED, c.text, re.DOTALL)
    deed, said, rest = found.groups() if found else ("", "", "")
    number = read_number(said)
    if deed == "受理":
        return _accepted(c, number, rest)
    return _answered(c, number, rest) if rest.strip() else _ask_words(c, number, deed)


def _accepted(c: Chat, number: int, _: str) -> str:
    done = ticket_steps.accept(c.uow, number, c.cadre, organ_id=organ_of(c))
    one = _seen(c, number)
    c.ask("ticket_desk", "one", id=number, ids=[], deeds=list(_TO_DO[one.status]))
    return f"{done.number} 受理了,已经告诉 TA,{one.due_day}前答复。\n现在就能答:" + " ".join(
        f"{n} {d}" for n, d in _numbered(_TO_DO[one.status])
    )


def _answered(c: Chat, number: int, text: str) -> str:
    done = ticket_steps.answer(c.uow, number, c.cadre, text, organ_id=organ_of(c))
    same = f"(连同合在一起的 {done.others} 件)" if done.others else ""
    return (
        f"{done.number} 答复发出去了{same},我会问 TA 解决了没有。\n还有等着办的:{tap('待办诉求')}"
    )


def _questioned(c: Chat, number: int, text: str) -> str:
    done = ticket_steps.more(c.uow, number, c.cadre, text, organ_id=organ_of(c))
    return f"问过去了,{done.number} 等 TA 补充。\n还有等着办的:{tap('待办诉求')}"
