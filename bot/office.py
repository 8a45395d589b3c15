"""Building what the senders of a process share."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolEmpty

from bot.settings import Delivery
from scheduler.allowance import Allowance
from scheduler.delivery import Office
from scheduler.heart import Heart
from services.ports import Messenger
from services.uow import OpenUow

_AWAY = (OperationalError, InterfaceError, PoolEmpty)


def open_office(
    settings: Delivery, open_uow: OpenUow, messenger: Messenger, clock: Callable[[], datetime]
) -> Office:
    """Return the office of this process: nothing beats and nothing is sent yet."""
    heart = Heart(
        open_uow, beat=settings.beat_seconds, life=settings.dead_after_seconds, away=_AWAY
    )
    return Office(open_uow, messenger, heart, Allowance(open_uow, clock), _AWAY)
