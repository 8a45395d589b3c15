"""The web console as the house opens it."""

from pathlib import Path
from typing import Final

import redis
from flask import Blueprint

from bot.limits import CallLimits
from handlers.admin import create_admin
from handlers.admin.surroundings import Surroundings
from handlers.h5.qr_drawing import Drawings
from services.passwords import Passwords
from services.uow import OpenUow

VENDOR: Final = "/static/vendor"
ICONS: Final = Path(__file__).parent / "static" / "vendor" / "tabler-icons-3.51.0"
_TRIES: Final = 20
"""So many logins are tried a minute from one address: an office shares one."""


def open_console(
    open_uow: OpenUow,
    passwords: Passwords,
    cache: redis.Redis,
    unavailable: tuple[type[Exception], ...],
    drawings: Drawings,
) -> Blueprint:
    """Return the pages under ``/console``; ``unavailable`` says that the database is away."""
    limits = CallLimits(cache)
    house = Surroundings(
        open_uow=open_uow,
        passwords=passwords,
        vendor=lambda name: f"{VENDOR}/{name}",
        icons=ICONS,
        unavailable=unavailable,
        drawings=drawings,
        limit=lambda address: limits.hit(f"console:{address}", _TRIES, 60),
    )
    return create_admin(house)[0]
