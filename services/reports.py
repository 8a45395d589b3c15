"""What the platform reports about its template messages, and the letters that learn of it.

A report is kept as it comes, in a lane of its own, and applied apart from that: it may overtake the
answer to the call that sent its letter, and then it waits for that answer to be written down.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, insert, select, update

from domain.delivery import Channel, Status
from domain.reports import OPEN, SUCCESS, WITHIN, Posted, Reported, about, again, is_old
from models.base import table, write_new
from models.post import Outbox
from models.sending import LetterStep, Report
from services import chain
from services.uow import Uow

AT_ONCE: Final = 200
"""So many rows are written by one statement."""

_NAMELESS: Final = frozenset({"", "0"})
"""What the platform calls a message whose id it does not tell."""
_REFERENCE, _STATUS = 64, 200


@dataclass(frozen=True, slots=True)
class Told:
    """A report as it came; ``sent_at`` is the platform's time."""

    reference: str
    openid: str = field(repr=False)
    status: str
    sent_at: datetime

    @property
    def key(self) -> str:
        """What its repeats share; it names nobody."""
        if self.reference not in _NAMELESS:
            return self.reference[:_REFERENCE]
        occasion = f"{self.openid}:{self.sent_at.timestamp():.0f}:{self.status}"
        return f"0:{hashlib.sha256(occasion.encode()).hexdigest()}"


def keep(uow: Uow, told: Iterable[Told]) -> int:
    """Write reports down as they came; return how many were new."""
    # Two that overlap are written in one order: nobody waits for somebody who waits for them.
    rows = sorted({one.key: one for one in told}.items())
    new = 0
    for at in range(0, len(rows), AT_ONCE):
        new += write_new(uow.session, Report, [_row(uow, *one) for one in rows[at : at + AT_ONCE]])
    return new


def _row(uow: Uow, key: str, told: Told) -> dict[str, Any]:
    reference = "" if told.reference in _NAMELESS else told.reference[:_REFERENCE]
    return {
        "key": key,
        "reference": reference,
        "openid": told.openid,
        "status": told.status[:_STATUS],
        "at": uow.now,
        "due_at": uow.now,
    }


def waiting(uow: Uow) -> bool:
    """Say whether reports wait for a look: a look that locks nothing."""
    return uow.session.scalar(select(Report.key).where(_is_due(uow)).limit(1)) is not None


def _is_due(uow: Uow) -> ColumnElement[bool]:
    return Report.due_at <= uow.now


