"""One letter to somebody of the subtree: its way, its words, and what an admin decides about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import select

from domain.delivery import Channel, Kind
from domain.errors import Refusal
from domain.letter_words import CHANNELS, OUTCOMES, say_why
from domain.permissions import ROLES, May
from models.post import Outbox
from models.sending import LetterStep
from services import console_letters, letters_desk
from services.console_letters import LetterRow
from services.console_scope import OutOfReach
from services.console_sessions import Official
from services.letters_desk import OPEN
from services.uow import Uow

TOLD: Final = (
    Kind.QUOTA,
    Kind.MATERIALS,
    Kind.DIGEST,
    Kind.ACTIVITY,
    Kind.SEAT,
    Kind.NOTICE,
    Kind.TOPIC,
)
"""Whose words may be read by who answers for sending; all others are between two people."""
AGAIN: Final[Mapping[str, str]] = {
    "asked": "问过本人,没有收到",
    "mended": "平台恢复了,再发一次",
    "other": "别的原因",
}
ENDED: Final[Mapping[str, str]] = {
    "arrived": "问过本人,收到了",
    "told": "已经当面或打电话说了",
    "needless": "不用再发了",
}


class NoReason(Refusal):
    """Why is part of the decision."""

    code = "letter_no_reason"
    text = "选一个原因:以后有人问起,查得到为什么这样定。"


class NothingToDecide(Refusal):
    """It has come to a state in which nothing is to be decided."""

    code = "letter_nothing_to_decide"
    text = "这一条已经不用人定了,看下面的经过。可能有人先处理了。"


class OutOfTime(Refusal):
    """What it says is no longer true, or no longer kept."""

    code = "letter_out_of_time"
    text = "{why},再发没有用了。选一个原因「了结」它就行。"


@dataclass(frozen=True, slots=True)
class LetterStepSeen:
    """One try by one way, and what came of it."""

    at: datetime
    way: str
    outcome: str
    why: str


@dataclass(frozen=True, slots=True)
class LetterSeen:
    """A letter, each step it took, and its words to those who may read them."""

    row: LetterRow
    why: str
    due_at: datetime
    expires_at: datetime | None
    attempts: int
    deaths: int
    open: bool
    sealed: bool
    """An SMS whose number and words are wiped: it cannot go again."""
    text: str = field(repr=False)
    hidden: str
    """Why its words are not shown."""
    steps: tuple[LetterStepSeen, ...]


def seen(uow: Uow, who: Official, letter_id: int) -> LetterSeen:
    """Return a letter to somebody of the own subtree; raises ``OutOfReach``."""
    row = console_letters.one(uow, who.organisation_id, letter_id)
    letter = uow.session.get(Outbox, letter_id)
    if row is None or letter is None:
        raise OutOfReach
    steps = uow.session.scalars(
        select(LetterStep)
        .where(LetterStep.outbox_id == letter_id)
        .order_by(LetterStep.at, LetterStep.id)
    )
    hidden = _hidden(who, letter)
    return LetterSeen(
        row,
        say_why(letter.why),
        letter.due_at,
        letter.expires_at,
        letter.attempts,
        letter.deaths,
        letter.status in OPEN,
        letter.channel == Channel.SMS and letter.sealed is None,
        "" if hidden else letter.text,
        hidden,
        tuple(
            LetterStepSeen(
                one.at,
                CHANNELS.get(one.channel, one.channel),
                OUTCOMES.get(one.outcome, one.outcome),
                say_why(one.why),
            )
            for one in steps
        ),
    )


def _hidden(who: Official, letter: Outbox) -> str:
    """Say why the words of a letter are not shown; empty if they are."""
    if letter.kind not in TOLD:
        return "这一类消息是和本人之间的,内容不在这里显示。"
    if not who.may(May.SENDING):
        return f"内容里可能有别人的名字,{ROLES[who.role]}看不到。"
    return "" if letter.text else "内容已经清掉了。"


def resend(uow: Uow, who: Official, letter_id: int, reason: str) -> None:
    """Send a letter once more, for a reason; raises ``OutOfReach``."""
    _held(uow, who, letter_id)
    if reason not in AGAIN:
        raise NoReason
    try:
        letters_desk.resend(uow, letter_id, by=ROLES[who.role], why=AGAIN[reason])
    except letters_desk.Wiped:
        raise OutOfTime(why="短信的号码和内容发出时就清掉了") from None
    except letters_desk.TooLate:
        raise OutOfTime(why="这条消息已经过了时效") from None


def close(uow: Uow, who: Official, letter_id: int, reason: str) -> None:
    """Let a letter be, for a reason; raises ``OutOfReach``."""
    _held(uow, who, letter_id)
    if reason not in ENDED:
        raise NoReason
    arrived = reason == "arrived"
    by, why = ROLES[who.role], ENDED[reason]
    letters_desk.close(uow, letter_id, by=by, why=why, arrived=arrived)


def _held(uow: Uow, who: Official, letter_id: int) -> None:
    """Keep a letter of the own subtree about which there is something to decide."""
    if console_letters.one(uow, who.organisation_id, letter_id) is None:
        raise OutOfReach
    row = uow.session.get(Outbox, letter_id, with_for_update=True, populate_existing=True)
    if row is None or row.status not in OPEN:
        raise NothingToDecide
