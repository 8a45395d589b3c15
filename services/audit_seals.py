"""Sealing the audit trail: a chain of sums by which a line that was changed or removed is seen."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any, Final

from sqlalchemy import Row, bindparam, func, select, update

from models.audit import Audit
from models.base import table
from models.seal import AuditSeal
from services.uow import Uow

_MOST: Final = 5_000
"""Lines of one seal: what has gathered over days takes several."""
_YOUNG: Final = timedelta(minutes=1)
"""Younger lines wait: a transaction that began before may still write beside them."""
FIRST: Final = b"tuan100"
"""What stands before the first seal."""
_SEALED: Final = (
    update(table(Audit))
    .where(table(Audit).c.id == bindparam("line"))
    .values(seal_id=bindparam("seal"), digest=bindparam("sum"))
)
_LOCK: Final = 0x7365616C
"""The advisory lock on PostgreSQL under which one process seals at a time: "seal"."""


def seal(uow: Uow) -> int:
    """Seal what has been written since the last seal; return how many lines it was."""
    if not _alone(uow):
        return 0
    done = 0
    while lines := _waiting(uow):
        _seal(uow, lines)
        done += len(lines)
        if len(lines) < _MOST:
            break
    return done


def _alone(uow: Uow) -> bool:
    if uow.session.get_bind().dialect.name != "postgresql":
        return True
    return bool(uow.session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))))


def _waiting(uow: Uow) -> Sequence[Audit]:
    question = (
        select(Audit)
        .where(Audit.seal_id.is_(None), Audit.at < uow.now - _YOUNG)
        .order_by(Audit.id)
        .limit(_MOST)
    )
    return uow.session.scalars(question).all()


def _seal(uow: Uow, lines: Sequence[Audit]) -> None:
    before = uow.session.scalar(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1))
    digests = [digest(line) for line in lines]
    row = AuditSeal(
        id=(before.id if before else 0) + 1, count=len(lines), lines=summed(digests), at=uow.now
    )
    row.chain = chained(before.chain if before else FIRST, row)
    uow.session.add(row)
    uow.session.flush()
    marks = [
        {"line": line.id, "seal": row.id, "sum": one}
        for line, one in zip(lines, digests, strict=True)
    ]
    uow.session.execute(_SEALED, marks)
    uow.session.expire_all()


def digest(line: Audit | Row[*tuple[Any, ...]]) -> bytes:
    """Return the sum of one line as it stands."""
    said = [
        line.id,
        line.at.astimezone(UTC).isoformat(),
        line.actor_id,
        line.deed,
        line.object,
        line.object_id,
        line.data,
    ]
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).digest()


def summed(digests: Sequence[bytes]) -> bytes:
    """Return the sum over the digests of a seal's lines, in order."""
    return hashlib.sha256(b"".join(digests)).digest()


def chained(before: bytes, row: AuditSeal) -> bytes:
    """Return what a seal's link of the chain has to be, after the one before."""
    said = f"{row.id}|{row.count}|{row.at.astimezone(UTC).isoformat()}|"
    return hashlib.sha256(before + said.encode() + row.lines).digest()
