"""The poster of an activity: what stands on it, and the scene of its code."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.audience import Audience, say
from domain.seats import ActivityStatus, Mode
from models.activity import Activity
from models.organisation import Organisation
from services import activity_reach
from services.uow import Uow

SCENE: Final = "act_"
"""How a poster's scene begins in a QR code; the activity's number follows."""
LONGEST: Final = timedelta(days=30)
_SHORTEST: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Poster:
    """What stands on a poster; ``lasts`` is how long its code is good, none if it is of no use."""

    id: int
    title: str
    organisation: str
    starts_at: datetime
    ends_at: datetime
    deadline: datetime
    place: str
    about: str
    seats: int
    mode: Mode
    audience: str
    lasts: timedelta | None

    @property
    def scene(self) -> str:
        """What the code carries."""
        return f"{SCENE}{self.id}"


def shown(uow: Uow, cadre_id: int, activity_id: int) -> Poster:
    """Return the poster to whoever runs the activity."""
    activity = activity_reach.running(uow, cadre_id, activity_id)
    audience = Audience.read(activity.audience)
    return Poster(
        activity.id,
        activity.title,
        uow.session.get_one(Organisation, activity.organisation_id).name,
        activity.starts_at,
        activity.ends_at,
        activity.deadline,
        activity.place,
        activity.about,
        activity.seats,
        Mode(activity.mode),
        "" if audience.everybody else say(audience),
        _lasts(activity, uow.now),
    )


def _lasts(activity: Activity, now: datetime) -> timedelta | None:
    if activity.status not in {ActivityStatus.OPEN, ActivityStatus.RUNNING}:
        return None
    left = activity.ends_at - now
    return max(min(left, LONGEST), _SHORTEST) if left > timedelta() else None
