"""What became of a notice, in figures and person by person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select

from domain.delivery import Status
from domain.letter_words import CHANNELS, OUTCOMES
from domain.notices import MISSED, Missed
from models.notice import NoticePerson
from models.organisation import Organisation
from models.person import Person
from models.post import InboxItem, Outbox
from models.sending import LetterStep
from services.notices_writing import CANCELLED
from services.uow import Uow


class Outcome(StrEnum):
    """What became of one person's letter."""

    UNWRITTEN = "unwritten"
    LINE = "line"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    INBOX = "inbox"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    BACK = "back"
    """Taken back."""
    DROPPED = "dropped"
    MISSED = "missed"
    """No letter was written."""


TITLES: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.UNWRITTEN: "还没写",
        Outcome.LINE: "排着队",
        Outcome.SENDING: "正在发",
        Outcome.SENT: "平台收下了",
        Outcome.DELIVERED: "送到了",
        Outcome.READ: "在对话里看到了",
        Outcome.INBOX: "在对话里等着",
        Outcome.FAILED: "没发成",
        Outcome.UNCERTAIN: "不知道到没到",
        Outcome.BACK: "撤回了",
        Outcome.DROPPED: "不用发了",
        Outcome.MISSED: "没有发给 TA",
    }
)
GONE: Final = (
    Outcome.SENDING,
    Outcome.SENT,
    Outcome.DELIVERED,
    Outcome.READ,
    Outcome.UNCERTAIN,
)
"""What is out of the house, or may be: nobody takes it back."""
OPEN: Final = (Outcome.UNWRITTEN, Outcome.LINE, Outcome.SENDING)

_no_letter = NoticePerson.outbox_id.is_(None)
_WHICH: Final[Mapping[Outcome, ColumnElement[bool]]] = {
    Outcome.MISSED: _no_letter & (NoticePerson.why != ""),
    Outcome.UNWRITTEN: _no_letter & (NoticePerson.why == ""),
    Outcome.LINE: Outbox.status == Status.PENDING,
    Outcome.SENDING: Outbox.status == Status.SENDING,
    Outcome.SENT: Outbox.status == Status.SENT,
    Outcome.DELIVERED: Outbox.status == Status.DELIVERED,
    Outcome.READ: (Outbox.status == Status.WAITING) & InboxItem.read_at.is_not(None),
    Outcome.INBOX: (Outbox.status == Status.WAITING) & InboxItem.read_at.is_(None),
    Outcome.FAILED: Outbox.status == Status.FAILED,
    Outcome.UNCERTAIN: Outbox.status.in_((Status.UNCERTAIN, Status.HELD)),
    Outcome.BACK: (Outbox.status == Status.DROPPED) & (Outbox.why == CANCELLED),
    Outcome.DROPPED: (Outbox.status == Status.DROPPED) & (Outbox.why != CANCELLED),
}
_OUTCOME: Final = case(
    *((condition, literal(str(name))) for name, condition in _WHICH.items()),
    else_=literal(str(Outcome.UNCERTAIN)),
)
_WHY: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{str(key): words for key, words in MISSED.items()},
        CANCELLED: "发之前撤回了",
        "expired": "轮到它时已经过了时效",
        "no longer follows": "取消关注了",
        "no longer needed": "活动开始、截止或取消了,或者 TA 关掉了这类消息",
        "another person speaks here now": "这个微信换了人",
        "no longer in the mini-program": "不在小程序里了",
    }
)
_CHOSEN: Final = frozenset(
    {Missed.LEFT, Missed.MUTED, Missed.NO_CHAT, "no longer follows", "no longer needed"}
    | {"another person speaks here now", "no longer in the mini-program"}
)
"""What somebody did with their own WeChat: whoever answers for sending learns which it was."""
_DISCREET: Final = "现在收不到这类消息"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a notice is, in people."""

    counts: Mapping[Outcome, int]
    missed: Mapping[Missed, int]

    def of(self, *outcomes: Outcome) -> int:
        """Return how many came to one of these."""
        return sum(self.counts.get(one, 0) for one in outcomes)

    @property
    def total(self) -> int:
        """All who were meant."""
        return sum(self.counts.values())

    @property
    def letters(self) -> int:
        """All who are written to, or will be."""
        return self.total - self.of(Outcome.MISSED)

    @property
    def settled(self) -> int:
        """Letters for which nothing more happens by itself."""
        return self.letters - self.of(*OPEN)


def progress(uow: Uow, notice_id: int) -> Progress:
    """Count a notice's people by what became of their letter: one statement."""
    why = case((_no_letter, NoticePerson.why), else_=literal(""))
    each = (
        select(_OUTCOME.label("outcome"), why.label("why"))
        .select_from(NoticePerson)
        .outerjoin(Outbox, Outbox.id == NoticePerson.outbox_id)
        .outerjoin(InboxItem, and_(Outbox.status == Status.WAITING, InboxItem.key == Outbox.key))
        .where(NoticePerson.notice_id == notice_id)
        .subquery()
    )
    rows = uow.session.execute(
        select(each.c.outcome, each.c.why, func.count()).group_by(each.c.outcome, each.c.why)
    )
    counts: dict[Outcome, int] = {}
    missed: dict[Missed, int] = {}
    for outcome, reason, number in rows:
        counts[Outcome(outcome)] = counts.get(Outcome(outcome), 0) + number
        if reason in MISSED:
            missed[Missed(reason)] = number
    return Progress(counts, missed)


