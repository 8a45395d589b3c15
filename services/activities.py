"""Activities: what is open, signing up, waiting, saying yes, withdrawing; seats never oversell."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from domain import seats, wording
from domain.audience import Audience, say
from domain.errors import Refusal
from domain.kinds import KINDS
from domain.seats import HELD, STATUS_TITLES, ActivityStatus, Place
from domain.signup_form import AnswerMissing, Form, check
from models import activity as activities
from models.activity import Activity, Enrolment
from models.organisation import Organisation
from models.person import Person
from services import activity_reach, seating
from services.activity_reach import BirthWanted
from services.activity_views import Offer, Seen, offer_of
from services.seating import NoSuchActivity
from services.uow import Uow

__all__ = [
    "SHOWN",
    "AnswersWanted",
    "BirthWanted",
    "Clashes",
    "NoSuchActivity",
    "NotEnrolled",
    "Offer",
    "OfferGone",
    "ReasonWanted",
    "Seen",
    "TooLate",
    "accept",
    "clash",
    "enrol",
    "mine_of",
    "offer_of",
    "on_offer",
    "say_when",
    "seen",
    "withdraw",
]

SHOWN = 5
"""How many activities fit on a phone's screen of chat."""
LOOKED_AT: Final = 200
"""More open activities within one person's reach are not looked at."""
LONGEST_REASON: Final = 200

say_when = wording.say_when


class NotEnrolled(Refusal):
    """There is nothing to cancel."""

    code = "not_enrolled"
    text = "你没有报这个活动,不用取消。看我报的,回复「我的活动」。"


class TooLate(Refusal):
    """It has begun."""

    code = "too_late_to_cancel"
    text = "「{title}」已经开始了,取消不了。来不了的话,跟你的团干部说一声就好。"


class AnswersWanted(Refusal):
    """There are questions to answer first, on the page of the activity."""

    code = "answers_wanted"
    text = "「{title}」报名要先答几个问题,在活动的页面上填。"


class ReasonWanted(Refusal):
    """After the deadline giving a seat back is a leave, and says why."""

    code = "reason_wanted"
    text = "「{title}」的报名已经截止,现在不来算请假,要说一句原因。"


class Clashes(Refusal):
    """They have signed up for something else that goes on at the same time: ``other``."""

    code = "activity_clashes"
    text = "那个时间你还报了「{title}」。两个都要报,回复「活动」再选一次。"

    def __init__(self, other: Offer) -> None:
        super().__init__(title=other.title)
        self.other = other


class OfferGone(Refusal):
    """The seat that was kept has gone to the next."""

    code = "offer_gone"
    text = "「{title}」的名额没有给你留着了。还想来,回复「活动」再报。"


def on_offer(
    uow: Uow, person_id: int, skip: int = 0, limit: int = SHOWN
) -> tuple[list[Offer], bool]:
    """Return what a person may sign up for now, the next first, and whether there is more."""
    rows = uow.session.scalars(activities.open_for(person_id, uow.today, uow.now, LOOKED_AT)).all()
    meant = activity_reach.meant_for(uow, person_id, rows)[skip:]
    mine = {offer.id: offer for offer in mine_of(uow, person_id)}
    return [mine.get(a.id) or offer_of(a) for a in meant[:limit]], len(meant) > limit


def mine_of(uow: Uow, person_id: int) -> list[Offer]:
    """Return the coming activities in which a person has or awaits a seat."""
    rows = uow.session.execute(activities.mine_with_position(person_id, uow.now))
    return [offer_of(activity, enrolment, position) for activity, enrolment, position in rows]


def enrol(  # noqa: PLR0913 - what a sign-up is made of, by name
    uow: Uow,
    activity_id: int,
    person_id: int,
    answers: Mapping[str, Sequence[str]] | None = None,
    born: date | None = None,
    *,
    sure: bool = True,
) -> Offer:
    """Take a seat, a place on the wait-list when all are taken, or apply where it is chosen.

    ``sure``: whatever else goes on at the same time is no obstacle. Raises ``AnswersWanted`` or
    ``BirthWanted`` (``page`` of their data is where to give them) and ``Clashes``, besides what
    ``seats.enrol`` and ``activity_reach.admit`` say.
    """
    known = uow.session.get(Activity, activity_id)
    if known is None or known.status == ActivityStatus.DRAFT:
        raise NoSuchActivity
    activity_reach.admit(uow, known, person_id, born)
    if not sure:
        _keep_free(uow, activity_id, person_id)
    activity = seating.settled(uow, activity_id)
    enrolment = seating.place_of(uow, activity_id, person_id)
    has = Place(enrolment.status) if enrolment else None
    decision = seats.enrol(seating.seats_of(activity), uow.now, has)
    kept = _answered(activity, answers)
    enrolment = enrolment or Enrolment(
        activity_id=activity_id, person_id=person_id, created_at=uow.now
    )
    enrolment.answers = {**kept}
    position = seating.give(uow, activity, enrolment, decision)
    uow.session.flush()
    return offer_of(activity, enrolment, position)


