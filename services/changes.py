"""Steps over several rows that can be taken back: each kind leaves here how that is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from domain.errors import Refusal
from models.change import Change
from services import audit
from services.uow import Uow

WITHIN: Final = timedelta(hours=24)
_LATELY: Final = 20
_TITLE: Final = 100

TakeBack = Callable[[Uow, dict[str, Any]], str | None]
"""Takes a step back from what was kept of it; a refusal leaves everything as it is.

What it returns says what could not be taken back.
"""

_takers: dict[str, TakeBack] = {}


class ChangeGone(Refusal):
    """Somebody else's step, one taken back already, or none."""

    code = "change_gone"
    text = "这一步已经撤销过了,或者不是你做的。看看现在的名单就知道。"


class TooLateToUndo(Refusal):
    """A day has passed."""

    code = "too_late_to_undo"
    text = "过了 24 小时,这一步撤不了了。要改回去,在名单里直接改就行。"


@dataclass(frozen=True, slots=True)
class Made:
    """A step that can still be taken back."""

    id: int
    kind: str
    title: str
    at: datetime


def taker_back(kind: str) -> Callable[[TakeBack], TakeBack]:
    """Register how steps of a kind are taken back."""

    def register(take: TakeBack) -> TakeBack:
        if _takers.setdefault(kind, take) is not take:
            raise ValueError(f"two ways to take back {kind!r}")
        return take

    return register


def made(uow: Uow, kind: str, title: str, data: dict[str, Any]) -> int:
    """Keep what taking a step back needs; return its number."""
    if kind not in _takers:
        raise LookupError(f"nobody takes back {kind!r}")
    change = Change(actor_id=uow.actor, kind=kind, title=title[:_TITLE], data=data, at=uow.now)
    uow.session.add(change)
    uow.session.flush()
    return change.id


def undo(uow: Uow, change_id: int) -> str:
    """Take a step back: by whoever made it, once, within a day; return what to say of it."""
    change = uow.session.get(Change, change_id, with_for_update=True, populate_existing=True)
    if change is None or change.actor_id != uow.actor or change.undone_at is not None:
        raise ChangeGone
    if change.at < uow.now - WITHIN:
        raise TooLateToUndo
    change.undone_at = uow.now
    uow.session.flush()
    rest = _takers[change.kind](uow, change.data)
    audit.note(uow, "took_back", "change", change.id, kind=change.kind)
    return f"撤销了:{change.title}。{rest or ''}"


def lately(uow: Uow) -> list[Made]:
    """Return the steps of the last day that the actor can take back, the newest first."""
    rows = uow.session.scalars(
        select(Change)
        .where(
            Change.actor_id == uow.actor,
            Change.undone_at.is_(None),
            Change.at >= uow.now - WITHIN,
        )
        .order_by(Change.id.desc())
        .limit(_LATELY)
    )
    return [Made(row.id, row.kind, row.title, row.at) for row in rows]
