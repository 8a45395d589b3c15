"""Who came, by the host's list: ticking, adding somebody, putting it right later with a reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain import checkin
from domain.checkin import Door, Step, Way
from domain.errors import Refusal
from domain.periods import HOME
from domain.seats import ActivityStatus, Place
from domain.wording import say_date
from models import attendance
from models.activity import Activity, Enrolment
from services import activity_reach, audit, seating
from services.uow import Uow

JOINED: Final = "现场加入"
JOINED_MORE: Final = "现场加入,名额加了 1 个"
"""What stands behind who came without a seat: as long as it does, a second tap takes it back."""
_LEAST, _MOST = 2, 200
_SHOWN: Final = 20


class ListTooEarly(Refusal):
    code = "list_too_early"
    text = "还没到时候:{opens} 起可以点名。"


class ListShut(Refusal):
    code = "list_shut"
    text = "签到已经结束了,这时要改,写一句原因就行。"


class ListClosed(Refusal):
    code = "list_closed"
    text = "这个活动已经办结、计入记录了。要改谁来了,先「重新打开」,改好再办结。"


class WhyNeeded(Refusal):
    code = "why_needed"
    text = "写一句为什么要改,2 到 200 个字,比如「签到时手机没电」。"


class NotOnYourList(Refusal):
    code = "not_on_your_list"
    text = "名单外的,只能加自己联系的小伙伴。别的人到了,请 TA 扫一下门口的码。"


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who came."""

    activity_id: int
    title: str
    place: str
    at: datetime
    already: bool = False
    """They had been in before."""
    walk_in: bool = False
    """They had no seat, and have one now."""


def door_of(activity: Activity) -> Door:
    """Return an activity as its door sees it."""
    return Door(
        activity.title,
        ActivityStatus(activity.status),
        activity.starts_at,
        activity.ends_at,
        closed=activity.closed_at is not None,
    )


def let_in(
    uow: Uow, activity: Activity, person_id: int, way: Way, *, by_host: bool = False
) -> Here:
    """Note that somebody came to an activity that is locked; who has no seat takes one."""
    before = seating.place_of(uow, activity.id, person_id)
    if (here := already(activity, before)) is not None:
        return here
    has = Place(before.status) if before else None
    step = checkin.come_in(seating.seats_of(activity), has, by_host=by_host)
    line = before.queue_no if before else None
    activity.seats += step is Step.MORE
    place = seating.walk_in(uow, activity, person_id)
    walk_in = step in {Step.FREE, Step.MORE}
    if walk_in:
        # The number in the line stays, so that a slip of the host's finger costs nobody their turn.
        place.queue_no, place.why = line, JOINED_MORE if step is Step.MORE else JOINED
    place.checked_in_at, place.checked_in_by, place.changed_at = uow.now, way, uow.now
    uow.session.flush()
    audit.note(uow, "checked_in", "activity", activity.id, person=person_id, way=way)
    return _here(activity, uow.now, walk_in=walk_in)


