"""The seats of an activity, under its lock: settled, given, kept for the next in line, given back.

Each change is one line of the audit trail, so that who moved up when can be told afterwards.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from domain import seats
from domain.errors import Refusal
from domain.seats import ActivityStatus, Applied, Drawn, Enrolled, Mode, Place, Seats, Waiting
from models import activity as activities
from models.activity import Activity, Enrolment
from services import activity_letters, audit
from services.subjects import Programmes
from services.uow import Uow

_AT_ONCE: Final = 200
"""How many activities one run of the clock settles; the next run goes on."""


class NoSuchActivity(Refusal):
    """It is not there, or not for this person's organisations."""

    code = "no_such_activity"
    text = "没有找到这个活动。看看现在能报的,回复「活动」。"


class Full(Refusal):
    """Nobody can be let in at the door any more."""

    code = "activity_full"
    text = "「{title}」已经坐满了,没有多的名额。"


def owner(uow: Uow, activity_id: int) -> Activity:
    """Lock the owner of the seats: whoever changes them waits here."""
    uow.session.flush()
    activity = uow.session.get(Activity, activity_id, with_for_update=True, populate_existing=True)
    if activity is None:
        raise NoSuchActivity
    return activity


def settled(uow: Uow, activity_id: int) -> Activity:
    """Lock an activity, and let what time has decided meanwhile be done first."""
    activity = owner(uow, activity_id)
    settle(uow, activity)
    return activity


def settle(uow: Uow, activity: Activity) -> int:
    """Let offers that ran out go to the next in line, and draw after the deadline."""
    done = 0
    # Where nobody ever waited nothing was ever offered.
    expired = activities.run_out(activity.id, uow.now)
    late = uow.session.scalars(expired).all() if activity.queued else ()
    for enrolment in late:
        give_back(uow, activity, enrolment, Place.LAPSED)
    if late:
        activity_letters.lapsed(uow, activity, late)
        done += len(late)
    if may_draw(uow, activity):
        drawn = draw(uow, activity)
        done += len(drawn.chosen) + len(drawn.waiting)
    return done + move_up(uow, activity)


