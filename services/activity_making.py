"""Making activities: published, changed, called off by those who run them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.activity_templates import Template
from domain.errors import Refusal
from domain.kinds import KINDS
from domain.seats import HELD, STATUS_TITLES, ActivityStatus, Mode, Place
from domain.wording import untapped
from models import activity as activities
from models import activity_run
from models.activity import Activity
from models.person import Person
from services import activity_letters, activity_reach, audit, seating
from services.activity_drafts import (
    ORGAN_KINDS,
    Draft,
    DraftOdd,
    copy_of,
    draft_of,
    from_template,
    host_clash,
    organ_of,
    sound,
    templates,
)
from services.activity_held import SHOWN, hosted
from services.activity_reach import NotYourActivity
from services.activity_views import Hosted
from services.seating import NoSuchActivity
from services.uow import Uow

__all__ = [
    "SHOWN",
    "Changed",
    "Draft",
    "DraftOdd",
    "Hosted",
    "NoSuchActivity",
    "NotNow",
    "NotYourActivity",
    "Running",
    "Template",
    "cancel",
    "change",
    "copy_of",
    "create",
    "draft_of",
    "from_template",
    "host_clash",
    "hosted",
    "publish",
    "run_by",
    "templates",
]

_REASON: Final = 200
_STANDING: Final = (ActivityStatus.DRAFT, ActivityStatus.OPEN, ActivityStatus.RUNNING)


class NotNow(Refusal):
    """The activity is past the point."""

    code = "not_now"
    text = "「{title}」{status},{what}。"


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change brought: how many moved up or were offered a seat, how many were told."""

    moved_up: int
    told: int = 0


@dataclass(frozen=True, slots=True)
class Running:
    """An activity as who runs it sees it."""

    id: int
    title: str
    kind: str
    kind_title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    deadline: datetime
    seats: int
    taken: int
    waiting: int
    status: ActivityStatus
    mode: Mode
    organisation_id: int
    host_id: int | None
    host_name: str
    closed: bool
    drawn: bool
    draw_seed: str
    cancel_reason: str
    organ: bool
    draft: Draft

    @property
    def status_title(self) -> str:
        """The state in Chinese."""
        return STATUS_TITLES[self.status]

    def standing(self, now: datetime) -> ActivityStatus:
        """Return the state by the time it is, which the clock writes down some minutes later."""
        if self.status not in {ActivityStatus.OPEN, ActivityStatus.RUNNING}:
            return self.status
        if now >= self.ends_at:
            return ActivityStatus.ENDED
        return ActivityStatus.RUNNING if now >= self.starts_at else ActivityStatus.OPEN

    def may_draw(self, now: datetime) -> bool:
        """Say whether the lots are to be drawn now."""
        open_for_it = self.mode == Mode.DRAW and self.status == ActivityStatus.OPEN
        return open_for_it and not self.drawn and self.deadline <= now < self.starts_at


def create(
    uow: Uow,
    cadre_id: int,
    draft: Draft,
    *,
    copied_from: int | None = None,
    home: int | None = None,
) -> int:
    """Write a draft that only those see who run it; return its number.

    ``home`` is the organisation whose activity it is, where an admin has chosen both.
    Raises ``DraftOdd``, or ``NotYourOrgan`` for an organ's kind by who does not answer for one.
    """
    clean = sound(draft)
    activity = Activity(host_id=cadre_id, status=ActivityStatus.DRAFT, taken=0, waiting=0, queued=0)
    activity.organisation_id = home or _home(uow, cadre_id, clean.kind)
    activity.copied_from, activity.created_at = copied_from, uow.now
    _write(activity, clean)
    uow.session.add(activity)
    uow.session.flush()
    audit.note(uow, "created", "activity", activity.id, kind=clean.kind, mode=clean.mode)
    return activity.id


def _home(uow: Uow, cadre_id: int, kind: str) -> int:
    """Return whose an activity is: the led organ's, or that of the cadre's own post."""
    if kind in ORGAN_KINDS:
        return organ_of(uow, cadre_id)
    post = uow.session.scalars(activity_run.posts(cadre_id, uow.today)).first()
    return post or uow.session.get_one(Person, cadre_id).organisation_id


def _write(activity: Activity, draft: Draft) -> None:
    activity.title, activity.kind, activity.place = draft.title, draft.kind, draft.place
    activity.starts_at, activity.ends_at = draft.starts_at, draft.ends_at
    activity.deadline, activity.seats = draft.deadline, draft.seats
    activity.about, activity.mode = draft.about, draft.mode
    activity.audience, activity.form = draft.audience.kept(), draft.form.kept()
    activity.offer_hours = draft.offer_hours


def publish(uow: Uow, cadre_id: int, activity_id: int) -> None:
    """Open a draft for signing up; what is open already stays so."""
    activity = activity_reach.running(uow, cadre_id, activity_id, lock=True)
    if activity.status == ActivityStatus.OPEN:
        return
    if activity.status != ActivityStatus.DRAFT:
        raise NotNow(title=activity.title, status=_status(activity), what="不能再发布")
    if activity.deadline <= uow.now or activity.starts_at <= uow.now:
        raise DraftOdd(what="报名截止和开始都要在现在之后,改好时间再发布。")
    activity.status = ActivityStatus.OPEN
    audit.note(uow, "published", "activity", activity.id)


