"""How an organisation and those right below it stand: counted now, or for large ones each night."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import CTE, delete, func, insert, select

from models import standing as questions
from models.cadre import Appointment, held
from models.engine import take_time
from models.organisation import Below, Organisation, below
from models.standing import StandingRow
from services import tally
from services.tally import Figure, Line
from services.uow import Uow

LARGE: Final = 500
"""Posts from which on an organisation is counted at night: a page would wait for seconds."""
_AFTER: Final = timedelta(days=30)
"""So long a quarter that is over is counted anew: late records come in."""
_ROWS: Final = 5000


@dataclass(frozen=True, slots=True)
class Counted:
    """Figures by organisation; ``at`` is when they were counted, none if they have not been yet."""

    figures: Mapping[int, Mapping[Line, Figure]]
    on: date
    at: datetime | None
    live: bool


def of(uow: Uow, organisation_id: int, on: date) -> Counted:
    """Return the figures of an organisation and of each right below it."""
    if not is_large(uow, organisation_id):
        found = tally.roll(tally.count(uow, on, organisation_id), tally.units(uow, organisation_id))
        return Counted(found, on, uow.now, live=True)
    children = select(Organisation.id).where(Organisation.parent_id == organisation_id)
    wanted = [organisation_id, *uow.session.scalars(children)]
    rows: dict[int, dict[Line, Figure]] = defaultdict(dict)
    at, day = None, on
    for row in uow.session.scalars(questions.of(wanted, tally.quarter_of(on).first_day)):
        line = Line(row.subject, row.programme, row.rule)
        rows[row.organisation_id][line] = Figure(row.whole, row.part, row.exempt)
        at, day = row.counted_at, row.on_day
    return Counted(rows, day, at, live=False)


def is_large(uow: Uow, organisation_id: int) -> bool:
    """Say whether an organisation is counted at night."""
    some = (
        select(Appointment.id)
        .where(Appointment.organisation_id.in_(below(organisation_id)), held(uow.today))
        .limit(LARGE + 1)
        .subquery()
    )
    return (uow.session.scalar(select(func.count()).select_from(some)) or 0) > LARGE


def large(uow: Uow) -> CTE:
    """Return the organisations that are counted at night."""
    return questions.large(uow.today, LARGE)


def settle(uow: Uow) -> int:
    """Count the large organisations and those right below them; return how many figures it was."""
    over = _over(uow)
    if not over:
        return 0
    this = tally.quarter_of(uow.today)
    before = tally.quarter_of(this.first_day - timedelta(days=1))
    days = [uow.today]
    if uow.today - before.last_day <= _AFTER:
        days.append(before.last_day)
    return sum(_keep(uow, on, over) for on in days)


def _over(uow: Uow) -> dict[int, list[int]]:
    """Return, by organisation, those above it that are large or right below a large one."""
    ours = large(uow)
    wanted = select(Organisation.id).where(
        Organisation.id.in_(select(ours.c.ancestor_id))
        | Organisation.parent_id.in_(select(ours.c.ancestor_id))
    )
    found: dict[int, list[int]] = defaultdict(list)
    question = select(Below.descendant_id, Below.ancestor_id).where(Below.ancestor_id.in_(wanted))
    for place, unit in uow.session.execute(question):
        found[place].append(unit)
    return found


def _keep(uow: Uow, on: date, over: Mapping[int, Collection[int]]) -> int:
    quarter = tally.quarter_of(on).first_day
    take_time(uow.session.connection())
    found = tally.roll(tally.count(uow, on, None), over)
    rows = [
        {
            **line._asdict(),
            "organisation_id": unit,
            "since": quarter,
            "whole": figure.whole,
            "part": figure.part,
            "exempt": figure.exempt,
            "on_day": on,
            "counted_at": uow.now,
        }
        for unit, lines in found.items()
        for line, figure in lines.items()
    ]
    before = (StandingRow.since == quarter, StandingRow.subject != questions.DONE)
    uow.session.execute(delete(StandingRow).where(*before))
    for at in range(0, len(rows), _ROWS):
        uow.session.execute(insert(StandingRow), rows[at : at + _ROWS])
    return len(rows)
