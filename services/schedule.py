"""The clock's memory: a job runs once for each of its due times, whoever asks."""

from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import CursorResult, String, delete, func, select, update
from sqlalchemy import cast as cast_sql

from models.base import write_once
from models.change import Change
from models.dialogue import Dialogue
from models.login import LoginCode, OneTimeLink
from models.post import Inbound, InboxItem, Outbox
from models.schedule import Run
from models.visit import PageVisit
from services.uow import Uow

_INBOUND: Final = timedelta(days=2)
"""WeChat gives up a message after seconds; two days also cover a clock set back."""
_CODES: Final = timedelta(days=2)
"""A day's limits are counted from these rows."""
_REPORTS: Final = timedelta(days=1)
"""A report that came before its letter was known to be sent waits for seconds."""
_STEPS: Final = timedelta(days=2)
"""A step can be taken back for a day; what that needs names people."""
_FREQUENT: Final = ("activities", "youth", "erasures")
"""Jobs that run many times a day; of the daily ones each run is kept."""
_RUNS: Final = timedelta(days=2)
_LOCK: Final = 0x72756E
"""The first half of a job's advisory lock on PostgreSQL: "run"."""


def has_run(uow: Uow, job: str, due_at: datetime) -> bool:
    """Say whether a job has run for a due time: a look that locks nothing."""
    question = select(Run.id).where(Run.job == job, Run.due_at == due_at)
    return uow.session.scalar(question) is not None


def last_due(uow: Uow, job: str) -> datetime | None:
    """Return the newest due time for which a job has run."""
    return uow.session.scalar(select(func.max(Run.due_at)).where(Run.job == job))


def claim(uow: Uow, job: str, due_at: datetime) -> int | None:
    """Take a job for a due time, in the transaction of its effects; none if it has run.

    Also none while somebody else is at it: on PostgreSQL one would wait there for the other's
    transaction, and give up with an error where that takes longer than a lock may.
    """
    if uow.session.get_bind().dialect.name == "postgresql":
        mine = select(func.pg_try_advisory_xact_lock(_LOCK, func.hashtext(job)))
        if not uow.session.scalar(mine):
            return None
    run = write_once(uow.session, Run, job=job, due_at=due_at, ran_at=uow.now, effects=0)
    return None if run is None else int(run)


def note(uow: Uow, run: int, effects: int) -> None:
    """Write down how much a run has done."""
    uow.session.execute(update(Run).where(Run.id == run).values(effects=effects))


def tidy(uow: Uow) -> int:
    """Delete what has had its time: retries long past, spent codes and links, stale questions."""
    past = uow.now
    gone = 0
    for statement in (
        delete(Inbound).where(Inbound.at < past - _INBOUND),
        delete(LoginCode).where(LoginCode.sent_at < past - _CODES),
        delete(OneTimeLink).where(OneTimeLink.expires_at < past),
        delete(PageVisit).where(PageVisit.expires_at < past),
        delete(Dialogue).where(Dialogue.expires_at < past),
        delete(InboxItem).where(InboxItem.expires_at < past),
        delete(Run).where(Run.job.in_(_FREQUENT), Run.due_at < past - _RUNS),
        delete(Outbox).where(Outbox.kind == "report", Outbox.written_at < past - _REPORTS),
        update(Change)
        .where(Change.at < past - _STEPS, cast_sql(Change.data, String) != "{}")
        .values(data={}),
    ):
        gone += cast("CursorResult[Any]", uow.session.execute(statement)).rowcount
    return gone
