"""问题清单 answered: one letter to each who raised it, handed it up or proposed it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Select, select

from domain.delivery import Kind
from domain.tickets import TicketStatus
from domain.wording import short, tap, untapped
from models import subject as questions
from models.cadre import Appointment
from models.person import Person
from models.problem import Problem, ProblemTicket
from models.ticket import Ticket
from services import areas, letters, problem_rows, reasons
from services.letters import News
from services.uow import Uow

_SCREEN: Final = 300
"""Characters of an answer in a letter; the page has all of it."""


def tell_youths(uow: Uow, root: Problem, problem_ids: Sequence[int], organ: str) -> int:
    """Tell everybody who raised it, once; not who left, or took it back."""
    raised = sorted(set(uow.session.scalars(_raisers(problem_ids))))
    others = len(raised) - 1
    said, did = (root.added, "补充答复") if root.added else (root.answer, "答复")
    cut = untapped(short(said, _SCREEN))
    too = f"还有 {others} 位小伙伴也提过。" if others > 0 else ""
    text = (
        f"你反映的「{untapped(root.title)}」,{organ}{did}了:\n{cut}\n{too}看全部:{tap('问题清单')}"
    )
    return letters.tell(
        uow,
        [
            News(
                f"problem-{_step(root)}:{root.id}:{person}",
                person,
                text,
                "你反映的有答复了" if not root.added else "你反映的有补充答复",
                root.title[:20],
                {"kind": "problem_answer", "id": root.id},
            )
            for person in raised
        ],
        Kind.TICKET,
    )


def _raisers(problem_ids: Sequence[int]) -> Select[int]:
    return (
        select(Person.id)
        .join(Ticket, Ticket.asker_id == Person.id)
        .join(ProblemTicket, ProblemTicket.ticket_id == Ticket.id)
        .where(
            ProblemTicket.problem_id.in_(problem_ids),
            Ticket.status != TicketStatus.WITHDRAWN,
            Person.left_at.is_(None),
        )
    )


def _step(row: Problem) -> str:
    """Return what a letter is about: one of each goes to one reader."""
    return "added" if row.added else "answer"


def tell_below(uow: Uow, rows: Sequence[Problem], organ: str, person_id: int) -> None:
    """Tell who handed it up, and who proposed it."""
    handed = {row.organ_id for row in rows if row.handed_to is not None}
    leaders: dict[int, list[int]] = {organ_id: [] for organ_id in handed}
    led = questions.leaders(uow.today).where(Appointment.organisation_id.in_(handed))
    for organ_id, cadre in uow.session.execute(led):
        leaders[organ_id].append(cadre)
    wanted = {
        (row.id, person): row
        for row in rows
        for person in (*leaders.get(row.organ_id, ()), row.created_by)
        if person != person_id
    }
    letters.tell(
        uow,
        [
            News(
                f"problem-line-{_step(row)}:{number}:{person}",
                person,
                f"问题清单里的「{untapped(row.title)}」,{organ}{'补充' if row.added else ''}答复了,"
                f"反映过的小伙伴也都会收到。看全文:{tap('问题清单')}",
                "问题清单有答复了",
                row.title[:20],
                {"kind": "problem_line", "id": number},
            )
            for (number, person), row in wanted.items()
        ],
        Kind.TICKET,
    )


@reasons.asks("problem_answer")
def _still_raised(uow: Uow, because: Mapping[str, Any]) -> bool:
    """Say whether the reader is still one who raised it, has not left, and wants to hear of it."""
    who = reasons.reader(uow, because)
    row = uow.session.get(Problem, because["id"])
    if row is None or not who or reasons.is_muted(uow, because, Kind.TICKET):
        return False
    inside = problem_rows.tree(uow, row.id)
    return uow.session.scalar(_raisers(inside).where(Person.id == who).limit(1)) is not None


@reasons.asks("problem_line")
def _still_concerned(uow: Uow, because: Mapping[str, Any]) -> bool:
    """Say whether the reader still answers for the line's organ, or proposed it."""
    row = uow.session.get(Problem, because["id"])
    if row is None or reasons.is_muted(uow, because, Kind.TICKET):
        return False
    who = reasons.reader(uow, because)
    return who == row.created_by or who in areas.leaders_of(uow, row.organ_id)
