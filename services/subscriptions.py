"""The wallet: how often somebody has said yes to one more notice of a template."""

from datetime import timedelta
from typing import Final

from sqlalchemy import or_, select, update

from domain.delivery import Channel, Status
from models.base import write_once
from models.post import Outbox
from models.sending import Subscription
from services.uow import Uow

_MOST: Final = 1_000
"""A wallet that only ever grows is a mistake of somebody's."""
_REPORTED: Final = timedelta(days=1)
"""So long after a notice its report may come; of some none ever does."""


def named(uow: Uow, template_id: str) -> str | None:
    """Return our name of a template by the platform's id; none if it is not ours."""
    known = uow.means.subscriptions
    return next((name for name, number in known.items() if number == template_id), None)


def granted(uow: Uow, openid: str, name: str) -> None:
    """Note that somebody said yes once more."""
    for _ in range(2):
        if _add(uow, openid, name, 1):
            return
        new = {"openid": openid, "template": name, "grants": 1, "changed_at": uow.now}
        if write_once(uow.session, Subscription, **new) is not None:
            return


def emptied(uow: Uow, openid: str, name: str) -> None:
    """Note that somebody takes no more of these, whatever we had counted."""
    uow.session.execute(
        update(Subscription)
        .where(Subscription.openid == openid, Subscription.template == name)
        .values(grants=0, changed_at=uow.now)
    )


def left(uow: Uow, openid: str, name: str) -> int:
    """Return how many notices of a template may still go to somebody."""
    found = uow.session.get(Subscription, (openid, name), populate_existing=True)
    return found.grants if found else 0


def spend(uow: Uow, openid: str, name: str) -> bool:
    """Take one yes out of the wallet; say whether there was one.

    It is taken when a letter turns to this channel, so that one yes never serves two letters.
    """
    return name in uow.means.subscriptions and taken(uow, openid, name)


def taken(uow: Uow, openid: str, name: str) -> bool:
    """Take one yes out of a wallet, whosever templates they are."""
    return _add(uow, openid, name, -1)


def returned(uow: Uow, openid: str, name: str) -> None:
    """Put a yes back that surely was not used."""
    _add(uow, openid, name, 1)


def sent(uow: Uow, openid: str, name: str) -> Outbox | None:
    """Return the oldest notice of a template to somebody of which no report has come.

    It may come before the answer to the call that sent it, or where that answer never came; days
    later it speaks of another.
    """
    question = (
        select(Outbox)
        .where(
            Outbox.openid == openid,
            Outbox.channel == Channel.SUBSCRIPTION,
            Outbox.template == name,
            Outbox.status.in_((Status.SENDING, Status.SENT, Status.UNCERTAIN)),
            or_(Outbox.closed_at.is_(None), Outbox.closed_at > uow.now - _REPORTED),
        )
        .order_by(Outbox.id)
        .limit(1)
    )
    return uow.session.scalar(question.with_for_update())


def _add(uow: Uow, openid: str, name: str, count: int) -> bool:
    changed = uow.session.scalar(
        update(Subscription)
        .where(
            Subscription.openid == openid,
            Subscription.template == name,
            Subscription.grants.between(max(-count, 0), _MOST),
        )
        .values(grants=Subscription.grants + count, changed_at=uow.now)
        .returning(Subscription.openid)
        .execution_options(synchronize_session=False)
    )
    return changed is not None
