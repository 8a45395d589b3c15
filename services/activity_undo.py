"""Steps of who runs an activity, taken back as long as nobody has been told of them."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import exists, select

from domain.errors import Refusal
from domain.notices import NoticeStatus
from domain.seats import SEATED, ActivityStatus, Place
from models.activity import Activity, Enrolment
from models.notice import Notice
from services import (
    activity_letters,
    activity_making,
    activity_reach,
    activity_review,
    changes,
    seating,
    untold,
)
from services.activity_making import Changed
from services.uow import Uow

_OPEN: Final = (ActivityStatus.DRAFT, ActivityStatus.OPEN)
_GOES: Final = (NoticeStatus.WRITING, NoticeStatus.SENDING, NoticeStatus.DONE)
"""A notice that was pushed, or is just now."""


class GoneOn(Refusal):
    """Others have relied on it meanwhile."""

    code = "activity_gone_on"
    text = "「{title}」{why},这一步撤不了了。{instead}"


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody got, and the change by which it is taken back."""

    place: Place
    change: int


def publish(uow: Uow, cadre_id: int, activity_id: int) -> int:
    """Open a draft for signing up; return the change, 0 where it was open already."""
    activity = activity_reach.running(uow, cadre_id, activity_id, lock=True)
    drafted = activity.status == ActivityStatus.DRAFT
    activity_making.publish(uow, cadre_id, activity_id)
    if not drafted:
        return 0
    return changes.made(uow, "published", f"发布「{activity.title}」", {"id": activity_id})


@changes.taker_back("published")
def _unpublish(uow: Uow, data: dict[str, Any]) -> str:
    activity = seating.owner(uow, data["id"])
    if activity.status not in _OPEN:
        raise GoneOn(title=activity.title, why="已经开始或者取消了", instead="")
    if uow.session.scalar(select(exists().where(Enrolment.activity_id == activity.id))):
        raise GoneOn(title=activity.title, why="有人报名了", instead="不办了,就取消它,会告诉他们。")
    told = Notice.activity_id == activity.id, Notice.status.in_(_GOES)
    if uow.session.scalar(select(exists().where(*told))):
        raise GoneOn(title=activity.title, why="的通知已经发了", instead="不办了,就取消它。")
    activity.status = ActivityStatus.DRAFT
    return "它又是草稿,只有办的人看得到。"


def cancel(uow: Uow, cadre_id: int, activity_id: int, reason: str) -> tuple[int, int]:
    """Call an activity off; return how many are told, and the change of a draft, which nobody is.

    What was published stays called off: those who signed up have heard of it.
    """
    activity = activity_reach.running(uow, cadre_id, activity_id, lock=True)
    drafted = activity.status == ActivityStatus.DRAFT
    told = activity_making.cancel(uow, cadre_id, activity_id, reason)
    if not drafted:
        return told, 0
    title = f"取消「{activity.title}」的草稿"
    return told, changes.made(uow, "scrapped", title, {"id": activity_id})


@changes.taker_back("scrapped")
def _unscrap(uow: Uow, data: dict[str, Any]) -> None:
    activity = seating.owner(uow, data["id"])
    if activity.status == ActivityStatus.CANCELLED:
        activity.status, activity.cancel_reason = ActivityStatus.DRAFT, ""


def resize(uow: Uow, cadre_id: int, activity_id: int, seats: int) -> tuple[Changed, int]:
    """Give another number of seats; return what it brought, and the change.

    Where somebody moved up there is none: they have been told.
    """
    was = activity_reach.running(uow, cadre_id, activity_id, lock=True).seats
    changed = activity_making.resize(uow, cadre_id, activity_id, seats)
    if changed.moved_up or was == seats:
        return changed, 0
    data = {"id": activity_id, "was": was, "now": seats, "by": cadre_id}
    return changed, changes.made(uow, "seats", f"名额从 {was} 个改成 {seats} 个", data)


@changes.taker_back("seats")
def _unresize(uow: Uow, data: dict[str, Any]) -> None:
    activity = seating.owner(uow, data["id"])
    if activity.seats != data["now"]:
        raise GoneOn(title=activity.title, why="的名额后来又改过", instead="要改,在它的页面上改。")
    if activity.taken > data["was"]:
        raise GoneOn(title=activity.title, why="多出来的名额已经给出去了", instead="")
    activity_making.resize(uow, data["by"], activity.id, data["was"])


def decide(  # noqa: PLR0913 - who, where, whom, and what about them
    uow: Uow, cadre_id: int, activity_id: int, person_id: int, *, yes: bool, why: str = ""
) -> Decided:
    """Decide on an applicant; they hear of it in a minute, and until then it can be taken back."""
    title = activity_reach.running(uow, cadre_id, activity_id, lock=True).title
    before = seating.place_of(uow, activity_id, person_id)
    applied = before is not None and before.status == Place.APPLIED
    place = activity_review.decide(uow, cadre_id, activity_id, person_id, yes=yes, why=why)
    uow.session.flush()
    if before is None or not applied:  # a no that becomes a yes was told before
        return Decided(place, 0)
    keys = sorted(activity_letters.decided(uow, before))
    untold.calm(uow, keys)
    data = {"id": activity_id, "person": person_id, "place": place, "keys": keys}
    how = "通过" if yes else "不通过"
    return Decided(place, changes.made(uow, "decided", f"「{title}」一位报名的{how}", data))


@changes.taker_back("decided")
def _undecide(uow: Uow, data: dict[str, Any]) -> str:
    activity = seating.owner(uow, data["id"])
    enrolment = seating.place_of(uow, activity.id, data["person"])
    if enrolment is None or enrolment.status != data["place"]:
        raise GoneOn(title=activity.title, why="这一位的名额后来又变过", instead="")
    if activity.status != ActivityStatus.OPEN:
        raise GoneOn(title=activity.title, why="已经开始或者取消了", instead="")
    untold.take_in(uow, data["keys"], "刷新名单看看现在能做什么。")
    _free(activity, enrolment)
    enrolment.status, enrolment.why, enrolment.queue_no = Place.APPLIED, "", None
    enrolment.changed_at = uow.now
    uow.session.flush()
    seating.move_up(uow, activity)
    return "TA 又在等审核,没有收到消息。"


def _free(activity: Activity, enrolment: Enrolment) -> None:
    had = Place(enrolment.status)
    if had in SEATED:
        activity.taken -= 1
    if had is Place.WAITING:
        activity.waiting -= 1
