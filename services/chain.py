"""A letter goes on from a way that was shut to the next one, and each step is kept."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert

from domain import chain as rules
from domain.chain import Next, Open, Tried, Window
from domain.delivery import Channel, Kind, Lane, Status
from domain.line import AT_ONCE
from domain.next_steps import on_card
from domain.reminders import quiet_until
from models.base import table
from models.mini import MiniUser
from models.person import Person, WechatUser
from models.post import Outbox
from models.sending import LetterStep
from services import (
    calls,
    inbox,
    mini_rows,
    mini_subscriptions,
    phones,
    reasons,
    subscriptions,
    windows,
)
from services.letter_rows import close, renewed
from services.uow import Uow

_UNKNOWN_THERE: Final = frozenset({"40003", "43004", "46004", "50005"})
"""The platform says that nobody follows under this openid: the others may be spared."""
_NO_GRANT: Final = "43101"
_NO_WINDOW: Final = frozenset({"45015", "45047"})
_STEP: Final = insert(table(LetterStep))
_WHY: Final = 200
_SMS: Final = 120
"""Characters of an SMS about a letter: two at the operator's price."""
_READ_ON: Final = "。详情在公众号里,发任意一句就能看到。"
_READ_THERE: Final = "。详情在小程序里,打开「消息」就能看到。"


def note(uow: Uow, row: Outbox, outcome: str, why: str = "") -> None:
    """Keep what came of a letter's present channel (``domain.chain.Tried``)."""
    _note(uow, row, (row.channel, outcome, why))


def _note(uow: Uow, row: Outbox, *steps: tuple[str, str, str]) -> None:
    if steps:
        uow.session.execute(
            _STEP,
            [
                {"outbox_id": row.id, "channel": channel, "outcome": str(outcome)}
                | {"why": why[:_WHY], "at": uow.now}
                for channel, outcome, why in steps
            ],
        )


def onward(uow: Uow, row: Outbox, why: str) -> Status:
    """Let a letter that its channel did not bring go on; return its new status.

    The next channel (the row is pending there with fresh attempts), or the inbox, and the call
    list for what is urgent. Asked again whether it is wanted, since a report may come long after:
    whoever speaks there now may be another. Only where nothing at all is left it has failed.
    """
    _note(uow, row, (row.channel, Tried.NEVER, why))
    _learn(uow, row, why)
    there = _there(uow, row)
    if _unwanted(uow, row, there):
        close(uow, row, Status.FAILED, why[:_WHY])
        return Status.FAILED
    then = _next(uow, row, there)
    while then.channel is not None and not _spent(uow, row, then.channel):
        row.channel = then.channel  # another letter was quicker
        then = _next(uow, row, there)
    _note(uow, row, *((channel, Tried.SHUT, "") for channel in then.shut))
    if then.inbox:
        _leave(uow, row)
    if then.channel is not None:
        return _on(uow, row, then.channel, there)
    if then.call and there.person is not None:
        calls.wanted(uow, row, there.person)
        _note(uow, row, (row.channel, Tried.CALL, ""))
    status = Status.FAILED if then.lost else Status.WAITING
    close(uow, row, status, why[:_WHY])
    return status


def notice_reported(uow: Uow, openid: str, template: str, why: str) -> None:
    """Take the platform's report on a subscription notice: it has no number of the letter."""
    row = subscriptions.sent(uow, openid, template)
    if row is None:
        return
    if why:
        onward(uow, row, why)
    else:
        note(uow, row, Tried.DELIVERED)
        close(uow, row, Status.DELIVERED, "")


def _learn(uow: Uow, row: Outbox, why: str) -> None:
    """Keep what a refusal says of the person, so that it is not asked for again in vain."""
    code = why.rpartition(":")[2]
    if row.channel == Channel.MINI:
        _learn_there(uow, row, code)
        return
    if row.openid is None:
        return
    if row.channel == Channel.SUBSCRIPTION:
        if code == _NO_GRANT:
            subscriptions.emptied(uow, row.openid, row.template)
        else:
            subscriptions.returned(uow, row.openid, row.template)
    if code in _NO_WINDOW:
        windows.shut(uow, row.openid)
    if code in _UNKNOWN_THERE:
        user = uow.session.get(WechatUser, row.openid)
        if user is not None:
            user.following = False


def _learn_there(uow: Uow, row: Outbox, code: str) -> None:
    """Do the same for the mini-program: a yes was taken only of what was really tried."""
    if row.mini_openid is None:
        return
    if code == _NO_GRANT:
        subscriptions.emptied(uow, row.mini_openid, row.template)
    elif row.first_try_at is not None:
        subscriptions.returned(uow, row.mini_openid, row.template)


