"""When a notice really goes: never in the quiet hours, and only as many as a day carries."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select

from domain.budgets import Going, Lot, forecast
from domain.delivery import Channel, Kind, Lane, Status
from domain.halts import say
from domain.periods import local_day
from domain.reminders import QuietHours, quiet_until
from models.post import Outbox
from services import budgets, halts
from services.subjects import Programmes
from services.uow import Uow

_FOREVER: Final = date.max
_NO_END: Final = 1 << 60


def goes_at(uow: Uow, organisation_id: int, at: datetime) -> datetime:
    """Return when a notice goes that is to go at a moment: in the quiet hours, after them."""
    return quiet_until(at, quiet(uow, organisation_id)) or at


def quiet(uow: Uow, organisation_id: int) -> QuietHours:
    """Return the hours in which nobody of an organisation is disturbed."""
    return Programmes.over(uow, [organisation_id]).of(organisation_id).reminders.quiet


def held_up(uow: Uow, organisation_id: int, kind: Kind, template: str) -> str:
    """Say why the cards of a notice do not go just now; empty where they do."""
    channel = Channel.TEMPLATE
    rests = halts.standing(uow).stops(Lane.NOTICE, channel, kind, template, organisation_id)
    if rests is not None:
        return f"发送暂停着:{say(rests.scope)}。恢复以后接着发"
    if budgets.used(uow, channel) >= (uow.means.limits.of(channel, Lane.NOTICE) or _NO_END):
        return "今天平台给的次数用完了,明天接着发"
    return ""


def days(uow: Uow, at: datetime, number: int) -> Sequence[Going]:
    """Return on which days so many cards go: behind those that wait already."""
    share = uow.means.limits.of(Channel.TEMPLATE, Lane.NOTICE)
    if share is None or not number:
        return []
    first = local_day(at)
    used = budgets.used(uow, Channel.TEMPLATE) if first == budgets.day(uow) else 0
    waiting = uow.session.scalar(
        select(func.count())
        .select_from(Outbox)
        .where(
            Outbox.status == Status.PENDING,
            Outbox.channel == Channel.TEMPLATE,
            Outbox.lane <= Lane.NOTICE,
        )
    )
    lots = [Lot(0, first, _FOREVER, waiting or 0), Lot(1, first, _FOREVER, number)]
    return forecast([lot for lot in lots if lot.number], share - used, share, first)
