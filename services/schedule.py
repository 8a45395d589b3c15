"""The clock's memory: a job runs once for each of its due times, whoever asks."""

import logging
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Delete,
    String,
    Update,
    and_,
    delete,
    func,
    select,
    update,
)
from sqlalchemy import cast as cast_sql

from models.base import Base, table, write_once
from models.change import Change
from models.dialogue import Dialogue
from models.login import LoginCode, OneTimeLink
from models.mini import ApiAnswer, MiniSession, MiniUser, UsedCode
from models.post import Inbound, InboxItem, Outbox
from models.schedule import Run
from models.sending import Report
from models.visit import PageVisit
from services import answers, extracts_files, processes
from services.uow import Uow

log = logging.getLogger(__name__)

_INBOUND: Final = timedelta(days=2)
"""WeChat gives up a message after seconds; two days also cover a clock set back."""
_CODES: Final = timedelta(days=2)
"""A day's limits are counted from these rows."""
_SPENT: Final = timedelta(hours=1)
"""The platform's own codes are good for five minutes, on whatever clock."""
_STRANGER: Final = timedelta(days=30)
"""So long an openid of the mini-program is kept that stands for nobody."""
_REPORTS: Final = timedelta(days=1)
"""A report whose letter is not found in a day is not about one of ours."""
_STEPS: Final = timedelta(days=2)
"""A step can be taken back for a day; what that needs names people."""
FREQUENT: Final = ("activities", "youth", "reconcile", "seal", "calls", "erasures")
"""Jobs that run many times a day; of the daily ones each run is kept."""
_RUNS: Final = timedelta(days=2)
_SOME: Final = 20_000
"""Rows of one statement: what has gathered over days is not to take longer than one may."""
_LOCK: Final = 0x72756E
"""The first half of a job's advisory lock on PostgreSQL: "run"."""


_OPEN: Final = (Run.owner.is_not(None), Run.closed_at.is_(None))
"""A run of many parts of which some are left; whoever is not named is at none."""
_NOBODY: Final = ""


def has_run(uow: Uow, job: str, due_at: datetime) -> bool:
    """Say whether a job has run for a due time, to its end: a look that locks nothing."""
    question = select(Run.id).where(Run.job == job, Run.due_at == due_at, ~and_(*_OPEN))
    return uow.session.scalar(question) is not None


def last_due(uow: Uow, job: str) -> datetime | None:
    """Return the newest due time for which a job has run."""
    return uow.session.scalar(select(func.max(Run.due_at)).where(Run.job == job))


def claim(uow: Uow, job: str, due_at: datetime) -> int | None:
    """Take a job for a due time, in the transaction of its effects; none if it has run.

    Also none while somebody else is at it: on PostgreSQL one would wait there for the other's
    transaction, and give up with an error where that takes longer than a lock may.
    """
    if not _alone(uow, job):
        return None
    run = write_once(uow.session, Run, job=job, due_at=due_at, ran_at=uow.now, effects=0)
    return None if run is None else int(run)


def _alone(uow: Uow, job: str) -> bool:
    """Say whether nobody else is looking after a job in this very moment."""
    if uow.session.get_bind().dialect.name != "postgresql":
        return True
    mine = select(func.pg_try_advisory_xact_lock(_LOCK, func.hashtext(job)))
    return bool(uow.session.scalar(mine))


def begin(uow: Uow, job: str, due_at: datetime, owner: str) -> int | None:
    """Open a run of many parts, or take up one whose process is dead; none if that is not wanted.

    What is still open of earlier due times is closed: the newest one does all there is to do.
    """
    if not _alone(uow, job):
        return None
    earlier = (Run.job == job, Run.due_at < due_at, *_OPEN)
    uow.session.execute(update(Run).where(*earlier).values(closed_at=uow.now, owner=_NOBODY))
    found = select(Run).where(Run.job == job, Run.due_at == due_at)
    # Whoever is at a part of it holds its row, and lives.
    row = uow.session.scalar(found.with_for_update(skip_locked=True))
    at = processes.instant(uow)
    if row is None:
        new = {"ran_at": uow.now, "effects": 0, "owner": owner, "beat_at": at}
        return cast("int | None", write_once(uow.session, Run, job=job, due_at=due_at, **new))
    if row.owner is None or row.closed_at is not None:
        return None
    if row.owner not in {owner, _NOBODY}:
        if processes.living(uow, [row.owner]):
            return None
        log.warning("%s for %s was left by process %s and is taken up", job, due_at, row.owner)
    row.owner, row.beat_at = owner, at
    return row.id


