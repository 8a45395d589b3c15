"""Who gets a seat: decided from counts taken under the lock of the activity's row."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from domain.errors import Refusal
from domain.periods import HOME, local_day
from domain.reminders import quiet_until
from domain.wording import say_day

SHORT: Final = timedelta(hours=2)
"""Nearer to the start than this, a free seat is nobody's to think about: the first moves up."""
_MORNING: Final = time(9)


class ActivityStatus(StrEnum):
    """The life of an activity; "full" is no status of its own: the wait-list stays open."""

    DRAFT = "draft"
    OPEN = "open"
    RUNNING = "running"
    ENDED = "ended"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class Mode(StrEnum):
    """How seats are given: to who comes first, by drawing lots, or by the host's choice."""

    FIRST = "first"
    DRAW = "draw"
    REVIEW = "review"


class Place(StrEnum):
    """What one person has in one activity."""

    ENROLLED = "enrolled"
    WAITING = "waiting"
    OFFERED = "offered"
    """A seat is kept for them for some hours: they say yes, or it goes to the next."""
    APPLIED = "applied"
    """Before the draw, or before the host has chosen."""
    REFUSED = "refused"
    """The host has chosen others."""
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    """A seat was kept for them and they said nothing."""


STATUS_TITLES: Final = {
    ActivityStatus.DRAFT: "草稿",
    ActivityStatus.OPEN: "报名中",
    ActivityStatus.RUNNING: "进行中",
    ActivityStatus.ENDED: "已结束",
    ActivityStatus.ARCHIVED: "已归档",
    ActivityStatus.CANCELLED: "已取消",
}
PLACE_TITLES: Final = {
    Place.ENROLLED: "已报名",
    Place.WAITING: "候补",
    Place.OFFERED: "待确认",
    Place.APPLIED: "已申请",
    Place.REFUSED: "未通过",
    Place.CANCELLED: "已取消",
    Place.LAPSED: "没有确认",
}
SEATED: Final = (Place.ENROLLED, Place.OFFERED)
"""What takes a seat."""
HELD: Final = (Place.ENROLLED, Place.OFFERED, Place.WAITING, Place.APPLIED)
"""What can be given back."""


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
    mode: Mode = Mode.FIRST

    @property
    def free(self) -> int:
        """How many seats are nobody's."""
        return max(self.seats - self.taken, 0)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A seat."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A place on the wait-list; the first is position 1."""

    position: int


@dataclass(frozen=True, slots=True)
class Applied:
    """One of those among whom is drawn or chosen."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a draw gave: who has a seat, and the others in the order of the wait-list."""

    seed: str
    chosen: tuple[int, ...]
    waiting: tuple[int, ...]


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


class KeptForYou(Refusal):
    code = "seat_kept_for_you"
    text = "「{title}」正给你留着一个名额。回复「要」就定下来,「不要」就让给后面的人。"


class NotChosen(Refusal):
    code = "not_chosen"
    text = "「{title}」这次没有轮到你。看看别的活动,回复「活动」。"


_OVER: Final = frozenset({ActivityStatus.ENDED, ActivityStatus.ARCHIVED})
_PLACES: Final = {
    Place.ENROLLED: "报上名",
    Place.WAITING: "在候补",
    Place.APPLIED: "申请",
}


def enrol(activity: Seats, now: datetime, has: Place | None = None) -> Enrolled | Waiting | Applied:
    """Decide one sign-up at an aware moment; ``has`` is what the person has there already.

    Whoever comes while others wait joins the end of the list, even if a seat has just come free.
    Raises ``Already``, ``NotOpenYet``, ``Cancelled``, ``Over``, ``Started`` or ``Closed``, and
    ``NotChosen`` to whom the host has turned down.
    """
    if has in _PLACES:
        raise Already(title=activity.title, place=_PLACES[has])
    admit(activity, now)
    if has is Place.OFFERED:
        raise KeptForYou(title=activity.title)
    if has is Place.REFUSED:
        raise NotChosen(title=activity.title)
    if activity.mode is not Mode.FIRST:
        return Applied()
    return seat(activity)


def seat(activity: Seats) -> Enrolled | Waiting:
    """Return what one more has whom nothing else keeps away: a seat, or the end of the list."""
    if activity.waiting == 0 and activity.free:
        return Enrolled()
    return Waiting(activity.waiting + 1)


def promote(activity: Seats, queue: Iterable[int], now: datetime) -> tuple[int, ...]:
    """Return who of the wait-list (ids, in their order) is next for the seats now free.

    Nobody is in an activity that takes nobody any more; the deadline alone stops no one who
    signed up before it.
    """
    if activity.status is not ActivityStatus.OPEN or now >= activity.starts_at:
        return ()
    return tuple(queue)[: activity.free]


def offer_until(now: datetime, starts_at: datetime, lasts: timedelta) -> datetime | None:
    """Return until when a seat is kept for the next in line; none: it is theirs at once.

    That is so where little time is left before the start. At night nobody is told: the hours
    count from the morning. An offer that would run out at night lives until the morning, and none
    outlives the start.
    """
    if starts_at - now < SHORT:
        return None
    until = (quiet_until(now) or now) + lasts
    night = quiet_until(until)
    if night is not None:
        until = datetime.combine(local_day(night), _MORNING, HOME)
    return min(until, starts_at)


def draw(seed: str, applications: Sequence[int], free: int) -> Drawn:
    """Draw lots: whoever knows the seed and the numbers of the applications finds the same.

    They stand in the order of the SHA-256 of ``seed:number``.
    """
    order = sorted(applications, key=lambda n: hashlib.sha256(f"{seed}:{n}".encode()).digest())
    return Drawn(seed, tuple(order[:free]), tuple(order[free:]))


def admit(activity: Seats, now: datetime) -> None:
    """Refuse whoever comes too early or too late to sign up."""
    keep_to_come(activity, now)
    if now >= activity.deadline:
        day = say_day(local_day(activity.deadline), local_day(now))
        deadline = f"{day} {activity.deadline.astimezone(HOME):%H:%M} "
        raise Closed(title=activity.title, deadline=deadline)


def keep_to_come(activity: Seats, now: datetime) -> None:
    """Refuse what is not open, or not to come any more."""
    title = activity.title
    if activity.status is ActivityStatus.CANCELLED:
        raise Cancelled(title=title)
    if activity.status in _OVER:
        raise Over(title=title)
    if activity.status is ActivityStatus.DRAFT:
        raise NotOpenYet(title=title)
    if activity.status is ActivityStatus.RUNNING or now >= activity.starts_at:
        raise Started(title=title)
