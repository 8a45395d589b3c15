"""Whether a clock can be believed: our own stride, the database and WeChat bear witness.

Between two looks time runs by a counter that nobody can set, so a clock that leaps changes nothing
before a look has judged it. WeChat's word counts most, where it is heard, then the database's.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

LIMIT: Final = timedelta(minutes=10)
"""So far clocks may be apart: WeChat's own messages are turned away beyond it, too."""
AGREE: Final = 3
"""Looks in a row that have to agree before a doubt is over."""


class Doubt(StrEnum):
    """Why we do not trust the time we go by."""

    JUMPED = "jumped"
    """The machine's clock leapt, and WeChat was not to be asked."""
    WRONG = "wrong"
    """We went by another time than WeChat or, where that is not heard, the database."""
    BEHIND = "behind"
    """Something was written down later than the time we go by."""
    DIVIDED = "divided"
    """The database goes by another time than WeChat."""


@dataclass(frozen=True, slots=True)
class Look:
    """What all clocks said at one moment; ``ran`` is the counter, in seconds."""

    wall: datetime
    ran: float
    database: datetime | None = None
    """None where it runs on this very machine, and by its clock."""
    platform: datetime | None = None
    """None where WeChat has not been heard lately."""
    written: datetime | None = None
    """The newest moment that a clock of ours has written down."""


@dataclass(frozen=True, slots=True)
class Course:
    """The time we go by: from ``at`` on by the counter, and by the machine while it is near."""

    at: datetime
    ran: float
    off: timedelta = timedelta()
    """How far the machine's clock is ahead of it."""
    doubt: Doubt | None = None
    agreed: int = 0

    def steady(self, ran: float) -> datetime:
        """Return what time it is by the counter alone."""
        return self.at + timedelta(seconds=ran - self.ran)

    def now(self, wall: datetime, ran: float) -> datetime:
        """Return the time to go by, when the machine's clock says ``wall``."""
        steady = self.steady(ran)
        return wall if near(wall, steady) else steady

    @property
    def corrected(self) -> bool:
        """Whether the machine's clock is known to be wrong."""
        return abs(self.off) > LIMIT


def near(one: datetime, other: datetime) -> bool:
    """Say whether two clocks are as good as the same."""
    return abs(one - other) <= LIMIT


def judge(course: Course, look: Look) -> Course:
    """Return how time goes on from a look: the time we go by, and whether it is in doubt."""
    at, doubt = _heard(look) if look.platform else _unheard(course, look)
    off = look.wall - at
    steady = course.steady(look.ran)
    known = abs(off - course.off) <= LIMIT and near(at, steady)
    if doubt is Doubt.WRONG and known:
        doubt = None  # it was said before, and has been taken into account since
    after = replace(course, at=at, ran=look.ran, off=off)
    if doubt is not None:
        return replace(after, doubt=doubt, agreed=0)
    if course.doubt is None or look.platform is None:
        return after
    agreed = course.agreed + 1
    if agreed < AGREE:
        return replace(after, agreed=agreed)
    return replace(after, doubt=None, agreed=0)


def _heard(look: Look) -> tuple[datetime, Doubt | None]:
    """Go by WeChat's time: by the machine's own while that is near it."""
    platform = look.platform or look.wall
    at = look.wall if near(look.wall, platform) else platform
    if look.database is not None and not near(look.database, platform):
        return at, Doubt.DIVIDED
    return at, None if at is look.wall else Doubt.WRONG


def _unheard(course: Course, look: Look) -> tuple[datetime, Doubt | None]:
    """Go by the database's time, or else by the counter: the machine's own while that is near."""
    steady = course.steady(look.ran)
    leapt = abs(look.wall - steady - course.off) > LIMIT
    doubt = Doubt.JUMPED if leapt else None
    believed = steady
    if look.database is not None and course.doubt is not Doubt.DIVIDED:
        believed = look.database
        if not near(look.wall, believed):
            doubt = Doubt.WRONG
    at = look.wall if near(look.wall, believed) else believed
    if doubt is None and look.written is not None and look.written - at > LIMIT:
        doubt = Doubt.BEHIND
    return at, doubt


def say(course: Course) -> str:
    """Say in words what is wrong with the clocks; empty where nothing is."""
    way = "快" if course.off > timedelta() else "慢"
    apart = f"这台机器的时钟{way} {span(course.off)}" if course.corrected else ""
    match course.doubt:
        case None:
            return f"{apart},已经按微信的时间走" if apart else ""
        case Doubt.JUMPED:
            how = f"{way}了 {span(course.off)}" if apart else "跳了"
            return f"这台机器的时钟突然{how},还没问到微信的时间"
        case Doubt.WRONG:
            return f"{apart or '刚才的时间不对'},正在核对"
        case Doubt.BEHIND:
            return "现在的时间比已经写下的还早,可能时钟慢了"
        case Doubt.DIVIDED:
            return f"数据库的时钟和微信的差得太多{',' + apart if apart else ''}"


def span(apart: timedelta) -> str:
    """Say how long something is, roughly."""
    minutes = round(abs(apart).total_seconds() / 60)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(days, "天"), (hours, "小时"), (minutes, "分钟")]
    return " ".join(f"{n} {unit}" for n, unit in parts if n) or "不到 1 分钟"
