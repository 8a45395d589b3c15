"""活动 of a subtree, as an admin looks for them: by state, kind, days, name and unit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_

from domain.checkin import OPENS, SHUTS
from domain.kinds import KINDS
from domain.periods import midnight
from domain.permissions import May
from domain.seats import STATUS_TITLES, ActivityStatus, Mode, Place
from domain.written import as_day
from models.activity import Activity, Enrolment
from models.organisation import Organisation, below
from models.person import Person
from services.activity_drafts import CADRE_KINDS, ORGAN_KINDS
from services.console_scope import OutOfReach
from services.console_sessions import Official
from services.uow import Uow

STATES: Final[Mapping[str, str]] = {
    "coming": "要办的",
    "running": "进行中",
    "unclosed": "结束了没办结",
    "closed": "已办结",
    "draft": "草稿",
    "cancelled": "已取消",
}
COLOURS: Final[Mapping[str, str]] = {
    "报名中": "green",
    "报满了": "blue",
    "报名截止": "blue",
    "进行中": "green",
    "待办结": "yellow",
    "已取消": "secondary",
}
LATELY: Final = timedelta(days=30)
"""Without a word about days, what begins from so long ago on is shown."""
_DAY: Final = timedelta(days=1)
_LIVE: Final = (ActivityStatus.OPEN, ActivityStatus.RUNNING, ActivityStatus.ENDED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for below ``place``; both days count."""

    place: int
    first: date
    last: date | None = None
    state: str = ""
    kind: str = ""
    name: str = ""

    def narrow(self, today: date) -> bool:
        """Say whether anything is sought besides a place."""
        return replace(self, place=0) != Wanted(0, today - LATELY)


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity as one line."""

    id: int
    title: str
    kind: str
    organisation_id: int
    unit: str
    host_id: int | None
    host: str
    starts_at: datetime
    ends_at: datetime
    seats: int
    taken: int
    waiting: int
    applied: int
    state: str
    colour: str


def wanted(place: int, said: Mapping[str, str], today: date) -> Wanted:
    """Read filters as they stand in an address: what is none is left out."""
    state, kind = said.get("state", ""), said.get("kind", "")
    return Wanted(
        place,
        as_day(said.get("first", "")) or today - LATELY,
        as_day(said.get("last", "")),
        state if state in STATES else "",
        kind if kind in kinds() else "",
        said.get("name", "").strip()[:60],
    )


def kinds() -> dict[str, str]:
    """Return the kinds that activities may have, those of organs first."""
    codes = [code for code in KINDS if code in ORGAN_KINDS]
    codes += [code for code in KINDS if code in CADRE_KINDS]
    return {code: KINDS[code].title for code in codes}


def page(uow: Uow, sought: Wanted, *, after: int = 0, most: int) -> list[ActivityRow]:
    """Return some of the activities that are sought, the latest first, those behind one."""
    question = _found(sought.place).where(*_filters(uow, sought))
    if after:
        last = select(Activity.starts_at, Activity.id).where(Activity.id == after)
        row = uow.session.execute(last).one_or_none()
        if row is None:
            return []
        question = question.where(tuple_(Activity.starts_at, Activity.id) < tuple(row))
    question = question.order_by(Activity.starts_at.desc(), Activity.id.desc())
    return _rows(uow, question.limit(most))


def at_doors(uow: Uow, place: int, *, most: int) -> list[ActivityRow]:
    """Return what may be checked in to now or later today below an organisation."""
    question = _found(place).where(*_today(uow)).order_by(Activity.starts_at, Activity.id)
    return _rows(uow, question.limit(most))


def reach(uow: Uow, who: Official, activity_id: int) -> Activity:
    """Return an activity of the own subtree; to a door keeper only those of today.

    Raises ``OutOfReach``.
    """
    question = select(Activity).where(
        Activity.id == activity_id, Activity.organisation_id.in_(below(who.organisation_id))
    )
    if not who.may(May.SEE):
        question = question.where(*_today(uow))
    found = uow.session.scalar(question)
    if found is None:
        raise OutOfReach
    return found


def _today(uow: Uow) -> list[ColumnElement[bool]]:
    """Say what activities somebody at the door has to do with: their list may change today."""
    return [
        Activity.status.in_(_LIVE),
        Activity.closed_at.is_(None),
        Activity.starts_at < midnight(uow.today + _DAY) + OPENS,
        Activity.ends_at > uow.now - SHUTS,
    ]


def _found(place: int) -> Select[Activity, str, str | None, int]:
    applied = (
        select(func.count())
        .where(Enrolment.activity_id == Activity.id, Enrolment.status == Place.APPLIED)
        .correlate(Activity)
        .scalar_subquery()
    )
    return (
        select(Activity, Organisation.name, Person.name, applied)
        .join(Organisation, Organisation.id == Activity.organisation_id)
        .outerjoin(Person, Person.id == Activity.host_id)
        .where(Activity.organisation_id.in_(below(place)))
    )


def _filters(uow: Uow, sought: Wanted) -> list[ColumnElement[bool]]:
    now = uow.now
    # Every state by its name: so the index of state and start answers for some days of a nation.
    chosen = [
        Activity.status.in_(list(ActivityStatus)),
        Activity.starts_at >= midnight(sought.first),
    ]
    if sought.last is not None:
        chosen.append(Activity.starts_at < midnight(sought.last + _DAY))
    if sought.kind:
        chosen.append(Activity.kind == sought.kind)
    if sought.name:
        chosen.append(Activity.title.contains(sought.name, autoescape=True))
    going = Activity.status.in_((ActivityStatus.OPEN, ActivityStatus.RUNNING))
    match sought.state:
        case "coming":
            chosen += [Activity.status == ActivityStatus.OPEN, Activity.starts_at > now]
        case "running":
            chosen += [going, Activity.starts_at <= now, Activity.ends_at > now]
        case "unclosed":
            over = or_(Activity.status == ActivityStatus.ENDED, going & (Activity.ends_at <= now))
            chosen += [over, Activity.closed_at.is_(None)]
        case "closed":
            chosen.append(Activity.closed_at.is_not(None))
        case "draft" | "cancelled":
            chosen.append(Activity.status == sought.state)
    return chosen


def _rows(uow: Uow, question: Select[Activity, str, str | None, int]) -> list[ActivityRow]:
    found = []
    for row, unit, host, applied in uow.session.execute(question):
        state = state_of(row, uow.now)
        found.append(
            ActivityRow(
                row.id,
                row.title,
                KINDS[row.kind].title if row.kind in KINDS else row.kind,
                row.organisation_id,
                unit,
                row.host_id,
                host or "",
                row.starts_at,
                row.ends_at,
                row.seats,
                row.taken,
                row.waiting,
                applied,
                state,
                COLOURS.get(state, "secondary"),
            )
        )
    return found


def door_open(activity: Activity, now: datetime) -> bool:
    """Say whether somebody can be put on the list of those who came."""
    live = activity.status in _LIVE and activity.closed_at is None
    return live and now >= activity.starts_at - OPENS


def state_of(activity: Activity, now: datetime) -> str:
    """Return how an activity stands in words, by the time it is."""
    status = ActivityStatus(activity.status)
    if activity.closed_at is not None:
        return "已办结"
    if status in {ActivityStatus.DRAFT, ActivityStatus.CANCELLED, ActivityStatus.ARCHIVED}:
        return STATUS_TITLES[status]
    if status == ActivityStatus.ENDED or now >= activity.ends_at:
        return "待办结"
    if status == ActivityStatus.RUNNING or now >= activity.starts_at:
        return "进行中"
    if now >= activity.deadline:
        return "报名截止"
    full = activity.mode == Mode.FIRST and activity.taken >= activity.seats
    return "报满了" if full else "报名中"
