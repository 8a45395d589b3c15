"""Carrying letters out of the house: take one, send it with no transaction open, write it down."""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from domain.delivery import Channel, Lane, Later, Outcome, Sent, Unknown
from scheduler.allowance import Allowance
from scheduler.heart import Heart
from services import delivery, line, rescue, taking
from services.ports import Messenger
from services.taking import Stumbled, Taken
from services.uow import OpenUow

log = logging.getLogger(__name__)

_SECOND: Final = 1.0
"""Between two looks at what is due."""
_MENDING: Final = 30.0
"""Seconds until the line is looked at again after a bug: not an alarm a second."""
_LAST: Final = 8.0
"""Seconds in which a sender that is told to stop tries to write down its last outcome."""


@dataclass
class Office:
    """What the senders of one process share: the heart, the day's allowance, the releasing."""

    open_uow: OpenUow
    messenger: Messenger
    heart: Heart
    allowance: Allowance
    away: tuple[type[Exception], ...] = ()
    """What is raised while the database is away: the heart tells of it, once."""
    _silent: bool = False
    on_duty: "set[Postman]" = field(default_factory=set)
    """Senders at work: what none of them has in hand is lost, though this process lives."""
    _released: float = field(default=float("-inf"))
    _releasing: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.heart.hands = self._hands

    def _hands(self) -> frozenset[int]:
        return frozenset(letter for one in tuple(self.on_duty) for letter in one.letters())

    def close(self) -> None:
        """Give back what is left of the day's allowance and be struck off; nothing is in hand."""
        try:
            self.allowance.close()
        except self.away:
            log.warning("the database is away: what was drawn of the day's budget stays drawn")
        self.heart.stop()

    def tell(self, no: Exception | None) -> None:
        """Say once that the database is away, and once that it is back."""
        if no is not None and not self._silent:
            log.warning("nothing is sent: the database is away (%s)", type(no).__name__)
        elif no is None and self._silent:
            log.warning("letters go again")
        self._silent = no is not None

    def release(self) -> None:
        """Let what is due into the line, by one sender of this process each second."""
        if not self._releasing.acquire(blocking=False):
            return
        try:
            if time.monotonic() >= self._released + _SECOND:
                self._released = time.monotonic()
                with self.open_uow() as uow:
                    line.release(uow)
        except self.away:
            raise
        except Exception:
            # What has its turn goes all the same: nobody in a chat waits for this to be mended.
            log.exception("what is due is not let into the line")
            self._released = time.monotonic() + _MENDING
        finally:
            self._releasing.release()


