"""Which of our processes live: by their heartbeats and the clock of the database they share."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update

from models.base import Instant
from models.sending import Process
from services.uow import Uow, utc_now


def instant(uow: Uow) -> datetime:
    """Return what time it is by the clock of the database; SQLite's is that of this machine."""
    if uow.session.get_bind().dialect.name == "postgresql":
        return uow.session.scalars(select(func.clock_timestamp(type_=Instant()))).one()
    return utc_now()


def enter(uow: Uow, owner: str, role: str, host: str) -> None:
    """Write down that a process has begun; ``owner`` is random at each start."""
    now = instant(uow)
    row = {"owner": owner, "role": role, "host": host[:80], "started_at": now, "beat_at": now}
    uow.session.execute(insert(Process), row)


def beat(uow: Uow, owner: str) -> bool:
    """Say that a process lives; false where it was buried: it then goes on under a new name."""
    mine = update(Process).where(Process.owner == owner).values(beat_at=instant(uow))
    return uow.session.scalar(mine.returning(Process.owner)) is not None


def leave(uow: Uow, owner: str) -> None:
    """Strike a process off that ends in order."""
    uow.session.execute(delete(Process).where(Process.owner == owner))


def dead(uow: Uow, life: timedelta) -> set[str]:
    """Return those that have said nothing for so long and are not yet buried: a mere look."""
    silent = select(Process.owner).where(Process.beat_at < instant(uow) - life)
    return set(uow.session.scalars(silent))


def bury(uow: Uow, life: timedelta) -> set[str]:
    """Strike off those that have said nothing for so long, and return them.

    From here on their heartbeat tells them so. Whoever takes over what a process had in hand
    buries it first, in the same transaction: it cannot come back to life in between.
    """
    silent = select(Process.owner).where(Process.beat_at < instant(uow) - life)
    # One that was stopped in mid-beat holds its row: nobody's own heart may stand still for that.
    dead = set(uow.session.scalars(silent.with_for_update(skip_locked=True)))
    if dead:
        uow.session.execute(delete(Process).where(Process.owner.in_(dead)))
    return dead


def living(uow: Uow, owners: Collection[str]) -> set[str]:
    """Return which of these are not buried and have not left; who is unknown is none of them."""
    known = select(Process.owner).where(Process.owner.in_(owners))
    return set(uow.session.scalars(known)) if owners else set()
