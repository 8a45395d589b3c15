"""Letters that a step has just written: they wait a minute, in which it can be taken back."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select, update

from domain.delivery import Status
from domain.errors import Refusal
from models.post import InboxItem, Outbox
from services.uow import Uow

CALM: Final = timedelta(minutes=1)
_UNDONE: Final = "undone"
"""Why a letter did not go: see ``domain.letter_words``."""


class Told(Refusal):
    """Somebody has heard of the step already."""

    code = "already_told"
    text = "已经告诉 TA 了,这一步撤不了了。{instead}"


def calm(uow: Uow, keys: Collection[str]) -> None:
    """Let letters that were just written wait a minute before they go."""
    uow.session.execute(
        update(Outbox)
        .where(
            Outbox.key.in_(keys),
            Outbox.status == Status.PENDING,
            Outbox.turn.is_(None),
            Outbox.due_at < uow.now + CALM,
        )
        .values(due_at=uow.now + CALM)
        .execution_options(synchronize_session=False)
    )


def take_in(uow: Uow, keys: Collection[str], instead: str) -> None:
    """Take letters back that nobody has read; raises ``Told``, and says what can be done instead.

    Whoever is written to for the same reason later gets that letter: the key is free again.
    """
    rows = uow.session.scalars(
        select(Outbox).where(Outbox.key.in_(keys)).order_by(Outbox.id).with_for_update()
    ).all()
    open_ = InboxItem.key.in_(keys) & InboxItem.read_at.is_(None)
    waiting = set(uow.session.scalars(select(InboxItem.key).where(open_).with_for_update()))
    if any(not _still_here(row, waiting) for row in rows):
        raise Told(instead=instead)
    uow.session.execute(delete(InboxItem).where(open_))
    for row in rows:
        row.status, row.why, row.closed_at = Status.DROPPED, _UNDONE, uow.now
        row.key, row.text = f"{row.key}:{_UNDONE}-{row.id}", ""
    uow.session.flush()


def _still_here(row: Outbox, waiting: Collection[str]) -> bool:
    if row.status == Status.WAITING:
        return row.key in waiting
    never_tried = row.status == Status.PENDING and row.first_try_at is None
    return never_tried or row.status == Status.DROPPED
