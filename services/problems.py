"""问题清单: an organ's lines of a quarter; written, edited, handed up, taken back, dropped."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import and_, false, func, or_, select, update

from domain import problems as rules
from domain.delivery import Kind
from domain.dictionaries import DEMANDS
from domain.errors import Refusal
from domain.periods import QUARTER, Window
from domain.problems import Line, Move, ProblemStatus
from domain.wording import tap
from models.person import Person
from models.problem import Problem
from services import areas, audit, letters, problem_rows, reasons
from services.letters import News
from services.problem_rows import Row
from services.uow import Uow

PAGE: Final = 30
_FIRST: Final = date(2017, 4, 1)
"""No list is older than the notice that asks for it."""


class NoSuchProblem(Refusal):
    """It is not there, or of an organ that is neither one's own nor handed it up here."""

    code = "no_such_problem"
    text = "没有找到这一条,或者它不在你们的清单里。"


@dataclass(frozen=True, slots=True)
class Desk:
    """What who answers for an organ sees of a quarter."""

    quarter: Window
    drafts: tuple[Row, ...]
    handed: tuple[Row, ...]
    """Waits above."""
    answered: tuple[Row, ...]
    dropped: tuple[Row, ...]
    above: str
    """To whom lines are handed up; empty if there is nobody."""
    older: int
    """Drafts of quarters that are over."""


def quarter_of(day: date) -> Window:
    """Return the quarter that holds a day."""
    return QUARTER.window_of(day)


def quarter_asked(today: date, day: date) -> Window:
    """Return the quarter that somebody asks for: none lies ahead, none before the notice."""
    return quarter_of(max(min(day, today), _FIRST))


def desk(uow: Uow, organ_id: int, quarter: Window) -> Desk:
    """Return an organ's own lines of a quarter, those that most raised first."""
    own = Problem.organ_id == organ_id
    found = uow.session.scalars(
        select(Problem).where(own, Problem.quarter == quarter.first_day).order_by(Problem.id)
    ).all()
    rows = sorted(problem_rows.rows(uow, found), key=lambda row: (-row.people, row.id))
    older = select(func.count()).where(
        own,
        Problem.status == ProblemStatus.DRAFT,
        Problem.quarter < quarter_of(uow.today).first_day,
    )

    def of(status: ProblemStatus) -> tuple[Row, ...]:
        return tuple(row for row in rows if row.status is status)

    return Desk(
        quarter,
        of(ProblemStatus.DRAFT),
        of(ProblemStatus.HANDED),
        of(ProblemStatus.ANSWERED),
        of(ProblemStatus.DROPPED),
        above_name(uow, organ_id),
        uow.session.scalars(older).one(),
    )


def waiting(
    uow: Uow, organ_id: int, skip: int = 0, *, after: int = 0, most: int = PAGE
) -> tuple[list[Row], int]:
    """Return the lines handed up to an organ that it has not dealt with, and how many there are.

    ``after``: what comes after this one.
    """
    came = (
        Problem.handed_to == organ_id,
        Problem.status == ProblemStatus.HANDED,
        Problem.parent_id.is_(None),
    )
    question = select(Problem).where(*came).order_by(Problem.handed_at, Problem.id)
    if after:
        last = uow.session.get(Problem, after)
        if last is None or last.handed_at is None:
            question = question.where(false())
        else:
            same = and_(Problem.handed_at == last.handed_at, Problem.id > after)
            question = question.where(or_(Problem.handed_at > last.handed_at, same))
    found = uow.session.scalars(question.offset(skip).limit(most)).all()
    return problem_rows.rows(uow, found), uow.session.scalars(
        select(func.count()).where(*came)
    ).one()


def proposed(uow: Uow, cadre_id: int) -> list[Row]:
    """Return what a cadre proposed, the newest first."""
    found = uow.session.scalars(
        select(Problem)
        .where(Problem.created_by == cadre_id)
        .order_by(Problem.id.desc())
        .limit(PAGE)
    ).all()
    return problem_rows.rows(uow, found)


def above(uow: Uow, organ_id: int) -> int | None:
    """Return the organ to which one hands up: the next above that somebody answers for."""
    next_ = areas.above(uow, organ_id)
    return areas.first_led(uow, next_)[0] if next_ is not None else None


def above_name(uow: Uow, organ_id: int) -> str:
    """Return the name of the organ to which one hands up; empty if there is nobody."""
    up = above(uow, organ_id)
    return areas.names(uow, [up])[up] if up is not None else ""


def write(uow: Uow, organ_id: int, person_id: int, line: Line) -> Problem:
    """Put a line that a person wrote by hand on an organ's list."""
    kept = rules.check(line, DEMANDS)
    row = Problem(
        organ_id=organ_id,
        quarter=quarter_of(uow.today).first_day,
        title=kept.title,
        text=kept.text,
        kind=kept.kind,
        status=ProblemStatus.DRAFT,
        created_by=person_id,
        created_at=uow.now,
        answer="",
    )
    uow.session.add(row)
    uow.session.flush()
    audit.note(uow, "wrote", "problem", row.id, organ=organ_id)
    return row


