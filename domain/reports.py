"""Which letter a report of the platform is about, and when to look for it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.delivery import Status

SUCCESS: Final = "success"

WITHIN: Final = timedelta(minutes=15)
"""How long after its first try a letter is reported: the repeats of nine minutes, and some."""

OPEN: Final = frozenset({Status.SENT, Status.UNCERTAIN, Status.PENDING, Status.HELD})
"""What a report decides: a letter that may be out and of which no report has come yet."""

_ASTRAY: Final = timedelta(minutes=1)
"""How far the clocks of two of our machines may be apart."""
_SOON: Final = timedelta(seconds=1)
_SELDOM: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reported:
    """A report: ``reference`` is the platform's message id, empty where it told none."""

    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter that a report may be about."""

    id: int
    status: Status
    reference: str | None
    first_try_at: datetime | None


def about(report: Reported, letters: Sequence[Posted]) -> Posted | None:
    """Return which of somebody's letters is reported; none where that cannot be told, or not yet.

    By its message id. Where that is missing, or belongs to no letter since the answer that would
    have told it was lost, the only letter that fits is meant; while one is being sent, its answer
    may still tell.
    """
    if (named := _named(report, letters)) is not None:
        return named if named.status in OPEN else None
    fits = [letter for letter in letters if _fits(report, letter)]
    if len(fits) == 1 and fits[0].status in OPEN:
        return fits[0]
    return None


def is_old(report: Reported, letters: Sequence[Posted]) -> bool:
    """Say whether the letter that a report names has been decided: it was reported before."""
    named = _named(report, letters)
    return named is not None and named.status not in OPEN | {Status.SENDING}


def _named(report: Reported, letters: Sequence[Posted]) -> Posted | None:
    same = (one for one in letters if report.reference and one.reference == report.reference)
    return next(same, None)


def _fits(report: Reported, letter: Posted) -> bool:
    if letter.status not in OPEN | {Status.SENDING} or letter.first_try_at is None:
        return False
    # A letter whose own id is known is not reported under another one.
    nameless = not report.reference or not letter.reference
    return nameless and letter.first_try_at - _ASTRAY <= report.at <= letter.first_try_at + WITHIN


def again(at: datetime, now: datetime) -> datetime:
    """Return when to look again for the letter of a report of ``at``: ever more seldom."""
    return now + min(max(now - at, _SOON), _SELDOM)
