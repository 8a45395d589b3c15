"""What lets a cadre off: recorded leaves, and personal targets that are lower than the rule's."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import or_, select

from domain.binding import bind
from domain.errors import Refusal
from domain.rules import Rule
from models.base import Base
from models.cadre import Leave, Override
from services import audit, cadre_days, cadre_reach, changes, subjects
from services.cadre_days import BadDays
from services.console_sessions import Official
from services.uow import Uow

_WHY: Final = (100, 200)
_TABLES: Final[dict[str, type[Leave] | type[Override]]] = {"leave": Leave, "target": Override}


class NoSuchExemption(Refusal):
    """Not of this cadre, or changed since."""

    code = "no_such_exemption"
    text = "这一条已经结束,或者后来改过了。看看现在的再改。"


class Raising(Refusal):
    """A personal target may only be lower: nothing is raised."""

    code = "target_raised"
    text = "「{rule}」要求 {target},个人目标只能写比它低的(不能层层加码)。"


@dataclass(frozen=True, slots=True)
class Targetable:
    """A rule for which a cadre may have a target of their own."""

    rule: str
    title: str
    target: int
    unit: str


def take_leave(  # noqa: PLR0913 - what a leave is made of
    uow: Uow,
    who: Official,
    cadre_id: int,
    *,
    first_day: date | None,
    last_day: date | None,
    why: str,
) -> int:
    """Record a leave; return the change. Windows that it touches do not bind."""
    cadre_reach.another(who, cadre_id)
    cadre_reach.one(uow, who, cadre_id, lock=True)
    first = cadre_days.sound(uow, "第一天", first_day)
    last = cadre_days.sound(uow, "最后一天", last_day) if last_day else None
    cadre_days.in_order(first, last)
    cadre_days.open_for(uow, cadre_id, first)
    overlapping = select(Leave.id).where(
        Leave.cadre_id == cadre_id,
        or_(Leave.last_day.is_(None), Leave.last_day >= first),
        *([] if last is None else [Leave.first_day <= last]),
    )
    if uow.session.scalar(overlapping.limit(1)) is not None:
        raise BadDays(why="这几天已经登记过请假了。要改日子,先结束原来那一条。")
    row = Leave(cadre_id=cadre_id, first_day=first, last_day=last, reason=_reason(why, 0))
    return _added(uow, "leave", row, "登记请假", cadre_id)


def end_leave(uow: Uow, who: Official, cadre_id: int, leave_id: int, last_day: date | None) -> int:
    """End a leave on a day; return the change."""
    cadre_reach.another(who, cadre_id)
    cadre_reach.one(uow, who, cadre_id, lock=True)
    row = _living(uow, Leave, leave_id, cadre_id)
    last = cadre_days.sound(uow, "最后一天", last_day)
    cadre_days.in_order(row.first_day, last)
    cadre_days.open_for(uow, cadre_id, last)
    return _ended(uow, "leave", row, last, "结束请假")


def targetable(uow: Uow, cadre_id: int) -> list[Targetable]:
    """Return the rules that ask something of a cadre, and how much, without their own targets."""
    bound = subjects.cadres(uow, [cadre_id], uow.today)
    found = []
    for one in bound[:1]:
        for rule in one.programme.rules:
            target = _asked(rule, one, uow.today)
            if target and target > 1:
                found.append(Targetable(rule.id, rule.title, target, rule.measure.unit))
    return found


def set_target(  # noqa: PLR0913 - what a target is made of
    uow: Uow, who: Official, cadre_id: int, *, rule_id: str, target: int, why: str
) -> int:
    """Give a cadre a lower target for one rule from today on; return the change."""
    cadre_reach.another(who, cadre_id)
    cadre_reach.one(uow, who, cadre_id, lock=True)
    rule = next((one for one in targetable(uow, cadre_id) if one.rule == rule_id), None)
    if rule is None:
        raise BadDays(why="选一条管得到 TA 的规则。")
    if not 0 < target < rule.target:
        raise Raising(rule=rule.title, target=rule.target)
    reason = _reason(why, 1)
    before = uow.session.scalars(
        select(Override).where(
            Override.cadre_id == cadre_id,
            Override.rule == rule_id,
            or_(Override.last_day.is_(None), Override.last_day >= uow.today),
        )
    ).all()
    if before:
        raise BadDays(why="这条规则已经有个人目标了。先结束原来的,再定新的。")
    row = Override(
        cadre_id=cadre_id, rule=rule_id, target=target, reason=reason, first_day=uow.today
    )
    return _added(uow, "target", row, "定个人目标", cadre_id)


def end_target(uow: Uow, who: Official, cadre_id: int, target_id: int) -> int:
    """End a personal target: yesterday was its last day; return the change."""
    cadre_reach.another(who, cadre_id)
    cadre_reach.one(uow, who, cadre_id, lock=True)
    row = _living(uow, Override, target_id, cadre_id)
    return _ended(uow, "target", row, uow.today - cadre_days.DAY, "结束个人目标")


def _asked(rule: Rule, one: subjects.Bound, on: date) -> int | None:
    binding = bind(rule, replace(one.subject, overrides=()), on)
    return binding.target if binding else None


def _reason(why: str, which: int) -> str:
    said = " ".join(why.split())[: _WHY[which]]
    if not said:
        raise BadDays(why="写一句原因,以后查得到为什么。")
    return said


def _living(uow: Uow, model: type[Any], number: int, cadre_id: int) -> Any:  # noqa: ANN401 - a row of either
    row = uow.session.scalar(
        select(model)
        .where(
            model.id == number,
            model.cadre_id == cadre_id,
            or_(model.last_day.is_(None), model.last_day >= uow.today),
        )
        .with_for_update()
    )
    if row is None:
        raise NoSuchExemption
    return row


def _added(uow: Uow, kind: str, row: Base, title: str, cadre_id: int) -> int:
    uow.session.add(row)
    uow.session.flush()
    number = row.id  # type: ignore[attr-defined]  # both have one
    audit.note(uow, f"{kind}_added", "cadre", cadre_id, id=number)
    return changes.made(uow, "exempt", title, {"cadre": cadre_id, "table": kind, "new": number})


def _ended(uow: Uow, kind: str, row: Any, last: date, title: str) -> int:  # noqa: ANN401 - a row of either
    before = row.last_day.isoformat() if row.last_day else None
    row.last_day = last
    uow.session.flush()
    audit.note(uow, f"{kind}_ended", "cadre", row.cadre_id, id=row.id)
    data = {"cadre": row.cadre_id, "table": kind, "old": row.id, "before": before}
    return changes.made(uow, "exempt", title, {**data, "after": last.isoformat()})


@changes.taker_back("exempt")
def _back(uow: Uow, data: dict[str, Any]) -> None:
    row: Any = uow.session.get(
        _TABLES[data["table"]], data.get("new") or data["old"], with_for_update=True
    )
    if row is None:
        raise NoSuchExemption
    if "new" in data:
        uow.session.delete(row)
    else:
        if row.last_day is None or row.last_day.isoformat() != data["after"]:
            raise NoSuchExemption
        row.last_day = date.fromisoformat(data["before"]) if data["before"] else None
    uow.session.flush()
