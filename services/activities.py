"""Activities: what is open, signing up, waiting, withdrawing; seats never oversell."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain import seats
from domain.delivery import Kind
from domain.errors import Refusal
from domain.periods import HOME, local_day
from domain.seats import ActivityStatus, Enrolled, Place, Seats
from domain.wording import say_day
from models import activity as activities
from models.activity import Activity, Enrolment
from services import audit, inbox, outbox, reasons
from services.outbox import Lane
from services.uow import Uow

SHOWN = 5
"""How many activities fit on a phone's screen of chat."""


class NoSuchActivity(Refusal):
    """It is not there, or not for this person's organisations."""

    code = "no_such_activity"
    text = "没有找到这个活动。看看现在能报的,回复「活动」。"


class NotEnrolled(Refusal):
    """There is nothing to cancel."""

    code = "not_enrolled"
    text = "你没有报这个活动,不用取消。看我报的,回复「我的活动」。"


class TooLate(Refusal):
    """It has begun."""

    code = "too_late_to_cancel"
    text = "「{title}」已经开始了,取消不了。来不了的话,跟你的团干部说一声就好。"


@dataclass(frozen=True, slots=True)
class Offer:
    """An activity as a person sees it; ``position`` is theirs on the wait-list."""

    id: int
    title: str
    place: str
    starts_at: datetime
    seats: int
    left: int
    mine: Place | None = None
    position: int | None = None


def on_offer(uow: Uow, person_id: int, skip: int = 0) -> tuple[list[Offer], bool]:
    """Return what a person may sign up for now, the next first, and whether there is more."""
    question = activities.open_for(person_id, uow.today, uow.now, SHOWN + 1).offset(skip)
    rows = uow.session.scalars(question).all()
    mine = {offer.id: offer for offer in mine_of(uow, person_id)}
    offers = [
        _offer(a, mine[a.id].mine, mine[a.id].position) if a.id in mine else _offer(a)
        for a in rows[:SHOWN]
    ]
    return offers, len(rows) > SHOWN


def mine_of(uow: Uow, person_id: int) -> list[Offer]:
    """Return the coming activities in which a person has or awaits a seat."""
    rows = uow.session.execute(activities.mine_with_position(person_id, uow.now))
    return [
        _offer(
            activity,
            Place(enrolment.status),
            position if enrolment.status == Place.WAITING else None,
        )
        for activity, enrolment, position in rows
    ]


def enrol(uow: Uow, activity_id: int, person_id: int) -> Offer:
    """Take a seat, or a place on the wait-list when all are taken."""
    _admit(uow, activity_id, person_id)
    activity = _owner(uow, activity_id)
    enrolment = uow.session.scalar(
        select(Enrolment).where(
            Enrolment.activity_id == activity_id, Enrolment.person_id == person_id
        )
    )
    has = Place(enrolment.status) if enrolment else None
    decision = seats.enrol(_seats(activity), uow.now, has)
    enrolment = enrolment or Enrolment(
        activity_id=activity_id, person_id=person_id, created_at=uow.now
    )
    enrolment.changed_at = uow.now
    if isinstance(decision, Enrolled):
        activity.taken += 1
        enrolment.status, enrolment.queue_no, position = Place.ENROLLED, None, None
    else:
        activity.waiting += 1
        activity.queued += 1
        enrolment.status, enrolment.queue_no = Place.WAITING, activity.queued
        position = decision.position
    uow.session.add(enrolment)
    audit.note(uow, enrolment.status, "activity", activity_id)
    return _offer(activity, Place(enrolment.status), position)


def withdraw(uow: Uow, activity_id: int, person_id: int) -> Offer:
    """Give a seat or a place on the wait-list back; the first in line moves up."""
    activity = _owner(uow, activity_id)
    enrolment = uow.session.scalar(
        select(Enrolment).where(
            Enrolment.activity_id == activity_id,
            Enrolment.person_id == person_id,
            Enrolment.status != Place.CANCELLED,
        )
    )
    if enrolment is None:
        raise NotEnrolled
    if uow.now >= activity.starts_at:
        raise TooLate(title=activity.title)
    had_seat = enrolment.status == Place.ENROLLED
    enrolment.status, enrolment.queue_no = Place.CANCELLED, None
    enrolment.changed_at = uow.now
    uow.session.flush()
    if had_seat:
        activity.taken -= 1
        _move_up(uow, activity)
    else:
        activity.waiting -= 1
    audit.note(uow, "withdrawn", "activity", activity_id)
    return _offer(activity)


def _move_up(uow: Uow, activity: Activity) -> None:
    line = uow.session.scalars(activities.queue(activity.id, activity.seats)).all()
    up = set(seats.promote(_seats(activity), [e.id for e in line]))
    for enrolment in line:
        if enrolment.id in up:
            enrolment.status, enrolment.queue_no = Place.ENROLLED, None
            enrolment.changed_at = uow.now
            activity.taken += 1
            activity.waiting -= 1
            _tell_moved_up(uow, activity, enrolment)


def _tell_moved_up(uow: Uow, activity: Activity, enrolment: Enrolment) -> None:
    openid = inbox.openid_of(uow, enrolment.person_id)
    if openid is None:
        return
    when = say_when(activity.starts_at, uow.now)
    outbox.put(
        uow,
        key=f"seat:{enrolment.id}:{uow.now:%Y%m%d%H%M%S}",
        kind=Kind.SEAT,
        lane=Lane.SEAT,
        openid=openid,
        person_id=enrolment.person_id,
        text=f"有空位了:「{activity.title}」({when})已经给你报上。来不了就回复「取消报名」,"
        "名额会让给后面的人。",
        template="SEAT",
        fields={
            "activity": activity.title,
            "time": f"{activity.starts_at.astimezone(HOME):%Y-%m-%d %H:%M}",
            "place": activity.place or "见活动说明",
            "note": "候补转正,来不了请回复取消报名",
        },
        because=reasons.seat(enrolment.id),
        expires_at=activity.starts_at,
    )


def say_when(moment: datetime, now: datetime) -> str:
    """Return a start in words: 明天 14:00, 9 月 30 日 周三 14:00."""
    day = local_day(moment)
    weekday = "一二三四五六日"[day.weekday()]
    return f"{say_day(day, local_day(now))} 周{weekday} {moment.astimezone(HOME):%H:%M}"


def _owner(uow: Uow, activity_id: int) -> Activity:
    """Lock the owner of the seats: whoever changes them waits here."""
    activity = uow.session.get(Activity, activity_id, with_for_update=True, populate_existing=True)
    if activity is None:
        raise NoSuchActivity
    return activity


def _admit(uow: Uow, activity_id: int, person_id: int) -> None:
    """Refuse what is of none of the person's organisations; asked before anything is locked."""
    if uow.session.scalar(activities.within_reach(activity_id, person_id, uow.today)) is None:
        raise NoSuchActivity


def _seats(activity: Activity) -> Seats:
    return Seats(
        activity.title,
        ActivityStatus(activity.status),
        activity.seats,
        activity.taken,
        activity.waiting,
        activity.deadline,
        activity.starts_at,
    )


def _offer(activity: Activity, mine: Place | None = None, position: int | None = None) -> Offer:
    return Offer(
        activity.id,
        activity.title,
        activity.place,
        activity.starts_at,
        activity.seats,
        activity.seats - activity.taken,
        mine,
        position,
    )
