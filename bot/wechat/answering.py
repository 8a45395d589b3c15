"""Asking the house for an answer, and what to say where it has none or is not there."""

import logging
import secrets
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, Protocol

from bot.gate import Gate
from handlers.routing import Message

log = logging.getLogger(__name__)

APOLOGY: Final = "我这边出了点问题,刚才那句没有生效,请过一会儿再发。编号 {incident}。"

AT_ONCE: Final = 0.5
"""Seconds within which a failure is worth a second look: a connection from before a restart."""

Taker = Callable[[], str]
"""Names who takes the reply along, as the house is about to keep it; empty if nobody waits."""


class Answer(Protocol):
    """The house: one transaction a message, the same reply for the same key."""

    def __call__(self, message: Message, taker: Taker, /) -> str | None: ...


class Late(Protocol):
    """Sends a reply another way, unless somebody but ``by`` has taken it along."""

    def __call__(self, message: Message, reply: str, /, *, by: str) -> None: ...


def _always(_: Exception) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class House:
    """What answers: an exception in ``unavailable`` means that it cannot take messages now.

    ``away`` tells those apart which mean that the next message would fare no better.
    """

    answer: Answer
    late: Late
    unavailable: tuple[type[Exception], ...] = ()
    away: Callable[[Exception], bool] = _always


@dataclass(frozen=True, slots=True)
class Said:
    """The house has answered; an empty text says nothing."""

    text: str = field(repr=False)


class Unsaid(Enum):
    """There is no answer to give now."""

    LATER = auto()
    """Taken, and safe; the answer goes another way."""
    BUSY = auto()
    """Not taken: the platform should send it again."""


Outcome = Said | Unsaid


class Answering:
    """Asks the house, and keeps in mind whether it is there."""

    def __init__(self, house: House, gate: Gate) -> None:
        self._house = house
        self.gate = gate

    def outcome(self, message: Message, taker: Taker) -> Outcome:
        """Return the answer, or that the house is away; whatever else goes wrong is told."""
        began = time.monotonic()
        try:
            try:
                said = self._house.answer(message, taker)
            except self._house.unavailable:
                if time.monotonic() - began > AT_ONCE:
                    raise
                said = self._house.answer(message, taker)
        except self._house.unavailable as away:
            self._note(away)
            return Unsaid.BUSY
        except Exception as wrong:  # noqa: BLE001 - whatever it is, the person is told
            self.gate.back()
            return Said(APOLOGY.format(incident=report(wrong, "answering")))
        self.gate.back()
        return Said(said or "")

    def hand_over(self, message: Message, reply: str, *, by: str) -> bool:
        """Send a reply another way; say whether that is done with."""
        try:
            self._house.late(message, reply, by=by)
        except self._house.unavailable as away:
            self._note(away)
            return False
        except Exception as wrong:  # noqa: BLE001 - the work is done and kept; its news is tried again
            report(wrong, "handing over a late reply")
            return False
        return True

    def _note(self, away: Exception) -> None:
        if self._house.away(away):
            self.gate.away()  # it says so, once
            return
        log.warning("the house has no time for a message: %s", type(away).__qualname__)
        self.gate.back()


def report(wrong: Exception, doing: str) -> str:
    """Log an exception once, without its words, which may hold what a person wrote; return its id.

    An exception that carries ``incident`` has been logged where it was raised.
    """
    known = getattr(wrong, "incident", None)
    if isinstance(known, str):
        return known
    incident = secrets.token_hex(3).upper()
    where = "".join(traceback.format_tb(wrong.__traceback__))
    log.error("incident %s while %s: %s\n%s", incident, doing, type(wrong).__qualname__, where)
    return incident
