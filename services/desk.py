"""工作台: what needs a person today, what is still owed, in a few statements."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from domain.caseload import STRANGERS
from domain.materials import KIND, SOON
from domain.periods import HOME, local_day
from domain.quotas import Standing
from domain.seats import ActivityStatus, Place
from domain.standing_words import say_figure, say_lack
from domain.wording import say_date
from services import (
    activities,
    activity_making,
    caseload_list,
    desk_waits,
    plans,
    quotas,
    topic_pages,
    wish_todos,
)
from services.activities import Offer, say_when
from services.quotas import Stand
from services.topic_pages import Listed
from services.uow import Uow
from services.visits import Visitor

_OWED: Final = 3
_TODAY: Final = 8
"""Lines of today: more would be read by nobody."""
_NEAR: Final = timedelta(days=3)
_ALIVE: Final = frozenset({ActivityStatus.OPEN, ActivityStatus.RUNNING, ActivityStatus.ENDED})
_HOURS: Final = ((6, "夜深了"), (9, "早上好"), (12, "上午好"), (14, "中午好"), (18, "下午好"))


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits; ``path`` leads there, below the pages' root."""

    title: str
    about: str
    path: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What is still to be done in a period."""

    title: str
    about: str
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Home:
    """The page as somebody sees it today."""

    greeting: str
    todos: tuple[Todo, ...]
    more_todos: int = 0
    """How many more wait than are listed."""
    owed: tuple[Owed, ...] = ()
    more_owed: int = 0
    bound: bool = False
    """Whether anything at all is asked of a cadre in this period."""
    strangers: int = 0
    """Youths of the case-load who have not logged in."""


def home(uow: Uow, who: Visitor) -> Home:
    """Return what a person's page shows today."""
    greeting = f"{who.name},{greet(uow.now)}"
    if not who.is_cadre:
        return _home(greeting, list(_of_youth(uow, who.id)))
    own = quotas.of_cadre(uow, who.id, uow.today)
    led = quotas.led_by(uow, who.id, uow.today) if who.organ_id is not None else []
    owed = sorted(
        (one for stand in ([own] if own else []) + led for one in _owed(stand)),
        key=lambda one: (one.days_left is None, one.days_left),
    )
    todos = [
        *_planned(uow, who.id),
        *_held(uow, who.id),
        *_materials(led, uow.today),
        *(Todo(*one) for one in desk_waits.of_cadre(uow, who.id, who.organ_id)),
        *(Todo(*one) for one in wish_todos.of_cadre(uow, who.id, who.organ_id)),
        *(_spoken(topic) for topic in topic_pages.fresh(uow, who.id)),
    ]
    return replace(
        _home(greeting, todos),
        owed=tuple(owed[:_OWED]),
        more_owed=max(len(owed) - _OWED, 0),
        bound=any(s.bound for stand in ([own] if own else []) + led for s in stand.standings),
        strangers=caseload_list.bands(uow, who.id).get(STRANGERS, 0),
    )


def _home(greeting: str, todos: list[Todo]) -> Home:
    return Home(greeting, tuple(todos[:_TODAY]), max(len(todos) - _TODAY, 0))


def greet(now: datetime) -> str:
    """Return how one is greeted at an hour."""
    hour = now.astimezone(HOME).hour
    return next((words for until, words in _HOURS if hour < until), "晚上好")


def _owed(stand: Stand) -> Iterator[Owed]:
    whose = "〔本单位〕" if stand.subject == "organ" else ""
    for s in quotas.owed(stand):
        yield Owed(f"{whose}{s.rule.title}", f"{say_figure(s)},{say_lack(s)}", s.days_left)


def _planned(uow: Uow, cadre_id: int) -> Iterator[Todo]:
    for plan in plans.due(uow, cadre_id):
        late = "" if plan.day == uow.today else f"原定 {say_date(plan.day)} · "
        what = "、".join(plan.names) or plan.title
        yield Todo(f"计划:{plan.kind_title}", f"{late}{what}" or "做完点一下就记上", "plans")


def _held(uow: Uow, cadre_id: int) -> Iterator[Todo]:
    """Yield the activities of this cadre that come soon, run, wait for a choice or a closing."""
    for one in activity_making.hosted(uow, cadre_id):
        if one.status not in _ALIVE or one.closed:
            continue
        when, path = say_when(one.starts_at, uow.now), f"activities/{one.id}"
        if one.status is ActivityStatus.ENDED:
            yield Todo(f"办结:{one.title}", "谁来了一确认,记录就都有了", f"{path}/close")
        elif one.starts_at <= uow.now:
            yield Todo(f"正在进行:{one.title}", f"{one.taken} 人报名,去签到", f"{path}/run")
        elif local_day(one.starts_at) - uow.today <= _NEAR:
            yield Todo(one.title, f"{when} · {one.taken}/{one.seats} 人", f"{path}/run")
        if one.applied and one.starts_at > uow.now:
            yield Todo(f"{one.applied} 个报名等你定", one.title, f"{path}/run")


def _materials(led: list[Stand], today: date) -> Iterator[Todo]:
    """Yield the materials that an organ owes, when their day is near."""
    for s in (s for stand in led for s in quotas.owed(stand)):
        if KIND in s.rule.counts.kinds and s.due - today <= SOON:
            yield Todo("交季度材料", _by(s, today), "materials")


def _by(s: Standing, today: date) -> str:
    return f"{say_date(s.due)}前交,数字已经填好" if today <= s.due else "过了日子,也可以补交"


def _spoken(topic: Listed) -> Todo:
    waits = f"{topic.held} 条待看" if topic.held else ""
    new = f"{topic.new} 条新回复" if topic.new else ""
    about = " · ".join(words for words in (waits, new) if words)
    return Todo(f"话题:{topic.title}", about, f"topics/{topic.id}")


def _of_youth(uow: Uow, person_id: int) -> Iterator[Todo]:
    for one in (*desk_waits.of_youth(uow, person_id), *wish_todos.of_youth(uow, person_id)):
        yield Todo(*one)
    for offer in activities.mine_of(uow, person_id):
        parts = (_place(offer, uow.now), say_when(offer.starts_at, uow.now), offer.place)
        yield Todo(
            offer.title, " · ".join(part for part in parts if part), f"activities/{offer.id}"
        )
    for topic in topic_pages.shared_with(uow, person_id, limit=5):
        if not topic.opened:
            about = f"{topic.by}分享的,还没看过"
            yield Todo(f"话题:{topic.title}", about, f"topics/{topic.id}")


def _place(offer: Offer, now: datetime) -> str:
    """Say how somebody stands in an activity, if it is not simply that they come."""
    if offer.mine is Place.OFFERED and offer.offer_until is not None:
        return f"有空位了,给你留到 {say_when(offer.offer_until, now)}"
    if offer.mine is Place.WAITING:
        return f"候补第 {offer.position} 位"
    return "等主办人定" if offer.mine is Place.APPLIED else ""
