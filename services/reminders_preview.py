"""会发什么: the plan of a chosen day for one organisation and all below it, page by page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import func, select

from domain.periods import HOME, local_day
from models.cadre import Cadre
from models.organisation import below
from models.person import Person
from services import reminders, reminders_choosing
from services import reminders_days as spreading
from services import reminders_due as due
from services.reminders import Fate, Planned
from services.reminders_choosing import Chosen
from services.uow import Uow

FEW: Final = 2_000
"""So many cadres are planned for while somebody waits for a page; of more, one chooses below."""
FURTHEST: Final = timedelta(days=100)
_MORNING: Final = time(9)
"""When reminders are written on a day that is still to come: as the clock does it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be written at an instant, and to whom not."""

    at: datetime
    ahead: bool
    """The instant is still to come: what is done until then falls away."""
    counts: Mapping[Fate, int]
    rows: Sequence[Planned]
    places: Mapping[int, str]
    more: int
    """After whom it goes on; 0 at the end."""


def too_many(uow: Uow, place: int) -> bool:
    """Say whether a subtree has more cadres than are planned for at once."""
    some = (
        select(Cadre.id)
        .join(Person, Person.id == Cadre.id)
        .where(Person.organisation_id.in_(below(place)))
        .limit(FEW + 1)
    )
    return (uow.session.scalar(select(func.count()).select_from(some.subquery())) or 0) > FEW


def day_within(uow: Uow, day: date | None) -> date:
    """Return a day that can be looked at: today, or one of the days to come."""
    today = uow.today
    return min(max(day or today, today), today + FURTHEST)


def preview(  # noqa: PLR0913 - where, when, and which part of it
    uow: Uow, place: int, day: date, *, fate: Fate | None = None, after: int = 0, most: int
) -> Preview:
    """Return one page of a day's plan, by person; words are made for that page alone.

    Whose letter goes on which day depends on the others of the subtree, and not on the nation.
    """
    at = uow.now if day <= local_day(uow.now) else datetime.combine(day, _MORNING, HOME)
    then = replace(uow, now=at)
    could = reminders_choosing.could(then, ahead=at > uow.now, within=place)
    found = _chosen(then, could, place)
    fates = {one.reader.id: reminders.fate_of(then, one) for one in found}
    wanted = [
        one
        for one in found
        if one.reader.id > after and (fate is None or fates[one.reader.id] is fate)
    ]
    page = wanted[:most]
    days = spreading.days(then, could)
    going = [one for one in page if one.goes]
    planned = {one.person_id: one for one in reminders.composed(then, going, could, days)}
    rows = [
        planned[one.reader.id] if one.goes else reminders.passed(one, fates[one.reader.id])
        for one in page
        if not one.goes or one.reader.id in planned
    ]
    more = page[-1].reader.id if len(wanted) > most else 0
    places = reminders.places(uow, rows)
    return Preview(at, at > uow.now, Counter(fates.values()), rows, places, more)


def _chosen(uow: Uow, could: reminders_choosing.Could, place: int) -> list[Chosen]:
    within = set(uow.session.scalars(below(place)))
    return [
        one
        for some in due.chunks(could.people)
        for one in reminders_choosing.chosen(uow, some, could, within)
    ]
