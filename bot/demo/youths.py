"""The youths and the case-loads: everybody has one primary cadre, some have a second one."""

from typing import Final

from bot.demo import cast, words
from bot.demo.cadres import bind, sealed
from bot.demo.world import DAY, YEAR, CadreInMaking, Node, State, World
from domain.dictionaries import CadreType, Level
from domain.periods import midnight
from domain.proofs import Proof
from models.contact import Contact
from models.person import Person
from services.vault import Vault

YOUTHS: Final = 16_830
_SECOND: Final = 0.03
"""The share of youths who are in two case-loads."""
_LEFT: Final = 0.002
"""The share who do not want to be contacted."""
_FIRST_NAMES: Final = ("林小溪", "周一帆", "陈果", "许诺", "张三", "张三", "张三丰")
"""The head of the first case-load."""
_CLUBS: Final = frozenset({"青年创业社", "志愿队"})
_NEIGHBOURS: Final = frozenset({"urban_community", "village"})
_PLAYED: Final = ("林小溪", "周一帆", "陈果", "许诺")


def gather(world: World, vault: Vault) -> None:
    """Write all youths, each in the case-load of a primary cadre."""
    _size(world)
    for one in world.cadres:
        places = _places(world, one)
        for number in range(one.size):
            special = _FIRST_NAMES[number : number + 1] if one.id == 1 else ()
            _youth(world, vault, one, places[number % len(places)], special)
    _share(world)
    _depart(world)


def _size(world: World) -> None:
    """Share the youths out, about as many a cadre as the notices ask for."""
    total = world.share(YOUTHS, 150)
    for one in world.cadres:
        if one.type is not CadreType.PARTTIME:
            one.size = 104 + world.chance.randint(-6, 6)
        elif one.node.level is not Level.BASE:
            one.size = 102 + world.chance.randint(-5, 5)
        else:
            one.size = 15 + world.chance.randint(-6, 8)
    _fixed(world, cast.SHORT_BY_TWO).size = 102
    _fixed(world, cast.SHORT_BY_ONE).size = 12
    elastic = [one for one in world.cadres if one.persona is None]
    gap = total - sum(one.size for one in world.cadres)
    while gap:
        step = 1 if gap > 0 else -1
        for one in elastic:
            if gap and one.size + step > 0:
                one.size += step
                gap -= step


def _fixed(world: World, name: str) -> CadreInMaking:
    return next(one for one in world.cadres if one.persona and one.name == name)


def _places(world: World, one: CadreInMaking) -> list[Node]:
    """Return the committees and branches in which a cadre's youths are."""
    bases = one.node.bases()
    if one.id == 1:
        # The two of one name are told apart by community and club.
        hints = ("城东社区", "志愿队", "第一中学", "高一(1)班", "城东社区", "青年创业社", "城关镇")
        return [next(base for base in bases if base.hint == hint) for hint in hints]
    return world.chance.sample(bases, min(len(bases), 5))


def _youth(
    world: World, vault: Vault, one: CadreInMaking, place: Node, special: tuple[str, ...]
) -> None:
    name = special[0] if special else words.name(world.chance)
    persona = world.cast[name] if name in _PLAYED and special else None
    person = len(world.rows.of(Person)) + 1
    since = max(one.since, world.today - YEAR * 2)
    joined = world.moment(since, max(world.today - DAY * 10, since))
    consented = joined if persona is None or persona.bound else None
    world.rows.add(
        Person,
        **sealed(vault, person, persona.phone if persona else cast.phone(10_000 + person)),
        name=name,
        organisation_id=place.id,
        consented_at=consented,
        created_at=joined,
    )
    if persona and persona.bound:
        bind(world, person, persona.openid, Proof.SMS)
    industry, occupation = place.trades[person % len(place.trades)]
    one.youths.append(person)
    world.rows.add(
        Contact,
        cadre_id=one.id,
        youth_id=person,
        is_primary=True,
        hint=place.hint,
        field=_field(place, industry),
        industry=industry,
        occupation=occupation,
        started_at=joined,
        end_reason="",
    )


def _field(place: Node, industry: str) -> str:
    """Return through what a cadre knows a youth of a place: a club, a village, or neither."""
    if place.hint in _CLUBS:
        return "association"
    return "community" if industry in _NEIGHBOURS else ""


def _share(world: World) -> None:
    """Put some youths into a second case-load."""
    first, second = world.cadres[0], _fixed(world, cast.SHORT_BY_ONE)
    pairs = {(first.youths[_FIRST_NAMES.index("许诺")], second.id)}
    for one in world.cadres:
        if one.persona is None:
            other = world.chance.choice(world.cadres[len(world.cast) - 1 :])
            some = world.chance.sample(one.youths, round(len(one.youths) * _SECOND))
            pairs.update((youth, other.id) for youth in some if other is not one)
    primary = {row["youth_id"]: row for row in world.rows.of(Contact)}
    for youth, cadre in sorted(pairs):
        one = world.cadres[cadre - 1]
        one.youths.append(youth)
        since = max(primary[youth]["started_at"], midnight(one.since))
        kept = {"is_primary": False, "cadre_id": cadre, "started_at": since}
        world.rows.add(Contact, **{**primary[youth], "id": len(world.rows.of(Contact)) + 1, **kept})


def _depart(world: World) -> None:
    """Let a few have said that they do not want to be contacted, and a few have moved on."""
    calm = [one for one in world.cadres if not one.persona and one.state is not State.JOINED]
    everyone = [youth for one in calm for youth in one.youths]
    people = world.rows.of(Person)
    for youth in world.chance.sample(everyone, round(len(everyone) * _LEFT)):
        person = people[youth - 1]
        person["left_at"] = world.moment(world.today - DAY * 9, world.today)
        person["consented_at"] = None
