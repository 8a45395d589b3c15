"""Letters whose sender died: they go again, or nobody knows, or they are what it died of."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_, select

from domain.delivery import Kind, Status
from models.post import Outbox
from models.sending import Process
from services import chain, processes
from services.taking import LEASE, Taken, may_repeat
from services.uow import Uow

DEATHS: Final = 3
"""So many senders may die with a letter in their hands before nobody takes it up again."""
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Rescued:
    """Who was struck off, and what became of the letters in dead hands."""

    buried: frozenset[str]
    again: int
    uncertain: int
    held: tuple[int, ...]

    @property
    def letters(self) -> int:
        """How many letters that were."""
        return self.again + self.uncertain + len(self.held)


@dataclass(frozen=True, slots=True)
class Mine:
    """A living process that looks, and which letters are in the hands of its senders.

    It may hold more in name: a sender of its own has died, or the answer to a commit never came.
    """

    owner: str
    letters: frozenset[int] = frozenset()


def needed(uow: Uow, life: timedelta, mine: Mine | None = None) -> bool:
    """Say whether somebody has died: a look that locks nothing."""
    if processes.dead(uow, life):
        return True
    orphaned = select(Outbox.id).where(*_orphaned(uow, life, mine))
    return uow.session.scalar(orphaned.limit(1)) is not None


def rescue(uow: Uow, life: timedelta, mine: Mine | None = None) -> Rescued:
    """Strike off who has not beaten for so long, and free the letters nobody living holds.

    One of them may have killed its sender: those that go again go one after the other
    (``services.taking``), so that it does not take the same neighbours along again.
    """
    buried = processes.bury(uow, life)
    rows = uow.session.scalars(
        select(Outbox)
        .where(*_orphaned(uow, life, mine))
        .order_by(Outbox.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    ends = [_free(uow, row) for row in rows]
    return Rescued(
        frozenset(buried),
        again=ends.count(Status.PENDING),
        uncertain=ends.count(Status.UNCERTAIN),
        held=tuple(row.id for row, end in zip(rows, ends, strict=True) if end is Status.HELD),
    )


def stumble(uow: Uow, letter_id: int, why: str, *, most: int = DEATHS) -> Status | None:
    """Put off a letter that cannot even be looked at; after some times nobody tries again.

    Less than ``DEATHS`` are counted of one that may be the database's fault: it is never held.
    """
    row = uow.session.get(Outbox, letter_id, with_for_update=True)
    if row is None or row.status != Status.PENDING:
        return None
    row.deaths = max(row.deaths, min(row.deaths + 1, most))
    row.why = why[:200]
    if row.deaths >= DEATHS:
        return _end(uow, row, Status.HELD)
    row.turn, row.due_at = None, uow.now + row.deaths * timedelta(minutes=1)
    return Status.PENDING


def leave(uow: Uow, taken: Taken, why: str) -> None:
    """Leave a letter to a person that was sent, and of which nothing more can be written down."""
    row = uow.session.get(Outbox, taken.id, with_for_update=True)
    if row is not None and row.status == Status.SENDING and row.owner == taken.owner:
        row.why = why
        _end(uow, row, Status.UNCERTAIN)


def _orphaned(uow: Uow, life: timedelta, mine: Mine | None) -> tuple[ColumnElement[bool], ...]:
    """Being sent for so long by nobody who lives, or under our name by none of our senders."""
    nobodys = ~exists().where(Process.owner == Outbox.owner)
    if mine is not None:
        lost = and_(Outbox.owner == mine.owner, Outbox.id.not_in(mine.letters))
        nobodys = or_(nobodys, lost)
    return (
        Outbox.status == Status.SENDING,
        Outbox.due_at <= uow.now + LEASE - life,
        nobodys,
    )


def _free(uow: Uow, row: Outbox) -> Status:
    row.deaths += 1
    row.why = "its sender died while sending"
    if not may_repeat(uow, row, row.first_try_at or uow.now):
        return _end(uow, row, Status.UNCERTAIN)
    if row.deaths >= DEATHS:
        return _end(uow, row, Status.HELD)
    row.status, row.owner = Status.PENDING, None
    row.turn, row.due_at = None, uow.now
    return Status.PENDING


def _end(uow: Uow, row: Outbox, status: Status) -> Status:
    """Leave it to a person, who may send it again: what an SMS says stays sealed till then."""
    row.status, row.owner, row.closed_at = status, None, uow.now
    if row.kind == Kind.CODE:
        row.sealed = None
    chain.note(uow, row, status, row.why)
    return status
