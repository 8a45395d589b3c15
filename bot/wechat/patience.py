"""Waiting for an answer, less long than the platform does, and no message lost or done twice.

The platform hangs up after five seconds and sends the same message again, at worst while the first
is still being worked on. Within this process a retry joins the work in flight; between processes
the unique row behind ``answer`` does the same. Who is still waiting when the work is done takes the
reply along; if nobody is, it goes another way, once.

What is acknowledged before it is done is first kept in the spool: a process that is killed loses
nothing, and a house that is away is asked again when it is back.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Lock
from typing import Final

from bot.gate import Gate
from bot.spool import Spool
from bot.wechat.answering import Answering, House, Outcome, Said, Unsaid
from bot.wechat.catching_up import CatchingUp
from handlers.routing import Message

log = logging.getLogger(__name__)

SECONDS: Final = 1.8
"""What takes longer is in trouble: waiting on holds up others and mostly earns nothing."""
WORKERS: Final = 16
QUEUED_PER_WORKER: Final = 3
"""How much may wait behind the workers; what comes on top of that is kept for later."""
CROWDED: Final = 20
"""How much shorter the wait is where too many wait already: threads must be left for others."""
COMMIT: Final = 1.5
"""Seconds more for a reply that the house is just about to keep as taken along."""


@dataclass(slots=True, eq=False)
class _Work:
    message: Message
    waiting: int = 0
    claimed: bool = False
    """The house was told that somebody takes the reply along."""
    handed_over: bool = False
    """The reply is going another way."""
    outcome: Outcome | None = None
    done: Event = field(default_factory=Event)


class Patience:
    """Runs ``answer`` in a bounded pool, and waits for each message at most ``seconds``.

    No more than ``crowd`` requests wait so long; to the rest it gives a twentieth of that.
    """

    def __init__(  # noqa: PLR0913 - its measures, each by its name
        self,
        house: House,
        spool: Spool,
        *,
        seconds: float = SECONDS,
        workers: int = WORKERS,
        crowd: int = WORKERS,
        gate: Gate | None = None,
    ) -> None:
        self.spool = spool
        self._answering = Answering(house, gate or Gate())
        self._catching_up = CatchingUp(self._answering, spool)
        self._seconds = seconds
        self._crowd = crowd
        self._most = workers * (1 + QUEUED_PER_WORKER)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="answer")
        self._lock = Lock()
        self._in_flight: dict[str, _Work] = {}
        self._waiters = 0

    def watch(self) -> None:
        """Begin with what dead processes have left, and go on looking for it."""
        self._catching_up.begin()

    def close(self) -> None:
        """Take nothing more; what is not done is left to the next process."""
        self._catching_up.end()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.spool.close()

    def ask(self, message: Message) -> Outcome:
        """Return the house's answer, or that it will come late, or that there is no room."""
        work = self._join(message)
        if work is None:
            return self._put_by(message)
        try:
            work.done.wait(self._seconds / (CROWDED if self._waiters > self._crowd else 1))
            kept = work.outcome is None and self._keep(message, in_work=True)
            if work.claimed and work.outcome is None:
                work.done.wait(COMMIT)
        finally:
            with self._lock:
                self._waiters -= 1
                outcome = self._leave(work)
        if outcome is None:
            log.info("acknowledged before it was done: %s", message.kind)
            return Unsaid.LATER if kept else Unsaid.BUSY
        return outcome if isinstance(outcome, Said) else self._put_by(message)

    def _join(self, message: Message) -> _Work | None:
        """Return the work on a message; none if it is to wait in the spool."""
        with self._lock:
            work = self._in_flight.get(message.key)
            if work is None:
                if self.spool.holds(message.key):
                    return None
                work = _Work(message)
                if not self._start(work):
                    return None
                self._in_flight[message.key] = work
            elif work.handed_over:
                return None
            work.waiting += 1
            self._waiters += 1
            return work

    def _start(self, work: _Work) -> bool:
        if len(self._in_flight) >= self._most:
            log.warning("%d messages in work: one more waits", len(self._in_flight))
            return False
        if self.spool.waits(work.message.openid) or not self._answering.gate.admits():
            return False
        try:
            self._pool.submit(self._run, work)
        except RuntimeError:
            log.warning("shutting down: one more message is left to the next process")
            return False
        return True

    def _leave(self, work: _Work) -> Outcome | None:
        """Stop waiting; return what there is, none if it is still being worked on."""
        if work.outcome is None:
            work.waiting -= 1
        elif isinstance(work.outcome, Said):
            # It may have been kept for later in the moment in which it was done.
            self.spool.done(work.message.key)
        return work.outcome

    def _put_by(self, message: Message) -> Unsaid:
        """Acknowledge a message that will be done later: only if it is safe."""
        if not self._keep(message, in_work=False):
            return Unsaid.BUSY
        self.spool.release(message.key)
        self._catching_up.hurry()
        return Unsaid.LATER

    def _keep(self, message: Message, *, in_work: bool) -> bool:
        try:
            self.spool.put(message, in_work=in_work)
        except OSError as no:
            log.error("the spool takes nothing: %s", no.strerror or no)  # noqa: TRY400 - its place says nothing
            return False
        return True

    def _run(self, work: _Work) -> None:
        outcome = self._answering.outcome(work.message, partial(self._taker, work))
        with self._lock:
            work.outcome = outcome
            unheard = self._settle(work, outcome)
            if unheard is None:
                del self._in_flight[work.message.key]
        work.done.set()
        if unheard is not None:
            self._hand_over(work, unheard)

    def _taker(self, work: _Work) -> str:
        with self._lock:
            work.claimed = work.waiting > 0
            return self.spool.name if work.claimed else ""

    def _settle(self, work: _Work, outcome: Outcome) -> str | None:
        """Return the reply if it is to go another way."""
        key = work.message.key
        if not isinstance(outcome, Said):
            if not work.waiting:
                self.spool.release(key)
                self._catching_up.hurry()
            return None
        if work.waiting or not outcome.text:
            self.spool.done(key)
            return None
        work.handed_over = True
        return outcome.text

    def _hand_over(self, work: _Work, reply: str) -> None:
        message = work.message
        # What was to be taken along by somebody here, and was not, may go another way after all.
        by = self.spool.name if work.claimed else ""
        handed = self._answering.hand_over(message, reply, by=by)
        with self._lock:
            del self._in_flight[message.key]
            if handed:
                self.spool.done(message.key)
            else:
                self.spool.release(message.key)
                self._catching_up.hurry()
