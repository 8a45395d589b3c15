"""问题清单 answered: the line, all that went into it, whoever handed it up, and who raised it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import insert, select

from domain import problems as rules
from domain.periods import local_day
from domain.problems import AddedBefore, InAnother, Line, Move, ProblemStatus
from domain.tickets import ANSWER as LONGEST
from domain.tickets import Move as TicketMove
from domain.tickets import TicketStatus
from models import subject as questions
from models.problem import Problem, ProblemTicket
from models.ticket import Ticket, TicketStep
from services import areas, audit, problem_grouping, problem_letters, problem_rows, problems
from services.problem_grouping import Text
from services.problem_rows import Row
from services.problems import NoSuchProblem
from services.uow import Uow

_LISTED: Final = 30
_TARGETS: Final = 100


@dataclass(frozen=True, slots=True)
class Seen:
    """A line as one who may sees it."""

    row: Row
    text: str
    answer: str
    answered_by: str
    answered_organ: str
    answered_day: date | None
    added: str
    added_day: date | None
    may_add: bool
    """The viewer may set the answer right or add to it: once, for the organ that gave it."""
    parent: str
    """The line of the organ above into which it went."""
    parts: tuple[Row, ...]
    texts: tuple[Text, ...] = field(repr=False)
    own: bool
    """The viewer answers for its organ."""
    above: bool
    """The viewer answers for the organ to which it was handed."""
    proposer: bool


def seen(uow: Uow, problem_id: int, viewer: int, organ_id: int | None) -> Seen:
    """Return a line to whom it concerns: its organ, the one it was handed to, who proposed it."""
    row = uow.session.get(Problem, problem_id)
    if row is None:
        raise NoSuchProblem
    own = organ_id is not None and row.organ_id == organ_id
    above = organ_id is not None and _came_to(uow, row, organ_id)
    if not (own or above or row.created_by == viewer):
        raise NoSuchProblem
    leads = own or above
    parts = uow.session.scalars(
        select(Problem).where(Problem.parent_id == row.id).order_by(Problem.id)
    ).all()
    parent = uow.session.get(Problem, row.parent_id) if row.parent_id else None
    names: dict[int, str] = (
        dict(uow.session.execute(questions.names([row.answered_by])).all())
        if row.answered_by
        else {}
    )
    return Seen(
        row=problem_rows.rows(uow, [row])[0],
        text=row.text,
        answer=row.answer,
        answered_by=names.get(row.answered_by or 0, ""),
        answered_organ=_answering(uow, row),
        answered_day=local_day(row.answered_at) if row.answered_at else None,
        added=row.added,
        added_day=local_day(row.added_at) if row.added_at else None,
        may_add=organ_id is not None and _answered_by(row, organ_id) and row.added_at is None,
        parent=parent.title if parent else "",
        parts=tuple(problem_rows.rows(uow, parts)) if leads else (),
        texts=tuple(problem_grouping.texts(uow, [row.id], viewer)) if leads else (),
        own=own,
        above=above,
        proposer=row.created_by == viewer,
    )


def _came_to(uow: Uow, row: Problem, organ_id: int) -> bool:
    """Say whether a line was handed to an organ, itself or inside the lines it went into."""
    while row.status != ProblemStatus.DROPPED and row.handed_to is not None:
        if row.handed_to == organ_id:
            return True
        parent = uow.session.get(Problem, row.parent_id) if row.parent_id else None
        if parent is None:
            return False
        row = parent
    return False


def _answered_by(row: Problem, organ_id: int) -> bool:
    answered = row.status == ProblemStatus.ANSWERED and row.parent_id is None
    return answered and organ_id == (row.handed_to or row.organ_id)


def _answering(uow: Uow, row: Problem) -> str:
    if row.answered_at is None:
        return ""
    (top,) = problem_rows.tops(uow, [row]).values()
    return problem_rows.answering(uow, [top])[top.id]


def targets(uow: Uow, organ_id: int, but: int = 0) -> list[tuple[int, str]]:
    """Return an organ's own drafts into which others may go, the newest first."""
    question = (
        select(Problem.id, Problem.title)
        .where(
            Problem.organ_id == organ_id,
            Problem.status == ProblemStatus.DRAFT,
            Problem.id != but,
        )
        .order_by(Problem.id.desc())
        .limit(_TARGETS)
    )
    return [(number, title) for number, title in uow.session.execute(question)]


def adopt(
    uow: Uow, problem_ids: Collection[int], organ_id: int, person_id: int, into: int | None
) -> Problem:
    """Put lines that were handed up into a line of one's own, an old or a new one."""
    came = problem_rows.locked(uow, [*problem_ids, *([into] if into else [])])
    target = came.pop(into, None) if into else None
    if not came or any(row.handed_to != organ_id for row in came.values()):
        raise NoSuchProblem
    if into and (target is None or target.organ_id != organ_id):
        raise NoSuchProblem
    for row in came.values():
        _loose(uow, row)
        row.status = rules.move(ProblemStatus(row.status), Move.ADOPT)
    if target is None:
        first = min(came.values(), key=lambda row: row.id)
        line = Line(first.title, first.text, first.kind)
        target = problems.write(uow, organ_id, person_id, line)
    else:
        problems.to(uow, target, Move.EDIT)
    for row in came.values():
        row.parent_id = target.id
        audit.note(uow, "adopted", "problem", row.id, into=target.id)
    uow.session.flush()
    return target


