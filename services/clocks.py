"""What the database knows of the time, and holding mass letters back while ours is in doubt."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, select

from domain.halts import MASS
from domain.jumps import LIMIT
from models.base import write_once
from models.schedule import Run
from models.sending import Halt
from services import audit, processes
from services.uow import Uow

REST: Final = timedelta(minutes=2)
"""So long a hold lasts unless it is renewed: a process that dies takes its doubts with it."""


def independent(uow: Uow) -> datetime | None:
    """Return what time it is by the database; none where that is the clock of this machine."""
    if uow.session.get_bind().dialect.name == "sqlite":
        return None
    return processes.instant(uow)


def written(uow: Uow) -> datetime | None:
    """Return when the newest run was written down: before that it cannot be any more."""
    return uow.session.scalar(select(Run.ran_at).order_by(Run.id.desc()).limit(1))


def hold(uow: Uow, process: str, why: str) -> None:
    """Let what goes to many rest for a little while, because a process doubts its clock."""
    until = uow.now + REST
    values = {"why": why[:200], "until": until, "at": uow.now}
    if write_once(uow.session, Halt, scope=_scope(process), **values) is not None:
        audit.note(uow, "halt.stop", "halt", _scope(process), why=why[:200])
        return
    row = uow.session.get(Halt, _scope(process), with_for_update=True)
    if row is not None:
        row.why, row.until = why[:200], until


def let_go(uow: Uow, process: str) -> None:
    """End a process's hold: its doubts are over."""
    ended = delete(Halt).where(Halt.scope == _scope(process)).returning(Halt.scope)
    if uow.session.scalar(ended) is not None:
        audit.note(uow, "halt.lift", "halt", _scope(process))


def strays(uow: Uow) -> bool:
    """Say whether a hold would last longer than any is made to: by a clock that was wrong."""
    return uow.session.scalar(select(Halt.scope).where(*_astray(uow)).limit(1)) is not None


def end_strays(uow: Uow) -> None:
    """End them: who lives and still doubts holds again soon, and the dead hold nothing."""
    uow.session.execute(delete(Halt).where(*_astray(uow)))


def _astray(uow: Uow) -> tuple[ColumnElement[bool], ...]:
    return Halt.scope.startswith(_scope("")), Halt.until > uow.now + REST + LIMIT


def _scope(process: str) -> str:
    """Return a name of its own: what an operator lets rest, a clock does not set going again."""
    return f"{MASS}:clock-{process}"
