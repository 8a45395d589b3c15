"""Waiting for an answer as long as the platform does, and no reply lost or said twice.

The platform hangs up after five seconds and sends the same message again, at worst while the first
is still being worked on. Within this process a retry joins the work in flight; between processes
the unique row behind ``answer`` does the same. Who is still waiting when the work is done takes the
reply along. If nobody is, it goes to ``late``, once, and a retry that comes even later is only
acknowledged.
"""

import logging
import secrets
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import Enum, auto
from threading import Event, Lock
from typing import Final, Protocol

from handlers.routing import Message

log = logging.getLogger(__name__)

APOLOGY: Final = "我这边出了点问题,刚才那句没有生效,请过一会儿再发。编号 {incident}。"

QUEUED_PER_WORKER: Final = 3
"""How much may wait behind the workers before honesty is better than a queue."""

AGAIN: Final = (1.0, 3.0, 10.0)
"""Seconds between the attempts at a message that was acknowledged while the house was away."""

REMEMBERED: Final = 4096
"""How many finished messages are remembered: far more than arrive in the seconds of retries."""


class Answer(Protocol):
    """The house: one transaction a message, the same reply for the same key."""

    def __call__(self, message: Message) -> str | None: ...


Late = Callable[[Message, str], None]


@dataclass(frozen=True, slots=True)
class Said:
    """The house has answered; an empty text says nothing."""

    text: str = field(repr=False)


class Unsaid(Enum):
    """There is no answer to give now."""

    LATER = auto()
    """Taken; the answer goes another way."""
    BUSY = auto()
    """Not taken: the platform should send it again."""


Outcome = Said | Unsaid


class Fate(Enum):
    """The way a finished message's reply went."""

    PASSIVE = auto()
    LATE = auto()


@dataclass(slots=True, eq=False)
class _Work:
    message: Message
    waiting: int = 0
    outcome: Outcome | None = None
    done: Event = field(default_factory=Event)


class Patience:
    """Runs ``answer`` in a bounded pool, and waits for each message at most ``seconds``."""

    def __init__(
        self,
        answer: Answer,
        late: Late,
        *,
        seconds: float,
        workers: int,
        unavailable: tuple[type[Exception], ...],
    ) -> None:
        self._answer = answer
        self._late = late
        self._seconds = seconds
        self._unavailable = unavailable
        self._most = workers * (1 + QUEUED_PER_WORKER)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="answer")
        self._lock = Lock()
        self._in_flight: dict[str, _Work] = {}
        self._fates: OrderedDict[str, Fate] = OrderedDict()

    def ask(self, message: Message) -> Outcome:
        """Return the house's answer, or that it will come late, or that there is no room."""
        work = self._join(message)
        if isinstance(work, Unsaid):
            return work
        work.done.wait(self._seconds)
        with self._lock:
            if work.outcome is not None:
                return work.outcome
            work.waiting -= 1
        log.info("acknowledged before it was done: %s", message.kind)
        return Unsaid.LATER

    def _join(self, message: Message) -> _Work | Unsaid:
        with self._lock:
            work = self._in_flight.get(message.key)
            if work is None:
                if self._fates.get(message.key) is Fate.LATE:
                    return Unsaid.LATER
                work = _Work(message)
                if not self._start(work):
                    return Unsaid.BUSY
                self._in_flight[message.key] = work
            work.waiting += 1
            return work

    def _start(self, work: _Work) -> bool:
        if len(self._in_flight) >= self._most:
            log.warning("%d messages in work: no room for one more", len(self._in_flight))
            return False
        try:
            self._pool.submit(self._run, work)
        except RuntimeError:
            log.warning("shutting down: no room for one more message")
            return False
        return True

    def _run(self, work: _Work) -> None:
        pauses = iter(AGAIN)
        while True:
            outcome = self._outcome(work.message)
            with self._lock:
                pause = next(pauses, None) if self._promised(work, outcome) else None
                if pause is None:
                    work.outcome = outcome
                    unheard = self._settle(work, outcome)
                    del self._in_flight[work.message.key]
                    break
            time.sleep(pause)
        work.done.set()
        if unheard is not None:
            self._hand_over(work.message, unheard)

    def _promised(self, work: _Work, outcome: Outcome) -> bool:
        """Say whether it was acknowledged and came to nothing: the platform will not ask again."""
        return outcome is Unsaid.BUSY and not work.waiting

    def _settle(self, work: _Work, outcome: Outcome) -> str | None:
        """Write down which way the reply goes; return it where it is for ``late``."""
        key = work.message.key
        if not isinstance(outcome, Said):
            if self._promised(work, outcome):
                log.error("acknowledged and lost: %s", work.message.kind)
            return None
        if work.waiting:
            self._remember(key, Fate.PASSIVE)
            return None
        if not outcome.text or key in self._fates:
            return None
        self._remember(key, Fate.LATE)
        return outcome.text

    def _remember(self, key: str, fate: Fate) -> None:
        self._fates[key] = fate
        if len(self._fates) > REMEMBERED:
            self._fates.popitem(last=False)

    def _outcome(self, message: Message) -> Outcome:
        try:
            return Said(self._answer(message) or "")
        except self._unavailable as away:
            log.warning("the house is away: %s", type(away).__qualname__)
            return Unsaid.BUSY
        except Exception as wrong:  # noqa: BLE001 - whatever it is, the person is told
            return Said(APOLOGY.format(incident=report(wrong, "answering")))

    def _hand_over(self, message: Message, reply: str) -> None:
        try:
            self._late(message, reply)
        except Exception as wrong:  # noqa: BLE001 - the work is done and kept; only its news is lost
            report(wrong, "handing over a late reply")
            with self._lock:
                self._fates.pop(message.key, None)


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
