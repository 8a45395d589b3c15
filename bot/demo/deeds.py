"""What was done in the year before ``now``: as much as each window was to hold."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from bot.demo.world import CadreInMaking, Node, State, World
from domain.dictionaries import LEADING, Level
from domain.kinds import Group, in_group
from domain.periods import QUARTER, Window

ALONE: Final = frozenset({"heart_to_heart", "visit", "phone", "message"})
"""Kinds that are no activity to sign up for."""
_FIVE: Final = ("good_deed", "volunteering", "culture_sports", "heart_to_heart", "own_design")
_WEIGHTS: Final = (15, 27, 22, 22, 14)
_CONTACTS: Final = ("visit", "phone", "message")
_ORGAN_GAPS: Final = ((), ("sharing",), (), ("open_day", "face_to_face"), (), ("group_own_design",))
"""What organs still lack this quarter, in turn."""
_UNDONE: Final = 0.004


@dataclass(slots=True)
class Deed:
    """A record in the making: of a cadre, or of an organ."""

    kind: str
    at: datetime
    owner: CadreInMaking
    """Whose record it is; for an organ's, who answers for it."""
    organ: Node | None = None
    minutes: int | None = None
    youths: list[int] = field(default_factory=list)
    activity: int | None = None
    wish: int | None = None
    """The wish that it made true."""
    undone: bool = False
    current: bool = False
    """Whether it lies in the window that holds ``now``."""


def tell(world: World) -> list[Deed]:
    """Return the year's deeds in the order in which they happened."""
    deeds = [deed for one in world.cadres for deed in _of_cadre(world, one)]
    deeds += _of_organs(world)
    deeds.sort(key=lambda deed: deed.at)
    return deeds


def another(world: World) -> Deed:
    """Return one more activity of a cadre in a window that is over."""
    settled = [one for one in world.cadres if one.since <= world.began]
    one = world.chance.choice(settled or world.cadres)
    window = one.period.window_of(world.today)
    last = max(window.first_day.fromordinal(window.first_day.toordinal() - 1), world.began)
    return _deed(world, one, "volunteering", max(one.since, world.began), last)


def _of_cadre(world: World, one: CadreInMaking) -> Iterator[Deed]:
    since = max(one.since, world.began)
    for window in one.period.windows(since, world.today):
        first, last = max(window.first_day, since), min(window.last_day, world.today)
        current = window.holds(world.today)
        for kind in world.chance.choices(_FIVE, _WEIGHTS, k=_wanted(world, one, window, first)):
            deed = _deed(world, one, kind, first, last)
            deed.current = current
            yield deed
        for kind in world.chance.choices(_CONTACTS, k=2):
            yield _deed(world, one, kind, first, last)
        if world.chance.random() < _UNDONE * (last - first).days:
            undone = _deed(world, one, "good_deed", first, last)
            undone.undone = True
            yield undone


def _wanted(world: World, one: CadreInMaking, window: Window, first: date) -> int:
    if window.holds(world.today):
        return one.goal
    if first > window.first_day or one.state is State.JOINED:
        return world.chance.randint(1, 3)
    return world.chance.choice((5, 5, 5, 6, 6, 7, 5, 4, 3, 8))


def _deed(world: World, one: CadreInMaking, kind: str, first: date, last: date) -> Deed:
    deed = Deed(kind, world.moment(first, last), one)
    wanted = world.chance.randint(1, 2) if kind in ALONE else world.chance.randint(2, 6)
    deed.youths = world.chance.sample(one.youths, min(wanted, len(one.youths)))
    deed.minutes = (
        None if kind == "message" else world.chance.choice((20, 30, 45, 60, 90, 120, 180))
    )
    return deed


def _of_organs(world: World) -> Iterator[Deed]:
    leaders = {one.node.id: one for one in world.cadres if one.leads}
    organs = [node for node in world.organs(*LEADING) if node.level is not Level.NATION]
    # The first county, whose leader is there to play, lacks two kinds.
    counties_first = sorted(organs, key=lambda node: (node.level is not Level.COUNTY, node.id))
    for turn, organ in enumerate(counties_first, 3):
        gap = _ORGAN_GAPS[turn % len(_ORGAN_GAPS)]
        since = max(organ.since, world.began)
        for window in QUARTER.windows(since, world.today):
            current = window.holds(world.today)
            first, last = max(window.first_day, since), min(window.last_day, world.today)
            for kind in in_group(Group.ORGAN_FIVE):
                if current and kind.code in gap:
                    continue
                owner = leaders.get(organ.id, world.cadres[0])
                deed = _deed(world, owner, kind.code, first, last)
                deed.organ, deed.current = organ, current
                yield deed