def hold(uow: Uow, run: int, owner: str) -> bool:
    """Say whether a run is still ours, and let nobody take it up before this transaction ends."""
    mine = select(Run.id).where(Run.id == run, Run.owner == owner, Run.closed_at.is_(None))
    return uow.session.scalar(mine.with_for_update()) is not None


def advance(uow: Uow, run: int, effects: int, *, last: bool = False) -> None:
    """Write down what a part has done, in its transaction; ``last`` closes the run."""
    done = update(Run).where(Run.id == run)
    ended = {"closed_at": uow.now} if last else {}
    uow.session.execute(
        done.values(effects=Run.effects + effects, beat_at=processes.instant(uow), **ended)
    )


def let_go(uow: Uow, run: int, owner: str) -> None:
    """Leave a run that failed to whoever looks next."""
    uow.session.execute(
        update(Run).where(Run.id == run, Run.owner == owner, *_OPEN).values(owner=_NOBODY)
    )


def note(uow: Uow, run: int, effects: int) -> None:
    """Write down how much a run has done."""
    uow.session.execute(update(Run).where(Run.id == run).values(effects=effects))


def tidy(uow: Uow) -> int:
    """Delete what has had its time: retries long past, spent codes and links, stale questions."""
    past = uow.now
    return sum(
        (
            _gone(uow, Inbound, Inbound.at < past - _INBOUND),
            _gone(uow, LoginCode, LoginCode.sent_at < past - _CODES),
            _gone(uow, OneTimeLink, OneTimeLink.expires_at < past),
            _gone(uow, PageVisit, PageVisit.expires_at < past),
            _gone(uow, Dialogue, Dialogue.expires_at < past),
            _gone(uow, MiniSession, MiniSession.expires_at < past),
            _gone(uow, UsedCode, UsedCode.at < past - _SPENT),
            _gone(uow, ApiAnswer, ApiAnswer.at < past - answers.KEPT),
            _gone(uow, MiniUser, *_strangers(past)),
            _gone(uow, InboxItem, InboxItem.expires_at < past),
            _gone(uow, Run, Run.job.in_(FREQUENT), Run.due_at < past - _RUNS),
            # Those of an earlier version: by their keys, for no index finds them otherwise.
            _gone(
                uow,
                Outbox,
                *(Outbox.key >= "report:", Outbox.key < "report;"),
                Outbox.written_at < past - _REPORTS,
            ),
            _gone(uow, Report, Report.at < past - _REPORTS),
            extracts_files.tidy(uow),
            _written(
                uow,
                update(Change)
                .where(Change.at < past - _STEPS, cast_sql(Change.data, String) != "{}")
                .values(data={}),
            ),
        )
    )


def _strangers(past: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what is true of an openid that stands for nobody, and has no session left."""
    living = select(MiniSession.openid).where(MiniSession.openid == MiniUser.openid).exists()
    long_ago = MiniUser.created_at < past - _STRANGER
    waits = and_(MiniUser.wants_at.is_not(None), MiniUser.wants_at >= past - _STRANGER)
    left = and_(MiniUser.released_at.is_not(None), MiniUser.released_at >= past - _STRANGER)
    return MiniUser.person_id.is_(None), long_ago, ~living, ~waits, ~left


def _gone(uow: Uow, model: type[Base], *which: ColumnElement[bool]) -> int:
    """Delete rows, so many by a statement that each has the time it takes."""
    rows = table(model)
    (key,) = rows.primary_key.columns
    some = select(key).where(*which).limit(_SOME).correlate(None)
    gone = 0
    while (now := _written(uow, delete(rows).where(key.in_(some)))) == _SOME:
        gone += now
    return gone + now


def _written(uow: Uow, statement: Update | Delete) -> int:
    return cast("CursorResult[Any]", uow.session.execute(statement)).rowcount