def propose(uow: Uow, cadre_id: int, line: Line) -> Row:
    """Let a cadre who does not answer for the organ put a line on its list."""
    person = uow.session.get_one(Person, cadre_id, with_for_update={"key_share": True})
    mine = select(func.count()).where(
        Problem.created_by == cadre_id, Problem.status == ProblemStatus.DRAFT
    )
    if uow.session.scalars(mine).one() >= rules.PROPOSED:
        raise rules.TooManyProposed(most=rules.PROPOSED)
    organ, _ = areas.first_led(uow, areas.area_of(uow, person.organisation_id))
    return problem_rows.rows(uow, [write(uow, organ, cadre_id, line)])[0]


def edit(uow: Uow, problem_id: int, organ_id: int, line: Line) -> None:
    """Say it in other words."""
    row = held(uow, organ_id, problem_id)
    to(uow, row, Move.EDIT)
    kept = rules.check(line, DEMANDS)
    row.title, row.text, row.kind = kept.title, kept.text, kept.kind
    audit.note(uow, "edited", "problem", row.id)


def carry(uow: Uow, organ_id: int) -> int:
    """Move the drafts of quarters that are over into this one; return how many."""
    now = quarter_of(uow.today).first_day
    moved = uow.session.scalars(
        update(Problem)
        .where(
            Problem.organ_id == organ_id,
            Problem.status == ProblemStatus.DRAFT,
            Problem.quarter < now,
        )
        .values(quarter=now)
        .returning(Problem.id)
    ).all()
    for number in moved:
        audit.note(uow, "carried", "problem", number)
    return len(moved)


def drop(uow: Uow, problem_id: int, person_id: int, organ_id: int | None) -> Problem:
    """Take a draft off the list: whoever answers for the organ, or proposed it."""
    row = problem_rows.locked_tree(uow, problem_id).get(problem_id)
    if row is None or (row.organ_id != organ_id and row.created_by != person_id):
        raise NoSuchProblem
    to(uow, row, Move.DROP)
    # What was handed up into it waits again.
    uow.session.execute(update(Problem).where(Problem.parent_id == row.id).values(parent_id=None))
    audit.note(uow, "dropped", "problem", row.id)
    return row


def restore(uow: Uow, problem_id: int, organ_id: int) -> None:
    """Put a dropped line back, with those of its tickets that are in no other line by now."""
    row = held(uow, organ_id, problem_id)
    problem_rows.lock_tickets(uow, problem_rows.tickets_of(uow, [row.id]))
    to(uow, row, Move.RESTORE)
    problem_rows.loosen(uow, row.id)
    audit.note(uow, "restored", "problem", row.id)


def hand_up(uow: Uow, organ_id: int, problem_ids: Collection[int]) -> tuple[int, str]:
    """Hand lines to the organ above before their quarter is over; return how many, and to whom."""
    up = above(uow, organ_id)
    if up is None:
        raise rules.NobodyAbove
    name = areas.names(uow, [up])[up]
    rows = problem_rows.locked(uow, problem_ids)
    if not rows or any(row.organ_id != organ_id for row in rows.values()):
        raise NoSuchProblem
    for row in rows.values():
        over = quarter_of(row.quarter)
        row.status = rules.move(ProblemStatus(row.status), Move.HAND, name)
        if uow.today > over.last_day:
            raise rules.QuarterOver(title=over.title)
        row.handed_to, row.handed_at = up, uow.now
        audit.note(uow, "handed_up", "problem", row.id, to=up)
    uow.session.flush()
    _tell_above(uow, organ_id, up, len(rows))
    return len(rows), name


def take_back(uow: Uow, problem_id: int, organ_id: int) -> None:
    """Take a line back while the organ above has done nothing with it."""
    row = held(uow, organ_id, problem_id)
    if row.parent_id is not None and row.status == ProblemStatus.HANDED:
        raise rules.InAnother(title=uow.session.get_one(Problem, row.parent_id).title)
    to(uow, row, Move.TAKE_BACK)
    row.handed_to = row.handed_at = None
    audit.note(uow, "took_back", "problem", row.id)


def held(uow: Uow, organ_id: int, problem_id: int) -> Problem:
    """Return a line of an organ, locked; to others it is none."""
    row = uow.session.get(Problem, problem_id, with_for_update=True, populate_existing=True)
    if row is None or row.organ_id != organ_id:
        raise NoSuchProblem
    return row


def to(uow: Uow, row: Problem, step: Move) -> None:
    """Move a line, or refuse in words that name where it is."""
    name = areas.names(uow, [row.handed_to])[row.handed_to] if row.handed_to else ""
    row.status = rules.move(ProblemStatus(row.status), step, name)
    uow.session.flush()


def _tell_above(uow: Uow, organ_id: int, up: int, number: int) -> None:
    """Tell who answers for the organ above, once a day of each organ below."""
    name = areas.names(uow, [organ_id])[organ_id]
    text = f"{name}交来问题清单 {number} 条。看一看、并一并、答一答:{tap('问题清单')}"
    day = f"{uow.today:%Y%m%d}"
    news = [
        News(
            f"problems-handed:{organ_id}:{up}:{day}:{leader}",
            leader,
            text,
            "问题清单",
            f"{name}交来 {number} 条"[:20],
            {"kind": "problems_waiting", "organ": up},
        )
        for leader in areas.leaders_of(uow, up)
    ]
    letters.tell(uow, news, Kind.TICKET)


@reasons.asks("problems_waiting")
def _still_waiting(uow: Uow, because: Mapping[str, Any]) -> bool:
    """Say whether something still waits for an organ, and the reader still answers for it."""
    if reasons.reader(uow, because) not in areas.leaders_of(uow, because["organ"]):
        return False
    return waiting(uow, because["organ"])[1] > 0
