"""Lists of tickets: what one asked, what waits for a cadre, an organ, or the organ above."""

from typing import Final, Literal

from sqlalchemy import ColumnElement, and_, func, or_, select

from domain.errors import Refusal
from domain.tickets import ENDED, OPEN, TicketStatus
from models.person import Person
from models.ticket import Ticket
from services import areas, audit, duty, phones, ticket_views
from services import ticket_access as access
from services.ticket_access import NoSuchTicket
from services.ticket_views import TicketSeen
from services.uow import Uow

Tab = Literal["mine", "organ", "escalated", "done"]
PAGE: Final = 10


class NoPhone(Refusal):
    """Who asked left no number, or wants nobody to call."""

    code = "ticket_no_phone"
    text = "TA 没有留号码,或者不想被联系了。把要说的写在答复里,TA 来看时看得到。"


def seen(uow: Uow, ticket_id: int, *, viewer: int, organ_id: int | None = None) -> TicketSeen:
    """Return a ticket with all its steps, for who asked or who sees to it; to others it is none."""
    ticket = uow.session.get(Ticket, ticket_id)
    if ticket is None:
        raise NoSuchTicket
    if ticket.asker_id != viewer and not access.may_handle(uow, ticket, viewer, organ_id):
        raise NoSuchTicket
    return ticket_views.show(uow, [ticket], viewer)[0]


def phone(uow: Uow, ticket_id: int, cadre_id: int, organ_id: int | None = None) -> str:
    """Return the number of who asked for who sees to it, and note that it was shown."""
    ticket = uow.session.get(Ticket, ticket_id)
    handles = ticket is not None and access.may_handle(uow, ticket, cadre_id, organ_id)
    if ticket is None or not handles or ticket.anonymous or ticket.asker_id is None:
        raise NoSuchTicket
    asker = uow.session.get_one(Person, ticket.asker_id)
    found = phones.opened(uow.means.vault, asker) if asker.left_at is None else ""
    if not found:
        raise NoPhone
    audit.note(uow, "saw_phone", "person", asker.id, ticket=ticket.id)
    return found


def mine(
    uow: Uow, person_id: int, skip: int = 0, limit: int = PAGE, *, before: int = 0
) -> list[TicketSeen]:
    """Return what somebody asked, the newest first; ``before``: what is older than this one."""
    question = select(Ticket).where(Ticket.asker_id == person_id).order_by(Ticket.id.desc())
    if before:
        question = question.where(Ticket.id < before)
    rows = uow.session.scalars(question.offset(skip).limit(limit)).all()
    return ticket_views.show(uow, rows, person_id)


def inbox(  # noqa: PLR0913 - one list has this many sides, and each has its name
    uow: Uow,
    cadre_id: int,
    organ_id: int | None,
    *,
    tab: Tab = "mine",
    skip: int = 0,
    limit: int = PAGE,
    after: int = 0,
) -> list[TicketSeen]:
    """Return what waits for a cadre or the organ they answer for, the first due first.

    ``after``: what comes after this one.
    """
    chosen = _tab(uow, cadre_id, _led(uow, cadre_id, organ_id), tab)
    if chosen is None:
        return []
    newest = (Ticket.closed_at.desc(), Ticket.id.desc())
    order = newest if tab == "done" else (Ticket.due_at, Ticket.id)
    question = select(Ticket).where(chosen, access.unconcerned(uow, cadre_id)).order_by(*order)
    if after:
        last = uow.session.get(Ticket, after)
        if last is None or (tab == "done" and last.closed_at is None):
            return []
        question = question.where(_behind(last, newest=tab == "done"))
    rows = uow.session.scalars(question.offset(skip).limit(limit)).all()
    return ticket_views.show(uow, rows, cadre_id)


def _behind(last: Ticket, *, newest: bool) -> ColumnElement[bool]:
    if newest:
        same = and_(Ticket.closed_at == last.closed_at, Ticket.id < last.id)
        return or_(Ticket.closed_at < last.closed_at, same)
    return or_(Ticket.due_at > last.due_at, and_(Ticket.due_at == last.due_at, Ticket.id > last.id))


def counts(uow: Uow, cadre_id: int, organ_id: int | None) -> dict[Tab, int]:
    """Count what stands under each tab of the inbox, without what is done."""
    led = _led(uow, cadre_id, organ_id)
    tabs: tuple[Tab, ...] = ("mine", "organ", "escalated")
    chosen = {tab: _tab(uow, cadre_id, led, tab) for tab in tabs}
    free = access.unconcerned(uow, cadre_id)
    asked = {tab: question for tab, question in chosen.items() if question is not None}
    if not asked:
        return dict.fromkeys(tabs, 0)
    columns = [func.count().filter(question) for question in asked.values()]
    found = uow.session.execute(select(*columns).where(Ticket.status.in_(OPEN), free)).one()
    return dict.fromkeys(tabs, 0) | dict(zip(asked, found, strict=True))


def _led(uow: Uow, cadre_id: int, organ_id: int | None) -> int | None:
    """Return the organ if the cadre answers for it today."""
    leads = organ_id is not None and cadre_id in areas.leaders_of(uow, organ_id)
    return organ_id if leads else None


def _tab(uow: Uow, cadre_id: int, organ_id: int | None, tab: Tab) -> ColumnElement[bool] | None:
    """Return which tickets stand under a tab; none if the cadre has no such tab."""
    alive = Ticket.status.in_(OPEN)
    mine = or_(Ticket.owner_id == cadre_id, duty.called(cadre_id))
    own = mine if access.in_post(uow, cadre_id) else None
    ours = Ticket.organ_id == organ_id if organ_id is not None else None
    if tab == "mine":
        return None if own is None else and_(alive, own)
    if tab == "organ":
        return None if ours is None else and_(alive, ours)
    if tab == "escalated":
        return None if organ_id is None else and_(alive, access.went_up_to(organ_id))
    either = [side for side in (own, ours) if side is not None]
    ended = Ticket.status.in_(set(ENDED) - {TicketStatus.WITHDRAWN})
    return and_(ended, or_(*either)) if either else None
