"""What leaves the house, what may become of it, and how long to wait before trying again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final


class Channel(StrEnum):
    """The way a letter leaves the house."""

    TEMPLATE = "template"
    SUBSCRIPTION = "subscription"
    """Once for each time the person has said yes to it."""
    MINI = "mini"
    """The mini-program's 订阅消息: likewise once for each yes, said there."""
    CUSTOMER_SERVICE = "customer_service"
    SMS = "sms"


class Lane(IntEnum):
    """Who goes first when not all can go."""

    CHAT = 0
    SEAT = 1
    NOTICE = 2
    REMINDER = 3


class Kind(StrEnum):
    """What a letter is about; a person may mute some kinds."""

    CODE = "code"
    CHAT = "chat"
    SEAT = "seat"
    ACTIVITY = "activity"
    """What is good to know before and after an activity; what concerns the seat itself is not."""
    WISH = "wish"
    QUOTA = "quota"
    MATERIALS = "materials"
    DIGEST = "digest"
    TOPIC = "topic"
    MET = "met"
    """Whether a record about a youth took place, which only the youth can say."""
    TICKET = "ticket"
    NOTICE = "notice"
    """What an organisation tells many, and is about no activity."""
    ASK = "ask"
    """What we would like to know: ratings, spot checks, whether it was solved."""
    LOGIN = "login"
    """That somebody has logged in as the reader, or wants to: nobody can mute it."""
    ALARM = "alarm"
    """Somebody is in acute distress, and whoever is on duty is called."""


MUTABLE: Final = {
    Kind.QUOTA: "进度提醒",
    Kind.MATERIALS: "材料提醒",
    Kind.DIGEST: "单位简报",
    Kind.WISH: "心愿进展",
    Kind.ACTIVITY: "活动提醒",
    Kind.TOPIC: "分享与讨论",
    Kind.MET: "「聊过」的确认",
    Kind.TICKET: "诉求与提问的进展",
    Kind.ASK: "评价、抽查和回访",
    Kind.NOTICE: "组织通知",
}
"""What a person may switch off, and its name."""

ROUTINE: Final = (Kind.QUOTA, Kind.MATERIALS, Kind.DIGEST)
"""What nobody has asked for and nothing has happened for: so many a week, and no more."""


def mutable(*, is_cadre: bool) -> tuple[Kind, ...]:
    """Return what somebody may be sent and may switch off: reminders go to cadres alone."""
    return tuple(kind for kind in MUTABLE if is_cadre or kind not in ROUTINE)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message for one person, as the sender needs it; ``key`` makes a repeat harmless.

    ``to`` is an openid of the official account, for MINI one of the mini-program, for SMS a phone
    number in E.164. ``template`` is our own name of a template (``QUOTA_DUE``) and ``fields`` its
    values by our own field names; ``text`` is the whole text for customer service and SMS; ``url``
    is what a tap opens, for MINI a page of the mini-program.
    """

    key: str
    channel: Channel
    to: str = field(repr=False)
    template: str = ""
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    text: str = field(default="", repr=False)
    url: str = field(default="", repr=False)


class Status(StrEnum):
    """The life of an outbox row."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    DROPPED = "dropped"
    """Its reason had gone before it was sent."""
    WAITING = "waiting"
    """No channel was open: it waits in the person's inbox and leads the next reply."""
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    """Perhaps sent; nobody resends it but a person."""
    HELD = "held"
    """Its senders died of it: a person looks before anybody takes it up again."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform took it; ``reference`` is its message id where it gives one."""

    reference: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """Not now, and surely not sent: busy, refused connection, quota spent (``until`` says when)."""

    why: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Never:
    """Not ever on this channel: unfollowed, refused, malformed, not allowed to this account."""

    why: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The platform may or may not have taken it: silence after the request was written."""

    why: str


Outcome = Sent | Later | Never | Unknown

WAITS: Final = tuple(timedelta(seconds=s) for s in (30, 120, 600, 10_800))
"""Pauses after the first, second, … attempt; after the fifth it has been enough."""

RESEND_WITHIN: Final = timedelta(minutes=9)
"""The platform knows a client_msg_id again for ten minutes; one to spare."""


_SPREAD: Final = 0.25
"""So much of a pause is left to chance: what failed together does not come again together."""


def repeatable(channel: Channel) -> bool:
    """Say whether the other side knows a letter again by its key, so that a repeat is harmless."""
    return channel in {Channel.TEMPLATE, Channel.SMS}


def settle(  # noqa: PLR0913 - all that decides, by name
    outcome: Outcome,
    *,
    channel: Channel,
    attempts: int,
    first_try: datetime,
    now: datetime,
    chance: float = 0.0,
) -> tuple[Status, datetime | None]:
    """Return the row's next status and, where it is tried again, when.

    ``attempts`` counts the one just made; ``first_try`` is when the first one began; ``chance`` is
    a number below 1.
    """
    match outcome:
        case Sent():
            return Status.SENT, None
        case Later(until=until):
            again = _again(attempts, now, chance) if until is None else max(until, now)
            return (Status.FAILED, None) if again is None else (Status.PENDING, again)
        case Never():
            return Status.FAILED, None
        case Unknown():
            again = _again(attempts, now, chance)
            if again and repeatable(channel) and again < first_try + RESEND_WITHIN:
                return Status.PENDING, again
            return Status.UNCERTAIN, None


def _again(attempts: int, now: datetime, chance: float) -> datetime | None:
    """Return when to try again after so many attempts; none when it has been enough."""
    if attempts > len(WAITS):
        return None
    return now + WAITS[attempts - 1] * (1 - _SPREAD * chance)
