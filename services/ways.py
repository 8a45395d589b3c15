"""What would fill a gap, cheaply and honestly: an activity to go to, a wish, somebody to meet.

Asked for many people at once: the number of statements does not grow with them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from domain.evidence import Deed
from domain.kinds import FOR_CADRES
from domain.periods import local_day, midnight
from domain.quotas import Standing, fits
from domain.rules import Measure, Rule
from domain.workdays import Calendar
from models import way as questions
from services import quotas
from services.quotas import Stand
from services.uow import Uow

_DAY: Final = timedelta(days=1)
_UNSEEN: Final = timedelta(days=60)
"""After how long without a meeting somebody is worth naming."""
_MOST: Final = 3
_WISH: Final = "good_deed"
"""What a wish that is made true is written down as."""
_LONGEST: Final = 2000
"""How many of the wishes that wait longest are looked at before all: some sixty a province."""
_TALK: Final = "heart_to_heart"


@dataclass(frozen=True, slots=True)
class Asked:
    """One person who lacks something: by themselves, and in the organs they answer for."""

    person_id: int
    organisation_id: int
    owed: tuple[Standing, ...] = ()
    organs: tuple[tuple[int, tuple[Standing, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Outing:
    """An activity that would count; ``organ``: for the organ that holds it, not for who comes."""

    id: int
    title: str
    place: str
    starts_at: datetime
    left: int
    kind: str
    fills: tuple[str, ...]
    organ: bool = False


@dataclass(frozen=True, slots=True)
class Wished:
    """A wish that waits for somebody: its words, and nothing about who wishes."""

    id: int
    text: str
    fills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unmet:
    """A youth of the own case-load not met for long; ``days`` none if never."""

    id: int
    name: str
    hint: str
    last_met_at: datetime | None
    days: int | None
    fills: tuple[str, ...]
    kind: str = _TALK


@dataclass(frozen=True, slots=True)
class Ways:
    """What would fill the gaps of one person, the best first."""

    outings: tuple[Outing, ...] = ()
    wishes: tuple[Wished, ...] = ()
    unmet: tuple[Unmet, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is one at all."""
        return bool(self.outings or self.wishes or self.unmet)


def for_people(uow: Uow, asked: Sequence[Asked]) -> Mapping[int, Ways]:
    """Return, by person, what would fill their gaps; everybody who is asked about is there."""
    at_hand = _Hand(uow, asked)
    return {
        one.person_id: Ways(at_hand.outings(one), at_hand.wishes(one), at_hand.unmet(one))
        for one in asked
    }


def for_stands(uow: Uow, person_id: int, stands: Sequence[Stand]) -> Ways:
    """Return what would fill the gaps of one cadre, and of the organs the cadre answers for."""
    own = next((stand for stand in stands if stand.subject == "cadre"), None)
    led = [stand for stand in stands if stand.subject == "organ" and quotas.owed(stand)]
    mine = tuple(quotas.owed(own)) if own else ()
    if not mine and not led:
        return Ways()
    home = own.organisation_id if own else led[0].organisation_id
    organs = tuple((stand.id, tuple(quotas.owed(stand))) for stand in led)
    return for_people(uow, [Asked(person_id, home, mine, organs)])[person_id]


def wanted(standing: Standing) -> frozenset[str]:
    """Return the kinds of records that would bring a standing forward."""
    rule = standing.rule
    match rule.measure:
        case Measure.EACH_KIND:
            return frozenset(kind for kind, n in standing.missing_by_part.items() if n)
        case Measure.RECORDS | Measure.HALF_DAYS | Measure.EACH_YOUTH:
            return frozenset(rule.counts.kinds or (kind.code for kind in FOR_CADRES))
        case _:
            return frozenset()


