"""Whether the books agree: what fell between two stools is picked up, or told to a person.

Nothing of this should ever be found: each way of losing a letter has a guard of its own. So it is
looked for by what is there and not by what those guards believe.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, and_, exists, func, or_, select

from domain.chain import Tried
from domain.delivery import ROUTINE, Channel, Lane, Status
from domain.periods import HOME
from models.mini import MiniUser
from models.person import WechatUser
from models.post import InboxItem, Outbox
from models.schedule import Run
from models.sending import LetterStep
from services import budgets, halts, inbox, line, reminders, rescue, taking
from services.uow import Uow

log = logging.getLogger(__name__)

LIFE: Final = timedelta(minutes=10)
"""How long a process that says nothing is believed to live: longer than anybody else believes."""
STUCK: Final = timedelta(minutes=10)
"""So long after it was due a letter should have gone, or its channel should be busy."""
UNREPORTED: Final = timedelta(hours=48)
"""So long after it was sent the platform should have told what became of a letter."""
_BACK: Final = timedelta(days=7)
"""How far back is looked: longer than anybody takes to mend what stands still."""
_SLACK: Final = timedelta(hours=1)
"""How much later than its time a letter may have got its number."""
_RELEASES: Final = 50
_NOTICES: Final = 5000
_RUN: Final = "reminders"


@dataclass(frozen=True, slots=True)
class Found:
    """What did not agree, by kind; the first five are mended when they are found."""

    orphaned: int = 0
    """In the hands of a sender that is dead."""
    unreleased: int = 0
    """Due, and without a place in the line."""
    lost_notices: int = 0
    """Said to wait in an inbox where there is nothing."""
    missing: int = 0
    """Written by a run of the reminders, and not there any more."""
    uncounted: int = 0
    """Calls of today that no budget knows of."""
    stuck: int = 0
    """In the line, with nothing that holds them back and nobody who sends."""
    unreported: int = 0
    """Sent two days ago and more, and what became of them was never told."""

    @property
    def mended(self) -> int:
        """How many were put right."""
        parts = (self.orphaned, self.unreleased, self.lost_notices, self.missing, self.uncounted)
        return sum(parts)


def settle(uow: Uow) -> int:
    """Look, mend, tell; return how many were put right."""
    found = look(uow)
    odd = ", ".join(f"{name} {n}" for name, n in asdict(found).items() if n)
    if found.stuck or found.missing or found.lost_notices:
        log.error("the books did not agree: %s", odd)
    elif odd:
        log.warning("the books did not agree: %s", odd)
    return found.mended


def look(uow: Uow, life: timedelta = LIFE) -> Found:
    """Compare what is there with what should be, and mend what can be mended."""
    since = _first_since(uow, uow.now - _BACK)
    return Found(
        orphaned=rescue.rescue(uow, life).letters if rescue.needed(uow, life) else 0,
        unreleased=_unreleased(uow),
        lost_notices=_lost_notices(uow, since),
        missing=_missing(uow),
        uncounted=_uncounted(uow),
        stuck=_stuck(uow),
        unreported=_unreported(uow, since),
    )


def _first_since(uow: Uow, at: datetime) -> int:
    """Return a number such that letters written since an instant have it or a greater one.

    Numbers and times grow together, but for how long a transaction takes: so this is some twenty
    looks at single rows, and needs no index by time.
    """
    low, high = 0, uow.session.scalar(select(func.max(Outbox.id))) or 0
    while low < high:
        middle = (low + high) // 2
        row = uow.session.execute(_from(middle)).first()
        if row is not None and row.written_at < at - _SLACK:
            low = row.id + 1
        else:
            high = middle
    return low


def _from(number: int) -> Select[int, datetime]:
    at = select(Outbox.id, Outbox.written_at).where(Outbox.id >= number)
    return at.order_by(Outbox.id).limit(1)


def _unreleased(uow: Uow) -> int:
    """Give what has been due for minutes its place in the line."""
    forgotten = and_(
        Outbox.status == Status.PENDING,
        Outbox.turn.is_(None),
        Outbox.due_at <= uow.now - STUCK,
    )
    count = uow.session.scalar(select(func.count()).select_from(Outbox).where(forgotten)) or 0
    for _ in range(_RELEASES if count else 0):
        if not line.release(uow):
            break
    return count


def _lost_notices(uow: Uow, since: int) -> int:
    """Leave again what is said to wait for somebody and does not."""
    there = exists().where(InboxItem.key == Outbox.key)
    theirs = or_(
        exists().where(
            WechatUser.openid == Outbox.openid,
            WechatUser.person_id.is_not_distinct_from(Outbox.person_id),
        ),
        and_(
            Outbox.openid.is_(None),
            exists().where(
                MiniUser.openid == Outbox.mini_openid, MiniUser.person_id == Outbox.person_id
            ),
        ),
    )
    lost = (
        select(Outbox)
        .where(Outbox.id >= since, Outbox.status == Status.WAITING, Outbox.text != "")
        .where((Outbox.expires_at.is_(None)) | (Outbox.expires_at > uow.now))
        .where(~there, theirs)
        .order_by(Outbox.id)
        .limit(_NOTICES)
    )
    found = uow.session.scalars(lost).all()
    for row in found:
        inbox.leave(
            uow,
            key=row.key,
            openid=row.openid,
            text=row.text,
            because=row.because,
            expires_at=row.expires_at,
        )
    return len(found)


def _missing(uow: Uow) -> int:
    """Count the letters of the newest run of the reminders, and write what is missing again.

    A run knows how many it wrote. Where fewer are there, it is planned once more: who was told
    already is told nothing.
    """
    newest = select(Run).where(Run.job == _RUN, Run.due_at > uow.now - _BACK)
    run = uow.session.scalar(newest.order_by(Run.due_at.desc()).limit(1))
    if run is None or (run.owner is not None and run.closed_at is None):
        return 0
    there = _written(uow, run.ran_at, run.closed_at or run.ran_at)
    if there >= run.effects:
        return 0
    missing = run.effects - there
    run.effects = there
    if run.owner is None:
        run.effects += reminders.queue_due(uow)
    else:
        # The clock takes it up again, part by part, as one whose process has died.
        run.owner, run.closed_at = "", None
    return missing


def _written(uow: Uow, since: datetime, until: datetime) -> int:
    count = select(func.count()).where(
        Outbox.id >= _first_since(uow, since),
        Outbox.kind.in_(ROUTINE),
        Outbox.written_at >= since,
        Outbox.written_at <= until,
    )
    return uow.session.scalar(count) or 0


def _uncounted(uow: Uow) -> int:
    """Count calls that were made today and that no budget knows of."""
    start = uow.now.astimezone(HOME).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = uow.session.execute(
        select(LetterStep.channel, func.count())
        .where(LetterStep.at >= start, LetterStep.outcome.in_((Tried.SENT, Tried.UNKNOWN)))
        .group_by(LetterStep.channel)
    )
    used, uncounted = budgets.today(uow), 0
    for channel, calls in rows.all():
        if (more := calls - used.get(channel, 0)) > 0:
            budgets.count(uow, channel, more)
            uncounted += more
    return uncounted


def _stuck(uow: Uow) -> int:
    """Count the letters that could go and do not: nobody is sending by their channel."""
    return sum(n for n, _ in stuck(uow).values())


def stuck(uow: Uow) -> Mapping[tuple[str, int], tuple[int, datetime]]:
    """Return, by channel and lane that stand still though nothing holds them: how many, since."""
    waiting = uow.session.execute(
        select(Outbox.channel, Outbox.lane, func.count(), func.min(Outbox.due_at))
        .where(Outbox.status == Status.PENDING, Outbox.turn >= 0)
        .where(Outbox.due_at <= uow.now - STUCK)
        .group_by(Outbox.channel, Outbox.lane)
    ).all()
    if not waiting:
        return {}
    return {(channel, lane): (n, at) for channel, lane, n, at in _idle(uow, waiting)}


def _idle(
    uow: Uow, waiting: Sequence[tuple[str, int, int, datetime]]
) -> Iterator[tuple[str, int, int, datetime]]:
    lately = select(LetterStep.channel).where(LetterStep.at > uow.now - STUCK).distinct()
    busy = set(uow.session.scalars(lately))
    standing = halts.standing(uow)
    for channel, lane, n, at in waiting:
        limit = uow.means.limits.of(channel, Lane(lane))
        spent = limit is not None and budgets.used(uow, Channel(channel)) >= limit
        halted = standing.stops(lane, channel, "", "", None) is not None
        asleep = lane >= Lane.NOTICE and taking.is_night(uow)
        if channel not in busy and not spent and not halted and not asleep:
            yield channel, lane, n, at


def _unreported(uow: Uow, since: int) -> int:
    count = select(func.count()).where(
        Outbox.id >= since,
        Outbox.status == Status.SENT,
        Outbox.channel == Channel.TEMPLATE,
        Outbox.closed_at.between(uow.now - _BACK, uow.now - UNREPORTED),
    )
    return uow.session.scalar(count) or 0
