"""诉求 of a subtree, for an admin: the own organ's in full, of those below what presses, wordless.

Who may open one is ``services.ticket_access``'s to say: the organ that answers for it, and one
above once it went up that far; never whom a complaint is about. Complaints are opened only by
those who may also read the audit trail: the organ's admins and auditors, not its operators.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select, true

from domain.dictionaries import DEMANDS
from domain.permissions import May
from domain.ticket_clock import late_days
from domain.tickets import (
    ENDED,
    OPEN,
    OURS,
    SORTS,
    STATUS_TITLES,
    Sort,
    TicketStatus,
    number,
    read_number,
)
from models.organisation import below
from models.person import Person
from models.ticket import Ticket
from services import areas, console_acting, ticket_views, ticket_words
from services import ticket_access as access
from services.console_scope import OutOfReach
from services.console_sessions import Official
from services.ticket_lists import seen as opened
from services.ticket_views import TicketSeen
from services.uow import Uow

TABS: Final[Mapping[str, str]] = {
    "": "在办的",
    "urgent": "紧急的",
    "overdue": "超时的",
    "escalated": "超时转上来的",
    "unassigned": "没有人接的",
    "done": "办结的",
}
_DONE: Final = tuple(one for one in ENDED if one is not TicketStatus.WITHDRAWN)
STATES: Final[Mapping[str, str]] = {one.value: STATUS_TITLES[one] for one in (*OPEN, *_DONE)}
COLOURS: Final[Mapping[str, str]] = {"waiting": "yellow", "working": "blue", "more": "secondary"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for below ``place``."""

    place: int
    tab: str = ""
    sort: str = ""
    state: str = ""
    kind: str = ""
    id: int = 0

    @property
    def narrow(self) -> bool:
        """Say whether anything is sought besides a place and a tab."""
        return replace(self, place=0, tab="") != Wanted(0)


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as one line; ``seen`` none: another organ's, of which only the clock is told."""

    id: int
    number: str
    sort_title: str
    status: TicketStatus
    status_title: str
    organ_id: int
    organ: str
    created_at: datetime
    due_at: datetime
    late: int
    urgent: bool
    when: str
    """By when, in words."""
    seen: TicketSeen | None


def wanted(place: int, said: Mapping[str, str]) -> Wanted:
    """Read filters as they stand in an address: what is none is left out."""

    def known(name: str, among: Mapping[str, str]) -> str:
        return said.get(name, "") if said.get(name, "") in among else ""

    return Wanted(
        place,
        known("tab", TABS),
        known("sort", {sort.value: title for sort, title in SORTS.items()}),
        known("state", STATES),
        known("kind", DEMANDS),
        read_number(said.get("number", "")),
    )


def page(uow: Uow, who: Official, sought: Wanted, *, after: int = 0, most: int) -> list[TicketRow]:
    """Return some of the tickets that are sought: the first due first, what is done the latest."""
    openable = _openable(uow, who)
    done = sought.tab == "done" or sought.state in _DONE
    question = select(Ticket, openable.label("openable")).where(*_filters(uow, who, sought))
    question = question.where(access.unconcerned(uow, who.id), told_to(who))
    if sought.tab in {"", "done"} or sought.id:
        question = question.where(openable)
    if after:
        last = uow.session.get(Ticket, after)
        if last is None:
            return []
        question = question.where(_behind(last, done=done))
    order = (Ticket.id.desc(),) if done or sought.id else (Ticket.due_at, Ticket.id)
    return _rows(uow, who, uow.session.execute(question.order_by(*order).limit(most)).all())


def seen(uow: Uow, who: Official, ticket_id: int) -> TicketSeen:
    """Return a ticket that somebody may open; raises ``OutOfReach``."""
    ticket = uow.session.get(Ticket, ticket_id)
    if ticket is None or not areas.is_over(uow, who.organisation_id, ticket.organ_id):
        raise OutOfReach
    if ticket.sort == Sort.COMPLAINT and not knows_complaints(who):
        raise OutOfReach
    me = console_acting.begin(uow, who, May.SEE)
    if not access.may_handle(uow, ticket, me, who.organisation_id):
        raise OutOfReach
    return opened(uow, ticket_id, viewer=me, organ_id=who.organisation_id)


