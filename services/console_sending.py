"""What became of a subtree's letters day by day, and what the platform still takes today."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sqlalchemy import Case, case, func, literal, select

from domain.delivery import Channel, Status
from domain.letter_words import CHANNELS
from domain.periods import midnight
from models.organisation import Organisation, below
from models.person import Person
from models.post import Outbox
from services import budgets, console_letters
from services.uow import Uow

_DAY: Final = timedelta(days=1)


class End(StrEnum):
    """What became of a letter, as coarsely as a chart tells it."""

    DELIVERED = "delivered"
    SENT = "sent"
    WAITING = "waiting"
    FAILED = "failed"
    UNCERTAIN = "open"
    """Perhaps sent, or held: somebody decides."""
    COMING = "pending"
    """Not out yet."""
    DROPPED = "dropped"


ENDS: Final[Mapping[End, str]] = MappingProxyType(
    {
        End.DELIVERED: "送到了",
        End.SENT: "平台收下了",
        End.WAITING: "放着等人看",
        End.FAILED: "没发成",
        End.UNCERTAIN: "要人定",
        End.COMING: "还没发",
        End.DROPPED: "不用发了",
    }
)
_END: Final = case(
    (Outbox.status.in_((Status.UNCERTAIN, Status.HELD)), literal(str(End.UNCERTAIN))),
    (Outbox.status.in_((Status.PENDING, Status.SENDING)), literal(str(End.COMING))),
    else_=Outbox.status,
)


@dataclass(frozen=True, slots=True)
class SendingDay:
    """The letters that were written on one day, by what became of them."""

    day: date
    ends: Mapping[End, int]

    @property
    def all(self) -> int:
        """How many there are."""
        return sum(self.ends.values())


@dataclass(frozen=True, slots=True)
class Used:
    """What of a day one way out of the house has used."""

    way: str
    used: int
    limit: int
    spent: bool
    """The platform takes no more today."""

    @property
    def share(self) -> float:
        """How much of it is used."""
        return min(self.used / self.limit, 1.0) if self.limit else 1.0


def days(uow: Uow, place: int) -> list[SendingDay]:
    """Return the last days of a subtree's letters, the latest first: one statement.

    None of a subtree that is too large to look each of its people up and is not all there is.
    """
    first, last = console_letters.lately(uow.today)
    listed = [last - n * _DAY for n in range((last - first).days + 1)]
    question = select(_day(listed).label("day"), _END.label("end")).where(
        Outbox.person_id.is_not(None), Outbox.written_at >= midnight(first)
    )
    whole = uow.session.get_one(Organisation, place).parent_id is None
    if not whole:
        if not console_letters.few(uow, place):
            return []
        here = Person.organisation_id.in_(below(place))
        question = question.join(Person, Person.id == Outbox.person_id).where(here)
    each = question.subquery()
    counts: dict[int, Counter[End]] = defaultdict(Counter)
    rows = select(each.c.day, each.c.end, func.count()).group_by(each.c.day, each.c.end)
    for ago, end, number in uow.session.execute(rows):
        counts[ago][End(end)] += number
    return [SendingDay(day, counts[ago]) for ago, day in enumerate(listed)]


def _day(listed: list[date]) -> Case[int]:
    """Return how many days ago a letter was written."""
    since = [(Outbox.written_at >= midnight(day), literal(ago)) for ago, day in enumerate(listed)]
    return case(*since, else_=literal(len(listed)))


def used(uow: Uow) -> list[Used]:
    """Return what each way has used of today, of those that have a limit."""
    drawn, spent = budgets.today(uow), budgets.exhausted(uow)
    limits = {way: uow.means.limits.of(way) for way in Channel}
    return [
        Used(CHANNELS[way], drawn.get(way, 0), limit, way in spent)
        for way, limit in limits.items()
        if limit is not None
    ]
