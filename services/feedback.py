"""What those who came thought of an activity: stars and words, which the host reads unnamed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.errors import Refusal
from models import attendance
from models.activity import Activity
from services import activity_reach, arrivals, audit, seating
from services.uow import Uow

CHANGEABLE: Final = timedelta(days=14)
"""How long after the end one may say it, and say it otherwise."""
FEWEST: Final = 5
"""Below so many votes neither average nor words are shown: each could be guessed."""
LONGEST: Final = 300
_STARS: Final = range(1, 6)
_SHOWN: Final = 5
LISTED: Final = 20


class NotThere(Refusal):
    code = "feedback_not_there"
    text = "评价留给到场的人。到了却没签到?请主办的团干部在名单上补一下。"


class TooLateToRate(Refusal):
    code = "feedback_too_late"
    text = "「{title}」结束两周多了,评价已经收好。还有话说,回复「找团干部」。"


class StarsOdd(Refusal):
    code = "feedback_stars_odd"
    text = "打 1 到 5 颗星,后面可以跟一句话,比如「评活动 5 很开心」。"


@dataclass(frozen=True, slots=True)
class Rated:
    """What one person said of an activity."""

    activity_id: int
    title: str
    stars: int
    words: str
    before: bool
    """They had said something before, and this takes its place."""


@dataclass(frozen=True, slots=True)
class Been:
    """Something that a person came to; ``open``: it may be spoken of, or otherwise, now."""

    id: int
    title: str
    place: str
    starts_at: datetime
    stars: int | None
    open: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """What the host hears; below ``FEWEST`` only how many spoke."""

    votes: int
    average: float | None = None
    words: tuple[str, ...] = ()


def rate(uow: Uow, activity_id: int, person_id: int, stars: int, words: str = "") -> Rated:
    """Keep what somebody who came thinks; once more takes the place of what stood there."""
    if stars not in _STARS:
        raise StarsOdd
    activity = uow.session.get(Activity, activity_id)
    if activity is None:
        raise seating.NoSuchActivity
    place = seating.place_of(uow, activity_id, person_id)
    if place is None or arrivals.already(activity, place) is None:
        raise NotThere
    if uow.now >= activity.ends_at + CHANGEABLE:
        raise TooLateToRate(title=activity.title)
    before = place.stars is not None
    place.stars, place.words = stars, " ".join(words.split())[:LONGEST]
    audit.note(uow, "rated", "activity", activity_id)
    return Rated(activity_id, activity.title, stars, place.words, before)


def rateable(uow: Uow, person_id: int) -> Sequence[tuple[int, str]]:
    """Return (id, title) of what somebody may speak of now, the latest first."""
    rows = uow.session.scalars(attendance.may_rate(person_id, uow.now - CHANGEABLE, _SHOWN))
    return [(activity.id, activity.title) for activity in rows]


def been(
    uow: Uow, person_id: int, skip: int = 0, *, before: int = 0, limit: int = LISTED
) -> tuple[list[Been], bool]:
    """Return what somebody came to, the latest first, and whether there is more.

    ``before``: what comes behind this activity.
    """
    rows = uow.session.execute(attendance.been(person_id, skip, limit + 1, before)).all()
    found = [
        Been(a.id, a.title, a.place, a.starts_at, stars, uow.now < a.ends_at + CHANGEABLE)
        for a, stars in rows[:limit]
    ]
    return found, len(rows) > limit


def may_rate(uow: Uow, person_id: int, activity_id: int) -> bool:
    """Say whether somebody may speak of an activity now."""
    activity = uow.session.get(Activity, activity_id)
    place = seating.place_of(uow, activity_id, person_id)
    if activity is None or arrivals.already(activity, place) is None:
        return False
    return uow.now < activity.ends_at + CHANGEABLE


def heard(uow: Uow, cadre_id: int, activity_id: int) -> Heard:
    """Return what those who came said, to whoever runs it; in no order that tells who."""
    activity_reach.running(uow, cadre_id, activity_id)
    rows = uow.session.execute(attendance.ratings(activity_id)).all()
    if len(rows) < FEWEST:
        return Heard(len(rows))
    average = sum(stars or 0 for stars, _ in rows) / len(rows)
    return Heard(len(rows), round(average, 1), tuple(sorted(words for _, words in rows if words)))
