"""What is done to a letter's row by whoever takes it, settles it or sends it on."""

from domain.delivery import Status
from models.post import Outbox
from services import reasons
from services.reminders_fresh import REMINDER
from services.uow import Uow


def renewed(uow: Uow, row: Outbox, muted: list[str]) -> bool:
    """Say whether there is still a reason, and let the letter say what is true now."""
    because = reasons.to(row.because, row.openid, row.mini_openid)
    words = reasons.fresh(uow, because, row.text, row.fields, muted)
    if words is not None:
        row.text, row.fields = words.text, words.fields
    return words is not None


def close(uow: Uow, row: Outbox, status: Status, why: str) -> None:
    """Be done with a letter; what it said to a phone is wiped."""
    row.status, row.why, row.closed_at, row.owner = status, why, uow.now, None
    row.sealed = row.turn = None
    reminder = reasons.of(row.because) == REMINDER
    if reminder and status is Status.DROPPED and row.first_try_at is None:
        # Surely never sent: should the need come back, it may be written again.
        row.key = f"{row.key}:dropped-{row.id}"[-160:]
