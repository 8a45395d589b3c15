"""What the clock sets off: each job is safe to run at any time, any number of times."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from domain.periods import HOME
from scheduler.runs import Parts, Runner, run_parts
from services import (
    activity_letters,
    audit_proof,
    audit_seals,
    calls,
    erasing,
    outbox,
    plans,
    rating_rounds,
    reconciling,
    reminders,
    schedule,
    screening_work,
    seating,
    spot_checks,
    standing,
    standing_weeks,
    ticket_clock,
    wish_claims,
)
from services.uow import OpenUow, Uow

log = logging.getLogger(__name__)

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do daily, or ``every`` so often, as of the moment it is done.

    ``at`` is the hour of what is daily; the others count from midnight. ``catch_up`` is how late
    it is still worth doing. After days of silence it is done once, for the newest due time: those
    before have nothing to add.
    """

    name: str
    at: time
    catch_up: timedelta
    run: Callable[[Uow], int]
    title: str
    every: timedelta | None = None
    surely: bool = False
    parts: Parts | None = None

    def due(self, now: datetime) -> datetime:
        """Return the latest instant at which this job was due."""
        local = now.astimezone(HOME)
        if self.every is not None:
            midnight = datetime.combine(local.date(), time(), HOME)
            return midnight + (local - midnight) // self.every * self.every
        today = datetime.combine(local.date(), self.at, HOME)
        return today if today <= local else today - _DAY


def _activities(uow: Uow) -> int:
    """Let time do its part in activities: offers, draws, beginnings and ends, reminders, thanks."""
    return seating.settle_due(uow) + activity_letters.remind(uow)


def _standing(uow: Uow) -> int:
    """Count what would take a page seconds: how large organisations stand, and what they did."""
    return standing.settle(uow) + standing_weeks.settle(uow)


def _youth(uow: Uow) -> int:
    """Let time do its part in what youths asked for: claims, overdue tickets, checks."""
    settled = (
        wish_claims.settle(uow),
        ticket_clock.settle(uow),
        spot_checks.settle(uow),
        screening_work.give_up(uow),
    )
    return sum(settled)


_OFTEN: Final = timedelta(minutes=10)
_HOUR: Final = timedelta(hours=1)
_PLANS: Final = timedelta(hours=12)
"""What was planned for a day is no news on the next."""

_REMINDERS: Final = timedelta(hours=72)
"""Whoever falls short has to hear of it days before the end, and not on the very day."""

JOBS: Final = (
    Job(
        "reminders",
        time(9),
        _REMINDERS,
        reminders.queue_due,
        "进度提醒",
        surely=True,
        parts=reminders.parts,
    ),
    Job("plans", time(8, 30), _PLANS, plans.remind, "当天计划的提醒", surely=True),
    Job("tidy", time(3, 30), _DAY, schedule.tidy, "清理过期数据", surely=True),
    Job("standing", time(4, 30), _DAY, _standing, "大单位的各项数字"),
    Job("proof", time(5), _DAY, audit_proof.nightly, "核对审计的封条", parts=audit_proof.parts),
    # Its votes are those before the first of the month: once a day is often enough.
    Job("ratings", time(), _DAY, rating_rounds.settle, "评价的分组"),
    Job("activities", time(), _OFTEN, _activities, "活动的候补、抽签和提醒", _OFTEN),
    Job("youth", time(), _OFTEN, _youth, "心愿、诉求和抽查的时限", _OFTEN),
    Job("reconcile", time(), _HOUR, reconciling.settle, "核对有没有漏掉的消息", _HOUR),
    Job("seal", time(), _OFTEN, audit_seals.seal, "审计记录的封存", _OFTEN),
    Job("calls", time(), _OFTEN, calls.settle, "要打电话的名单", _OFTEN),
    # By itself: it locks people, whom no other job locks after what is theirs.
    Job("erasures", time(), _OFTEN, erasing.settle, "数据删除", _OFTEN, surely=True),
)


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did: how much, and in lines for a person to read."""

    effects: int
    lines: tuple[str, ...]


class _Undone(Exception):  # noqa: N818 - it ends a rehearsal
    """Rolls a rehearsal back."""


def run_as_of(open_uow: OpenUow, job: Job, *, dry: bool = False) -> Done:
    """Run a job at the instant of these units of work; ``dry`` leaves no trace.

    What it writes is the same whenever it runs again: its letters have keys.
    """
    done = Done(0, ())
    with suppress(_Undone), open_uow() as uow:
        newest = outbox.newest(uow)
        effects = job.run(uow)
        done = Done(effects, tuple(outbox.written_since(uow, newest)))
        if dry:
            raise _Undone
    return done


def named(name: str) -> Job:
    """Return a job by its name; an unknown one is a ``KeyError``."""
    return {job.name: job for job in JOBS}[name]


def tick(
    open_uow: OpenUow, jobs: Sequence[Job] = JOBS, runner: Runner | None = None
) -> dict[str, int]:
    """Run whatever is due and has not run; return how much each job did.

    A job that fails stops none of the others; what failed is raised together at the end.
    """
    runner = runner or Runner()
    done: dict[str, int] = {}
    failed: list[Exception] = []
    for job in jobs:
        try:
            effects = _run_if_due(open_uow, job, runner)
        except Exception as bug:  # noqa: BLE001 - it is raised below, with the others
            failed.append(bug)
        else:
            if effects is not None:
                done[job.name] = effects
    if failed:
        raise ExceptionGroup("jobs failed; they were rolled back and are tried again", failed)
    return done


def _run_if_due(open_uow: OpenUow, job: Job, runner: Runner) -> int | None:
    """Run a job once for its newest due time."""
    with open_uow(read_only=True) as uow:
        due = job.due(uow.now)
        if schedule.has_run(uow, job.name, due):
            return None
        late = uow.now - due > job.catch_up
        before = schedule.last_due(uow, job.name)
    if job.surely and not runner.sure():
        log.info("%s for %s waits: the clock is in doubt", job.name, due)
        return None
    if job.parts is None or late:
        effects = _whole(open_uow, job, due, late=late)
    else:
        effects = run_parts(open_uow, job.name, due, job.parts, runner.life)
    if effects is None:
        return None
    if before is not None and due - before > _DAY:
        log.error("%s: the clock stood still since %s", job.name, before.astimezone(HOME))
    if late:
        log.error("%s for %s was missed: too late to make up for it", job.name, due)
        return None
    log.info("ran %s for %s: %d", job.name, due, effects)
    return effects


def _whole(open_uow: OpenUow, job: Job, due: datetime, *, late: bool) -> int | None:
    """Do a job in one transaction with its row; one that comes too late leaves only the row."""
    with open_uow() as uow:
        if (run := schedule.claim(uow, job.name, due)) is None:
            return None
        effects = 0 if late else job.run(uow)
        schedule.note(uow, run, effects)
        return effects
