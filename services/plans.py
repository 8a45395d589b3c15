"""What a cadre means to do: it counts for nothing before it is done, and then becomes a record."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, select

from domain.errors import Refusal
from domain.kinds import FOR_ORGANS, KINDS
from domain.periods import HOME, midnight
from domain.wording import say_ahead, tap
from models import bound
from models.contact import Contact
from models.person import Person
from models.plan import Plan, PlanYouth
from services import audit, doors, inbox, reasons, record_edits, records
from services.record_rows import TITLE, Did, Logged
from services.uow import Uow

_FARTHEST: Final = timedelta(days=366)
_MOST: Final = 50
_DAY: Final = timedelta(days=1)


class NoSuchPlan(Refusal):
    """It is not there, somebody else's, done or dropped."""

    code = "no_such_plan"
    text = "这件计划不在了,可能已经做了或取消了。看看还有哪些,回复「我的计划」。"


class PlanPast(Refusal):
    """What lies behind is written down, not planned."""

    code = "plan_past"
    text = "{day}已经过了,做了就直接记,没做就换个日子。"


class PlanTooFar(Refusal):
    """More than a year ahead."""

    code = "plan_too_far"
    text = "计划最多排到一年以内。换个近一点的日子。"


class NobodyLeft(Refusal):
    """A talk was planned, and whom it was with is no longer in the case-load."""

    code = "nobody_left"
    text = (
        "计划里的小伙伴现在不在你的名单里,这一件没有照着记。"
        "和别人聊的,另记一笔;不做了,在「我的计划」里点「不做了」。"
    )


class TooManyPlans(Refusal):
    """A list that nobody reads any more."""

    code = "too_many_plans"
    text = "已经有 {most} 件计划在排着了。先把做完的点「做了」,不做的点「不做了」。"