def settle(uow: Uow, limit: int = AT_ONCE) -> int:
    """Tell letters what became of them; return how many reports were looked at.

    What somebody else is at is left to them, or to the next look: nobody waits here, and nobody
    has to.
    """
    due = (
        select(Report)
        .where(_is_due(uow))
        .order_by(Report.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = uow.session.scalars(due).all()
    if found:
        _settle(uow, found)
    return len(found)


def _settle(uow: Uow, came: Sequence[Report]) -> None:
    letters = _letters(uow, came)
    decided: dict[int, tuple[Report, Posted]] = {}
    done: list[Report] = []
    for report in came:
        whose = letters[report.key]
        said = Reported(report.reference, report.at)
        found = about(said, whose)
        if found is not None and found.id not in decided:
            decided[found.id] = report, found
        elif found is not None or is_old(said, whose):
            done.append(report)
        else:
            report.due_at = again(report.at, uow.now)
    ours = _locked(uow, {number: posted for number, (_, posted) in decided.items()})
    for number, (report, _) in decided.items():
        if number not in ours:
            report.due_at = again(report.at, uow.now)
    mine = {number: decided[number][0] for number in ours}
    delivered = {number: report for number, report in mine.items() if report.status == SUCCESS}
    _delivered(uow, delivered)
    _refused(uow, {number: report for number, report in mine.items() if number not in delivered})
    _done(uow, [*done, *mine.values()])


def _letters(uow: Uow, came: Sequence[Report]) -> Mapping[str, Sequence[Posted]]:
    """Return, by report, the letters that it may be about."""
    found: dict[str, list[Posted]] = defaultdict(list)
    named = {report.reference: report.key for report in came if report.reference}
    for row in uow.session.execute(_POSTED.where(Outbox.reference.in_(named))):
        found[named[row.reference]].append(_as_posted(row))
    unknown: dict[str, list[str]] = defaultdict(list)
    for report in came:
        if report.key not in found and report.openid:
            unknown[report.openid].append(report.key)
    if unknown:
        lately = _POSTED.where(
            Outbox.openid.in_(unknown),
            Outbox.status.in_(OPEN | {Status.SENDING}),
            Outbox.first_try_at > min(report.at for report in came) - WITHIN,
        )
        for row in uow.session.execute(lately):
            for key in unknown[row.openid]:
                found[key].append(_as_posted(row))
    return found


_POSTED: Final = select(
    Outbox.id, Outbox.status, Outbox.reference, Outbox.first_try_at, Outbox.openid
).where(Outbox.channel == Channel.TEMPLATE)


def _as_posted(row: Any) -> Posted:  # noqa: ANN401 - a row of ``_POSTED``
    return Posted(row.id, Status(row.status), row.reference, row.first_try_at)


def _locked(uow: Uow, decided: Mapping[int, Posted]) -> set[int]:
    """Lock the letters that are decided; those that a sender has taken meanwhile are not ours."""
    if not decided:
        return set()
    lock = _POSTED.where(Outbox.id.in_(decided)).order_by(Outbox.id)
    rows = uow.session.execute(lock.with_for_update(skip_locked=True))
    return {row.id for row in rows if _as_posted(row) == decided[row.id]}


def _delivered(uow: Uow, found: Mapping[int, Report]) -> None:
    """Close letters that have arrived; one whose id nobody knew learns it."""
    if not found:
        return
    rows = table(Outbox)
    uow.session.execute(
        update(rows)
        .where(rows.c.id.in_(found))
        .values(
            status=Status.DELIVERED, closed_at=uow.now, why="", owner=None, sealed=None, turn=None
        )
    )
    named = [(n, r.reference) for n, r in found.items() if r.reference]
    if strangers := _strangers(uow, [number for number, _ in named]):
        for number in strangers:
            uow.session.execute(
                update(rows).where(rows.c.id == number).values(reference=found[number].reference)
            )
    step = {"channel": Channel.TEMPLATE, "outcome": Status.DELIVERED, "why": "", "at": uow.now}
    uow.session.execute(insert(LetterStep), [{"outbox_id": number, **step} for number in found])


def _strangers(uow: Uow, numbers: Collection[int]) -> Sequence[int]:
    """Return whose answer was lost: their id is known from the report alone."""
    nameless = select(Outbox.id).where(Outbox.id.in_(numbers), Outbox.reference.is_(None))
    return uow.session.scalars(nameless).all()


def _refused(uow: Uow, found: Mapping[int, Report]) -> None:
    """Let letters that did not get through go on by the next way."""
    if not found:
        return
    mine = select(Outbox).where(Outbox.id.in_(found)).order_by(Outbox.id)
    for row in uow.session.scalars(mine.execution_options(populate_existing=True)).all():
        # Where it goes on it is another message, and gets another id.
        row.reference, row.why = None, found[row.id].status
        chain.onward(uow, row, row.why)


def _done(uow: Uow, reports: Sequence[Report]) -> None:
    """Forget reports by whose id their letter is still known.

    Of the others the key stays, or a repeat would look for another letter: a letter that went on
    by another way has another id now, and some reports never had one.
    """
    gone = {report.key for report in reports if report.reference and report.status == SUCCESS}
    for report in reports:
        if report.key not in gone:
            report.due_at = None
    if gone:
        rows = table(Report)
        uow.session.execute(delete(rows).where(rows.c.key.in_(gone)))
