"""Answering each message once, however often WeChat sends it."""

import hashlib
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, select, update

from models.base import table, write_once
from models.post import Inbound
from services.uow import Uow

# Core statements, built once: they stand on the way of every message.
_inbound = table(Inbound)
_SAID: Final = select(_inbound.c.reply, _inbound.c.late).where(
    _inbound.c.key == bindparam("message")
)
_REMEMBER: Final = (
    update(_inbound)
    .where(_inbound.c.key == bindparam("message"))
    .values(reply=bindparam("said"), taken_by=bindparam("taker"))
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a message was answered; ``late`` if the answer went another way."""

    reply: str
    late: bool


def claim(uow: Uow, key: str) -> Said | None:
    """Take a message, or return what it was answered; a retry in flight waits its turn here."""
    key = _kept(key)
    if write_once(uow.session, Inbound, key=key, reply="", late=False, at=uow.now) is not None:
        return None
    row = uow.session.execute(_SAID, {"message": key}).one()
    return Said(row.reply, row.late)


def remember(uow: Uow, key: str, reply: str, *, taken_by: str = "") -> None:
    """Keep the reply for the retries of this message, and who takes it along, if anybody does."""
    kept = {"message": _kept(key), "said": reply, "taker": taken_by}
    uow.session.execute(_REMEMBER, kept)


def take_along(uow: Uow, key: str, taker: str) -> bool:
    """Note who takes the reply along to a retry; False: it has gone another way meanwhile."""
    changed = uow.session.execute(
        update(Inbound)
        .where(Inbound.key == _kept(key), Inbound.late.is_(False))
        .values(taken_by=taker)
        .returning(Inbound.key)
    )
    return changed.first() is not None


def went_late(uow: Uow, key: str, *, by: str = "") -> bool:
    """Note that the reply goes another way; False if it has, or if another took it along.

    What ``by`` itself was to take along and did not may still go.
    """
    changed = uow.session.execute(
        update(Inbound)
        .where(
            Inbound.key == _kept(key),
            Inbound.late.is_(False),
            Inbound.taken_by.in_({"", by}),
        )
        .values(late=True)
        .returning(Inbound.key)
    )
    return changed.first() is not None


def _kept(key: str) -> str:
    """Return the key as it is kept: it tells messages apart, and nobody's openid."""
    return hashlib.sha256(key.encode()).hexdigest()