@dataclass(eq=False)
class Postman:
    """One sender. It writes down what became of a letter in the transaction that takes the next."""

    office: Office
    last: Lane = Lane.REMINDER
    """The least urgent lane it serves: with one that keeps to chats, these never wait for
    reminders, however slow the platform is."""
    _hand: Taken | None = None
    """What is taken and not yet sent."""
    _done: tuple[Taken, Outcome] | None = None
    """What is sent and not yet written down; kept while the database is away."""
    _failed: int = 0
    """How often writing it down has failed for a reason of our own."""

    def carry(self, most: int = 1_000_000) -> int:
        """Send what is due now, and return how many were tried."""
        heart, tried = self.office.heart, 0
        heart.beat()
        with self._on_duty():
            while tried < most and heart.alive():
                if self._send_next():
                    tried += 1
                elif self._hand is None and heart.alive():
                    break
                if not heart.alive():  # it beats by itself only where ``start`` was called
                    heart.beat()
            self._write_down()
        return tried

    def letters(self) -> Iterator[int]:
        """Return what is in hand: looked at in the order in which a letter goes through it."""
        if (taken := self._hand) is not None:
            yield taken.id
        if (done := self._done) is not None:
            yield done[0].id

    @contextmanager
    def _on_duty(self) -> Iterator[None]:
        self.office.on_duty.add(self)
        try:
            yield
        finally:
            self.office.on_duty.discard(self)

    def work(self, stop: threading.Event, pause: float) -> None:
        """Send until told to stop, looking again after ``pause`` seconds of nothing to do."""
        with self._on_duty():
            while not stop.is_set():
                if not self._worked():
                    stop.wait(pause)
            self._finish(pause)

    def _worked(self) -> bool:
        """Do what there is to do next, whatever becomes of it; say whether there was anything."""
        try:
            self.office.release()
            busy = self._send_next()
            self.office.tell(None)
        except self.office.away as no:
            self.office.tell(no)
            self._failed = min(self._failed, 1)
            return False
        except Exception:
            log.exception("delivery stumbled and goes on")
            self._give_up()
            return False
        return busy

    def _send_next(self) -> bool:
        """Write down the last letter, take the next and send it; say whether there was one."""
        if self._hand is None:
            self._hand = self._next()
        if self._hand is None:
            return False
        taken, heart = self._hand, self.office.heart
        if not heart.trusts(taken.owner):
            if taken.owner != heart.owner:
                self._hand = None  # taken for dead: it is in other hands by now
            return False
        self._done = (taken, self._send(taken))
        self._hand = None
        return True

    def _next(self) -> Taken | None:
        heart, office = self.office.heart, self.office
        upto: Mapping[Channel, int] = {}
        if heart.alive():
            upto = {c: min(lane, self.last) for c, lane in office.allowance.upto().items()}
        if self._done is None and not upto:
            return None
        owner = heart.owner
        self._failed += 1
        if self._failed > 1 or self._refused():
            # By itself: perhaps it is the next letter that fails. And what a refusal lets rest is
            # a row that all senders write: it is not held while one looks for the next letter.
            self._write_down()
        try:
            with office.open_uow() as uow:
                if self._done is not None:
                    delivery.settle_letter(uow, *self._done)
                taken = taking.take(uow, owner, upto) if upto else None
        except Stumbled as no:
            self._stumble(no)
            return None
        self._done, self._failed = None, 0
        if taken is not None:
            office.allowance.used(taken.letter.channel)
        return taken

    def _refused(self) -> bool:
        return self._done is not None and not isinstance(self._done[1], Sent)

    def _give_up(self) -> None:
        """Leave a letter to a person whose outcome cannot be written down, and go on without it."""
        if self._done is None or self._failed < rescue.DEATHS:
            return
        taken, _ = self._done
        try:
            with self.office.open_uow() as uow:
                rescue.leave(uow, taken, "bug: its outcome could not be written down")
        except Exception:
            log.exception("letter %d cannot even be left to a person", taken.id)
        self._done, self._failed = None, 0

    def _stumble(self, no: Stumbled) -> None:
        """Put a letter away that nobody can look at, and keep it from those behind it."""
        log.error("letter %d cannot be taken", no.letter_id, exc_info=no.__cause__)
        self._write_down()
        most = rescue.DEATHS - no.by_database
        with self.office.open_uow() as uow:
            rescue.stumble(uow, no.letter_id, f"bug: {type(no.__cause__).__name__}", most=most)

    def _send(self, taken: Taken) -> Outcome:
        try:
            outcome = self.office.messenger.send(taken.letter)
        except (Exception, SystemExit) as bug:  # the latter would end this thread without a word
            # A sender never raises for what the other side does: this is our bug, and the letter
            # may be out.
            log.exception("a sender failed on letter %s", taken.id)
            outcome = Unknown(f"bug: {type(bug).__name__}")
        log.info("letter %s by %s: %s", taken.id, taken.letter.channel, type(outcome).__name__)
        if isinstance(outcome, Later) and outcome.why.startswith("away:"):
            self.office.allowance.spared(taken.letter.channel)
        return outcome

    def _write_down(self) -> None:
        if self._done is not None:
            with self.office.open_uow() as uow:
                delivery.settle_letter(uow, *self._done)
            self._done = None

    def _finish(self, pause: float) -> None:
        """Leave nothing in hand: what is not sent goes back, what is sent is written down."""
        if self._hand is not None:
            # At once by another: it was never tried, and is not to come to its last try so.
            self._done = (self._hand, Later("stopped", self.office.allowance.clock()))
            self._hand = None
        end = time.monotonic() + _LAST
        while self._done is not None:
            try:
                self._write_down()
            except Exception as no:
                if time.monotonic() > end:
                    taken, outcome = self._done
                    log.exception("letter %d: not written down: %s", taken.id, outcome)
                    return
                if not isinstance(no, self.office.away):
                    log.exception("delivery stumbled at its end")
                time.sleep(min(pause, 0.5))
