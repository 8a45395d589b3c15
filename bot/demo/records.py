"""Activities that are over, who took part, and the records they and all else became."""

from datetime import datetime, timedelta
from typing import Any, Final

from bot.demo import words
from bot.demo.deeds import ALONE, Deed, another
from bot.demo.world import DAY, World
from domain.dictionaries import WISHES
from domain.kinds import KINDS, Group
from domain.seats import ActivityStatus, Place
from models.activity import Activity, Enrolment
from models.contact import Contact
from models.record import Record, RecordYouth
from models.wish import Wish

ACTIVITIES: Final = 2_492
_HELD: Final = frozenset({Group.CADRE_FIVE, Group.ORGAN_FIVE})
"""What is held as an activity to sign up for."""
_ARCHIVED: Final = timedelta(days=90)


def hold(world: World, deeds: list[Deed]) -> list[Deed]:
    """Make as many activities as the year had out of the deeds, and return all deeds in order."""
    wanted = world.share(ACTIVITIES)
    fit = [
        d for d in deeds if KINDS[d.kind].group in _HELD and d.kind not in ALONE and not d.undone
    ]
    more = [another(world) for _ in range(wanted - len(fit))]
    deeds = sorted([*deeds, *more], key=lambda deed: deed.at)
    chosen = world.chance.sample([*fit, *more], wanted)
    for deed in sorted(chosen, key=lambda deed: deed.at):
        _activity(world, deed)
    return deeds


def _activity(world: World, deed: Deed) -> None:
    node = deed.organ or deed.owner.node
    minutes = deed.minutes or 60
    ends = deed.at + timedelta(minutes=minutes)
    old = ends < world.now - _ARCHIVED
    created = deed.at - DAY * world.chance.randint(5, 14)
    deed.activity = world.rows.add(
        Activity,
        organisation_id=node.id,
        host_id=deed.owner.id,
        title=world.chance.choice(words.TITLES[deed.kind]),
        kind=deed.kind,
        place=world.chance.choice(words.PLACES),
        starts_at=deed.at,
        # It is over: whatever its length was to be, not after now.
        ends_at=min(ends, world.now),
        deadline=deed.at - DAY,
        seats=max(world.chance.choice((8, 10, 15, 20, 30)), len(deed.youths)),
        taken=len(deed.youths),
        waiting=0,
        queued=0,
        status=ActivityStatus.ARCHIVED if old else ActivityStatus.ENDED,
        created_at=created,
        closed_at=min(ends, world.now),
        closed_by=deed.owner.id,
    )
    for youth in deed.youths:
        enrol(world, deed.activity, youth, Place.ENROLLED, created + timedelta(hours=3))


def enrol(  # noqa: PLR0913 - one row, by its columns
    world: World,
    activity: int,
    person: int,
    place: Place,
    at: datetime,
    *,
    queue_no: int | None = None,
) -> None:
    """Write down one person's place in an activity."""
    world.rows.add(
        Enrolment,
        activity_id=activity,
        person_id=person,
        status=place,
        queue_no=queue_no,
        created_at=at,
        changed_at=at,
    )


def write_down(world: World, deeds: list[Deed]) -> None:
    """Turn deeds into records, and derive from them when each youth was last met."""
    met: dict[tuple[int, int], datetime] = {}
    for deed in deeds:
        _record(world, deed)
        if not deed.undone and deed.organ is None:
            # In order of time: the last one stays.
            met.update({(deed.owner.id, youth): deed.at for youth in deed.youths})
    contacts: list[dict[str, Any]] = world.rows.of(Contact)
    for contact in contacts:
        contact["last_met_at"] = met.get((contact["cadre_id"], contact["youth_id"]))


def _record(world: World, deed: Deed) -> None:
    later = deed.at + timedelta(hours=world.chance.choice((1, 3, 20, 30)))
    entered = min(max(later, deed.at), world.now)
    if deed.wish is not None:  # written when both sides had said so
        entered = world.rows.of(Wish)[deed.wish - 1]["fulfilled_at"]
    record = world.rows.add(
        Record,
        cadre_id=None if deed.organ else deed.owner.id,
        organ_id=deed.organ.id if deed.organ else None,
        kind=deed.kind,
        happened_at=deed.at,
        minutes=deed.minutes,
        title=_title(world, deed),
        offline=KINDS[deed.kind].offline,
        activity_id=deed.activity,
        wish_id=deed.wish,
        entered_by=deed.owner.id,
        entered_at=entered,
        undone_at=entered if deed.undone else None,
    )
    for youth in deed.youths:
        said = world.chance.random() < 0.3 or deed.wish is not None  # noqa: PLR2004 - three in ten
        confirmed = entered if said else None
        world.rows.add(RecordYouth, record_id=record, youth_id=youth, confirmed_at=confirmed)


def _title(world: World, deed: Deed) -> str:
    """Return what a record says; that of a wish names the wish."""
    title = world.chance.choice(words.TITLES[deed.kind])
    if deed.wish is None:
        return title
    kind = WISHES[world.rows.of(Wish)[deed.wish - 1]["kind"]]
    return f"微心愿 W-{deed.wish}({kind})"
