"""The tree: nation, provinces, cities, counties, and committees and branches below them."""

from datetime import timedelta
from itertools import islice
from typing import Final

from bot.demo import words
from bot.demo.world import Node, World
from domain.dictionaries import Level
from domain.periods import QUARTER
from models.organisation import Below, Organisation

_SMALL: Final = 0.3
"""Below this scale one province with one city is enough."""
_OLD: Final = timedelta(days=3650)


def grow(world: World) -> None:
    """Grow the tree and its closure."""
    small = world.scale < _SMALL
    nation = _node(world, None, "共青团全国委员会(演示)", Level.NATION, "leading_organ")
    cities = iter(words.CITIES[: 1 if small else None])
    counties = iter(words.COUNTIES)
    for place, wanted in zip(words.PROVINCES[: 1 if small else None], (3, 2), strict=False):
        province = _organ(world, nation, place, Level.PROVINCE)
        for city_place in islice(cities, wanted):
            city = _organ(world, province, city_place, Level.CITY)
            for county_place in islice(counties, 3):
                _county(world, city, county_place)
    _found_lately(world)
    _close(world)


def _county(world: World, city: Node, place: str) -> None:
    county = _organ(world, city, place, Level.COUNTY)
    for base in words.BASES:
        committee = _node(world, county, place + base.name, Level.BASE, base.type)
        committee.hint, committee.trades = base.hint, base.trades
        for name, hint in base.branches:
            branch = _node(world, committee, place + name, Level.BASE, "branch")
            branch.hint, branch.trades = hint, base.trades


def _organ(world: World, parent: Node, place: str, level: Level) -> Node:
    return _node(world, parent, f"共青团{place}委", level, "leading_organ")


def _node(world: World, parent: Node | None, name: str, level: Level, kind: str) -> Node:
    since = (world.today - _OLD).replace(month=1, day=1)
    node = Node(len(world.nodes) + 1, name, level, parent, since)
    world.nodes.append(node)
    if parent:
        parent.children.append(node)
    world.rows.add(
        Organisation,
        parent_id=parent.id if parent else None,
        name=name,
        level=level,
        type=kind,
        first_day=since,
    )
    return node


def _found_lately(world: World) -> None:
    """Let the last county be founded inside the current quarter: its organ is not bound yet."""
    county = world.organs(Level.COUNTY)[-1]
    founded = world.inside(QUARTER.window_of(world.today))
    for node in (county, *county.bases()):
        node.since = founded
        world.rows.of(Organisation)[node.id - 1]["first_day"] = founded


def _close(world: World) -> None:
    for node in world.nodes:
        over: Node | None = node
        depth = 0
        while over:
            world.rows.add(Below, ancestor_id=over.id, descendant_id=node.id, depth=depth)
            over, depth = over.parent, depth + 1