@dataclass(frozen=True, slots=True)
class _There:
    """Whom a letter is for: their chat, their place in the mini-program, and who they are."""

    user: WechatUser | None
    mini: MiniUser | None
    person: Person | None

    @property
    def muted(self) -> list[str]:
        """What they do not want; of who has both it is the same in both."""
        told = self.user or self.mini
        return list(told.muted) if told is not None else []


def _there(uow: Uow, row: Outbox) -> _There:
    user = uow.session.get(WechatUser, row.openid, populate_existing=True) if row.openid else None
    person = uow.session.get(Person, row.person_id) if row.person_id is not None else None
    mini = None if person is None else mini_rows.holder(uow, person.id)
    return _There(user, mini, person)


def _unwanted(uow: Uow, row: Outbox, there: _There) -> bool:
    """Say whether nobody wants or needs a letter any more."""
    person, muted = there.person, there.muted
    if person is not None and (person.left_at is not None or _is_another(row, there)):
        return True
    if reasons.kinds(row.kind, row.because) <= set(muted):
        return True
    return not renewed(uow, row, muted)


def _is_another(row: Outbox, there: _There) -> bool:
    """Say whether somebody else is by now where the letter was to go."""
    if row.openid is None and row.mini_openid is not None:
        return there.mini is None or there.mini.openid != row.mini_openid
    return there.user is not None and there.user.person_id != row.person_id


def _next(uow: Uow, row: Outbox, there: _There) -> Next:
    user, mini, person = there.user, there.mini, there.person
    return rules.onward(
        Channel(row.channel),
        account=uow.means.account,
        urgent=row.urgent,
        ways=Open(
            granted=user is not None and subscriptions.left(uow, user.openid, row.template) > 0,
            window=user is not None and Window(user.window_until, user.window_left).open(uow.now),
            number=person is not None and person.phone is not None and _may_ring(uow, row),
            chat=user is not None,
            mini=mini is not None,
            agreed=mini is not None and mini_subscriptions.left(uow, mini.openid, row.template) > 0,
            person=person is not None,
        ),
    )


def _spent(uow: Uow, row: Outbox, channel: Channel) -> bool:
    """Take what a channel costs, one yes or one message of the window; say whether it was there."""
    match channel:
        case Channel.SUBSCRIPTION:
            return subscriptions.spend(uow, row.openid or "", row.template)
        case Channel.CUSTOMER_SERVICE:
            return windows.spend(uow, row.openid or "")
        case _:
            return True


def _may_ring(uow: Uow, row: Outbox) -> bool:
    """Say whether an SMS would come in time; an alarm has sent its own, which names nobody."""
    in_time = row.expires_at is None or _morning(uow) < row.expires_at
    return in_time and row.kind != Kind.ALARM


def _morning(uow: Uow) -> datetime:
    return quiet_until(uow.now) or uow.now


def _on(uow: Uow, row: Outbox, channel: Channel, there: _There) -> Status:
    """Put a letter into the line of another channel, as if it had never been tried."""
    row.due_at = uow.now
    if channel is Channel.MINI and there.mini is not None:
        row.mini_openid = there.mini.openid
    if channel is Channel.SMS and there.person is not None:
        row.due_at = _morning(uow)
        body = {"to": phones.opened(uow.means.vault, there.person), "text": _in_short(row)}
        row.sealed = uow.means.vault.seal(
            json.dumps(body, ensure_ascii=False), f"outbox|sealed|{row.key}"
        )
    row.channel, row.status, row.owner = channel, Status.PENDING, None
    row.attempts, row.first_try_at, row.reference, row.closed_at = 0, None, None, None
    row.turn = AT_ONCE if row.lane <= Lane.SEAT and row.due_at <= uow.now else None
    return Status.PENDING


def _in_short(row: Outbox) -> str:
    """Return what an SMS says: what a card would, no more, for a phone lies open on tables."""
    read_on = _READ_ON if row.openid else _READ_THERE
    about = calls.about(row) if row.openid else on_card(calls.about(row))
    return about[: _SMS - len(read_on)].rstrip("。") + read_on


def _leave(uow: Uow, row: Outbox) -> None:
    if keep(uow, row):
        _note(uow, row, (row.channel, Tried.WAITING, ""))


def keep(uow: Uow, row: Outbox) -> bool:
    """Leave what a letter says where its reader finds it in full; say whether it was new there."""
    return inbox.leave(
        uow,
        key=row.key,
        openid=row.openid,
        text=row.text,
        because=row.because,
        expires_at=row.expires_at,
        mini_openid=row.mini_openid,
    )
