"""Records and plans that name both of two who become one: one row stays, one can come back."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, insert, select

from models.plan import PlanYouth
from models.record import RecordYouth
from services.uow import Uow

_ANSWERS: Final = ("asked_at", "confirmed_at", "denied_at")

Kept = dict[str, Any]


def fold(uow: Uow, stay: int, gone: int) -> list[Kept]:
    """Drop the second of two rows in one record, with its answer kept where the first has none."""
    rows = uow.session.scalars(
        select(RecordYouth)
        .where(RecordYouth.youth_id.in_([stay, gone]))
        .execution_options(populate_existing=True)
    )
    found: dict[int, dict[int, RecordYouth]] = {}
    for row in rows:
        found.setdefault(row.record_id, {})[row.youth_id] = row
    folded = []
    for record, both in found.items():
        if len(both) == 1:
            continue
        mine, other = both[stay], both[gone]
        before = {name: said(getattr(mine, name)) for name in _ANSWERS}
        dropped = {name: said(getattr(other, name)) for name in _ANSWERS}
        if mine.confirmed_at is None and mine.denied_at is None:
            mine.confirmed_at, mine.denied_at = other.confirmed_at, other.denied_at
        mine.asked_at = mine.asked_at or other.asked_at
        after = {name: said(getattr(mine, name)) for name in _ANSWERS}
        folded.append({"record": record, "before": before, "after": after, "dropped": dropped})
    uow.session.flush()
    uow.session.execute(
        delete(RecordYouth).where(
            RecordYouth.youth_id == gone,
            RecordYouth.record_id.in_([one["record"] for one in folded]),
        )
    )
    return folded


def drop_plans(uow: Uow, stay: int, gone: int) -> list[int]:
    """Drop the one who goes from plans that name both; return which those are."""
    both = select(PlanYouth.plan_id).where(PlanYouth.youth_id == stay)
    return sorted(
        uow.session.scalars(
            delete(PlanYouth)
            .where(PlanYouth.youth_id == gone, PlanYouth.plan_id.in_(both))
            .returning(PlanYouth.plan_id)
            .execution_options(synchronize_session=False)
        )
    )


def back(uow: Uow, data: Kept) -> None:
    """Let both stand again where both stood, and the one who stayed still does."""
    stay, gone = data["stay"], data["gone"]
    folded = {one["record"]: one for one in data["confirmed"]}
    rows = uow.session.scalars(
        select(RecordYouth)
        .where(RecordYouth.youth_id == stay, RecordYouth.record_id.in_(folded))
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        one = folded[row.record_id]
        if {name: said(getattr(row, name)) for name in _ANSWERS} == one["after"]:
            for name in _ANSWERS:
                setattr(row, name, heard(one["before"][name]))
    dropped = [
        {"record_id": one["record"], "youth_id": gone}
        | {name: heard(one["dropped"][name]) for name in _ANSWERS}
        for one in (folded[row.record_id] for row in rows)
    ]
    if dropped:
        uow.session.execute(insert(RecordYouth), dropped)
    planned = [{"plan_id": plan, "youth_id": gone} for plan in data["planned"]]
    if planned:
        uow.session.execute(insert(PlanYouth), planned)


def said(moment: object) -> str | None:
    """Return a moment or a day as it is kept; ``heard`` reads moments again."""
    return None if moment is None else str(moment)


def heard(said: str | None) -> datetime | None:
    return None if said is None else datetime.fromisoformat(said)
