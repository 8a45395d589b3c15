"""What somebody waits for goes around a channel that is spent or a template that is refused."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, or_, select

from domain.delivery import Channel, Lane, Status
from domain.halts import BY_TEMPLATE, REFUSED, By, Standing
from models.base import table
from models.engine import is_passing
from models.post import Outbox
from services import budgets, chain, halts
from services.uow import Uow

log = logging.getLogger(__name__)

_MOST: Final = 100
"""So many at a time."""
_PATIENCE: Final = timedelta(seconds=10)
"""Where only we have counted, whoever has some of the day in hand comes first."""


def take(uow: Uow, standing: Standing) -> int:
    """Let chats and seats go on by the next channel where theirs is shut for long; count them.

    After an SMS comes nothing: its codes wait, and soon they are over.
    What rests because a person says so stays where it is, and so does what may be out already.
    """
    spent = dict(budgets.exhausted(uow))
    spent.pop(Channel.SMS, None)
    refused = [h for h in standing.halts if h.why.startswith(REFUSED)]
    if not spent and not refused:
        return 0
    by_day = {f"{By.CHANNEL}:{channel}" for channel in spent}
    others = Standing(
        tuple(
            h
            for h in standing.halts
            if h not in refused and (h.scope not in by_day or h.until is None)
        )
    )
    moved = 0
    names = [halt.scope.partition(":")[2] for halt in refused]
    for why, question in (
        ("quota", _waiting(spent, uow.now - _PATIENCE)),
        ("template", _refused(names)),
    ):
        for row in uow.session.scalars(question).all():
            if not others.stops(row.lane, row.channel, row.kind, row.template, row.organ_id):
                moved += _moved(uow, row, why)
    return moved


def _moved(uow: Uow, row: Outbox, why: str) -> bool:
    """Let a letter go on; one that cannot waits for midnight, and is in nobody's way."""
    try:
        with uow.attempt():
            chain.onward(uow, row, why)
    except Exception as bug:
        if is_passing(bug):
            raise
        log.exception("letter %d finds no way around a spent day", row.id)
        row.turn, row.attempts, row.due_at = None, 0, budgets.midnight(uow)
        return False
    return True


def _refused(templates: Sequence[str]) -> Select[Outbox]:
    """Return what waits for a template that the platform takes no more until somebody mends it."""
    return (
        select(Outbox)
        .where(
            Outbox.status == Status.PENDING,
            Outbox.channel.in_([str(channel) for channel in BY_TEMPLATE]),
            Outbox.lane <= Lane.SEAT,
            Outbox.turn.is_not(None),
            Outbox.first_try_at.is_(None),
            halts.named(table(Outbox).c).in_(templates),
        )
        .order_by(Outbox.id)
        .limit(_MOST)
        .with_for_update(skip_locked=True)
    )


def _waiting(spent: Mapping[Channel, bool], since: datetime) -> Select[Outbox]:
    said = [str(channel) for channel, by_platform in spent.items() if by_platform]
    return (
        select(Outbox)
        .where(
            Outbox.status == Status.PENDING,
            Outbox.channel.in_([str(channel) for channel in spent]),
            Outbox.lane <= Lane.SEAT,
            Outbox.first_try_at.is_(None),
            or_(Outbox.turn >= 0, Outbox.attempts > 0),
            or_(Outbox.channel.in_(said), Outbox.due_at <= since),
        )
        .order_by(Outbox.id)
        .limit(_MOST)
        .with_for_update(skip_locked=True)
    )