def change(uow: Uow, cadre_id: int, activity_id: int, draft: Draft) -> Changed:
    """Change an activity that is not over; seats may be more or fewer, never fewer than taken.

    Those who have or await a place are told when time or place are other ones. How seats are
    given stays as it was published.
    """
    clean = sound(draft)
    activity = activity_reach.running(uow, cadre_id, activity_id, lock=True)
    if activity.status not in _STANDING or activity.ends_at <= uow.now:
        raise NotNow(title=activity.title, status=_status(activity), what="改不了了")
    if activity.status == ActivityStatus.DRAFT:
        if clean.kind != activity.kind:
            activity.organisation_id = _home(uow, cadre_id, clean.kind)
        _write(activity, clean)
        audit.note(uow, "changed", "activity", activity.id)
        return Changed(0)
    seating.settle(uow, activity)
    if activity.drawn_at is not None:  # the lots are cast: nobody can apply any more
        clean = replace(clean, deadline=activity.deadline)
    was = activity.starts_at, activity.place
    _keep_bounds(uow, activity, clean)
    _write(activity, clean)
    if activity.starts_at > uow.now:  # one that had begun and is put off is to come again
        activity.status = ActivityStatus.OPEN
    audit.note(uow, "changed", "activity", activity.id, seats=clean.seats)
    told = 0
    if (activity.starts_at, activity.place) != was:
        told = _moved(uow, activity)
    return Changed(seating.move_up(uow, activity), told)


def resize(uow: Uow, cadre_id: int, activity_id: int, seats: int) -> Changed:
    """Give another number of seats; asked for twice it is the same number."""
    activity_reach.running(uow, cadre_id, activity_id, lock=True)
    draft = run_by(uow, cadre_id, activity_id).draft
    return change(uow, cadre_id, activity_id, replace(draft, seats=seats))


def _keep_bounds(uow: Uow, activity: Activity, draft: Draft) -> None:
    """Refuse what those who signed up relied on."""
    if draft.seats < activity.taken:
        raise DraftOdd(what=f"已经有 {activity.taken} 个名额给出去了,不能少于这个数。")
    if draft.mode != activity.mode or (draft.kind in ORGAN_KINDS) != (activity.kind in ORGAN_KINDS):
        raise DraftOdd(what="已经发布了,报名方式和办活动的单位不能再改;要改,取消后复制一个。")
    if draft.starts_at != activity.starts_at and draft.starts_at <= uow.now:
        raise DraftOdd(what="开始时间要在现在之后。")


def _moved(uow: Uow, activity: Activity) -> int:
    """Tell all who have or await a place, and remind anew; no offer outlives the start."""
    people = uow.session.scalars(activities.at(activity.id, HELD)).all()
    for one in people:
        if one.status == Place.OFFERED and one.offer_until is not None:
            one.offer_until = min(one.offer_until, activity.starts_at)
    activity.reminded_at = None
    uow.session.flush()
    activity_letters.changed(uow, activity, people)
    return len(people)


def cancel(uow: Uow, cadre_id: int, activity_id: int, reason: str) -> int:
    """Call an activity off and tell everybody who has or awaits a place; return how many.

    A draft goes without a word.
    """
    activity = activity_reach.running(uow, cadre_id, activity_id, lock=True)
    if activity.status == ActivityStatus.CANCELLED:
        return 0
    if activity.status not in _STANDING or activity.ends_at <= uow.now:
        raise NotNow(
            title=activity.title, status=_status(activity), what="不用取消了;没办成的话,结束时写明"
        )
    drafted = activity.status == ActivityStatus.DRAFT
    if not drafted and not reason.strip():
        raise DraftOdd(what="写一句为什么取消,报了名的人会看到。")
    activity.status = ActivityStatus.CANCELLED
    activity.cancel_reason = untapped(reason.strip())[:_REASON]
    audit.note(uow, "called_off", "activity", activity.id)
    uow.session.flush()
    people = uow.session.scalars(activities.at(activity.id, HELD)).all()
    activity_letters.called_off(uow, activity, people)
    return len(people)


def run_by(uow: Uow, cadre_id: int, activity_id: int) -> Running:
    """Return an activity that they hold, or whose organisation they answer for.

    Raises ``NoSuchActivity`` or ``NotYourActivity``.
    """
    activity = activity_reach.running(uow, cadre_id, activity_id)
    host = uow.session.get(Person, activity.host_id) if activity.host_id else None
    return Running(
        activity.id,
        activity.title,
        activity.kind,
        KINDS[activity.kind].title,
        activity.place,
        activity.starts_at,
        activity.ends_at,
        activity.deadline,
        activity.seats,
        activity.taken,
        activity.waiting,
        ActivityStatus(activity.status),
        Mode(activity.mode),
        activity.organisation_id,
        activity.host_id,
        host.name if host else "",
        activity.closed_at is not None,
        activity.drawn_at is not None,
        activity.draw_seed,
        activity.cancel_reason,
        activity.kind in ORGAN_KINDS,
        draft_of(activity),
    )


def _status(activity: Activity) -> str:
    return STATUS_TITLES[ActivityStatus(activity.status)]
