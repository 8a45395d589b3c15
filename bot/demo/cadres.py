"""The cadres: who holds which post where, since when, and how their current window stands."""

from datetime import date, timedelta
from itertools import cycle
from typing import Final

from bot.demo import cast, words
from bot.demo.world import DAY, CadreInMaking, Node, State, World
from domain.dictionaries import CadreType, Level
from domain.periods import QUARTER, TWO_MONTHS, midnight
from domain.proofs import Proof
from models.cadre import Appointment, Cadre, Leave, Override
from models.person import Person, WechatUser
from services import phones
from services.passwords import Passwords
from services.vault import Vault

FULLTIME_OR_SECONDED: Final = 83
PARTTIME: Final = 146
_IN_ORGANS: Final = 0.48
"""The share of part-time cadres who serve in an organ."""

_MIX: Final = (
    *((State.MET, 5), (State.SHORT, 4), (State.AWAY, 3), (State.MET, 6), (State.SHORT, 3)),
    *((State.JOINED, 2), (State.MET, 5), (State.MET, 7), (State.SHORT, 4), (State.MET, 5)),
    *((State.CHANGED, 3), (State.MET, 6), (State.SHORT, 1), (State.MET, 5), (State.MET, 5)),
    *((State.SHORT, 4), (State.MET, 6), (State.SHORT, 2), (State.MET, 5), (State.MET, 8)),
)
"""How the others stand: most have met the quota, some are short, some exempt."""
_SINGULAR: Final = (
    # Persona, where, type, state, records in the window.
    (cast.SHORT_BY_TWO, Level.COUNTY, CadreType.FULLTIME, State.SHORT, 3),
    (cast.SHORT_BY_ONE, Level.BASE, CadreType.PARTTIME, State.SHORT, 4),
    (cast.MET_ALL, Level.CITY, CadreType.SECONDED, State.MET, 6),
    (cast.LEADER, Level.COUNTY, CadreType.FULLTIME, State.MET, 5),
)
_POSTS: Final = {
    CadreType.FULLTIME: ("书记", "副书记", "办公室主任", "干事"),
    CadreType.SECONDED: ("挂职副书记", "挂职干部"),
    CadreType.PARTTIME: ("兼职副书记", "团支部书记", "委员"),
}


def appoint(world: World) -> None:
    """Give each cadre a post; the people to play come first."""
    for name, level, kind, state, goal in _SINGULAR:
        node = next(node for node in world.nodes if node.level is level)
        one = _cadre(world, node, kind, state, goal)
        one.name, one.persona = name, world.cast[name]
        one.leads = name == cast.LEADER
    mix = cycle(_MIX)
    for node, kind in _vacancies(world):
        _cadre(world, node, kind, *next(mix))
    for one in world.cadres:
        _settle(world, one)


def _vacancies(world: World) -> list[tuple[Node, CadreType]]:
    """Return where the other cadres serve, and as what."""
    personas = [kind for _, _, kind, _, _ in _SINGULAR]
    parttime = personas.count(CadreType.PARTTIME)
    full = world.share(FULLTIME_OR_SECONDED, 6) - (len(personas) - parttime)
    part = world.share(PARTTIME, 6) - parttime
    organs = [
        *world.organs(Level.COUNTY)[1:],
        *world.organs(Level.CITY),
        *world.organs(Level.PROVINCE, Level.NATION),
        *world.organs(Level.COUNTY, Level.CITY, Level.PROVINCE),
    ]
    bases = cycle(_shuffled(world, world.organs(Level.BASE)))
    in_organs = round(part * _IN_ORGANS)
    ring = cycle(organs)
    kinds = cycle((CadreType.FULLTIME, CadreType.FULLTIME, CadreType.FULLTIME, CadreType.SECONDED))
    return [
        *((next(ring), next(kinds)) for _ in range(full)),
        *((next(ring), CadreType.PARTTIME) for _ in range(in_organs)),
        *((next(bases), CadreType.PARTTIME) for _ in range(part - in_organs)),
    ]


def _shuffled(world: World, nodes: list[Node]) -> list[Node]:
    return world.chance.sample(nodes, len(nodes))


