"""Letters about which a person decides: perhaps sent, or held since their senders died of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, func, select

from domain.delivery import Channel, Lane, Status
from domain.errors import Refusal
from domain.letter_words import STATES
from models.person import Person
from models.post import Outbox
from models.sending import LetterStep
from services import audit, chain
from services.uow import Uow

OPEN: Final = (Status.UNCERTAIN, Status.HELD)
"""Nobody sends these again but a person."""
_REASON: Final = 100


class NoSuchLetter(Refusal):
    """A number that no letter has."""

    code = "no_such_letter"
    text = "没有编号 {id} 的消息。看有哪些:tuan100 letters list"


class NotOpen(Refusal):
    """Nothing is to be decided about this letter."""

    code = "letter_not_open"
    text = "编号 {id} 的消息现在是「{state}」,不用处理。看经过:tuan100 letters show {id}"


class TooLate(Refusal):
    """What the letter says was good until then."""

    code = "letter_too_late"
    text = "编号 {id} 的消息已经过了时效,再发没有用了。了结它:tuan100 letters close {id}"


class Wiped(Refusal):
    """Number and text of an SMS are kept only until it is out."""

    code = "letter_wiped"
    text = (
        "编号 {id} 是短信,号码和内容发出时就清掉了,不能重发。请本人再要一次;"
        "了结它:tuan100 letters close {id}"
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A letter on the list: never what it says."""

    id: int
    state: Status
    kind: str
    channel: str
    lane: Lane
    to: str
    """Somebody's name; empty where we know none."""
    written_at: datetime
    closed_at: datetime | None
    deaths: int
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """One try by one channel, and what came of it."""

    at: datetime
    channel: str
    outcome: str
    why: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter and all its steps."""

    line: Line
    due_at: datetime
    expires_at: datetime | None
    attempts: int
    owner: str
    steps: tuple[Step, ...]


def counted(uow: Uow) -> dict[str, int]:
    """Return how many letters wait for a person, by state."""
    rows = uow.session.execute(
        select(Outbox.status, func.count()).where(Outbox.status.in_(OPEN)).group_by(Outbox.status)
    )
    return {row[0]: row[1] for row in rows}


def listed(
    uow: Uow, states: Collection[Status] = OPEN, limit: int = 50, after: int = 0
) -> Sequence[Line]:
    """Return letters in some states, the oldest first, from the one after a number on."""
    rows = uow.session.execute(
        _named()
        .where(Outbox.status.in_(states), Outbox.id > after)
        .order_by(Outbox.id)
        .limit(limit)
    )
    return [_line(row, name) for row, name in rows]


def shown(uow: Uow, number: int) -> Shown:
    """Return a letter with each step it took."""
    found = uow.session.execute(_named().where(Outbox.id == number)).first()
    if found is None:
        raise NoSuchLetter(id=number)
    row, name = found
    steps = uow.session.scalars(
        select(LetterStep)
        .where(LetterStep.outbox_id == number)
        .order_by(LetterStep.at, LetterStep.id)
    )
    return Shown(
        line=_line(row, name),
        due_at=row.due_at,
        expires_at=row.expires_at,
        attempts=row.attempts,
        owner=row.owner or "",
        steps=tuple(Step(one.at, one.channel, one.outcome, one.why) for one in steps),
    )


def _named() -> Select[Outbox, str | None]:
    return select(Outbox, Person.name).outerjoin(Person, Person.id == Outbox.person_id)


def _line(row: Outbox, name: str | None) -> Line:
    return Line(
        row.id,
        Status(row.status),
        row.kind,
        row.channel,
        Lane(row.lane),
        name or "",
        row.written_at,
        row.closed_at,
        row.deaths,
        row.why,
    )


def resend(uow: Uow, number: int, *, by: str, why: str) -> None:
    """Send a letter once more, as if it had never been tried: it may arrive a second time."""
    row = _open(uow, number)
    if row.channel == Channel.SMS and row.sealed is None:
        raise Wiped(id=number)
    if row.expires_at is not None and row.expires_at <= uow.now:
        raise TooLate(id=number)
    _note(uow, row, "again", by, why)
    row.status, row.owner, row.why = Status.PENDING, None, ""
    row.attempts, row.deaths, row.first_try_at, row.closed_at = 0, 0, None, None
    row.due_at = uow.now
    row.turn = 0 if row.lane <= Lane.SEAT else None


def close(uow: Uow, number: int, *, by: str, why: str, arrived: bool = False) -> None:
    """Let a letter be: it has arrived, as somebody knows, or it need not."""
    row = _open(uow, number)
    _note(uow, row, "closed", by, why)
    row.status = Status.DELIVERED if arrived else Status.FAILED
    row.owner, row.sealed, row.turn, row.closed_at = None, None, None, uow.now


def _open(uow: Uow, number: int) -> Outbox:
    row = uow.session.get(Outbox, number, with_for_update=True, populate_existing=True)
    if row is None:
        raise NoSuchLetter(id=number)
    if row.status not in OPEN:
        raise NotOpen(id=number, state=STATES.get(row.status, row.status))
    return row


def _note(uow: Uow, row: Outbox, decision: str, by: str, why: str) -> None:
    said = f"{by}:{why}"[:_REASON]
    chain.note(uow, row, decision, said)
    audit.note(uow, f"letter.{decision}", "letter", row.id, before=row.status, by=said)
