"""Who gets a seat: decided from counts taken under the lock of the activity's row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.errors import Refusal
from domain.periods import HOME, local_day
from domain.wording import say_day


class ActivityStatus(StrEnum):
    """The life of an activity; "full" is no status of its own: the wait-list stays open."""

    DRAFT = "draft"
    OPEN = "open"
    RUNNING = "running"
    ENDED = "ended"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class Place(StrEnum):
    """What one person has in one activity."""

    ENROLLED = "enrolled"
    WAITING = "waiting"
    CANCELLED = "cancelled"


STATUS_TITLES: Final = {
    ActivityStatus.DRAFT: "草稿",
    ActivityStatus.OPEN: "报名中",
    ActivityStatus.RUNNING: "进行中",
    ActivityStatus.ENDED: "已结束",
    ActivityStatus.ARCHIVED: "已归档",
    ActivityStatus.CANCELLED: "已取消",
}


@dataclass(frozen=True, slots=True)
class Seats:
    """An activity as its seats see it: counts of seats and people, aware moments.

    ``taken``: people who have a seat, or to whom one is being offered; ``waiting``: people on the
    wait-list without an offer.
    """

    title: str
    status: ActivityStatus
    seats: int
    taken: int
    waiting: int
    deadline: datetime
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A seat."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A place on the wait-list; the first is position 1."""

    position: int


class NotOpenYet(Refusal):
    code = "activity_not_open"
    text = "「{title}」还没开放报名。先看看别的活动?回复「活动」。"


class Cancelled(Refusal):
    code = "activity_cancelled"
    text = "「{title}」取消了,没法报名。看看别的活动,回复「活动」。"


class Started(Refusal):
    code = "activity_started"
    text = "「{title}」已经开始,报不上了。看看别的活动,回复「活动」。"


class Over(Refusal):
    code = "activity_over"
    text = "「{title}」已经结束。看看别的活动,回复「活动」。"


class Closed(Refusal):
    code = "activity_closed"
    text = "「{title}」的报名{deadline}截止了。看看别的活动,回复「活动」。"


class Already(Refusal):
    code = "already_enrolled"
    text = "「{title}」你已经{place}了,不用再报。看我报的活动,回复「我的活动」。"


_OVER: Final = frozenset({ActivityStatus.ENDED, ActivityStatus.ARCHIVED})
_PLACES: Final = {Place.ENROLLED: "报上名", Place.WAITING: "在候补"}


def enrol(activity: Seats, now: datetime, has: Place | None = None) -> Enrolled | Waiting:
    """Decide one sign-up at an aware moment; ``has`` is what the person has there already.

    Whoever comes while others wait joins the end of the list, even if a seat has just come free.
    Raises ``Already``, ``NotOpenYet``, ``Cancelled``, ``Over``, ``Started`` or ``Closed``.
    """
    if has in _PLACES:
        raise Already(title=activity.title, place=_PLACES[has])
    _admit(activity, now)
    if activity.waiting == 0 and activity.taken < activity.seats:
        return Enrolled()
    return Waiting(activity.waiting + 1)


def promote(activity: Seats, queue: Iterable[int]) -> tuple[int, ...]:
    """Return who of the wait-list (ids, in their order) moves up into the seats now free.

    Nobody moves in an activity that takes nobody any more; the deadline alone stops no one who
    signed up before it.
    """
    if activity.status is not ActivityStatus.OPEN:
        return ()
    free = max(activity.seats - activity.taken, 0)
    return tuple(queue)[:free]


def _admit(activity: Seats, now: datetime) -> None:
    title = activity.title
    if activity.status is ActivityStatus.CANCELLED:
        raise Cancelled(title=title)
    if activity.status in _OVER:
        raise Over(title=title)
    if activity.status is ActivityStatus.DRAFT:
        raise NotOpenYet(title=title)
    if activity.status is ActivityStatus.RUNNING or now >= activity.starts_at:
        raise Started(title=title)
    if now >= activity.deadline:
        day = say_day(local_day(activity.deadline), local_day(now))
        raise Closed(title=title, deadline=f"{day} {activity.deadline.astimezone(HOME):%H:%M} ")
