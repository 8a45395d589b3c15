"""Looking whether the sealed audit trail is whole: each night all of it, on a page the newest part.

What the night found stands in the trail itself, with its time; a page that read everything anew at
each visit would be a way to keep the database busy. The last seal of a day never changes once the
day is over: copied to another place, it proves later that nothing up to that day was touched, not
even by somebody who made the whole chain anew.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Row, func, select

from domain.periods import midnight
from models.audit import Audit
from models.base import table
from models.seal import AuditSeal
from services import audit
from services.audit_seals import FIRST, chained, digest, summed
from services.uow import OpenUow, Uow

log = logging.getLogger(__name__)

_SEALS: Final = 20
"""Seals of one look: so many lie between two breaths of the night's reader."""
NEWEST: Final = 20
"""Seals that a page looks at itself: some three hours."""
LINES: Final = 5_000
"""Lines that a page looks at, at most: a hundredth of a second's work for the database."""
_TOLD: Final = 20
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the chain found; ``broken`` are the seals that do not hold."""

    seals: int = 0
    lines: int = 0
    struck: int = 0
    """Lines out of which somebody was struck by right of erasure: only their place is proved."""
    broken: tuple[int, ...] = ()
    head: str = ""
    """The last sum of the chain: written down elsewhere, it proves the whole of it later."""
    last: int = 0
    at: datetime | None = None
    """When the last of these was sealed; of the night's look, when it looked."""

    @property
    def sound(self) -> bool:
        """Whether nothing was changed or removed."""
        return not self.broken


@dataclass(frozen=True, slots=True)
class Sum:
    """The last seal of a day, to be copied and compared."""

    number: int
    at: datetime
    chain: str


def verify(uow: Uow) -> Verdict:
    """Look at every line and every seal."""
    found = Verdict()
    while (more := _further(uow, found)) is not None:
        found = more
    return found


def _further(uow: Uow, found: Verdict) -> Verdict | None:
    """Look at the next seals behind those that were looked at; none where there are none."""
    rows = uow.session.scalars(
        select(AuditSeal).where(AuditSeal.id > found.last).order_by(AuditSeal.id).limit(_SEALS)
    ).all()
    before = bytes.fromhex(found.head) if found.head else FIRST
    return _looked(uow, rows, found, before) if rows else None


def newest(uow: Uow) -> Verdict:
    """Look at the newest seals: few, and few lines."""
    rows: list[AuditSeal] = []
    lines = 0
    question = select(AuditSeal).order_by(AuditSeal.id.desc()).limit(NEWEST)
    for row in uow.session.scalars(question):
        lines += row.count
        if rows and lines > LINES:
            break
        rows.insert(0, row)
    if not rows:
        return Verdict()
    former = uow.session.get(AuditSeal, rows[0].id - 1)
    # Where the one before is gone, what hangs on it does not hold.
    before = former.chain if former is not None else FIRST
    return _looked(uow, rows, Verdict(last=rows[0].id - 1), before)


def _looked(uow: Uow, rows: Sequence[AuditSeal], found: Verdict, before: bytes) -> Verdict:
    """Add what some seals in a row show, with all their lines in one statement."""
    line = table(Audit)
    ids = [row.id for row in rows]
    held = select(line).where(line.c.seal_id.in_(ids)).order_by(line.c.seal_id, line.c.id)
    counts = {row.id: _Lines() for row in rows}
    for number, lines in groupby(uow.session.execute(held), key=lambda one: one.seal_id):
        counts[number] = _read(lines)
    seals, broken, expected = found.seals, list(found.broken), found.last
    lines_, struck = found.lines, found.struck
    for row in rows:
        one, expected = counts[row.id], expected + 1
        whole = one.count == row.count and summed(one.digests) == row.lines
        linked = row.id == expected and chained(before, row) == row.chain
        if not (whole and one.same and linked):
            broken.append(row.id)
        seals, lines_, struck = seals + 1, lines_ + one.count, struck + one.struck
        before, expected = row.chain, row.id
    last = rows[-1]
    return Verdict(seals, lines_, struck, tuple(broken), before.hex(), last.id, last.at)


@dataclass(frozen=True, slots=True)
class _Lines:
    digests: tuple[bytes, ...] = ()
    struck: int = 0
    same: bool = True

    @property
    def count(self) -> int:
        return len(self.digests)


def _read(lines: Iterator[Row[*tuple[Any, ...]]]) -> _Lines:
    digests, struck, same = [], 0, True
    for line in lines:
        digests.append(line.digest or b"")
        if line.struck_at is not None:
            struck += 1
        elif digest(line) != line.digest:
            same = False
    return _Lines(tuple(digests), struck, same)


def nightly(uow: Uow) -> int:
    """Look at all of it and write down what was found; return how many seals do not hold."""
    return _noted(uow, verify(uow))


def parts(open_uow: OpenUow) -> Iterator[Callable[[Uow], int]]:
    """Do the same with nothing locked: it is read some seals at a time, and written at the end."""
    found = Verdict()
    while True:
        with open_uow(read_only=True) as uow:
            more = _further(uow, found)
        if more is None:
            break
        found = more
    yield lambda uow: _noted(uow, found)


def _noted(uow: Uow, found: Verdict) -> int:
    if found.broken:
        log.error("audit seals that do not hold: %s", found.broken[:_TOLD])
    audit.note(
        uow,
        "verified",
        "audit_seal",
        found.last,
        seals=found.seals,
        lines=found.lines,
        struck=found.struck,
        broken=list(found.broken[:_TOLD]),
        head=found.head,
    )
    return len(found.broken)


def last_night(uow: Uow) -> Verdict | None:
    """Return what was found when all of it was last looked at; none before the first night."""
    row = uow.session.scalars(
        select(Audit)
        .where(Audit.object == "audit_seal", Audit.deed == "verified")
        .order_by(Audit.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    said = row.data
    found = Verdict(said["seals"], said["lines"], said["struck"], tuple(said["broken"]))
    return replace(found, head=said["head"], last=int(row.object_id), at=row.at)


def unsealed(uow: Uow) -> int:
    """Count what no seal holds yet."""
    question = select(func.count()).select_from(Audit).where(Audit.seal_id.is_(None))
    return uow.session.scalar(question) or 0


def of_day(uow: Uow, day: date) -> Sum | None:
    """Return the last seal up to the end of a day."""
    row = uow.session.scalars(
        select(AuditSeal)
        .where(AuditSeal.at < midnight(day + _DAY))
        .order_by(AuditSeal.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Sum(row.id, row.at, row.chain.hex())