def _cadre(world: World, node: Node, kind: CadreType, state: State, goal: int) -> CadreInMaking:
    number = len(world.cadres) + 1
    one = CadreInMaking(number, words.name(world.chance), node, kind, state, goal)
    one.leads = not any(other.leads for other in world.cadres if other.node is node)
    one.leads = one.leads and node.level is not Level.BASE
    world.cadres.append(one)
    return one


def _settle(world: World, one: CadreInMaking) -> None:
    """Decide since when the post is held, and write it down."""
    window = one.period.window_of(world.today)
    if one.state is State.JOINED:
        one.since = world.inside(window)
    elif one.state is State.CHANGED:
        # Inside the windows of both types.
        windows = (window, QUARTER.window_of(world.today), TWO_MONTHS.window_of(world.today))
        one.since = world.inside(max(windows, key=lambda w: w.first_day))
    else:
        one.since = world.began - DAY * world.chance.randrange(30, 1200)
    one.since = max(one.since, one.node.since)
    if one.state is State.CHANGED:
        parttime = one.type is CadreType.PARTTIME
        before = CadreType.SECONDED if parttime else CadreType.PARTTIME
        _post(world, one, before, max(world.began - DAY * 400, one.node.since), one.since - DAY)
    _post(world, one, one.type, one.since, None)
    if one.state is State.AWAY:
        start = max(window.first_day, world.today - DAY * 20)
        world.rows.add(
            Leave,
            cadre_id=one.id,
            first_day=start,
            last_day=start + timedelta(days=30),
            reason=world.chance.choice(("产假", "病假", "脱产学习")),
        )


def _post(
    world: World, one: CadreInMaking, kind: CadreType, first: date, last: date | None
) -> None:
    if last is not None and last < first:
        return
    world.rows.add(
        Appointment,
        cadre_id=one.id,
        organisation_id=one.node.id,
        type=kind,
        post=world.chance.choice(_POSTS[kind]),
        leads=one.leads,
        first_day=first,
        last_day=last,
    )


def enlist(world: World, vault: Vault, passwords: Passwords) -> None:
    """Write the cadres as people, with credentials and mostly with a WeChat account."""
    # One unknown password for all who are not to be played: argon2 takes its time.
    unknown = passwords.hash(passwords.one_time(24))
    for one in world.cadres:
        persona = one.persona
        number = persona.phone if persona else cast.phone(10_000 + one.id)
        world.rows.add(
            Person,
            **sealed(vault, one.id, number),
            name=one.name,
            organisation_id=one.node.id,
            consented_at=None,
            created_at=midnight(one.since),
        )
        world.rows.add(
            Cadre,
            id=one.id,
            username=persona.username if persona else f"cadre{one.id:04}",
            password=passwords.hash(persona.password) if persona else unknown,
            must_change=one.name == cast.SHORT_BY_TWO,
            failures=0,
        )
        if persona.bound if persona else world.chance.random() < 0.9:  # noqa: PLR2004 - nine in ten
            openid = persona.openid if persona else cast.openid(10_000 + one.id)
            bind(world, one.id, openid, Proof.PASSWORD)
    _relax(world)


def _relax(world: World) -> None:
    """Give two cadres of big schools a personal target [淮]."""
    for one in [c for c in world.cadres if c.node.level is Level.BASE and not c.persona][:2]:
        world.rows.add(
            Override,
            cadre_id=one.id,
            rule="contacts",
            target=30,
            reason="学校团员多,按实际设定",
            first_day=max(one.since, world.began),
        )


def sealed(vault: Vault, person_id: int, number: str) -> dict[str, object]:
    """Return the columns in which a person's number is kept."""
    return {
        "id": person_id,
        "phone": phones.sealed(vault, person_id, number),
        "phone_index": phones.index(vault, number),
    }


def bind(world: World, person_id: int, openid: str, proof: Proof) -> None:
    """Let a person follow the account."""
    world.rows.add(
        WechatUser,
        openid=openid,
        person_id=person_id,
        following=True,
        proof=proof,
        bound_at=world.now - DAY * world.chance.randrange(1, 300),
        wrote_at=world.now - DAY * world.chance.randrange(3, 60),
        muted=[],
        unread="",
    )