def acts(uow: Uow, who: Official, ticket_id: int) -> tuple[int, int]:
    """Return as whom, and for which organ, somebody takes a step with a ticket they may open."""
    seen(uow, who, ticket_id)
    return console_acting.begin(uow, who, May.TICKETS), who.organisation_id


def knows_complaints(who: Official) -> bool:
    """Say whether somebody may know that there are complaints at all."""
    return who.may(May.AUDIT)


def told_to(who: Official) -> ColumnElement[bool]:
    """Return, as a question to the database, the tickets of which somebody may know at all.

    An operator sits beside those who are complained about: that there is a complaint is in no
    list, count or chart of theirs.
    """
    return true() if knows_complaints(who) else Ticket.sort != Sort.COMPLAINT


def _openable(uow: Uow, who: Official) -> ColumnElement[bool]:
    """Return, as a question to the database, the tickets that somebody may open."""
    own = who.organisation_id
    mine = or_(Ticket.organ_id == own, access.went_up_to(own))
    return and_(mine, told_to(who), access.unconcerned(uow, who.id))


def _filters(uow: Uow, who: Official, sought: Wanted) -> list[ColumnElement[bool]]:
    chosen = [Ticket.organ_id.in_(below(sought.place)), Ticket.status != TicketStatus.WITHDRAWN]
    tabs: Mapping[str, ColumnElement[bool]] = {
        "": Ticket.status.in_(OPEN),
        "urgent": and_(Ticket.status.in_(OPEN), Ticket.urgent),
        "overdue": and_(Ticket.status.in_(OPEN), Ticket.due_at < uow.now),
        "escalated": and_(Ticket.status.in_(OPEN), Ticket.escalated_to == sought.place),
        "unassigned": and_(Ticket.status.in_(OPEN), Ticket.owner_id.is_(None)),
        "done": Ticket.status.in_(_DONE),
    }
    if sought.id:
        chosen.append(Ticket.id == sought.id)
    elif sought.state and not sought.tab:
        chosen.append(Ticket.status == sought.state)
    else:
        chosen.append(tabs[sought.tab])
        if sought.state:
            chosen.append(Ticket.status == sought.state)
    if sought.sort:
        chosen.append(Ticket.sort == sought.sort)
    if sought.kind:
        # What another organ's is about is not told, so it is not looked for either.
        chosen += [Ticket.kind == sought.kind, _openable(uow, who)]
    return chosen


def _behind(last: Ticket, *, done: bool) -> ColumnElement[bool]:
    if done:
        return Ticket.id < last.id
    same = and_(Ticket.due_at == last.due_at, Ticket.id > last.id)
    return or_(Ticket.due_at > last.due_at, same)


def _rows(uow: Uow, who: Official, rows: Sequence[tuple[Ticket, bool]]) -> list[TicketRow]:
    mine = [ticket for ticket, openable in rows if openable]
    told = {one.id: one for one in ticket_views.show(uow, mine, who.id)}
    names = areas.names(uow, {ticket.organ_id for ticket, _ in rows})
    return [_row(uow, ticket, names[ticket.organ_id], told.get(ticket.id)) for ticket, _ in rows]


def _row(uow: Uow, ticket: Ticket, organ: str, told: TicketSeen | None) -> TicketRow:
    status, sort = TicketStatus(ticket.status), Sort(ticket.sort)
    late = late_days(uow.means.calendar, ticket.due_at, uow.now) if status in OURS else 0
    when = ticket_words.by_when(told) if told is not None else f"超 {late} 天" if late else ""
    return TicketRow(
        ticket.id,
        number(sort, ticket.id),
        SORTS[sort],
        status,
        STATUS_TITLES[status],
        ticket.organ_id,
        organ,
        ticket.created_at,
        ticket.due_at,
        late,
        ticket.urgent,
        when,
        told,
    )


def asker_here(uow: Uow, who: Official, told: TicketSeen) -> int | None:
    """Return who asked, where they asked by name and are of the own subtree now."""
    if told.asker_id is None:
        return None
    question = select(Person.id).where(
        Person.id == told.asker_id, Person.organisation_id.in_(below(who.organisation_id))
    )
    return uow.session.scalar(question)
