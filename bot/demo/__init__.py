"""A thousandth of the nation, made up from a seed: everything to try the bot with.

The same seed, scale and instant make the same rows, but for what is random by its nature: sealed
numbers and hashed passwords.
"""

from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Final

from sqlalchemy import Engine, select

from bot.database import advance_sequences
from bot.demo import (
    admins,
    cadres,
    campaigns,
    days,
    deeds,
    desk,
    figures,
    notices,
    offers,
    problems,
    records,
    tickets,
    tree,
    wishes,
    youths,
)
from bot.demo.cast import Persona, personas
from bot.demo.world import World
from models.organisation import Organisation
from models.person import Person, WechatUser
from services.passwords import Passwords
from services.vault import Vault

SEED: Final = 100
SMALLEST: Final = 0.02
"""Below this scale the people to play would have nobody around them."""

__all__ = ["SEED", "NotEmpty", "Persona", "bound", "fill", "personas"]


class NotEmpty(Exception):  # noqa: N818 - it says what is the matter
    """The database holds something already: a demonstration is never mixed into it."""


def fill(  # noqa: PLR0913 - each is the caller's to choose
    engine: Engine,
    *,
    vault: Vault,
    passwords: Passwords,
    now: datetime,
    seed: int = SEED,
    scale: float = 1.0,
) -> list[Persona]:
    """Fill an empty database with the year before ``now`` and return the people to play."""
    people = personas(seed)
    chance = Random(seed)  # noqa: S311 - a demonstration is to be repeatable
    world = World(now, chance, max(scale, SMALLEST), {one.name: one for one in people})
    tree.grow(world)
    cadres.appoint(world)
    cadres.enlist(world, vault, passwords)
    youths.gather(world, vault)
    told = records.hold(world, [*deeds.tell(world), *campaigns.tell(world)])
    wishes.post(world, told)
    records.write_down(world, told)
    campaigns.close(world)
    offers.announce(world)
    days.live(world)
    tickets.ask(world)
    problems.gather(world)
    figures.tell(world)
    desk.lay_out(world)
    admins.name(world, vault, passwords)
    notices.write(world)
    with engine.begin() as connection:
        if connection.execute(select(Organisation.id).limit(1)).first():
            raise NotEmpty
        advance_sequences(connection, world.rows.write(connection))
    return people


def bound(engine: Engine) -> Iterator[tuple[str, str]]:
    """Yield (openid, name) of everybody who follows the account."""
    question = (
        select(WechatUser.openid, Person.name)
        .join(Person, Person.id == WechatUser.person_id)
        .where(WechatUser.following)
        .order_by(WechatUser.openid)
    )
    with engine.connect() as connection:
        yield from ((openid, name) for openid, name in connection.execute(question))
