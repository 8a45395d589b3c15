"""How a ticket stands, in a sentence: to who sees to it by when, to who asked what comes next."""

from domain.tickets import OPEN, TicketStatus
from services.ticket_views import TicketSeen


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
