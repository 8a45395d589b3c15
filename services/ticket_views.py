"""A ticket as one viewer sees it who may: the asker, or whoever sees to it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from domain.ticket_clock import last_day, late_days, sure
from domain.ticket_kinds import title as kind_title
from domain.tickets import MOVE_TITLES, OURS, SORTS, STATUS_TITLES, Move, Sort, TicketStatus
from domain.tickets import number as number_of
from domain.wording import say_date, say_moment, short
from models.person import Person
from models.ticket import Ticket, TicketStep
from services import areas
from services.uow import Uow

NAMELESS: Final = "匿名"
GONE: Final = "一位小伙伴"
CLOCK: Final = "到期自动"


@dataclass(frozen=True, slots=True)
class StepSeen:
    """One step: ``who`` is 你, a cadre's name, 匿名, or the clock."""

    at: datetime
    who: str
    deed: Move
    title: str
    text: str = field(repr=False)
    shown: bool
    """Whether the asker sees it."""


@dataclass(frozen=True, slots=True)
class TicketSeen:
    """A ticket for one viewer: to others than the asker an anonymous one names nobody."""

    id: int
    number: str
    sort: Sort
    sort_title: str
    kind: str
    kind_title: str
    text: str = field(repr=False)
    status: TicketStatus
    status_title: str
    created_at: datetime
    due_at: datetime
    late: int
    """Working days past due, while somebody of ours has something to do."""
    due_sure: bool
    anonymous: bool
    private: bool
    urgent: bool
    mine: bool
    """Whether the viewer asked it."""
    asker_id: int | None
    asker: str
    place: str
    """The asker's organisation; of an anonymous asker only the organ's area."""
    organ_id: int
    organ: str
    owner_id: int | None
    owner: str
    answer: str = field(repr=False)
    answered_by: str
    answered_at: datetime | None
    closed_at: datetime | None
    solved: bool | None
    refer: str
    duplicate_of: str
    """The number of the other ticket; empty if it is none, or not this viewer's to know."""
    duplicates: int
    """How many others get the answer of this one."""
    escalations: int
    escalated_to: str
    reopened: int
    follow_up: bool
    follow_up_pending: bool
    """Whether the asker will be asked once more."""
    public: bool
    steps: tuple[StepSeen, ...] = field(repr=False)
    last: str
    """The last step that this viewer sees, in words."""

    @property
    def due_day(self) -> str:
        """Return the last day on which the present step is in time: ``11 月 24 日``."""
        return say_moment(self.due_at) if self.urgent else say_date(last_day(self.due_at))


def show(uow: Uow, tickets: Sequence[Ticket], viewer: int) -> list[TicketSeen]:
    """Return tickets as one viewer sees them, who may: in a few statements, however many."""
    if not tickets:
        return []
    ids = [ticket.id for ticket in tickets]
    steps = _steps(uow, ids)
    people = _people(uow, tickets, [step for rows in steps.values() for step in rows])
    places = areas.names(uow, _places(tickets))
    others = _others(uow, tickets, viewer)
    waiting = _duplicates(uow, ids)
    return [
        _one(uow, ticket, viewer, _Around(steps[ticket.id], people, places, others, waiting))
        for ticket in tickets
    ]


@dataclass(frozen=True, slots=True)
class _Around:
    """What was read along with tickets."""

    steps: Sequence[TicketStep]
    people: Mapping[int, str]
    places: Mapping[int, str]
    others: Mapping[int, str]
    waiting: Mapping[int, int]


def _one(uow: Uow, ticket: Ticket, viewer: int, around: _Around) -> TicketSeen:
    status, sort = TicketStatus(ticket.status), Sort(ticket.sort)
    mine = ticket.asker_id == viewer
    steps = tuple(
        _step(step, ticket, viewer, around.people)
        for step in around.steps
        if step.shown or not mine
    )
    return TicketSeen(
        id=ticket.id,
        number=number_of(sort, ticket.id),
        sort=sort,
        sort_title=SORTS[sort],
        kind=ticket.kind,
        kind_title=kind_title(ticket.kind),
        text=ticket.text,
        status=status,
        status_title=STATUS_TITLES[status],
        created_at=ticket.created_at,
        due_at=ticket.due_at,
        late=late_days(uow.means.calendar, ticket.due_at, uow.now) if status in OURS else 0,
        due_sure=sure(uow.means.calendar, ticket.created_at, ticket.due_at),
        **_who_has_it(ticket, viewer, around),
        **_what_became(ticket, viewer, around),
        steps=steps,
        last=_say(steps[-1]) if steps else "",
    )