def _keep_free(uow: Uow, activity_id: int, person_id: int) -> None:
    """Ask about another activity at the same time, unless they are in this one already."""
    other = clash(uow, activity_id, person_id)
    if other is not None and place_in(uow, activity_id, person_id) not in HELD:
        raise Clashes(other)


def _answered(
    activity: Activity, answers: Mapping[str, Sequence[str]] | None
) -> dict[str, list[str]]:
    form = Form.read(activity.form)
    try:
        return check(form, answers or {})
    except AnswerMissing:
        if answers is not None:
            raise
        raise AnswersWanted(title=activity.title, page=f"activities/{activity.id}") from None


def accept(uow: Uow, activity_id: int, person_id: int) -> Offer:
    """Take the seat that is kept for them."""
    activity = seating.settled(uow, activity_id)
    enrolment = seating.place_of(uow, activity_id, person_id)
    if enrolment is None:
        raise NoSuchActivity
    if enrolment.status == Place.ENROLLED:
        return offer_of(activity, enrolment)
    if enrolment.status != Place.OFFERED or activity.status != ActivityStatus.OPEN:
        raise OfferGone(title=activity.title)
    seating.accept(uow, activity, enrolment)
    return offer_of(activity, enrolment)


def withdraw(uow: Uow, activity_id: int, person_id: int, why: str = "") -> Offer:
    """Give back a seat or what was to become one; the first in line is next.

    After the deadline a seat is not given back without saying why (``ReasonWanted``): a leave.
    """
    activity = seating.settled(uow, activity_id)
    enrolment = seating.place_of(uow, activity_id, person_id)
    if enrolment is None or enrolment.status not in HELD:
        raise NotEnrolled
    if uow.now >= activity.starts_at:
        raise TooLate(title=activity.title)
    leave = enrolment.status == Place.ENROLLED and uow.now >= activity.deadline
    if leave and not why.strip():
        raise ReasonWanted(title=activity.title)
    seating.give_back(uow, activity, enrolment)
    enrolment.why = why.strip()[:LONGEST_REASON]
    seating.move_up(uow, activity)
    return offer_of(activity)


def place_in(uow: Uow, activity_id: int, person_id: int) -> Place | None:
    """Return what somebody has in an activity."""
    enrolment = seating.place_of(uow, activity_id, person_id)
    return Place(enrolment.status) if enrolment else None


def clash(uow: Uow, activity_id: int, person_id: int) -> Offer | None:
    """Return what somebody has signed up for already that goes on at the same time."""
    activity = uow.session.get(Activity, activity_id)
    if activity is None:
        return None
    start, end = activity.starts_at, activity.ends_at
    other = uow.session.scalar(activities.overlapping(person_id, start, end, activity_id))
    return offer_of(other) if other is not None else None


def seen(uow: Uow, activity_id: int, person_id: int) -> Seen:
    """Return all that a person sees of an activity within reach, or of one they run or are in."""
    activity = uow.session.get(Activity, activity_id)
    if activity is None:
        raise NoSuchActivity
    mine = seating.place_of(uow, activity_id, person_id)
    runs = activity_reach.may_run(uow, person_id, activity)
    if not runs and (mine is None or activity.status == ActivityStatus.DRAFT):
        _within_reach(uow, activity, person_id)
    refusal, birth = _may_sign_up(uow, activity, person_id, mine)
    host = uow.session.get(Person, activity.host_id) if activity.host_id else None
    return Seen(
        offer_of(activity, mine, _position(uow, mine)),
        activity.about,
        KINDS[activity.kind].title,
        STATUS_TITLES[ActivityStatus(activity.status)],
        host.name if host else "",
        uow.session.get_one(Organisation, activity.organisation_id).name,
        say(Audience.read(activity.audience)),
        Form.read(activity.form),
        mine.answers if mine else {},
        refusal,
        birth,
        clash(uow, activity_id, person_id),
        mine.checked_in_at if mine else None,
        runs,
        mine.stars if mine else None,
        mine.words if mine else "",
        mine.why if mine else "",
        activity.cancel_reason,
        activity.closed_at is not None,
    )


def _within_reach(uow: Uow, activity: Activity, person_id: int) -> None:
    reach = activities.within_reach(activity.id, person_id, uow.today)
    if activity.status == ActivityStatus.DRAFT or uow.session.scalar(reach) is None:
        raise NoSuchActivity


def _may_sign_up(
    uow: Uow, activity: Activity, person_id: int, mine: Enrolment | None
) -> tuple[str, bool]:
    """Return why somebody cannot sign up now, or nothing; and whether a birth date is wanted."""
    try:
        seats.enrol(seating.seats_of(activity), uow.now, Place(mine.status) if mine else None)
        activity_reach.admit(uow, activity, person_id)
    except BirthWanted:
        return "", True
    except Refusal as no:
        return str(no), False
    return "", False


def _position(uow: Uow, mine: Enrolment | None) -> int | None:
    if mine is None or mine.status != Place.WAITING or mine.queue_no is None:
        return None
    return uow.session.scalar(activities.ahead(mine.activity_id, mine.queue_no)) or 1
