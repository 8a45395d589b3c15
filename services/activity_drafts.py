"""Drafts of activities: from a template or a copy, and what of a draft cannot be."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from domain import activity_templates
from domain.activity_templates import TEMPLATES, Template
from domain.audience import OLDEST, Audience
from domain.errors import Refusal
from domain.periods import HOME
from domain.seats import Mode
from domain.signup_form import Form, fault
from domain.wording import say_when, untapped
from models import activity_run
from models.activity import Activity
from services import activity_reach, records
from services.records import NotYourOrgan
from services.seating import NoSuchActivity
from services.uow import Uow

MOST_SEATS: Final = 5000
_LONGEST: Final = timedelta(days=14)
_TO_DRAW: Final = timedelta(hours=1)
_TITLE, _ABOUT, _TAG = 60, 2000, 20
OFFER_HOURS: Final = 72
_NOON: Final = time(14)
_YEARS: Final = range(2000, 2200)
_FAR: Final = "日子太远了,看看年份。"
CADRE_KINDS: Final = frozenset(kind.code for kind in activity_templates.FOR_CADRES)
ORGAN_KINDS: Final = frozenset(kind.code for kind in activity_templates.FOR_ORGANS)


class DraftOdd(Refusal):
    """Something of the draft cannot be."""

    code = "draft_odd"
    text = "{what}"


@dataclass(frozen=True, slots=True)
class Draft:
    """An activity as it is written; moments are aware. ``offer_hours`` none: as the programme."""

    title: str
    kind: str
    place: str
    starts_at: datetime
    ends_at: datetime
    deadline: datetime
    seats: int
    about: str = ""
    mode: str = "first"
    audience: Audience = field(default_factory=Audience)
    form: Form = field(default_factory=Form)
    offer_hours: int | None = None
    organ: bool = False


def templates(*, organ: bool | None = None) -> list[Template]:
    """Return the templates; ``organ``: only those that an organ holds, or only a cadre's."""
    return [t for t in TEMPLATES.values() if organ is None or t.organ == organ]


def blank(day: date) -> Draft:
    """Return a draft with nothing but its times, for an afternoon."""
    starts = _on(day, _NOON)
    return Draft(
        title="",
        kind=activity_templates.FOR_CADRES[0].code,
        place="",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        deadline=starts - timedelta(hours=20),
        seats=20,
    )


def from_template(uow: Uow, cadre_id: int, key: str, day: date, at: time | None = None) -> Draft:
    """Return a draft that only wants a place; an unknown key is ``NoSuchActivity``."""
    template = TEMPLATES.get(key)
    if template is None:
        raise NoSuchActivity
    if template.organ:
        organ_of(uow, cadre_id)
    starts = _on(day, at or time(template.hour))
    return Draft(
        template.title,
        template.kind,
        template.place,
        starts,
        starts + timedelta(minutes=template.minutes),
        _deadline(uow, starts, template.lead),
        template.seats,
        template.about,
        template.mode,
        organ=template.organ,
    )


def _on(day: date, at: time) -> datetime:
    if day.year not in _YEARS:
        raise DraftOdd(what=_FAR)
    return datetime.combine(day, at, HOME)


def _deadline(uow: Uow, starts: datetime, lead: timedelta) -> datetime:
    """Return when signing up ends: so long before the start, if that is still to come."""
    return starts - lead if starts - lead > uow.now + timedelta(hours=1) else starts


def copy_of(uow: Uow, cadre_id: int, activity_id: int, day: date, at: time | None = None) -> Draft:
    """Return a draft like an activity that they may run, on another day."""
    activity = activity_reach.running(uow, cadre_id, activity_id)
    draft = draft_of(activity)
    starts = _on(day, at or draft.starts_at.astimezone(HOME).time())
    return replace(
        draft,
        starts_at=starts,
        ends_at=starts + (draft.ends_at - draft.starts_at),
        deadline=_deadline(uow, starts, draft.starts_at - draft.deadline),
    )


def draft_of(activity: Activity) -> Draft:
    """Return an activity as it is written."""
    return Draft(
        activity.title,
        activity.kind,
        activity.place,
        activity.starts_at,
        activity.ends_at,
        activity.deadline,
        activity.seats,
        activity.about,
        activity.mode,
        Audience.read(activity.audience),
        Form.read(activity.form),
        activity.offer_hours,
        activity.kind in ORGAN_KINDS,
    )


def organ_of(uow: Uow, cadre_id: int) -> int:
    """Return the organ that a cadre answers for, or refuse (``NotYourOrgan``)."""
    organ = records.led_organ(uow, cadre_id)
    if organ is None:
        raise NotYourOrgan
    return organ


def host_clash(uow: Uow, cadre_id: int, draft: Draft, but: int = 0) -> str:
    """Say what else the cadre holds at the same time, or nothing; ``but``: not this one itself."""
    other = uow.session.scalar(
        activity_run.held_meanwhile(cadre_id, draft.starts_at, draft.ends_at, but)
    )
    if other is None:
        return ""
    return f"你办的「{other.title}」({say_when(other.starts_at, uow.now)})和它时间撞了。"


def sound(draft: Draft) -> Draft:
    """Return a draft without blanks around its words, or refuse (``DraftOdd``) what cannot be."""
    clean = replace(
        draft,
        title=untapped(draft.title.strip()),
        place=untapped(draft.place.strip()),
        about=untapped(draft.about.strip()),
    )
    what = _odd(clean) or _odd_time(clean) or _odd_audience(clean.audience) or fault(clean.form)
    if what:
        raise DraftOdd(what=what)
    return clean


def _odd(draft: Draft) -> str:
    hours = draft.offer_hours
    faults = (
        (not draft.title, "活动还没有名字。"),
        (max(len(draft.title), len(draft.place)) > _TITLE, f"名字和地点都不超过 {_TITLE} 个字。"),
        (len(draft.about) > _ABOUT, f"说明不超过 {_ABOUT} 个字。"),
        (draft.kind not in CADRE_KINDS | ORGAN_KINDS, "选一个活动类型。"),
        (draft.mode not in set(Mode), "选一种报名方式。"),
        (not 1 <= draft.seats <= MOST_SEATS, f"名额填 1 到 {MOST_SEATS}。"),
        (
            hours is not None and not 1 <= hours <= OFFER_HOURS,
            f"候补名额保留的小时数填 1 到 {OFFER_HOURS}。",
        ),
    )
    return next((words for wrong, words in faults if wrong), "")


def _odd_time(draft: Draft) -> str:
    if not {draft.starts_at.year, draft.ends_at.year, draft.deadline.year} <= set(_YEARS):
        return _FAR
    if draft.ends_at <= draft.starts_at:
        return "结束要在开始之后。"
    if draft.ends_at - draft.starts_at > _LONGEST:
        return "一个活动最长两周;更长的分几次办。"
    if draft.deadline > draft.starts_at:
        return "报名截止要在开始之前。"
    if draft.mode == Mode.DRAW and draft.starts_at - draft.deadline < _TO_DRAW:
        return "抽签要在开始前抽完:报名截止至少比开始早 1 小时。"
    return ""


def _odd_audience(audience: Audience) -> str:
    least, most = audience.least_age or 0, audience.most_age or OLDEST
    if not 0 <= least <= most <= OLDEST:
        return "年龄从小到大填。"
    if any(not tag or len(tag) > _TAG for tag in audience.tags):
        return f"标签每个不超过 {_TAG} 个字。"
    return ""
