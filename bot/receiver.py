"""The receiving side put together: the callback, the spool behind it, its way to the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, make_url

from bot.dispatch import dispatch, send_late
from bot.gate import Gate, gated
from bot.settings import Settings
from bot.spool import Spool
from bot.wechat.answering import House
from bot.wechat.patience import Patience
from handlers.routing import Router
from models.engine import is_away, open_engine
from services.uow import Means, OpenUow, units

Clock = Callable[[], datetime]

STATEMENT: Final = 4.0
"""Seconds a statement of the website may take: a message is answered within five or not at all."""


@dataclass(frozen=True)
class Ways:
    """How the website comes to the database, and whether the database is there."""

    engine: Engine
    open_uow: OpenUow
    """For messages: they have the spool, and look for themselves."""
    gate: Gate

    @property
    def pages(self) -> OpenUow:
        """Units of work for pages: refused at once while the database is away."""
        return gated(self.open_uow, self.gate)


def open_ways(url: str, engine: Engine, open_uow: OpenUow, means: Means, clock: Clock) -> Ways:
    """Return the website's ways: on PostgreSQL, connections that wait for nothing long."""
    if make_url(url).get_backend_name() == "postgresql":
        engine = open_engine(url, seconds=STATEMENT, pre_ping=False)
        open_uow = units(engine, means, clock)
    return Ways(engine, open_uow, Gate())


def spool_folder(settings: Settings) -> Path:
    """Return where messages wait that are not done: beside the SQLite file, if nobody says else."""
    if settings.server.spool:
        return Path(settings.server.spool)
    address = make_url(settings.database.url)
    if address.get_backend_name() == "sqlite" and address.database:
        return Path(address.database).parent / "spool"
    return Path("var/spool")


def open_patience(  # noqa: PLR0913 - all that answering asks of the others
    settings: Settings,
    ways: Ways,
    means: Means,
    router: Router,
    *,
    seconds: float,
    unavailable: tuple[type[Exception], ...],
) -> Patience:
    """Return what answers messages; what dead processes have left is taken up at once."""
    house = House(
        answer=partial(dispatch, router=router, open_uow=ways.open_uow, unavailable=unavailable),
        late=partial(send_late, open_uow=ways.open_uow),
        unavailable=unavailable,
        away=is_away,
    )
    patience = Patience(
        house,
        Spool(spool_folder(settings), means.vault),
        seconds=seconds,
        crowd=max(settings.server.threads // 2, 1),
        gate=ways.gate,
    )
    patience.watch()
    return patience
