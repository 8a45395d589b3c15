"""One unit of work: what a single message, request or tick may change.

Doors open it and thereby commit it; services are handed it and never do either.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random
from threading import Lock
from typing import Final, Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import TimeoutError as SaidBusy
from sqlalchemy.orm import Session, sessionmaker

from domain.budgets import Limits
from domain.channels import AccountKind
from domain.periods import HOME
from domain.programme import Programme
from domain.safety import Words
from domain.workdays import Calendar
from models.engine import READ_ONLY, plan_anew
from services.passwords import Passwords
from services.vault import Vault

LONGEST_WAIT: Final = 10.0
"""Seconds that a writer waits for its turn where only one may write at a time."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the house lends to every unit of work: keys, rules, chance, and who we are outside."""

    vault: Vault
    passwords: Passwords
    programmes: Mapping[str, Programme]
    default_programme: str
    account: AccountKind
    base_url: str
    """Where people reach our pages, without a slash at the end."""
    chance: Random
    calendar: Calendar
    """Which days are worked, as the State Council arranges them year by year."""
    codes_per_day: int = 20_000
    """How many SMS codes may leave the house in one day."""
    limits: Limits = field(default_factory=Limits)
    """How many letters the platform takes a day."""
    words: Words = field(default_factory=Words)
    """What a text is looked through for before others read it."""
    own_words: str = ""
    """The name of the installation's own file that adds to them, or takes from them."""
    subscriptions: Mapping[str, str] = field(default_factory=dict)
    """Our names of the templates that people may say yes to, and the platform's ids of them."""
    mini_subscriptions: Mapping[str, str] = field(default_factory=dict)
    """The same of the mini-program, whose templates are others."""
    screened: bool = False
    """Whether the platform may be asked about texts of the mini-program's visitors."""
    rule_files: Mapping[str, bytes] = field(default_factory=dict)
    """The programme files by where they stand: what a new one may extend."""

    @property
    def programme(self) -> Programme:
        """The programme of an organisation that names none."""
        return self.programmes[self.default_programme]


@dataclass(slots=True)
class Uow:
    """The session, the instant and the means; ``actor`` is the person who caused it, once known.

    ``on_behalf`` is the organisation for which an admin acts at the console: ``services.acting``.
    Without ``complaints`` whoever looks, an operator there, is not to know that there are any.
    """

    session: Session
    now: datetime
    means: Means
    actor: int | None = field(default=None)
    on_behalf: int | None = field(default=None)
    complaints: bool = field(default=True)

    @property
    def today(self) -> date:
        """The date on the wall, where the people live."""
        return self.now.astimezone(HOME).date()

    def attempt(self) -> AbstractContextManager[object]:
        """Open a part that may fail alone: a refusal undoes it and the rest still commits."""
        return self.session.begin_nested()

    def plan_anew(self) -> None:
        """Let each question be planned for what it asks: about organisations of any size."""
        plan_anew(self.session.connection())


class OpenUow(Protocol):
    """Opens a unit of work: leaving it commits, raising rolls back."""

    def __call__(self, *, read_only: bool = False) -> AbstractContextManager[Uow]:
        """Open one; ``read_only`` promises not to write (SQLite then does not queue for it)."""
        ...


def utc_now() -> datetime:
    """Return the machine's time."""
    return datetime.now(UTC)


class _Line(AbstractContextManager[None]):
    """Writers one after the other; who has stood in it too long is told that the house is busy."""

    def __init__(self) -> None:
        self._lock = Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=LONGEST_WAIT):
            raise SaidBusy("other writers have kept the database for too long")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def planned_anew(open_uow: OpenUow) -> OpenUow:
    """Return the same for questions about organisations of very different sizes."""

    @contextmanager
    def open_planned(*, read_only: bool = False) -> Iterator[Uow]:
        with open_uow(read_only=read_only) as uow:
            uow.plan_anew()
            yield uow

    return open_planned


def units(engine: Engine, means: Means, clock: Callable[[], datetime] = utc_now) -> OpenUow:
    """Return what opens units of work on a database."""
    sessions = sessionmaker(engine, expire_on_commit=False)
    # SQLite lets one write at a time, and who finds it busy sleeps and tries again, the unlucky
    # for seconds: within one process writers stand in line instead.
    line = _Line() if engine.dialect.name == "sqlite" else nullcontext()

    @contextmanager
    def open_uow(*, read_only: bool = False) -> Iterator[Uow]:
        with nullcontext() if read_only else line, sessions.begin() as session:
            if read_only:
                session.connection(execution_options={READ_ONLY: True})
            yield Uow(session, clock(), means)

    return open_uow