@dataclass(frozen=True, slots=True)
class Guest:
    """One line of the list; ``came_at`` is none while they are not there."""

    person_id: int
    name: str
    place: Place
    came_at: datetime | None
    way: Way | None
    why: str
    """Why it was put right late, or that they came without a seat."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """The list of an activity: those with a seat by name, then the others by name."""

    id: int
    title: str
    guests: tuple[Guest, ...]
    wants_why: bool
    """The door has shut: a change wants a reason."""
    why_not: str = ""
    """Why nothing can be changed now."""

    @property
    def arrived(self) -> int:
        """How many came."""
        return sum(guest.came_at is not None for guest in self.guests)

    @property
    def expected(self) -> int:
        """How many have a seat."""
        return sum(guest.place is Place.ENROLLED for guest in self.guests)


def listed(uow: Uow, cadre_id: int, activity_id: int) -> Attendance:
    """Return the list to whoever runs the activity."""
    activity = activity_reach.running(uow, cadre_id, activity_id)
    guests = []
    for place, name in uow.session.execute(attendance.listed(activity_id)):
        there = place.status == Place.ENROLLED and place.checked_in_at is not None
        guests.append(
            Guest(
                place.person_id,
                name,
                Place(place.status),
                place.checked_in_at if there else None,
                Way(place.checked_in_by) if there and place.checked_in_by else None,
                place.why if place.status == Place.ENROLLED else "",
            )
        )
    guests.sort(key=lambda guest: guest.place is not Place.ENROLLED)
    late, why_not = standing(activity, uow.now)
    return Attendance(activity.id, activity.title, tuple(guests), late, why_not)


def standing(activity: Activity, now: datetime) -> tuple[bool, str]:
    """Say whether a change of the list wants a reason now, and why nothing can be changed."""
    why_not = ""
    try:
        _changeable(activity, now)
    except Refusal as no:
        why_not = str(no)
    return now >= door_of(activity).shuts_at, why_not


def already(activity: Activity, place: Enrolment | None) -> Here | None:
    """Return since when somebody is in, if they are."""
    if place is None or place.checked_in_at is None or place.status != Place.ENROLLED:
        return None
    return _here(activity, place.checked_in_at, already=True)


def mark(uow: Uow, cadre_id: int, activity_id: int, person_id: int, *, present: bool) -> None:
    """Tick somebody on the list, or take the tick back, while the door is open."""
    activity = _to_change(uow, cadre_id, activity_id)
    if uow.now >= door_of(activity).shuts_at:
        raise ListShut
    _mark(uow, activity, cadre_id, person_id, Way.LIST if present else None)


def correct(  # noqa: PLR0913 - who, of what, whom, which way and why
    uow: Uow, cadre_id: int, activity_id: int, person_id: int, *, present: bool, reason: str
) -> None:
    """Put right who came, after the door has shut; the reason is kept and shown."""
    why = " ".join(reason.split())
    if not _LEAST <= len(why) <= _MOST:
        raise WhyNeeded
    activity = _to_change(uow, cadre_id, activity_id)
    _mark(uow, activity, cadre_id, person_id, Way.LATE if present else None)
    place = seating.place_of(uow, activity_id, person_id)
    if place is not None:
        place.why = why
    audit.note(uow, "attendance_corrected", "activity", activity_id, person=person_id, came=present)


def others(uow: Uow, cadre_id: int, activity_id: int, words: str) -> list[tuple[int, str, str]]:
    """Return (id, name, hint) of the own case-load who are not on the list, by name."""
    activity_reach.running(uow, cadre_id, activity_id)
    question = attendance.not_on_the_list(activity_id, cadre_id, words.strip(), _SHOWN)
    return [(number, name, hint) for number, name, hint in uow.session.execute(question)]


def _to_change(uow: Uow, cadre_id: int, activity_id: int) -> Activity:
    activity = activity_reach.running(uow, cadre_id, activity_id, lock=True)
    _changeable(activity, uow.now)
    return activity


def _changeable(activity: Activity, now: datetime) -> None:
    if activity.closed_at is not None:
        raise ListClosed
    door = door_of(activity)
    if door.status in {ActivityStatus.CANCELLED, ActivityStatus.DRAFT}:
        checkin.admit(door, now)
    if now < door.opens_at:
        opens = door.opens_at.astimezone(HOME)
        raise ListTooEarly(opens=f"{say_date(opens.date())} {opens:%H:%M}")


def _mark(uow: Uow, activity: Activity, cadre_id: int, person_id: int, way: Way | None) -> None:
    place = seating.place_of(uow, activity.id, person_id)
    if way is None:
        if place is not None and place.checked_in_at is not None:
            _take_back(uow, activity, place)
        return
    own = attendance.not_on_the_list(activity.id, cadre_id, only=person_id)
    if place is None and uow.session.execute(own).first() is None:
        raise NotOnYourList
    let_in(uow, activity, person_id, way, by_host=True)


def _take_back(uow: Uow, activity: Activity, place: Enrolment) -> None:
    """Undo one coming-in; who took a seat only by it is where they were."""
    why, line = place.why, place.queue_no
    if why in {JOINED, JOINED_MORE} and place.status == Place.ENROLLED:
        seating.give_back(uow, activity, place)
        activity.seats -= why == JOINED_MORE
        place.why = ""
        if line is not None:
            place.status, place.queue_no = Place.WAITING, line
            activity.waiting += 1
    place.checked_in_at, place.checked_in_by, place.changed_at = None, "", uow.now
    uow.session.flush()
    audit.note(uow, "check_in_undone", "activity", activity.id, person=place.person_id)


def _here(
    activity: Activity, at: datetime, *, already: bool = False, walk_in: bool = False
) -> Here:
    return Here(activity.id, activity.title, activity.place, at, already, walk_in)
