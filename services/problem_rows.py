"""Lines of 问题清单 as they stand in the tables: who raised them, what went into them, locks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import CTE, Exists, case, delete, func, select
from sqlalchemy.orm import aliased

from domain.dictionaries import DEMANDS
from domain.periods import local_day
from domain.problems import LIVING, STATUS_TITLES, ProblemStatus
from domain.tickets import TicketStatus
from models import subject as questions
from models.problem import Problem, ProblemTicket
from models.ticket import Ticket
from services import areas
from services.uow import Uow

LOCK: Final[dict[str, Any]] = {"key_share": True}
"""Locks tickets against other lists, not against the steps that name them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line in a list."""

    id: int
    title: str
    kind: str
    kind_title: str
    status: ProblemStatus
    status_title: str
    organ_id: int
    organ: str
    quarter: date
    people: int
    """How many youths raised it, also in what was handed up into it."""
    tickets: int
    parts: int
    """How many lines from below went into it."""
    by_id: int
    by: str
    day: date
    handed_to: int | None
    above: str
    handed_day: date | None


def rows(uow: Uow, found: Sequence[Problem]) -> list[Row]:
    """Return lines as a list shows them, in a few statements."""
    if not found:
        return []
    counts = raised(uow, [row.id for row in found])
    named = {row.organ_id for row in found} | {row.handed_to for row in found if row.handed_to}
    organs = areas.names(uow, named)
    writers = questions.names(sorted({row.created_by for row in found}))
    people: dict[int, str] = dict(uow.session.execute(writers).all())
    return [
        Row(
            id=row.id,
            title=row.title,
            kind=row.kind,
            kind_title=DEMANDS.get(row.kind, DEMANDS["other"]),
            status=ProblemStatus(row.status),
            status_title=STATUS_TITLES[ProblemStatus(row.status)],
            organ_id=row.organ_id,
            organ=organs[row.organ_id],
            quarter=row.quarter,
            people=counts[row.id].people,
            tickets=counts[row.id].tickets,
            parts=counts[row.id].parts,
            by_id=row.created_by,
            by=people.get(row.created_by, ""),
            day=local_day(row.created_at),
            handed_to=row.handed_to,
            above=organs.get(row.handed_to, "") if row.handed_to else "",
            handed_day=local_day(row.handed_at) if row.handed_at else None,
        )
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class Count:
    """How much stands behind a line."""

    people: int = 0
    tickets: int = 0
    parts: int = 0


def raised(uow: Uow, problem_ids: Collection[int]) -> Mapping[int, Count]:
    """Count the youths, tickets and lines behind lines; nobody is counted twice in one."""
    tree = _trees(problem_ids)
    # Whose data were deleted still was somebody.
    gone = func.sum(case((Ticket.asker_id.is_(None), 1), else_=0))
    counted = uow.session.execute(
        select(tree.c.root, func.count(Ticket.asker_id.distinct()) + gone, func.count(Ticket.id))
        .join(ProblemTicket, ProblemTicket.problem_id == tree.c.id)
        .join(Ticket, Ticket.id == ProblemTicket.ticket_id)
        .where(Ticket.status != TicketStatus.WITHDRAWN)
        .group_by(tree.c.root)
    )
    found = {root: (people, tickets) for root, people, tickets in counted}
    lines = select(tree.c.root, func.count() - 1).group_by(tree.c.root)
    parts: dict[int, int] = dict(uow.session.execute(lines).all())
    return {root: Count(*found.get(root, (0, 0)), parts.get(root, 0)) for root in problem_ids}


def tops(uow: Uow, found: Sequence[Problem]) -> Mapping[int, Problem]:
    """Return the uppermost line into which each went: its own where it went into none."""
    top = {row.id: row for row in found}
    while parents := {row.parent_id for row in top.values() if row.parent_id is not None}:
        question = select(Problem).where(Problem.id.in_(parents))
        up = {row.id: row for row in uow.session.scalars(question)}
        top = {key: up.get(row.parent_id or 0, row) for key, row in top.items()}
    return top


def answering(uow: Uow, found: Sequence[Problem]) -> Mapping[int, str]:
    """Return whose answer each line bears, by its name: the organ's to which it came last."""
    organs = {row.id: row.handed_to or row.organ_id for row in found}
    names = areas.names(uow, set(organs.values()))
    return {number: names[organ] for number, organ in organs.items()}


def tree(uow: Uow, problem_id: int) -> list[int]:
    """Return a line and all that went into it, however far below."""
    return list(uow.session.scalars(select(_trees([problem_id]).c.id)))


def _trees(problem_ids: Collection[int]) -> CTE:
    """Return (root, id) of lines and of all that went into them."""
    top = (
        select(Problem.id.label("root"), Problem.id.label("id"))
        .where(Problem.id.in_(problem_ids))
        .cte("tree", recursive=True)
    )
    part = aliased(Problem)
    return top.union_all(select(top.c.root, part.id).join(part, part.parent_id == top.c.id))


def locked(uow: Uow, problem_ids: Collection[int]) -> dict[int, Problem]:
    """Return lines, locked in the order of their ids, so that no two wait for each other."""
    found = uow.session.scalars(
        select(Problem)
        .where(Problem.id.in_(problem_ids))
        .order_by(Problem.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in found}


def locked_tree(uow: Uow, problem_id: int) -> dict[int, Problem]:
    """Return a line and all that went into it, locked; also what came while we waited."""
    inside = locked(uow, tree(uow, problem_id))
    late = set(tree(uow, problem_id)) - inside.keys()
    return inside | (locked(uow, late) if late else {})


def taken() -> Exists:
    """Return, as a question to the database, whether a ticket is in a line that lives."""
    return (
        select(ProblemTicket.ticket_id)
        .join(Problem, Problem.id == ProblemTicket.problem_id)
        .where(ProblemTicket.ticket_id == Ticket.id, Problem.status.in_(LIVING))
        .exists()
    )


def tickets_of(uow: Uow, problem_ids: Collection[int]) -> list[int]:
    """Return the tickets directly in lines."""
    question = select(ProblemTicket.ticket_id).where(ProblemTicket.problem_id.in_(problem_ids))
    return list(uow.session.scalars(question.order_by(ProblemTicket.ticket_id)))


def lock_tickets(uow: Uow, ticket_ids: Collection[int]) -> None:
    """Lock tickets before they are put into a line: each goes into one only."""
    uow.session.execute(
        select(Ticket.id)
        .where(Ticket.id.in_(ticket_ids))
        .order_by(Ticket.id)
        .with_for_update(**LOCK)
    )


def loosen(uow: Uow, problem_id: int) -> None:
    """Let go of the tickets that are in another living line by now."""
    elsewhere = (
        select(ProblemTicket.ticket_id)
        .join(Problem, Problem.id == ProblemTicket.problem_id)
        .where(Problem.id != problem_id, Problem.status.in_(LIVING))
    )
    uow.session.execute(
        delete(ProblemTicket).where(
            ProblemTicket.problem_id == problem_id, ProblemTicket.ticket_id.in_(elsewhere)
        )
    )
