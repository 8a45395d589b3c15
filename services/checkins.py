"""The door of an activity: its digits and code, and coming in by them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain import checkin
from domain.checkin import Way
from domain.errors import Refusal
from models import attendance
from models.activity import Activity
from services import activity_reach, arrivals, audit, seating
from services.arrivals import Here, door_of
from services.uow import Uow
from services.vault import same

_DOORS: Final = 50
"""How many activities one may come to at one time; the digits are held against each."""


class NoDoor(Refusal):
    code = "no_door"
    text = "现在没有你能签到的活动。看你报了什么,回复「我的活动」;看能报的,回复「活动」。"


@dataclass(frozen=True, slots=True)
class Code:
    """What the door shows; while it is shut there are no ``digits``, and ``why`` says why."""

    activity_id: int
    title: str
    digits: str
    scene: str
    minute: int
    until: datetime
    arrived: int
    expected: int
    """How many have a seat."""
    why: str = ""


def code(uow: Uow, cadre_id: int, activity_id: int) -> Code:
    """Return what the door of an activity shows now to whoever runs it."""
    activity = activity_reach.running(uow, cadre_id, activity_id)
    arrived, expected = uow.session.execute(attendance.arrived(activity_id)).one()
    digits, why = "", ""
    try:
        checkin.admit(door_of(activity), uow.now)
        digits = _digits(uow, activity_id, checkin.minute_of(uow.now))
    except Refusal as no:
        why = str(no)
    return Code(
        activity_id,
        activity.title,
        digits,
        checkin.scene(activity_id, digits) if digits else "",
        checkin.minute_of(uow.now),
        checkin.until(uow.now),
        arrived,
        expected,
        why,
    )


def check_in(uow: Uow, person_id: int, activity_id: int, digits: str, way: Way) -> Here | Refusal:
    """Let somebody in who has the digits of an activity; who is in already is only told so.

    Wrong digits are returned, not raised, so that the try stays counted.
    """
    activity = uow.session.get(Activity, activity_id)
    if activity is None:
        raise seating.NoSuchActivity
    place = seating.place_of(uow, activity_id, person_id)
    if place is None:
        activity_reach.admit(uow, activity, person_id, at_door=True)
    if (here := arrivals.already(activity, place)) is not None:
        return here
    checkin.admit(door_of(activity), uow.now)
    if (no := _judge(uow, person_id, [activity_id], digits)) is not None:
        return no
    return _in(uow, person_id, activity_id, way)


def by_digits(uow: Uow, person_id: int, digits: str) -> Here | Refusal:
    """Let somebody in where these digits are good: of what they may come to now."""
    doors = open_doors(uow, person_id)
    if (no := _judge(uow, person_id, [door.id for door in doors], digits)) is not None:
        return no
    door = next(door for door in doors if _good(uow, door.id, digits))
    if seating.place_of(uow, door.id, person_id) is None:
        activity_reach.admit(uow, door, person_id, at_door=True)
    return _in(uow, person_id, door.id, Way.CODE)


def open_doors(uow: Uow, person_id: int) -> list[Activity]:
    """Return what somebody may come to now; say what is next if there is nothing."""
    question = attendance.open_doors(person_id, uow.today, uow.now, _DOORS)
    doors = list(uow.session.scalars(question))
    if doors:
        return doors
    near = uow.session.scalar(attendance.about_now(person_id, uow.now))
    if near is not None:
        checkin.admit(door_of(near), uow.now)
    raise NoDoor


def _judge(uow: Uow, person_id: int, doors: list[int], digits: str) -> Refusal | None:
    """Return None where the digits are good at one of the doors, else what to say to that.

    The tries stand in the audit trail: by person, whatever phone, and through a restart.
    """
    tries = uow.session.scalar(attendance.mistyped(person_id, uow.now - checkin.SPAN)) or 0
    if tries >= checkin.TRIES:
        return checkin.TriedOut(seconds=int(checkin.SPAN.total_seconds()))
    if [door for door in doors if _good(uow, door, digits)]:
        return None
    audit.note(uow, attendance.MISTYPED, "person", person_id)
    return checkin.WrongDigits()


def _good(uow: Uow, activity_id: int, digits: str) -> bool:
    right = [_digits(uow, activity_id, minute) for minute in checkin.minutes_good(uow.now)]
    return any(same(one.encode(), digits.encode()) for one in right)


def _in(uow: Uow, person_id: int, activity_id: int, way: Way) -> Here:
    activity = seating.owner(uow, activity_id)
    checkin.admit(door_of(activity), uow.now)
    return arrivals.let_in(uow, activity, person_id, way)


def _digits(uow: Uow, activity_id: int, minute: int) -> str:
    """Return the digits of a minute: nothing is stored, whoever has the key derives them."""
    return checkin.digits_of(uow.means.vault.fingerprint(f"{activity_id}|{minute}", "door"))
