"""The admins: one of the city who is no cadre, and the leader of the county besides."""

from typing import Final

from bot.demo import cast
from bot.demo.world import DAY, World
from domain.dictionaries import Level
from domain.periods import midnight
from domain.permissions import AdminRole
from domain.proofs import Proof
from models.admin import Admin, AdminLogin
from models.person import Person, WechatUser
from services import phones
from services.passwords import Passwords
from services.vault import Vault

_SINCE: Final = 300 * DAY


def name(world: World, vault: Vault, passwords: Passwords) -> None:
    """Name an admin of the city with everything, and one of the county."""
    since = midnight(world.today - _SINCE)
    city, county = world.organs(Level.CITY)[0], world.organs(Level.COUNTY)[0]
    one = world.cast[cast.ADMIN]
    number = world.rows.add(
        Person,
        name=one.name,
        organisation_id=city.id,
        phone_index=phones.index(vault, one.phone),
        created_at=since,
    )
    world.rows.of(Person)[-1]["phone"] = phones.sealed(vault, number, one.phone)
    world.rows.add(
        WechatUser,
        openid=one.openid,
        person_id=number,
        following=True,
        bound_at=since,
        proof=Proof.SMS,
        muted=[],
        unread="",
    )
    world.rows.add(
        AdminLogin,
        id=number,
        username=one.username,
        password=passwords.hash(one.password),
        must_change=False,
    )
    leader = next(each for each in world.cadres if each.name == cast.LEADER and each.persona)
    for who, place, role in (
        (number, city, AdminRole.SUPER),
        (leader.id, county, AdminRole.ORGAN),
    ):
        world.rows.add(Admin, person_id=who, organisation_id=place.id, role=role, created_at=since)
