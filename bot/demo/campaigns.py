"""What the other notices ask for: education, branches, night visits, campaigns, papers."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.demo import cast
from bot.demo.deeds import Deed
from bot.demo.world import DAY, CadreInMaking, Node, World
from domain.dictionaries import LEADING, CadreType, Level
from domain.kinds import Group, in_group
from domain.periods import HOME, QUARTER, MonthDay, Period, PeriodKind, Window
from models.closing import Closing

_EDUCATION: Final = Period(PeriodKind.CAMPAIGN, since=MonthDay(4, 1), until=MonthDay(9, 30))
_CAMPAIGNS: Final = {
    "into_youth": (MonthDay(7, 1), MonthDay(8, 31)),
    "best_story": (MonthDay(7, 1), MonthDay(12, 31)),
    "lecture": (MonthDay(9, 1), MonthDay(12, 31)),
    "service_month": (MonthDay(12, 16), MonthDay(2, 28)),
}
_HALF: Final = Period(PeriodKind.HALF)
_MOST: Final = 0.7
"""The share of those who did what a campaign asks for."""
_EVENING: Final = time(19, 30)
_MORNING, _AFTERNOON = time(9, 30), time(14, 30)
_BULLETIN: Final = timedelta(days=5, hours=10)
"""How long after a quarter its bulletin is out."""


def tell(world: World) -> list[Deed]:
    """Return deeds of the kinds beyond the 五个一, in no order.

    Those that count as 五个一, too, lie before the current window: it holds what it was to hold.
    """
    deeds = [deed for one in world.cadres for deed in _of_cadre(world, one)]
    leaders = {one.node.id: one for one in world.cadres if one.leads}
    for organ in world.organs(Level.CITY, Level.COUNTY):
        owner = leaders.get(organ.id, world.cadres[0])
        deeds += _campaigns(world, organ, owner)
        deeds += _papers(world, organ, owner)
    return deeds


def close(world: World) -> None:
    """Let the bulletin of the last quarter be out in the first county."""
    quarter = QUARTER.window_of(world.today)
    while quarter.end + _BULLETIN > world.now:
        quarter = QUARTER.window_of(quarter.first_day - DAY)
    world.rows.add(
        Closing,
        organisation_id=world.organs(Level.COUNTY)[0].id,
        first_day=quarter.first_day,
        last_day=quarter.last_day,
        closed_at=quarter.end + _BULLETIN,
        closed_by=cast.LEADER,
    )


def _of_cadre(world: World, one: CadreInMaking) -> Iterator[Deed]:
    in_organ = one.node.level in LEADING
    fulltime = one.type is CadreType.FULLTIME
    since = max(one.since, world.began)
    if fulltime or in_organ:
        last = one.period.window_of(world.today).first_day - DAY
        yield from _education(world, one, since, last)
    if in_organ:
        yield from _branch(world, one, since)
    if fulltime:
        kinds = in_group(Group.NIGHT_VISIT)
        for kind in world.chance.sample(kinds, world.chance.randint(2, len(kinds))):
            deed = _on(world, one, kind.code, _day(world, since, world.today), _EVENING)
            if deed:
                deed.minutes = world.chance.choice((60, 75, 90, 90, 120, 45))
                yield deed


def _education(world: World, one: CadreInMaking, since: date, last: date) -> Iterator[Deed]:
    """Yield the season's three, which most did altogether."""
    for window in _EDUCATION.windows(since, last):
        first, end = max(window.first_day, since), min(window.last_day, last)
        if first > end:
            continue
        for kind in in_group(Group.EDUCATION):
            if world.chance.random() < _MOST:
                yield from _some(_on(world, one, kind.code, _day(world, first, end), _AFTERNOON))


def _branch(world: World, one: CadreInMaking, since: date) -> Iterator[Deed]:
    """Yield two half-days at the branch in each of three weeks, and what the year asks for."""
    for n in range(6):
        day = world.today - DAY * (n // 2 * 7 + world.today.weekday() + n % 2 * 2)
        if day >= since:
            hour = world.chance.choice((_MORNING, _AFTERNOON))
            yield from _some(_on(world, one, "branch_report", day, hour))
    for kind in ("league_day", "league_day", "research_topic"):
        day = _day(world, since, world.today)
        yield from _some(_on(world, one, kind, day, _AFTERNOON))


def _campaigns(world: World, organ: Node, owner: CadreInMaking) -> Iterator[Deed]:
    for kind, (since, until) in _CAMPAIGNS.items():
        period = Period(PeriodKind.CAMPAIGN, since=since, until=until)
        for first, last in _stretches(world, organ, period):
            if world.chance.random() < _MOST:
                yield from _some(_on(world, owner, kind, _day(world, first, last), _MORNING, organ))


def _papers(world: World, organ: Node, owner: CadreInMaking) -> Iterator[Deed]:
    """Yield what a county handed up by the 20th, and what a city published and judged."""
    county = organ.level is Level.COUNTY
    for window in _over(world, organ, QUARTER):
        day = window.last_day.replace(day=world.chance.randint(11, 20))
        if not county:
            day = window.last_day + DAY * 5
        kind = "quarter_materials" if county else "bulletin"
        yield from _some(_on(world, owner, kind, day, _MORNING, organ))
    if not county:
        for window in _over(world, organ, _HALF):
            day = window.last_day - DAY * world.chance.randint(2, 8)
            yield from _some(_on(world, owner, "evaluation", day, _MORNING, organ))


def _over(world: World, organ: Node, period: Period) -> Iterator[Window]:
    """Yield the windows of the year that are over and that an organ stood in throughout."""
    since = max(organ.since, world.began)
    for window in period.windows(since, world.today):
        if since <= window.first_day and window.last_day < world.today:
            yield window


def _stretches(world: World, organ: Node, period: Period) -> Iterator[tuple[date, date]]:
    """Yield from when to when each window of a campaign lies in the year that is told."""
    since = max(organ.since, world.began)
    for window in period.windows(since, world.today):
        yield max(window.first_day, since), min(window.last_day, world.today)


def _day(world: World, first: date, last: date) -> date:
    return first + DAY * world.chance.randrange(max((last - first).days, 0) + 1)


def _on(  # noqa: PLR0913, PLR0917 - one deed, by its sides
    world: World,
    owner: CadreInMaking,
    kind: str,
    day: date,
    hour: time,
    organ: Node | None = None,
) -> Deed | None:
    """Return a deed at an hour of a day, none if that is still to come."""
    at = datetime.combine(day, hour, HOME)
    if at > world.now:
        return None
    youths = world.chance.sample(owner.youths, min(2, len(owner.youths)))
    minutes = None if organ else world.chance.choice((60, 90, 120, 180))
    return Deed(kind, at, owner, organ, minutes, [] if organ else youths)


def _some(deed: Deed | None) -> Iterator[Deed]:
    if deed is not None:
        yield deed
