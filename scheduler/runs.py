"""Runs of many parts: planned with nothing locked, written part by part, taken up where left."""

import logging
import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services import schedule
from services.uow import OpenUow, Uow

log = logging.getLogger(__name__)

Part = Callable[[Uow], int]
"""Writes a part of what was planned, in one transaction, and returns how much was new.

It has a key of its own for whatever it writes: what was written before is not written again.
"""


class Parts(Protocol):
    """Plans with transactions of its own that only read, and gives parts to be written."""

    def __call__(self, open_uow: OpenUow) -> Iterable[Part]:
        """Return the parts; each is written before the next is asked for."""
        ...


class Life(Protocol):
    """What tells a living process from a dead one: ``scheduler.heart``."""

    @property
    def owner(self) -> str:
        """The name under which it holds what it is at; empty where it has none yet."""
        ...

    def trusts(self, owner: str) -> bool:
        """Say whether what was begun under a name is surely still ours."""
        ...


@dataclass(frozen=True)
class Alone:
    """The life of somebody who works by hand, without a heart: nobody waits for it once it ends."""

    owner: str = field(default_factory=lambda: secrets.token_hex(10))

    def trusts(self, owner: str) -> bool:
        """Say whether a name is ours."""
        return owner == self.owner


@dataclass(frozen=True)
class Until:
    """A life that begins nothing more once it is told to end; what it leaves is free at once."""

    life: Life
    told: threading.Event

    @property
    def owner(self) -> str:
        """The name of the life behind it; empty once it is told."""
        return "" if self.told.is_set() else self.life.owner

    def trusts(self, owner: str) -> bool:
        """Say whether it goes on, and what was begun is surely still ours."""
        return not self.told.is_set() and self.life.trusts(owner)


@dataclass(frozen=True)
class Runner:
    """Who runs jobs: under which name, and whether the time is beyond doubt."""

    life: Life = field(default_factory=Alone)
    sure: Callable[[], bool] = lambda: True


def run_parts(open_uow: OpenUow, job: str, due: datetime, parts: Parts, life: Life) -> int | None:
    """Do what is left of a run; return how much that was, or none where it is not ours to do.

    A process that was stopped and goes on finds its run in other hands, and writes nothing: it is
    asked in the transaction of each part.
    """
    owner = life.owner
    if not owner:
        return None
    with open_uow() as uow:
        run = schedule.begin(uow, job, due, owner)
    if run is None:
        return None
    done = 0
    try:
        for part in parts(open_uow):
            new = _write(open_uow, run, part, life, owner)
            if new is None:
                log.warning("%s for %s is not ours to finish", job, due)
                break
            done += new
        else:
            if _write(open_uow, run, None, life, owner) is not None:
                return done
    except Exception:
        _let_go(open_uow, run, owner)
        raise
    _let_go(open_uow, run, owner)
    return None


def _let_go(open_uow: OpenUow, run: int, owner: str) -> None:
    with open_uow() as uow:
        schedule.let_go(uow, run, owner)


def _write(open_uow: OpenUow, run: int, part: Part | None, life: Life, owner: str) -> int | None:
    """Write one part and what it did to the run in one transaction; none: close the run."""
    if not life.trusts(owner):
        return None
    with open_uow() as uow:
        if not schedule.hold(uow, run, owner):
            return None
        new = 0 if part is None else part(uow)
        schedule.advance(uow, run, new, last=part is None)
        return new
