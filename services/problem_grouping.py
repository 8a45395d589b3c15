"""问题清单 out of tickets: what is raised again and again, put together and apart by a person."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import Select, delete, insert, select, update

from domain.dictionaries import DEMANDS
from domain.errors import Refusal
from domain.periods import Window, local_day
from domain.problems import COMMON, Line, Move, headline, nameless
from domain.tickets import TicketStatus
from models.organisation import Below
from models.person import Person
from models.problem import Problem, ProblemTicket
from models.ticket import Ticket
from services import audit, problem_rows, problems, segmenting, ticket_access
from services.problems import NoSuchProblem
from services.uow import Uow

MOST: Final = 2000
"""The newest so many are looked at in one go: a second's work."""
TEXTS: Final = 100
"""So many of a line are shown; who wants others takes some out."""
_SHOWN: Final = 8
_NEAR: Final = 20
_ALIKE: Final = 15
"""For what may be added to a line by hand a person looks further than for what is suggested."""


class NothingChosen(Refusal):
    """None of what was chosen is there to be taken: others have put it in a line meanwhile."""

    code = "problem_nothing_chosen"
    text = "勾一勾是哪几条。已经列进别的问题的,不会再列一次。"


class SameLine(Refusal):
    """A line does not go into itself."""

    code = "problem_same_line"
    text = "选另外一条来合并。"


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody raised, without who."""

    id: int
    text: str = field(repr=False)
    kind_title: str
    day: date


@dataclass(frozen=True, slots=True)
class Group:
    """Texts about the same thing, with a headline to begin from."""

    line: Line
    people: int
    texts: tuple[Text, ...]
    rest: tuple[int, ...]
    """The ids of those that are not shown."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """What may become lines: the most raised first."""

    groups: tuple[Group, ...]
    looked: int
    alone: int
    """Texts that nobody else came with."""
    more: bool
    """There are older ones that were not looked at."""


def suggested(uow: Uow, organ_id: int, viewer: int, quarter: Window) -> Suggested:
    """Return what several youths raised under an organ in a quarter and is in no line yet."""
    found = uow.session.execute(_free(uow, organ_id, viewer, quarter).limit(MOST + 1)).all()
    tickets = {ticket.id: (ticket, name) for ticket, name in found[:MOST]}
    plain = {key: nameless(ticket.text, name or "") for key, (ticket, name) in tickets.items()}
    groups, alone = [], 0
    for keys in segmenting.groups(plain):
        people = _people([tickets[key][0] for key in keys])
        if people < COMMON:
            alone += len(keys)
            continue
        rows = [_text(tickets[key][0], plain[key]) for key in keys]
        title = headline(plain[segmenting.middle({key: plain[key] for key in keys})])
        ((kind, _),) = Counter(tickets[key][0].kind for key in keys).most_common(1)
        shown, rest = tuple(rows[:_SHOWN]), tuple(row.id for row in rows[_SHOWN:])
        groups.append(Group(Line(title, "", kind), people, shown, rest))
    groups.sort(key=lambda group: -group.people)
    return Suggested(tuple(groups), len(tickets), alone, len(found) > MOST)


def _free(
    uow: Uow, organ_id: int, viewer: int, quarter: Window | None = None
) -> Select[Ticket, str | None]:
    """Ask for tickets under an organ that are in no line and may be read by this viewer.

    What was said in confidence, in distress, or of the viewer is for no list.
    """
    under = select(Below.descendant_id).where(Below.ancestor_id == organ_id)
    question = (
        select(Ticket, Person.name)
        .outerjoin(Person, Person.id == Ticket.asker_id)
        .where(
            Ticket.organ_id.in_(under),
            Ticket.status != TicketStatus.WITHDRAWN,
            Ticket.private.is_(False),
            Ticket.urgent.is_(False),
            Ticket.text != "",
            ticket_access.unconcerned(uow, viewer),
            ~problem_rows.taken(),
        )
        .order_by(Ticket.id.desc())
    )
    if quarter is None:
        return question
    return question.where(Ticket.created_at >= quarter.start, Ticket.created_at < quarter.end)


def _people(tickets: Sequence[Ticket]) -> int:
    known = {ticket.asker_id for ticket in tickets} - {None}
    return len(known) + sum(ticket.asker_id is None for ticket in tickets)


def _text(ticket: Ticket, plain: str) -> Text:
    kind = DEMANDS.get(ticket.kind, DEMANDS["other"])
    return Text(ticket.id, plain, kind, local_day(ticket.created_at))


def texts(uow: Uow, problem_ids: Collection[int], viewer: int) -> list[Text]:
    """Return what was raised in lines, without who; what is said of the viewer is left out."""
    found = uow.session.execute(
        select(Ticket, Person.name)
        .join(ProblemTicket, ProblemTicket.ticket_id == Ticket.id)
        .outerjoin(Person, Person.id == Ticket.asker_id)
        .where(
            ProblemTicket.problem_id.in_(problem_ids),
            Ticket.status != TicketStatus.WITHDRAWN,
            ticket_access.unconcerned(uow, viewer),
        )
        .order_by(Ticket.id)
        .limit(TEXTS)
    )
    return [_text(ticket, nameless(ticket.text, name or "")) for ticket, name in found]


def near(uow: Uow, problem_id: int, organ_id: int, viewer: int) -> list[Text]:
    """Return what is in no line yet and may belong to one, the closest first."""
    row = uow.session.get(Problem, problem_id)
    if row is None or row.organ_id != organ_id:
        raise NoSuchProblem
    quarter = problems.quarter_of(row.quarter)
    found = uow.session.execute(_free(uow, organ_id, viewer, quarter).limit(MOST)).all()
    plain = {ticket.id: nameless(ticket.text, name or "") for ticket, name in found}
    closest = segmenting.alike(f"{row.title} {row.text}", plain, _ALIKE)[:_NEAR]
    tickets = {ticket.id: ticket for ticket, _ in found}
    return [_text(tickets[key], plain[key]) for key, _ in closest]


def gather(
    uow: Uow, organ_id: int, viewer: int, ticket_ids: Collection[int], line: Line
) -> Problem:
    """Make a line of tickets that are in none."""
    chosen = _lock_free(uow, organ_id, viewer, ticket_ids)
    row = problems.write(uow, organ_id, viewer, line)
    _put(uow, row.id, chosen)
    return row


def put_in(
    uow: Uow, problem_id: int, organ_id: int, viewer: int, ticket_ids: Collection[int]
) -> int:
    """Put more tickets into a line; return how many."""
    row = problems.held(uow, organ_id, problem_id)
    problems.to(uow, row, Move.EDIT)
    chosen = _lock_free(uow, organ_id, viewer, ticket_ids)
    _put(uow, row.id, chosen)
    return len(chosen)


def _lock_free(uow: Uow, organ_id: int, viewer: int, ticket_ids: Collection[int]) -> list[int]:
    """Return which of some tickets are in no line, locked: a ticket goes into one only."""
    problem_rows.lock_tickets(uow, ticket_ids)
    free = _free(uow, organ_id, viewer).where(Ticket.id.in_(ticket_ids))
    chosen = [ticket.id for ticket, _ in uow.session.execute(free)]
    if not chosen:
        raise NothingChosen
    return chosen


def _put(uow: Uow, problem_id: int, ticket_ids: Sequence[int]) -> None:
    # A dropped line that was restored may hold some of them still.
    there = set(problem_rows.tickets_of(uow, [problem_id]))
    new = [{"problem_id": problem_id, "ticket_id": n} for n in ticket_ids if n not in there]
    if new:
        uow.session.execute(insert(ProblemTicket), new)
    audit.note(uow, "gathered", "problem", problem_id, tickets=len(new))


def split(  # noqa: PLR0913 - who takes what out of where, and what it is called
    uow: Uow,
    problem_id: int,
    organ_id: int,
    viewer: int,
    ticket_ids: Collection[int],
    *,
    title: str = "",
) -> Problem | None:
    """Take tickets out of a line: into a new one if it is named, else they are free again."""
    row = problems.held(uow, organ_id, problem_id)
    problems.to(uow, row, Move.EDIT)
    inside = set(problem_rows.tickets_of(uow, [row.id])) & set(ticket_ids)
    if not inside:
        raise NothingChosen
    uow.session.execute(
        delete(ProblemTicket).where(
            ProblemTicket.problem_id == row.id, ProblemTicket.ticket_id.in_(inside)
        )
    )
    audit.note(uow, "split", "problem", row.id, tickets=len(inside))
    if not title.strip():
        return None
    new = problems.write(uow, organ_id, viewer, Line(title, "", row.kind))
    new.quarter = row.quarter
    _put(uow, new.id, sorted(inside))
    return new


def merge(uow: Uow, problem_id: int, organ_id: int, into: int) -> Problem:
    """Put a draft into another draft of the same organ: tickets, parts and words go along."""
    if problem_id == into:
        raise SameLine
    # What went into it moves along: locked from below upwards, as whoever answers it does.
    rows = problem_rows.locked(uow, [*problem_rows.tree(uow, problem_id), into])
    old, kept = rows.get(problem_id), rows.get(into)
    if old is None or kept is None or {old.organ_id, kept.organ_id} != {organ_id}:
        raise NoSuchProblem
    problems.to(uow, kept, Move.EDIT)
    problems.to(uow, old, Move.MERGE)
    moving = problem_rows.tickets_of(uow, [old.id])
    uow.session.execute(delete(ProblemTicket).where(ProblemTicket.problem_id == old.id))
    if moving:
        _put(uow, kept.id, moving)
    uow.session.execute(
        update(Problem).where(Problem.parent_id == old.id).values(parent_id=kept.id)
    )
    if old.text and not kept.text:
        kept.text = old.text
    audit.note(uow, "merged", "problem", old.id, into=kept.id)
    return kept
