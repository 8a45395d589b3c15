"""What of tickets, held texts and ratings waits for somebody today: for the first page."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import func, select

from domain.ratings import RatingStatus
from domain.tickets import Sort, TicketStatus, number
from domain.wording import short
from models.rating import Rating
from models.ticket import Ticket
from services import calls, screening, tickets
from services.uow import Uow
from services.wish_todos import Waits

_SHORT: Final = 16
_MOST: Final = 3
_ASKS: Final = {
    TicketStatus.ANSWERED: "有答复了,看看解决了没有",
    TicketStatus.MORE: "还要你补充一点,补了接着办",
}
"""What of the own tickets needs a word of the asker."""


def of_cadre(uow: Uow, cadre_id: int, organ_id: int | None) -> Iterator[Waits]:
    """Yield the tickets that wait for this cadre or organ, and what a leader has to decide."""
    waiting = tickets.counts(uow, cadre_id, organ_id)
    if own := waiting["mine"]:
        yield f"{own} 个诉求等你办", "有编号,有期限,先看快到期的", "tickets"
    if ours := waiting["organ"]:
        yield f"{ours} 个诉求等本级办", "交给人办,或者直接答复", "tickets?tab=organ"
    if late := waiting["escalated"]:
        yield f"{late} 个诉求超时转来", "看看卡在哪里", "tickets?tab=escalated"
    if organ_id is None:
        return
    if silent := calls.waiting(uow, organ_id, cadre_id):
        yield f"{silent} 位要打个电话", "消息送不到,事情等不了", "calls"
    if held := sum(screening.counts(uow, organ_id)):
        yield f"{held} 条内容待看", "放行前先看一眼", "screening"
    appeals = select(func.count()).where(
        Rating.appeal_organ_id == organ_id,
        Rating.status == RatingStatus.APPEALED,
        Rating.cadre_id != cadre_id,
    )
    if asked := uow.session.scalar(appeals):
        yield f"{asked} 条评价等复核", "留下还是去掉,说一句为什么", "ratings/above"


def of_youth(uow: Uow, person_id: int) -> Iterator[Waits]:
    """Yield the own tickets that need a word of the asker."""
    rows = uow.session.scalars(
        select(Ticket)
        .where(Ticket.asker_id == person_id, Ticket.status.in_(list(_ASKS)))
        .order_by(Ticket.id.desc())
        .limit(_MOST)
    )
    for ticket in rows:
        text = short(ticket.text, _SHORT)
        which = number(Sort(ticket.sort), ticket.id)
        yield f"{which} {text}", _ASKS[TicketStatus(ticket.status)], f"tickets/{ticket.id}"