@dataclass(frozen=True, slots=True)
class PlanSeen:
    """An open plan; ``youths``: ids with names, of those who are in the case-load by now."""

    id: int
    kind: str
    title: str
    day: date
    at: time | None
    minutes: int | None
    youths: tuple[tuple[int, str], ...]
    due: bool
    """Its day has come, or gone by."""

    @property
    def kind_title(self) -> str:
        """The kind's Chinese name."""
        return KINDS[self.kind].title

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its youths."""
        return tuple(name for _, name in self.youths)


def make(uow: Uow, cadre_id: int, did: Did, youth_ids: Collection[int]) -> PlanSeen:
    """Plan something for a day from today on, with youths of the own case-load."""
    _coming(uow, did.day)
    if KINDS[did.kind] in FOR_ORGANS and records.led_organ(uow, cadre_id) is None:
        raise records.NotYourOrgan
    record_edits.somebody(did, youth_ids)
    if len(waiting(uow, cadre_id)) >= _MOST:
        raise TooManyPlans(most=_MOST)
    plan = Plan(
        cadre_id=cadre_id,
        kind=did.kind,
        title=did.title[:TITLE],
        day=did.day,
        at=did.at,
        minutes=did.minutes,
        created_at=uow.now,
    )
    uow.session.add(plan)
    uow.session.flush()
    mine = select(Contact.youth_id).join(Person, Person.id == Contact.youth_id)
    mine = mine.where(
        Contact.cadre_id == cadre_id,
        Contact.youth_id.in_(youth_ids),
        Contact.ended_at.is_(None),
        Person.left_at.is_(None),
    )
    youths = uow.session.scalars(mine)
    uow.session.add_all(PlanYouth(plan_id=plan.id, youth_id=youth) for youth in youths)
    uow.session.flush()
    audit.note(uow, "planned", "plan", plan.id, kind=did.kind)
    return _seen(uow, [plan])[0]


def _coming(uow: Uow, day: date) -> None:
    if day < uow.today:
        raise PlanPast(day=say_ahead(day, uow.today))
    if day > uow.today + _FARTHEST:
        raise PlanTooFar


def waiting(uow: Uow, cadre_id: int) -> list[PlanSeen]:
    """Return what a cadre still means to do, the next first."""
    return _seen(uow, uow.session.scalars(_open(Plan.cadre_id == cadre_id)).all())


def due(uow: Uow, cadre_id: int) -> list[PlanSeen]:
    """Return what a cadre meant to do by today, the oldest first."""
    mine = _open(Plan.cadre_id == cadre_id, Plan.day <= uow.today)
    return _seen(uow, uow.session.scalars(mine).all())


def one(uow: Uow, cadre_id: int, plan_id: int) -> PlanSeen:
    """Return an own open plan."""
    return _seen(uow, [_mine(uow, cadre_id, plan_id)])[0]


def _open(*conditions: ColumnElement[bool]) -> Any:  # noqa: ANN401 - a Select of Plan
    return (
        select(Plan)
        .where(Plan.record_id.is_(None), Plan.dropped_at.is_(None), *conditions)
        .order_by(Plan.day, Plan.id)
    )


def _mine(uow: Uow, cadre_id: int, plan_id: int, *, lock: bool = False) -> Plan:
    plan = uow.session.get(Plan, plan_id, with_for_update=lock or None, populate_existing=lock)
    if plan is None or plan.cadre_id != cadre_id:
        raise NoSuchPlan
    if plan.record_id is not None or plan.dropped_at is not None:
        raise NoSuchPlan
    return plan


def _seen(uow: Uow, plans: Sequence[Plan]) -> list[PlanSeen]:
    youths: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = uow.session.execute(
        select(PlanYouth.plan_id, Person.id, Person.name)
        .join(Plan, Plan.id == PlanYouth.plan_id)
        .join(Person, Person.id == PlanYouth.youth_id)
        .join(
            Contact,
            and_(Contact.youth_id == PlanYouth.youth_id, Contact.cadre_id == Plan.cadre_id),
        )
        .where(
            PlanYouth.plan_id.in_([plan.id for plan in plans]),
            Contact.ended_at.is_(None),
            Person.left_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    for plan_id, number, name in rows:
        youths[plan_id].append((number, name))
    return [
        PlanSeen(
            plan.id,
            plan.kind,
            plan.title,
            plan.day,
            plan.at,
            plan.minutes,
            tuple(youths[plan.id]),
            plan.day <= uow.today,
        )
        for plan in plans
    ]


def done(uow: Uow, cadre_id: int, plan_id: int) -> Logged:
    """Let a plan become a record: of the planned day, or of today where that is still to come."""
    plan = _mine(uow, cadre_id, plan_id, lock=True)
    seen = _seen(uow, [plan])[0]
    day = min(plan.day, uow.today)
    at = plan.at
    if at is not None and datetime.combine(day, at, HOME) > uow.now:
        at = None  # it was done earlier than it was planned
    kind = KINDS[plan.kind]
    did = Did(plan.kind, day, plan.title, plan.minutes, kind.offline, at)
    organ = records.led_organ(uow, cadre_id) if kind in FOR_ORGANS else None
    if kind in FOR_ORGANS and organ is None:
        raise records.NotYourOrgan
    ids = [number for number, _ in seen.youths]
    if kind.names_youth and not ids and not plan.title:
        raise NobodyLeft
    logged = (
        records.log_organ(uow, cadre_id, organ, did)
        if organ is not None
        else records.log(uow, cadre_id, did, ids)
    )
    plan.record_id = logged.id
    uow.session.flush()
    return logged


def drop(uow: Uow, cadre_id: int, plan_id: int) -> PlanSeen:
    """Give a plan up."""
    plan = _mine(uow, cadre_id, plan_id, lock=True)
    plan.dropped_at = uow.now
    uow.session.flush()
    audit.note(uow, "dropped", "plan", plan.id)
    return _seen(uow, [plan])[0]


def take_up(uow: Uow, cadre_id: int, plan_id: int) -> PlanSeen:
    """Take up again what was given up."""
    plan = uow.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    if plan is None or plan.cadre_id != cadre_id or plan.record_id is not None:
        raise NoSuchPlan
    plan.dropped_at = None
    uow.session.flush()
    return _seen(uow, [plan])[0]


def put_off(uow: Uow, cadre_id: int, plan_id: int, day: date) -> PlanSeen:
    """Move a plan to another day."""
    plan = _mine(uow, cadre_id, plan_id, lock=True)
    _coming(uow, day)
    plan.day = day
    uow.session.flush()
    return _seen(uow, [plan])[0]


def remind(uow: Uow) -> int:
    """Leave word, to lead the cadre's next reply, of what was planned for today; once a day."""
    mine = _open(Plan.day == uow.today).where(bound.anywhere(Plan.cadre_id))
    rows = uow.session.scalars(mine).all()
    plans: dict[int, list[PlanSeen]] = defaultdict(list)
    for row, seen in zip(rows, _seen(uow, rows), strict=True):
        plans[row.cadre_id].append(seen)
    there = doors.of(uow, plans)
    left = 0
    for cadre, theirs in plans.items():
        if cadre not in there:
            continue
        left += inbox.leave_at(
            uow,
            there[cadre],
            key=f"plan:{cadre}:{uow.today}",
            text=_reminder(theirs),
            because=reasons.plans([plan.id for plan in theirs], uow.today),
            expires_at=midnight(uow.today + _DAY),
        )
    return left


def _reminder(plans: Sequence[PlanSeen]) -> str:
    """Say it in one line; with several, nothing that is wrong once one of them is done."""
    if len(plans) > 1:
        return f"今天有计划要做,{tap('我的计划', '看看是哪几件')}。"
    plan = plans[0]
    said = " · ".join(part for part in (plan.kind_title, plan.title) if part)
    who = f",和{'、'.join(plan.names)}" if plan.names else ""
    return f"今天计划:{said}{who}。做完了点「{tap('做了')}」。"