class _Hand:
    """What there is for some people: read once for all of them."""

    def __init__(self, uow: Uow, asked: Sequence[Asked]) -> None:
        self.uow, self.calendar = uow, uow.means.calendar
        self._offered = self._read_outings(asked)
        self._mine = self._read_mine(asked)
        self._homes, self._wishes = self._read_wishes(asked)
        talk = [one.person_id for one in asked if _takers(one.owed, _TALK)]
        before = midnight(uow.today) - _UNSEEN
        self._unseen: dict[int, list[Any]] = defaultdict(list)
        for row in uow.session.execute(questions.unseen(talk, before)) if talk else ():
            self._unseen[row[0]].append(row)

    def _read_outings(self, asked: Sequence[Asked]) -> Mapping[int, list[Any]]:
        owed = [s for one in asked for s in _all(one)]
        kinds = sorted({kind for s in owed if not _each_youth(s) for kind in wanted(s)})
        places = sorted(
            {one.organisation_id for one in asked} | {o for one in asked for o, _ in one.organs}
        )
        found: dict[int, list[Any]] = defaultdict(list)
        if kinds:
            until = midnight(max(s.due for s in owed) + _DAY)
            rows = questions.outings(places, kinds, self.uow.now, until)
            for row in self.uow.session.execute(rows):
                found[row.reach].append(row)
        return found

    def _read_mine(self, asked: Sequence[Asked]) -> Collection[tuple[int, int]]:
        """Return (person, activity) where they have signed up already: no news to them."""
        offered = sorted({row.id for rows in self._offered.values() for row in rows})
        if not offered:
            return set()
        rows = questions.enrolled([one.person_id for one in asked], offered)
        return {(person, activity) for person, activity in self.uow.session.execute(rows)}

    def _read_wishes(
        self, asked: Sequence[Asked]
    ) -> tuple[Mapping[int, int], Mapping[int, list[tuple[int, int, str]]]]:
        places = sorted({one.organisation_id for one in asked if _takers(one.owed, _WISH)})
        homes: dict[int, int] = {}
        wishes: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        if places:
            for place, organ in self.uow.session.execute(questions.homes(places)):
                homes.setdefault(place, organ)
        organs = set(homes.values())
        for among in (_LONGEST, None):
            poor = sorted(organ for organ in organs if len(wishes[organ]) < questions.WISHES)
            found = self.uow.session.execute(questions.wishes(poor, among)).all() if poor else ()
            wishes.update({organ: [] for organ in poor})
            for organ, wish, wisher, text in found:
                wishes[organ].append((wish, wisher, text))
        return homes, wishes

    def outings(self, one: Asked) -> tuple[Outing, ...]:
        found = [
            _outing(row, fills)
            for row in self._offered.get(one.organisation_id, ())
            if row.left > 0 and (one.person_id, row.id) not in self._mine
            if (fills := self._fills(row, one.owed))
        ]
        found += [
            _outing(row, fills, organ=True)
            for organ, owed in one.organs
            for row in self._offered.get(organ, ())
            if row.depth == 0 and (fills := self._fills(row, owed))
        ]
        found.sort(key=lambda outing: (-len(outing.fills), outing.starts_at, outing.id))
        return tuple(found[:_MOST])

    def _fills(self, row: Any, owed: Iterable[Standing]) -> tuple[str, ...]:  # noqa: ANN401 - a row
        minutes = int((row.ends_at - row.starts_at).total_seconds()) // 60
        deed = Deed(row.kind, row.starts_at, minutes)
        return tuple(
            s.rule.id
            for s in owed
            if not _each_youth(s) and row.kind in wanted(s) and _in_time(s, deed, self.calendar)
        )

    def wishes(self, one: Asked) -> tuple[Wished, ...]:
        fills = _takers(one.owed, _WISH)
        there = self._wishes.get(self._homes.get(one.organisation_id, 0), []) if fills else []
        others = [(wish, text) for wish, wisher, text in there if wisher != one.person_id]
        first = one.person_id % len(others) if others else 0
        turned = [*others[first:], *others[:first]]  # colleagues are not sent after the same one
        return tuple(Wished(wish, text, fills) for wish, text in turned[:_MOST])

    def unmet(self, one: Asked) -> tuple[Unmet, ...]:
        fills = _takers(one.owed, _TALK)
        today = self.uow.today
        return tuple(
            Unmet(youth, name, hint, met, (today - local_day(met)).days if met else None, fills)
            for _, youth, name, hint, met in self._unseen.get(one.person_id, ())
        )


def _all(one: Asked) -> Iterable[Standing]:
    yield from one.owed
    for _, owed in one.organs:
        yield from owed


def _each_youth(standing: Standing) -> bool:
    """Say whether only meetings with one's own youths count: who comes is not known yet."""
    return standing.rule.measure is Measure.EACH_YOUTH


def _in_time(standing: Standing, deed: Deed, calendar: Calendar) -> bool:
    return standing.window.holds(deed.day) and fits(standing.rule, deed, calendar)


def _takers(owed: Collection[Standing], kind: str) -> tuple[str, ...]:
    """Return the rules that a plain record of a kind would bring forward, whenever it is done."""
    return tuple(
        s.rule.id
        for s in owed
        if kind in wanted(s) and _takes_plain(s.rule) and not (kind == _WISH and _each_youth(s))
    )


def _takes_plain(rule: Rule) -> bool:
    return rule.counts.min_minutes is None and rule.measure is not Measure.HALF_DAYS


def _outing(row: Any, fills: tuple[str, ...], *, organ: bool = False) -> Outing:  # noqa: ANN401 - a row
    return Outing(
        row.id, row.title, row.place, row.starts_at, row.left, row.kind, fills, organ=organ
    )
