"""How tickets are put on a page: a line of a list, the clock in words, the steps by their days."""

from dataclasses import dataclass

from flask import request

from domain import distress
from domain.periods import local_day
from domain.tickets import OPEN, TicketStatus
from domain.wording import say_day, short
from handlers.h5.desk import Visit
from handlers.h5.pages import typed
from services.tickets import TicketSeen

_TITLE = 48
_TYPED = ("text",)
"""The fields in which somebody may pour their heart out."""


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket in a list."""

    id: int
    title: str
    about: str
    value: str
    late: bool


def line(visit: Visit, one: TicketSeen) -> Line:
    """Return a ticket as one line: for who asked its last step, for others who and by when."""
    title = short(one.text, _TITLE)
    day = say_day(local_day(one.created_at), visit.uow.today)
    if one.mine:
        about = [one.number, one.last or day]
        return Line(one.id, title, " · ".join(about), one.status_title, late=False)
    when, pressing = by_when(one), bool(one.late) or one.urgent
    about = [one.number, one.sort_title, f"{one.asker}({one.place})"]
    about.append(one.status_title if pressing or not when else when)
    value = when if pressing and when else one.status_title
    return Line(one.id, title, " · ".join(about), value, late=pressing and bool(when))


def by_when(one: TicketSeen) -> str:
    """Return the clock of a ticket for who sees to it; empty where nothing runs."""
    if one.urgent and one.status in {TicketStatus.WAITING, TicketStatus.WORKING}:
        return "马上"
    if one.late:
        return f"超 {one.late} 天"
    if one.status is TicketStatus.WAITING:
        return f"{one.due_day}前受理"
    if one.status is TicketStatus.WORKING:
        return f"{one.due_day}前答复"
    return "等 TA 补充" if one.status is TicketStatus.MORE else ""


def what_next(one: TicketSeen) -> str:
    """Say to who asked where it stands, and what happens next."""
    has_it = one.owner or one.organ
    if one.urgent and one.status in OPEN:
        return f"{has_it}收到了,会尽快联系你。想接着说,写在下面就行。"
    unsure = "" if one.due_sure else "(放假安排还没公布,先按周一到周五算)"
    return {
        TicketStatus.WAITING: f"{has_it}收到了,最晚 {one.due_day}受理{unsure}。",
        TicketStatus.WORKING: f"{has_it}在办,最晚 {one.due_day}答复{unsure}。",
        TicketStatus.MORE: f"{has_it}想多了解一点,在下面补充就接着办。",
        TicketStatus.ANSWERED: "有答复了。解决了吗?",
        TicketStatus.CONFIRMED: _confirmed(one),
        TicketStatus.REFERRED: "这件不归本级管,下面写了归谁管、怎么找到他们。",
        TicketStatus.DUPLICATE: "已经有同样的事在办,答复会一起告诉你。",
        TicketStatus.WITHDRAWN: "你撤回了这一件。",
    }[one.status]


def _confirmed(one: TicketSeen) -> str:
    return "你说解决了,谢谢告诉我。" if one.solved else "你说还没解决。可以重新打开,接着办。"


def steps(visit: Visit, one: TicketSeen) -> list[tuple[object, str]]:
    """Return the steps with their days, the newest first."""
    today = visit.uow.today
    return [(step, say_day(local_day(step.at), today)) for step in reversed(one.steps)]


def card(*, urgent: bool = False) -> str:
    """Return the card with the help line where what is typed, or was, asks for it."""
    asked = urgent or "help" in request.args or any(distress.found(typed(one)) for one in _TYPED)
    return distress.CARD if asked else ""