@dataclass(frozen=True, slots=True)
class Reader:
    """One person of a notice's audience, and what became of their letter."""

    id: int
    name: str
    organ: str
    outcome: Outcome
    title: str
    why: str
    steps: str
    """Each way that was tried, in words."""


def readers(  # noqa: PLR0913 - what a list is asked for
    uow: Uow,
    notice_id: int,
    *,
    outcome: Outcome | None = None,
    name: str = "",
    after: int = 0,
    limit: int = 50,
    personal: bool = True,
) -> Sequence[Reader]:
    """Return a page of a notice's people, by their ids.

    Without ``personal`` what somebody has chosen for themselves is not told name by name.
    """
    question = _page(notice_id, after).limit(limit)
    if outcome is not None:
        question = question.where(_WHICH[outcome])
    if name:
        question = question.where(Person.name.startswith(name, autoescape=True))
    rows = uow.session.execute(question).all()
    steps = _steps(uow, [row.letter for row in rows if row.letter is not None])
    return [
        Reader(
            row.id,
            row.name,
            row.organ,
            Outcome(row.outcome),
            TITLES[Outcome(row.outcome)],
            _why(row.missed or row.why or "", personal=personal),
            steps.get(row.letter, "") if personal or row.why not in _CHOSEN else "",
        )
        for row in rows
    ]


def _why(code: str, *, personal: bool) -> str:
    return _WHY.get(code, "") if personal or code not in _CHOSEN else _DISCREET


def _page(notice_id: int, after: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Person.id,
            Person.name,
            Organisation.name.label("organ"),
            _OUTCOME.label("outcome"),
            NoticePerson.why.label("missed"),
            Outbox.id.label("letter"),
            Outbox.why,
        )
        .select_from(NoticePerson)
        .join(Person, Person.id == NoticePerson.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .outerjoin(Outbox, Outbox.id == NoticePerson.outbox_id)
        .outerjoin(InboxItem, and_(Outbox.status == Status.WAITING, InboxItem.key == Outbox.key))
        .where(NoticePerson.notice_id == notice_id, NoticePerson.person_id > after)
        .order_by(NoticePerson.person_id)
    )


def _steps(uow: Uow, letters: Sequence[int]) -> Mapping[int, str]:
    """Return what was tried of some letters, in words."""
    if not letters:
        return {}
    found: dict[int, list[str]] = {}
    rows = uow.session.execute(
        select(LetterStep.outbox_id, LetterStep.channel, LetterStep.outcome)
        .where(LetterStep.outbox_id.in_(letters))
        .order_by(LetterStep.at, LetterStep.id)
    )
    for letter, channel, outcome in rows:
        said = f"{CHANNELS.get(channel, channel)}:{OUTCOMES.get(outcome, outcome)}"
        found.setdefault(letter, []).append(said)
    return {letter: ";".join(dict.fromkeys(said)) for letter, said in found.items()}
