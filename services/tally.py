"""Figures of many at once, by the organisation where each works: to be summed up along the tree.

Who falls short is swept, who is bound is a matter of posts; both as everywhere else.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Select, func, or_, select

from domain.binding import bind
from domain.dictionaries import LEADING
from domain.periods import QUARTER, Window, midnight
from models import tally as questions
from models.cadre import Cadre
from models.contact import Contact
from models.organisation import Below, Organisation, below
from models.record import Record, RecordYouth
from models.scope import Scope
from services import quotas, rating_rounds, subjects, sweeps
from services.subjects import Bound
from services.sweeps import Swept
from services.uow import Uow

CADRE, ORGAN, LOAD, RATING = "cadre", "organ", "load", "rating"
"""What a figure is about: a rule for cadres or organs, case-loads, what youths think."""
REACHED, CONFIRMED, STARS = "reached", "confirmed", "stars"
_CHUNK: Final = 5000
_FEW: Final = 3000
_DAY: Final = timedelta(days=1)


class Line(NamedTuple):
    """What is counted: a rule of a programme, or one of ``REACHED``, ``CONFIRMED``, ``STARS``."""

    subject: str
    programme: str
    rule: str


@dataclass(slots=True)
class Figure:
    """So many of so many: met of bound, reached of the case-load, stars of votes."""

    whole: int = 0
    part: int = 0
    exempt: int = 0

    def add(self, other: "Figure") -> None:
        """Sum up."""
        self.whole += other.whole
        self.part += other.part
        self.exempt += other.exempt

    @property
    def share(self) -> float | None:
        """The part; none of nothing."""
        return self.part / self.whole if self.whole else None


Tally = dict[Line, dict[int, Figure]]
"""By line and the organisation where those counted work."""


def quarter_of(on: date) -> Window:
    """Return the quarter in which case-loads are looked at."""
    return QUARTER.window_of(on)


def count(uow: Uow, on: date, within: int | None) -> Tally:
    """Count everything of a day, within an organisation and all below it, or of everybody."""
    found: Tally = defaultdict(lambda: defaultdict(Figure))
    ids = list(uow.session.scalars(Scope(within=within).cadres(on)))
    homes = _cadres(uow, on, within, ids, found)
    _organs(uow, on, within, found)
    ours = _ours(ids, on, within)
    _loads(uow, on, ours, homes, found)
    for cadre, (stars, votes) in rating_rounds.sums(uow, ours).items():
        if cadre in homes:
            found[Line(RATING, "", STARS)][homes[cadre]].add(Figure(votes, stars))
    return found


def _ours(ids: list[int], on: date, within: int | None) -> Select[int] | None:
    if within is None:
        return None
    few = len(ids) <= _FEW
    return select(Cadre.id).where(Cadre.id.in_(ids)) if few else Scope(within=within).cadres(on)


def _cadres(
    uow: Uow, on: date, within: int | None, ids: Sequence[int], found: Tally
) -> Mapping[int, int]:
    """Count bound, met and exempt; return where each cadre works."""
    homes: dict[int, int] = {}
    swept = [one for one in sweeps.short(uow, on, within=within) if one.begun]
    for at in range(0, len(ids), _CHUNK):
        people = subjects.cadres(uow, list(ids[at : at + _CHUNK]), on)
        homes |= {one.id: one.organisation_id for one in people}
        _bound(swept, people, on, found)
    for one in swept:
        line = Line(CADRE, one.programme.id, one.rule.id)
        lacking = Counter(homes[i] for _, lack in one.lacks for i in lack if i in homes)
        for place, number in lacking.items():
            found[line][place].part -= number
    return homes


def _bound(swept: Sequence[Swept], people: Sequence[Bound], on: date, found: Tally) -> None:
    """Count as met whoever is bound: those who fall short are taken off."""
    rules: dict[str, list[Swept]] = defaultdict(list)
    for one in swept:
        rules[one.programme.id].append(one)
    for person in people:
        for one in rules[person.programme.id]:
            binding = bind(one.rule, person.subject, on)
            if binding is not None:
                line = Line(CADRE, one.programme.id, one.rule.id)
                # Where a week has too few working days the sweep binds nobody.
                owes = binding.exempt is None and one.bound > 0
                found[line][person.organisation_id].add(_one(bound=owes, met=True))


def _organs(uow: Uow, on: date, within: int | None, found: Tally) -> None:
    """Count how leading organs stand: they are few, so each is judged."""
    led = select(Organisation.id).where(Organisation.level.in_(LEADING))
    if within is not None:
        led = led.where(Organisation.id.in_(below(within)))
    ids = list(uow.session.scalars(led))
    for stand in quotas.of_organs(uow, on, ids) if ids else ():
        for s in stand.standings:
            if s.begun:
                line = Line(ORGAN, stand.programme.id, s.rule.id)
                found[line][stand.id].add(_one(bound=s.bound, met=s.met))


def _one(*, bound: bool, met: bool) -> Figure:
    return Figure(1, int(met)) if bound else Figure(exempt=1)


def _loads(
    uow: Uow, on: date, ours: Select[int] | None, homes: Mapping[int, int], found: Tally
) -> None:
    """Count case-loads, whom of them a record of the quarter names, and who said that it was so."""
    quarter, until = quarter_of(on), midnight(on + _DAY)
    sizes = questions.loads(until, (), ours)
    reached, confirmed = Line(LOAD, "", REACHED), Line(LOAD, "", CONFIRMED)
    for cadre, size in uow.session.execute(select(sizes.c.id, sizes.c.size)):
        if cadre in homes:
            found[reached][homes[cadre]].whole += size
            found[confirmed][homes[cadre]].whole += size
    for cadre, met, said in uow.session.execute(_reached(quarter.start, until, ours)):
        if cadre is not None and cadre in homes:
            found[reached][homes[cadre]].part += met
            found[confirmed][homes[cadre]].part += said


def _reached(
    start: datetime, until: datetime, ours: Select[int] | None
) -> Select[int | None, int, int]:
    youth = RecordYouth.youth_id
    question = (
        select(
            Record.cadre_id,
            func.count(youth.distinct()),
            func.count(youth.distinct()).filter(RecordYouth.confirmed_at.is_not(None)),
        )
        .join(RecordYouth, RecordYouth.record_id == Record.id)
        .join(Contact, (Contact.cadre_id == Record.cadre_id) & (Contact.youth_id == youth))
        .where(
            Record.happened_at >= start,
            Record.happened_at < until,
            Record.undone_at.is_(None),
            Contact.started_at < until,
            or_(Contact.ended_at.is_(None), Contact.ended_at >= until),
        )
        .group_by(Record.cadre_id)
    )
    return question if ours is None else question.where(Record.cadre_id.in_(ours))


def roll(tally: Tally, over: Mapping[int, Collection[int]]) -> dict[int, dict[Line, Figure]]:
    """Sum up: ``over`` names, by organisation, those in which its figures count."""
    found: dict[int, dict[Line, Figure]] = defaultdict(lambda: defaultdict(Figure))
    for line, places in tally.items():
        for place, figure in places.items():
            for unit in over.get(place, ()):
                found[unit][line].add(figure)
    return found


def units(uow: Uow, organisation_id: int) -> dict[int, list[int]]:
    """Return, for all below an organisation, it and the one right below it that they are of."""
    over: dict[int, list[int]] = defaultdict(lambda: [organisation_id])
    over[organisation_id] = [organisation_id]
    under = (
        select(Below.descendant_id, Below.ancestor_id)
        .join(Organisation, Organisation.id == Below.ancestor_id)
        .where(Organisation.parent_id == organisation_id)
    )
    for place, child in uow.session.execute(under):
        over[place] = [organisation_id, child]
    return over
