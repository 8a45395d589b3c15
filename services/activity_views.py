"""An activity as one person sees it: in a list, and on its own page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.periods import HOME
from domain.seats import ActivityStatus, Mode, Place
from domain.signup_form import Form
from models.activity import Activity, Enrolment

_NEVER: Final = datetime.max.replace(tzinfo=HOME)


@dataclass(frozen=True, slots=True)
class Offer:
    """An activity as a person sees it; ``position`` is theirs on the wait-list.

    ``waiting`` is how many stand there; ``offer_until``: until when a seat is kept for them.
    """

    id: int
    title: str
    place: str
    starts_at: datetime
    seats: int
    left: int
    mine: Place | None = None
    position: int | None = None
    status: ActivityStatus = ActivityStatus.OPEN
    mode: Mode = Mode.FIRST
    offer_until: datetime | None = None
    waiting: int = 0
    ends_at: datetime = _NEVER
    deadline: datetime = _NEVER


@dataclass(frozen=True, slots=True)
class Hosted:
    """One line of what a cadre holds."""

    id: int
    title: str
    status_title: str
    starts_at: datetime
    seats: int
    taken: int
    waiting: int
    applied: int
    closed: bool
    status: ActivityStatus


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a person sees of an activity; ``refusal``: why they cannot sign up now, or empty.

    ``birth_wanted``: a date of birth is to be given with the answers.
    """

    offer: Offer
    about: str
    kind_title: str
    status_title: str
    host_name: str
    organisation: str
    audience: str
    form: Form
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refusal: str = ""
    birth_wanted: bool = False
    clash: Offer | None = None
    checked_in_at: datetime | None = None
    may_run: bool = False
    stars: int | None = None
    words: str = ""
    why: str = ""
    cancel_reason: str = ""
    closed: bool = False

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.offer.ends_at

    @property
    def deadline(self) -> datetime:
        """Until when one may sign up."""
        return self.offer.deadline


def offer_of(
    activity: Activity, mine: Enrolment | None = None, position: int | None = None
) -> Offer:
    """Return an activity as somebody sees it who has a place there, or none."""
    place = Place(mine.status) if mine is not None else None
    return Offer(
        activity.id,
        activity.title,
        activity.place,
        activity.starts_at,
        activity.seats,
        activity.seats - activity.taken,
        place,
        position if place is Place.WAITING else None,
        ActivityStatus(activity.status),
        Mode(activity.mode),
        mine.offer_until if mine is not None else None,
        activity.waiting,
        activity.ends_at,
        activity.deadline,
    )
