"""How the sending side stands, in figures: for whoever watches it. They name nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, func, select

from domain.delivery import Lane, Status
from models.post import Outbox
from models.schedule import Run
from models.sending import Halt, LetterStep, Process, Report
from services import budgets, processes
from services.uow import Uow

DUE, PLANNED = "due", "planned"
"""A pending letter waits to be sent, or for its day."""

LATELY: Final = timedelta(minutes=5)
ALIVE: Final = timedelta(minutes=1)
_OPEN: Final = (Status.PENDING, Status.SENDING, Status.UNCERTAIN, Status.HELD)
"""What is not decided. The others are ever more, and counted by their steps."""


@dataclass(frozen=True, slots=True)
class Resting:
    """A halt: what rests, why, and until when (none: until somebody lifts it)."""

    scope: str
    why: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by what their names say; times are ages at ``at``."""

    at: datetime
    letters: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    """By state, lane and channel; a pending letter is ``due`` or ``planned``."""
    oldest: Mapping[tuple[str, str], timedelta] = field(default_factory=dict)
    """How long the oldest letter that is due has waited, by lane and channel."""
    steps: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """What came of the tries of the last five minutes, by channel and outcome."""
    halts: tuple[Resting, ...] = ()
    used: Mapping[str, int] = field(default_factory=dict)
    """What of the day is used, by channel."""
    processes: Mapping[str, int] = field(default_factory=dict)
    """How many live, by role."""
    runs: Mapping[str, timedelta] = field(default_factory=dict)
    """How long ago each job last ran."""
    open_runs: int = 0
    """Runs of many parts that are not done."""
    reports: int = 0
    """Reports whose letter is still looked for."""

    def count(self, *states: str) -> int:
        """Return how many letters are in one of these states."""
        return sum(n for (state, _, _), n in self.letters.items() if state in states)


def figures(uow: Uow) -> Figures:
    """Count what is open and what was done lately: what is done for good is not looked at."""
    letters, oldest = _letters(uow)
    return Figures(
        at=uow.now,
        letters=letters,
        oldest=oldest,
        steps=_steps(uow),
        halts=_halts(uow),
        used=budgets.today(uow),
        processes=_processes(uow),
        runs=_runs(uow),
        open_runs=uow.session.scalar(_OPEN_RUNS) or 0,
        reports=uow.session.scalar(_REPORTS) or 0,
    )


_OPEN_RUNS: Final = (
    select(func.count()).select_from(Run).where(Run.owner.is_not(None), Run.closed_at.is_(None))
)
_REPORTS: Final = select(func.count()).select_from(Report).where(Report.due_at.is_not(None))


def _letters(
    uow: Uow,
) -> tuple[dict[tuple[str, str, str], int], dict[tuple[str, str], timedelta]]:
    is_due = (Outbox.status == Status.PENDING) & (Outbox.due_at <= uow.now)
    state = case(
        (is_due, DUE), (Outbox.status == Status.PENDING, PLANNED), else_=Outbox.status
    ).label("state")
    rows = uow.session.execute(
        select(state, Outbox.lane, Outbox.channel, func.count(), func.min(Outbox.due_at))
        .where(Outbox.status.in_(_OPEN))
        .group_by(state, Outbox.lane, Outbox.channel)
    ).all()
    named = [(at, Lane(lane).name.lower(), way, n, since) for at, lane, way, n, since in rows]
    return (
        {(at, lane, way): n for at, lane, way, n, _ in named},
        {(lane, way): uow.now - since for at, lane, way, _, since in named if at == DUE},
    )


def _steps(uow: Uow) -> dict[tuple[str, str], int]:
    rows = uow.session.execute(
        select(LetterStep.channel, LetterStep.outcome, func.count())
        .where(LetterStep.at > uow.now - LATELY)
        .group_by(LetterStep.channel, LetterStep.outcome)
    )
    return {(channel, outcome): n for channel, outcome, n in rows}


def _halts(uow: Uow) -> tuple[Resting, ...]:
    rows = uow.session.execute(
        select(Halt.scope, Halt.why, Halt.until)
        .where((Halt.until > uow.now) | Halt.until.is_(None))
        .order_by(Halt.scope)
    )
    return tuple(Resting(scope, why, until) for scope, why, until in rows)


def _processes(uow: Uow) -> dict[str, int]:
    alive = processes.instant(uow) - ALIVE
    rows = uow.session.execute(
        select(Process.role, func.count()).where(Process.beat_at > alive).group_by(Process.role)
    )
    return {row[0]: row[1] for row in rows}


def _runs(uow: Uow) -> dict[str, timedelta]:
    rows = uow.session.execute(select(Run.job, func.max(Run.ran_at)).group_by(Run.job))
    return {job: uow.now - at for job, at in rows}