def _loose(uow: Uow, row: Problem) -> None:
    if row.status == ProblemStatus.HANDED and row.parent_id is not None:
        raise InAnother(title=uow.session.get_one(Problem, row.parent_id).title)


def answer(uow: Uow, problem_id: int, organ_id: int, person_id: int, text: str) -> int:
    """Answer a line and all that went into it; return how many youths are told.

    A draft is answered by its own organ, one that was handed up by the organ above.
    """
    inside = problem_rows.locked_tree(uow, problem_id)
    root = inside.get(problem_id)
    if root is None:
        raise NoSuchProblem
    _check_may_answer(uow, root, organ_id)
    _loose(uow, root)
    said = rules.check_answer(text)
    for row in inside.values():
        row.status = rules.move(ProblemStatus(row.status), Move.ANSWER)
        row.answer, row.answered_by, row.answered_at = said, person_id, uow.now
    uow.session.flush()
    audit.note(uow, "answered", "problem", root.id, lines=len(inside))
    name = areas.names(uow, [organ_id])[organ_id]
    _write_steps(uow, list(inside), person_id, f"列入问题清单「{root.title}」,{name}答复:{said}")
    problem_letters.tell_below(uow, list(inside.values()), name, person_id)
    return problem_letters.tell_youths(uow, root, list(inside), name)


def add(uow: Uow, problem_id: int, organ_id: int, person_id: int, text: str) -> int:
    """Set an answer right or add to it, once; return how many youths are told.

    What was told stays as it was told: the addition stands under it.
    """
    inside = problem_rows.locked_tree(uow, problem_id)
    root = inside.get(problem_id)
    if root is None or organ_id != (root.handed_to or root.organ_id):
        raise NoSuchProblem
    if root.parent_id is not None:
        raise InAnother(title=uow.session.get_one(Problem, root.parent_id).title)
    problems.to(uow, root, Move.ADD)
    if root.added_at is not None:
        raise AddedBefore
    said = rules.check_added(text)
    for row in inside.values():
        row.added, row.added_at = said, uow.now
    uow.session.flush()
    audit.note(uow, "added_to", "problem", root.id, lines=len(inside))
    name = areas.names(uow, [organ_id])[organ_id]
    _write_steps(uow, list(inside), person_id, f"问题清单「{root.title}」,{name}补充:{said}")
    problem_letters.tell_below(uow, list(inside.values()), name, person_id)
    return problem_letters.tell_youths(uow, root, list(inside), name)


def _check_may_answer(uow: Uow, row: Problem, organ_id: int) -> None:
    """Refuse to answer for others: a line that was handed up is the organ's above to answer."""
    if organ_id not in {row.organ_id, row.handed_to}:
        raise NoSuchProblem
    if row.status == ProblemStatus.HANDED and row.handed_to != organ_id:
        problems.to(uow, row, Move.EDIT)


def _write_steps(uow: Uow, problem_ids: Sequence[int], person_id: int, text: str) -> None:
    """Let each ticket show what became of it."""
    tickets = uow.session.scalars(
        select(ProblemTicket.ticket_id)
        .join(Ticket, Ticket.id == ProblemTicket.ticket_id)
        .where(ProblemTicket.problem_id.in_(problem_ids), Ticket.status != TicketStatus.WITHDRAWN)
    ).all()
    step = {"at": uow.now, "actor_id": person_id, "deed": TicketMove.NOTE, "shown": True}
    rows = [{"ticket_id": n, "text": text[:LONGEST], **step} for n in tickets]
    if rows:
        uow.session.execute(insert(TicketStep), rows)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a youth raised and an organ answered."""

    id: int
    title: str
    answer: str = field(repr=False)
    organ: str
    day: date
    people: int
    added: str = field(repr=False)


def heard(uow: Uow, person_id: int) -> list[Heard]:
    """Return the answers to what a youth raised, the newest first."""
    rows = uow.session.scalars(
        select(Problem)
        .join(ProblemTicket, ProblemTicket.problem_id == Problem.id)
        .join(Ticket, Ticket.id == ProblemTicket.ticket_id)
        .where(
            Ticket.asker_id == person_id,
            Ticket.status != TicketStatus.WITHDRAWN,
            Problem.status == ProblemStatus.ANSWERED,
        )
        .distinct()
        .order_by(Problem.answered_at.desc(), Problem.id.desc())
        .limit(_LISTED)
    ).all()
    found = {top.id: top for top in problem_rows.tops(uow, rows).values()}
    counts = problem_rows.raised(uow, list(found))
    organs = problem_rows.answering(uow, list(found.values()))
    return [
        Heard(
            top.id,
            top.title,
            top.answer,
            organs[top.id],
            local_day(top.answered_at),
            counts[top.id].people,
            top.added,
        )
        for top in found.values()
        if top.answered_at is not None
    ]
