"""What the asker says of one ticket: 补充, 解决了, 没解决, 不用回访, 撤回, 改类, or its number."""

import re
from typing import Final

from domain.dictionaries import DEMANDS
from domain.tickets import NUMBER, TicketStatus, read_number
from domain.wording import tap
from handlers.chat import ticket_desk
from handlers.chat import tickets as own
from handlers.routing import Chat, chat, elsewhere
from services import ticket_steps, tickets
from services.tickets import TicketSeen

_KINDS: Final = tuple(DEMANDS)
_DEED: Final = rf"(解决了|没解决|不用回访|撤回|补充|改类)\s*({NUMBER})[\s::,,]*(.*)"
_NONE: Final = "没有在等你回话的。看提过的都到哪一步了,回复「我的诉求」。"


def _own(c: Chat, number: int) -> TicketSeen:
    """Return a ticket to who asked it, and to nobody else: others come in by password."""
    one = tickets.seen(c.uow, number, viewer=c.person)
    if not one.mine:
        raise tickets.NoSuchTicket
    return one


@chat.text(pattern=NUMBER)
def by_number(c: Chat) -> str:
    """Show a ticket by its number: to who asked it, or to who sees to it."""
    number = read_number(c.text)
    if c.who.is_cadre:
        organ = ticket_desk.organ_of(c)
        one = tickets.seen(c.uow, number, viewer=c.person, organ_id=organ)
        return own.shown(c, one) if one.mine else ticket_desk.shown(c, one, [])
    return own.shown(c, _own(c, number))


@chat.text(pattern=_DEED)
def of_one(c: Chat) -> str:
    """Do with one's own ticket what was said."""
    found = re.fullmatch(_DEED, c.text, re.DOTALL)
    deed, said, rest = found.groups() if found else ("", "", "")
    return _DO[deed](c, read_number(said), rest.strip())


@chat.text("解决了", "没解决", "还没解决")
def of_latest(c: Chat) -> str:
    """Say it of the latest that was answered."""
    waits = [t for t in tickets.mine(c.uow, c.person) if t.status is TicketStatus.ANSWERED]
    if not waits:
        return _NONE
    deed = c.text.removeprefix("还")
    if len(waits) > 1:
        lines = [f"{tap(f'{deed}{one.number}')}:{own.cut(one.text)}" for one in waits]
        return "\n".join(["哪一件?点一下:", *lines])
    return _DO[deed](c, waits[0].id, "")


def _solved(c: Chat, number: int, _: str) -> str:
    ticket_steps.confirm(c.uow, number, c.person, solved=True)
    one = _own(c, number)
    again = "过两周我再问一次,怕又反复。" if one.follow_up_pending else ""
    return f"解决了就好,谢谢你告诉我。{again}\n还有别的事,随时说「反映 …」。"


def _unsolved(c: Chat, number: int, why: str) -> str:
    if why:
        return _reopened(c, number, why)
    one = _own(c, number)
    if one.status in {TicketStatus.WAITING, TicketStatus.WORKING, TicketStatus.MORE}:
        return own.shown(c, one)
    c.ask("ticket", "why", id=number)
    return f"{one.number} 哪里还没解决?写一句,我请他们接着办。\n就这样了,不用再办,回复 1。"


@chat.step("ticket", "why")
def take_why(c: Chat) -> str:
    """Reopen a ticket with the reason, or leave it unsolved."""
    number = int(c.dialogue["id"])
    if (moved := own.moved_on(c)) is not None:
        return moved
    if c.message.kind != "text":
        return "写一句哪里没解决就行;不用再办,回复 1。"
    c.done()
    if c.text == "1":
        ticket_steps.confirm(c.uow, number, c.person, solved=False)
        return "好,记下了:没有解决。哪天想接着办,回复「我的诉求」打开它就行。"
    return _reopened(c, number, c.text)


def _reopened(c: Chat, number: int, why: str) -> str:
    ticket_steps.reopen(c.uow, number, c.person, why)
    one = _own(c, number)
    return (
        f"{one.number} 重新打开了,{one.owner or one.organ}在 {one.due_day}前再答复你。\n"
        f"看进度:{tap('我的诉求')}"
    )


def _no_follow_up(c: Chat, number: int, _: str) -> str:
    ticket_steps.opt_out(c.uow, number, c.person)
    return "好,这一件不再问你。哪天又出问题,回复「我的诉求」打开它,点「没解决」就行。"


def _withdrawn(c: Chat, number: int, _: str) -> str:
    ticket_steps.withdraw(c.uow, number, c.person)
    return "撤回了,办的人看不到了。想再说,随时说「反映 …」。"


def _supplied(c: Chat, number: int, text: str) -> str:
    one = _own(c, number)
    if not text:
        c.ask("ticket", "supply", id=number)
        return f"{one.number} 要补充什么?一句话说清就行;不补充了,回复「取消」。"
    ticket_steps.supply(c.uow, number, c.person, text)
    one = _own(c, number)
    return f"补上了,{one.owner or one.organ}看得到。看进度:{tap('我的诉求')}"


@chat.step("ticket", "supply")
def take_supply(c: Chat) -> str:
    """Take what is to be added."""
    if (moved := own.moved_on(c)) is not None:
        return moved
    if c.message.kind != "text":
        return "这里收文字。一句话说清就行;不补充了,回复「取消」。"
    c.done()
    return _supplied(c, int(c.dialogue["id"]), c.text)


def _kind(c: Chat, number: int, said: str) -> str:
    named = next((code for code, title in DEMANDS.items() if title == said), None)
    if named is not None:
        return _set_kind(c, number, named)
    _own(c, number)
    c.ask("ticket", "kind", id=number)
    lines = [f"{n} {title}" for n, title in enumerate(DEMANDS.values(), 1)]
    return "\n".join(["属于哪一类?回复数字:", *lines])


@chat.step("ticket", "kind")
def take_kind(c: Chat) -> str:
    """Set the kind right."""
    kind = c.picked(_KINDS)
    if kind is None:
        return elsewhere(c) or f"回复 1 到 {len(_KINDS)} 的数字就行;不改了,回复「取消」。"
    c.done()
    return _set_kind(c, int(c.dialogue["id"]), kind)


def _set_kind(c: Chat, number: int, kind: str) -> str:
    title = tickets.set_kind(c.uow, number, c.person, kind)
    return f"改好了,归在「{title}」。看进度:{tap('我的诉求')}"


_DO: Final = {
    "解决了": _solved,
    "没解决": _unsolved,
    "不用回访": _no_follow_up,
    "撤回": _withdrawn,
    "补充": _supplied,
    "改类": _kind,
}