def settle_due(uow: Uow) -> int:
    """Settle every activity in which time alone changes something; return how much was done.

    One that somebody holds just now is left to them, and to the next run.
    """
    done = 0
    for number in uow.session.scalars(activities.stirring(uow.now, _AT_ONCE)).all():
        activity = uow.session.scalar(
            select(Activity)
            .where(Activity.id == number)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        if activity is not None:
            done += settle(uow, activity) + _go_on(uow, activity)
            uow.session.flush()
    return done


def _go_on(uow: Uow, activity: Activity) -> int:
    """Let an activity begin and end by its hours."""
    was = activity.status
    if was == ActivityStatus.OPEN and uow.now >= activity.starts_at:
        activity.status = ActivityStatus.RUNNING
        _answer_who_was_left_open(uow, activity)
    if activity.status == ActivityStatus.RUNNING and uow.now >= activity.ends_at:
        activity.status = ActivityStatus.ENDED
    return int(activity.status != was)


def _answer_who_was_left_open(uow: Uow, activity: Activity) -> None:
    """Tell whoever applied and was never answered that it has begun without them."""
    open_ones = uow.session.scalars(
        select(Enrolment).where(
            Enrolment.activity_id == activity.id, Enrolment.status == Place.APPLIED
        )
    ).all()
    for enrolment in open_ones:
        give_back(uow, activity, enrolment, Place.REFUSED)
        activity_letters.turned_down(uow, activity, enrolment, "名额已经定了")


def place_of(uow: Uow, activity_id: int, person_id: int) -> Enrolment | None:
    """Return somebody's place in an activity, whatever it is."""
    return uow.session.scalar(
        select(Enrolment).where(
            Enrolment.activity_id == activity_id, Enrolment.person_id == person_id
        )
    )


def seats_of(activity: Activity) -> Seats:
    """Return an activity as its seats see it."""
    return Seats(
        activity.title,
        ActivityStatus(activity.status),
        activity.seats,
        activity.taken,
        activity.waiting,
        activity.deadline,
        activity.starts_at,
        Mode(activity.mode),
    )


def give(
    uow: Uow, activity: Activity, enrolment: Enrolment, decision: Enrolled | Waiting | Applied
) -> int | None:
    """Give what was decided to somebody who has no place; return the position of who waits."""
    enrolment.changed_at, enrolment.offer_until, enrolment.why = uow.now, None, ""
    enrolment.queue_no, enrolment.checked_in_at, enrolment.checked_in_by = None, None, ""
    match decision:
        case Enrolled():
            enrolment.status = Place.ENROLLED
            activity.taken += 1
        case Waiting():
            enrolment.status = Place.WAITING
            activity.waiting += 1
            activity.queued += 1
            enrolment.queue_no = activity.queued
        case Applied():
            enrolment.status = Place.APPLIED
    uow.session.add(enrolment)
    note(uow, enrolment.status, activity, enrolment)
    return decision.position if isinstance(decision, Waiting) else None


def accept(uow: Uow, activity: Activity, enrolment: Enrolment) -> None:
    """Let who was offered a seat have it."""
    enrolment.status, enrolment.offer_until = Place.ENROLLED, None
    enrolment.changed_at = uow.now
    note(uow, "accepted", activity, enrolment)


def give_back(
    uow: Uow, activity: Activity, enrolment: Enrolment, place: Place = Place.CANCELLED
) -> None:
    """Take back what somebody has; who moves up is another step (``move_up``)."""
    had = Place(enrolment.status)
    if had in seats.SEATED:
        activity.taken -= 1
    if had is Place.WAITING:
        activity.waiting -= 1
    deed = "declined" if had is Place.OFFERED and place is Place.CANCELLED else _GONE[place]
    note(uow, deed, activity, enrolment)
    enrolment.status, enrolment.queue_no, enrolment.offer_until = place, None, None
    enrolment.changed_at = uow.now
    uow.session.flush()


_GONE: Final = {
    Place.CANCELLED: "withdrawn",
    Place.LAPSED: "lapsed",
    Place.REFUSED: "turned_down",
}


def move_up(uow: Uow, activity: Activity) -> int:
    """Offer the free seats to the first in line, or give them where time is short."""
    if not activity.waiting or activity.taken >= activity.seats:
        return 0
    uow.session.flush()
    line = uow.session.scalars(activities.queue(activity.id, activity.seats)).all()
    first = set(seats.promote(seats_of(activity), [e.id for e in line], uow.now))
    up = [enrolment for enrolment in line if enrolment.id in first]
    if not up:
        return 0
    until = seats.offer_until(uow.now, activity.starts_at, lasts(uow, activity))
    for enrolment in up:
        note(uow, "offered" if until else "moved_up", activity, enrolment)
        enrolment.status = Place.OFFERED if until else Place.ENROLLED
        enrolment.offer_until, enrolment.changed_at = until, uow.now
        activity.taken += 1
        activity.waiting -= 1
    activity_letters.free(uow, activity, up, until)
    for enrolment in up:
        enrolment.queue_no = None
    uow.session.flush()
    return len(up)


def lasts(uow: Uow, activity: Activity) -> timedelta:
    """Return how long a seat is kept for the next in line."""
    if activity.offer_hours is not None:
        return timedelta(hours=activity.offer_hours)
    place = activity.organisation_id
    return Programmes.over(uow, [place]).of(place).activities.offer


def may_draw(uow: Uow, activity: Activity) -> bool:
    """Say whether the lots are to be drawn now."""
    return (
        activity.mode == Mode.DRAW
        and activity.drawn_at is None
        and activity.status == ActivityStatus.OPEN
        and activity.deadline <= uow.now < activity.starts_at
    )


def draw(uow: Uow, activity: Activity) -> Drawn:
    """Draw lots among those who applied; the others wait in the order in which they were drawn."""
    uow.session.flush()
    rows = uow.session.scalars(activities.at(activity.id, (Place.APPLIED,))).all()
    seed = f"{uow.means.chance.getrandbits(64):016x}"
    by_number = {enrolment.id: enrolment for enrolment in rows}
    drawn = seats.draw(seed, sorted(by_number), seats_of(activity).free)
    activity.draw_seed, activity.drawn_at = seed, uow.now
    audit.note(uow, "drawn", "activity", activity.id, seed=seed, applications=len(rows))
    chosen = [by_number[number] for number in drawn.chosen]
    others = [by_number[number] for number in drawn.waiting]
    for enrolment in chosen:
        give(uow, activity, enrolment, Enrolled())
    for enrolment in others:
        give(uow, activity, enrolment, Waiting(activity.waiting + 1))
    _tell_drawn(uow, activity, chosen, others)
    uow.session.flush()
    return drawn


def _tell_drawn(
    uow: Uow, activity: Activity, chosen: Sequence[Enrolment], others: Sequence[Enrolment]
) -> None:
    activity_letters.chosen(uow, activity, chosen)
    activity_letters.not_drawn(uow, activity, others)


def walk_in(uow: Uow, activity: Activity, person_id: int) -> Enrolment:
    """Give a free seat to somebody who stands at the door, or refuse; the row is locked already.

    Those on the wait-list who are not there keep nobody out.
    """
    enrolment = place_of(uow, activity.id, person_id)
    if enrolment is not None and enrolment.status == Place.ENROLLED:
        return enrolment
    if enrolment is not None and enrolment.status == Place.OFFERED:
        accept(uow, activity, enrolment)
        return enrolment
    if activity.taken >= activity.seats:
        raise Full(title=activity.title)
    if enrolment is not None and enrolment.status == Place.WAITING:
        give_back(uow, activity, enrolment)
    enrolment = enrolment or Enrolment(
        activity_id=activity.id, person_id=person_id, created_at=uow.now
    )
    give(uow, activity, enrolment, Enrolled())
    uow.session.flush()
    return enrolment


def note(uow: Uow, deed: str, activity: Activity, enrolment: Enrolment) -> None:
    """Write down what became of somebody's place, with their number in the line."""
    line = {} if enrolment.queue_no is None else {"no": enrolment.queue_no}
    audit.note(uow, str(deed), "activity", activity.id, person=enrolment.person_id, **line)
