"""What the house counts for an organ's quarterly materials: itself, its cadres, their records."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import func, or_, select

from domain.kinds import KINDS
from domain.periods import PeriodKind, Window, midnight
from domain.rules import Measure
from models.contact import Contact
from models.person import Person
from models.record import Record, RecordYouth
from models.scope import Scope
from services import quotas, sweeps
from services.sweeps import Swept
from services.uow import Uow

_PERIODS: Final = frozenset({PeriodKind.QUARTER, PeriodKind.TWO_MONTHS, PeriodKind.STANDING})
"""What a quarter can be asked about."""


def count(uow: Uow, organ_id: int, quarter: Window) -> dict[str, Any]:
    """Return the figures of a quarter as they stand now, ready to be kept."""
    on = min(uow.today, quarter.last_day)
    cadres = Scope(within=organ_id).cadres(on).subquery()
    here = select(cadres.c.cadre_id)
    start = midnight(quarter.first_day)
    until = midnight(quarter.last_day + timedelta(days=1))
    deeds = (Record.happened_at >= start, Record.happened_at < until, Record.undone_at.is_(None))
    kinds = uow.session.execute(
        select(Record.kind, func.count())
        .where(Record.cadre_id.in_(here), *deeds)
        .group_by(Record.kind)
    )
    reached = (
        select(func.count(RecordYouth.youth_id.distinct()))
        .join(Record, Record.id == RecordYouth.record_id)
        .where(Record.cadre_id.in_(here), *deeds)
    )
    known = (
        select(func.count(Contact.youth_id.distinct()))
        .join(Person, Person.id == Contact.youth_id)
        .where(
            Contact.cadre_id.in_(here),
            Contact.started_at < until,
            or_(Contact.ended_at.is_(None), Contact.ended_at >= until),
            or_(Person.left_at.is_(None), Person.left_at >= until),
        )
    )
    return {
        "on": on.isoformat(),
        "organ": _own(uow, organ_id, on),
        "cadres": [_swept(s) for s in sweeps.short(uow, on, within=organ_id) if _asked(s)],
        "cadre_count": uow.session.scalars(select(func.count()).select_from(cadres)).one(),
        "youths": uow.session.scalars(known).one(),
        "reached": uow.session.scalars(reached).one(),
        "records": _in_order(dict(kinds.all())),
    }


def _own(uow: Uow, organ_id: int, on: date) -> list[dict[str, Any]]:
    """Return how the organ stands in its rules of kinds: the five, one by one."""
    return [
        {
            "title": s.rule.title,
            "count": s.count,
            "target": s.target,
            "parts": [[s.rule.part_title(kind), n] for kind, n in s.by_part.items()],
        }
        for stand in quotas.of_organs(uow, on, [organ_id])
        for s in stand.standings
        if s.rule.measure is Measure.EACH_KIND
    ]


def _asked(swept: Swept) -> bool:
    return swept.begun and swept.rule.period.kind in _PERIODS and swept.bound > 0


def _swept(swept: Swept) -> dict[str, Any]:
    return {
        "title": swept.rule.title,
        "window": "" if swept.window.standing else swept.window.title,
        "bound": swept.bound,
        "met": swept.met,
        "exempt": swept.exempt,
    }


def _in_order(counts: Mapping[str, int]) -> list[list[Any]]:
    return [[kind.title, counts[code]] for code, kind in KINDS.items() if counts.get(code)]
