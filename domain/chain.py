"""By which way a letter goes on when one is shut: from the card to the call, a pure decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.channels import Ability, AccountKind, may
from domain.delivery import Channel

ORDER: Final = (
    Channel.TEMPLATE,
    Channel.SUBSCRIPTION,
    Channel.MINI,
    Channel.CUSTOMER_SERVICE,
    Channel.SMS,
)
"""The cheapest and least obtrusive way first; an SMS is for what is urgent alone."""
_NEEDS: Final = {
    Channel.TEMPLATE: Ability.TEMPLATE,
    Channel.SUBSCRIPTION: Ability.SUBSCRIPTION,
    Channel.CUSTOMER_SERVICE: Ability.CUSTOMER_SERVICE,
}


class Tried(StrEnum):
    """What came of one way."""

    SENT = "sent"
    DELIVERED = "delivered"
    NEVER = "never"
    UNKNOWN = "unknown"
    SHUT = "shut"
    """Not even tried: no grant, no window, no number."""
    WAITING = "waiting"
    """It waits in the inbox and leads the next reply."""
    CALL = "call"
    """Somebody is asked to call."""


@dataclass(frozen=True, slots=True)
class Open:
    """Which ways to somebody are open, beyond what the account may do at all."""

    granted: bool = False
    """They said yes to one more notice of this template, and it is not yet spent."""
    window: bool = False
    """They wrote lately, and customer messages are left."""
    number: bool = False
    """Their number is known and may be used."""
    chat: bool = False
    """There is a chat with them, in which a letter can wait."""
    mini: bool = False
    """They have logged in to the mini-program: there, too, a letter can wait."""
    agreed: bool = False
    """They said yes there to one more notice of this template."""
    person: bool = False
    """We know who they are, so that somebody could call."""


@dataclass(frozen=True, slots=True)
class Next:
    """Where a letter goes: on by a channel, or into the inbox and on the list of calls."""

    channel: Channel | None = None
    inbox: bool = False
    call: bool = False
    shut: tuple[Channel, ...] = ()
    """What was passed over although the account may do it."""

    @property
    def lost(self) -> bool:
        """Whether nothing at all is left."""
        return self.channel is None and not self.inbox and not self.call


def able(account: AccountKind, *, urgent: bool, mini: bool = False) -> tuple[Channel, ...]:
    """Return the channels a letter has on an account, in order.

    An SMS asks no account, and ``mini`` is whether its reader is in the mini-program.
    """
    asks_none = {Channel.SMS: urgent, Channel.MINI: mini}
    return tuple(
        channel
        for channel in ORDER
        if (asks_none[channel] if channel in asks_none else may(account, _NEEDS[channel]))
    )


def onward(after: Channel, *, account: AccountKind, urgent: bool, ways: Open) -> Next:
    """Return what comes after a channel that brought nothing.

    What is not urgent waits in the inbox. So does what is, for an SMS is only a hint; and where no
    SMS can be sent, or none got through, somebody is asked to call.
    """
    opened = {
        Channel.SUBSCRIPTION: ways.granted and ways.chat,
        Channel.MINI: ways.agreed,
        Channel.CUSTOMER_SERVICE: ways.window and ways.chat,
        Channel.SMS: ways.number,
    }
    shut: list[Channel] = []
    kept = ways.chat or ways.mini
    for channel in able(account, urgent=urgent, mini=ways.mini):
        if ORDER.index(channel) <= ORDER.index(after):
            continue
        if opened[channel]:
            hint = channel is Channel.SMS and kept
            return Next(channel, inbox=hint, shut=tuple(shut))
        shut.append(channel)
    return Next(None, inbox=kept, call=urgent and ways.person, shut=tuple(shut))


class Spoke(StrEnum):
    """What a person did that lets customer-service messages go to them for a while."""

    WROTE = "wrote"
    PRESSED = "pressed"
    """A menu entry (click or scan), or a tap on words in the chat that the platform counts so."""
    FOLLOWED = "followed"
    SCANNED = "scanned"


_MINUTE: Final = timedelta(minutes=1)
WINDOWS: Final = {
    Spoke.WROTE: (5, timedelta(hours=48)),
    Spoke.PRESSED: (3, _MINUTE),
    Spoke.FOLLOWED: (3, _MINUTE),
    Spoke.SCANNED: (3, _MINUTE),
}
"""How many messages and for how long (the platform's page on customer service, since 2023-06)."""


@dataclass(frozen=True, slots=True)
class Window:
    """Until when customer-service messages may go to somebody, and how many."""

    until: datetime | None = None
    left: int = 0

    def open(self, now: datetime) -> bool:
        """Say whether one may go now."""
        return self.until is not None and now < self.until and self.left > 0


def opened(window: Window, how: Spoke, now: datetime) -> Window:
    """Return the window after somebody did something: it starts anew, and nothing adds up.

    A short window does not cut a long one that still has messages left.
    """
    count, lasts = WINDOWS[how]
    until = now + lasts
    if window.until is not None and window.open(now) and window.until > until:
        return window
    return Window(until, count)