def _who_has_it(ticket: Ticket, viewer: int, around: _Around) -> dict[str, Any]:
    """Return who asked, as far as this viewer may know it, and who sees to it."""
    mine = ticket.asker_id == viewer
    known = mine or not ticket.anonymous
    name = around.people.get
    return {
        "anonymous": ticket.anonymous,
        "private": ticket.private,
        "urgent": ticket.urgent,
        "mine": mine,
        "asker_id": ticket.asker_id if known else None,
        "asker": name(ticket.asker_id or 0, GONE) if known else NAMELESS,
        "place": around.places[ticket.organisation_id if known else ticket.organ_id],
        "organ_id": ticket.organ_id,
        "organ": around.places[ticket.organ_id],
        "owner_id": ticket.owner_id,
        "owner": name(ticket.owner_id or 0, ""),
    }


def _what_became(ticket: Ticket, viewer: int, around: _Around) -> dict[str, Any]:
    """Return how it was answered, merged, sent up, and what the asker said."""
    return {
        "answer": ticket.answer,
        "answered_by": around.people.get(ticket.answered_by or 0, ""),
        "answered_at": ticket.answered_at,
        "closed_at": ticket.closed_at,
        "solved": ticket.solved,
        "refer": ticket.refer,
        "duplicate_of": around.others.get(ticket.duplicate_of or 0, ""),
        "duplicates": 0 if ticket.asker_id == viewer else around.waiting.get(ticket.id, 0),
        "escalations": ticket.escalations,
        "escalated_to": around.places.get(ticket.escalated_to or 0, ""),
        "reopened": ticket.reopened,
        "follow_up": ticket.follow_up,
        "follow_up_pending": ticket.follow_up_at is not None,
        "public": ticket.public_at is not None,
    }


def _step(step: TicketStep, ticket: Ticket, viewer: int, people: Mapping[int, str]) -> StepSeen:
    deed = Move(step.deed)
    return StepSeen(
        step.at, _who(step, ticket, viewer, people), deed, MOVE_TITLES[deed], step.text, step.shown
    )


def _who(step: TicketStep, ticket: Ticket, viewer: int, people: Mapping[int, str]) -> str:
    if step.actor_id is None:
        return GONE if Move(step.deed) in _BY_ASKER else CLOCK
    if step.actor_id == ticket.asker_id:
        return (
            "你"
            if viewer == ticket.asker_id
            else NAMELESS
            if ticket.anonymous
            else people.get(step.actor_id, GONE)
        )
    return people.get(step.actor_id, GONE)


_BY_ASKER: Final = frozenset({Move.ASK, Move.SUPPLY, Move.CONFIRM, Move.REOPEN, Move.WITHDRAW})


def _say(step: StepSeen) -> str:
    text = short(step.text, _CUT)
    said = f":{text}" if text and step.deed is not Move.ASK else ""
    who = "" if step.who == CLOCK else step.who
    return f"{who}{step.title}{said}"


_CUT: Final = 40


def _steps(uow: Uow, ids: Collection[int]) -> dict[int, list[TicketStep]]:
    found: dict[int, list[TicketStep]] = {number: [] for number in ids}
    question = select(TicketStep).where(TicketStep.ticket_id.in_(ids)).order_by(TicketStep.id)
    for step in uow.session.scalars(question):
        found[step.ticket_id].append(step)
    return found


def _people(uow: Uow, tickets: Sequence[Ticket], steps: Sequence[TicketStep]) -> dict[int, str]:
    ids = {step.actor_id for step in steps}
    for ticket in tickets:
        ids |= {ticket.asker_id, ticket.owner_id, ticket.answered_by}
    question = select(Person.id, Person.name).where(Person.id.in_(ids - {None}))
    return dict(uow.session.execute(question).all())


def _places(tickets: Sequence[Ticket]) -> set[int]:
    named = {place for t in tickets for place in (t.organ_id, t.organisation_id)}
    return named | {t.escalated_to for t in tickets if t.escalated_to is not None}


def _others(uow: Uow, tickets: Sequence[Ticket], viewer: int) -> dict[int, str]:
    """Return the numbers of what tickets were merged into; an asker learns only of their own."""
    into = {t.duplicate_of for t in tickets if t.duplicate_of is not None}
    if not into:
        return {}
    rows = uow.session.execute(
        select(Ticket.id, Ticket.sort, Ticket.asker_id).where(Ticket.id.in_(into))
    ).all()
    handles = any(t.asker_id != viewer for t in tickets)
    return {n: number_of(Sort(sort), n) for n, sort, who in rows if handles or who == viewer}


def _duplicates(uow: Uow, ids: Collection[int]) -> dict[int, int]:
    question = (
        select(Ticket.duplicate_of, func.count())
        .where(Ticket.duplicate_of.in_(ids), Ticket.status == TicketStatus.DUPLICATE)
        .group_by(Ticket.duplicate_of)
    )
    return {n: count for n, count in uow.session.execute(question) if n is not None}
