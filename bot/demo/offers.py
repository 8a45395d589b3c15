"""What is to come: activities to sign up for, full or nearly so."""

from datetime import datetime, time, timedelta
from typing import Final, NamedTuple

from bot.demo import activities_to_run, cast, words
from bot.demo.cadres import bind
from bot.demo.records import enrol
from bot.demo.world import DAY, Node, World
from domain.dictionaries import Level
from domain.periods import HOME
from domain.proofs import Proof
from domain.seats import ActivityStatus, Place
from models.activity import Activity
from models.person import Person, WechatUser


class _Offer(NamedTuple):
    title: str
    kind: str
    level: Level
    days: int
    seats: int
    taken: int
    waiting: int = 0
    status: ActivityStatus = ActivityStatus.OPEN


_OFFERS: Final = (
    _Offer("社区清洁半日", "volunteering", Level.BASE, 3, 15, 6),
    _Offer("河道志愿服务", "volunteering", Level.COUNTY, 6, 30, 29),
    _Offer("飞盘下午", "culture_sports", Level.COUNTY, 8, 12, 12, 3),
    _Offer("简历工作坊", "own_design", Level.COUNTY, 10, 20, 4),
    _Offer("青年读书会", "culture_sports", Level.CITY, 12, 40, 17),
    _Offer("机关开放日", "open_day", Level.COUNTY, 15, 50, 11),
    _Offer("敬老院陪伴", "volunteering", Level.CITY, 20, 25, 0),
    _Offer("义务植树", "volunteering", Level.PROVINCE, 30, 100, 38),
    _Offer("桌游夜", "own_design", Level.COUNTY, 40, 16, 0, status=ActivityStatus.DRAFT),
    _Offer("露天电影", "culture_sports", Level.COUNTY, 5, 60, 7, status=ActivityStatus.CANCELLED),
)
"""At the first county and above it; the second offer has one seat left, the third a wait-list."""


def announce(world: World) -> None:
    """Write the coming activities, some for the people to play and one for each other county."""
    for offer in _OFFERS:
        node = next(node for node in world.nodes if node.level is offer.level)
        _offer(world, node, offer)
    activities_to_run.hold(world)
    for node in world.organs(Level.COUNTY)[1:]:
        kind = world.chance.choice(("volunteering", "culture_sports", "own_design"))
        title = world.chance.choice(words.TITLES[kind])
        days, seats = world.chance.randint(3, 30), world.chance.choice((10, 20, 30))
        _offer(world, node, _Offer(title, kind, Level.COUNTY, days, seats, seats // 3))
    activities_to_run.complete(world)


def _offer(world: World, node: Node, offer: _Offer) -> None:
    day = world.today + DAY * offer.days
    starts = datetime.combine(day, time(14), HOME)
    host = next((one for one in world.cadres if one.node is node and one.leads), world.cadres[1])
    youths = _near(world, node, offer.taken + offer.waiting)
    taken, waiting = youths[: offer.taken], youths[offer.taken :]
    created = world.now - DAY * 4
    activity = world.rows.add(
        Activity,
        organisation_id=node.id,
        host_id=host.id,
        title=offer.title,
        kind=offer.kind,
        place=world.chance.choice(words.PLACES),
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        deadline=starts - DAY,
        seats=max(offer.seats, len(taken)),
        taken=len(taken),
        waiting=len(waiting),
        queued=len(waiting),
        status=offer.status,
        created_at=created,
    )
    for minutes, youth in enumerate(taken):
        enrol(world, activity, youth, Place.ENROLLED, created + timedelta(minutes=minutes))
    for number, youth in enumerate(waiting, 1):
        at = created + timedelta(hours=12, minutes=number)
        enrol(world, activity, youth, Place.WAITING, at, queue_no=number)
    _follow(world, youths)


def _near(world: World, node: Node, wanted: int) -> list[int]:
    """Return some youths under an organisation, none of those to be played."""
    places = {base.id for base in node.bases()}
    played = world.cast.keys()
    near = [
        person["id"]
        for person in world.rows.of(Person)[len(world.cadres) :]
        if person["organisation_id"] in places
        and person["name"] not in played
        and not person.get("left_at")
    ]
    return world.chance.sample(near, min(wanted, len(near)))


def _follow(world: World, youths: list[int]) -> None:
    """Whoever signed up did so from a WeChat account."""
    following = {row["person_id"] for row in world.rows.of(WechatUser)}
    for youth in youths:
        if youth not in following:
            bind(world, youth, cast.openid(10_000 + youth), Proof.SMS)
