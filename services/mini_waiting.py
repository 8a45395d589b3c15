"""Two phones and one person: whoever is there is asked, and says no or yes, or a day goes by."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from domain.errors import Refusal
from domain.proofs import Proof
from models.mini import MiniUser
from services import audit, mini_letters, mini_rows, reasons
from services.uow import Uow

WAIT: Final = timedelta(hours=24)
"""How long whoever is there has to say no."""
STALE: Final = timedelta(days=7)
"""After which nobody waits any more: the number may be another's by then."""


class NobodyWaits(Refusal):
    """No other phone wants to log in, or no question is open."""

    code = "nobody_waits"
    text = "现在没有别的手机等着登录你的小程序,不用管它。"


class ManyWait(Refusal):
    """More than one phone wants to log in: nobody can say which of them is meant."""

    code = "many_wait"
    text = (
        "不止一部手机等着登录你的小程序。先回复「不是我」,都拒绝掉;"
        "再在你自己的手机上点一次手机号按钮。"
    )


def since(uow: Uow, user: MiniUser, person_id: int) -> datetime | None:
    """Return since when an openid waits for somebody, unless that was too long ago.

    Whoever has come to their place since was never asked: for them it has to begin anew.
    """
    at = user.wants_at if user.wants_id == person_id else None
    if at is None or uow.now - at > STALE:
        return None
    there = mini_rows.holder(uow, person_id, but=user.openid)
    return None if there is not None and there.bound_at and there.bound_at > at else at


def want(uow: Uow, user: MiniUser, person_id: int, proof: Proof) -> None:
    """Note that an openid is to stand for somebody once they have been asked."""
    user.wants_id, user.wants_at, user.proof = person_id, uow.now, proof


def want_place(uow: Uow, user: MiniUser, person_id: int, proof: Proof) -> datetime:
    """Note that an openid wants somebody's place, and tell them; return since when it does."""
    if (before := since(uow, user, person_id)) is not None:
        return before
    want(uow, user, person_id, proof)
    mini_letters.wanted(uow, person_id, uow.now + WAIT)
    audit.note(uow, "mini_wanted", "person", person_id)
    return uow.now


def wanted(uow: Uow, person_id: int) -> list[datetime]:
    """Return when the openids that want somebody's place will have it."""
    waiting = (MiniUser.wants_id == person_id, MiniUser.person_id.is_(None))
    rows = uow.session.scalars(select(MiniUser).where(*waiting).order_by(MiniUser.wants_at))
    return [at + WAIT for row in rows.all() if (at := since(uow, row, person_id))]


@reasons.asks(mini_letters.WANTED)
def _still_wanted(uow: Uow, because: Mapping[str, Any]) -> bool:
    return bool(wanted(uow, reasons.reader(uow, because)))


def refuse(uow: Uow, person_id: int) -> None:
    """Let nobody else stand for somebody: those who wait, wait in vain."""
    rows = mini_rows.waiters(uow, person_id)
    if not rows:
        raise NobodyWaits
    for row in rows:
        mini_rows.want_nobody(row)
    audit.note(uow, "mini_refused", "person", person_id)


def agree(uow: Uow, person_id: int) -> None:
    """Let the openid that waits stand for somebody at once."""
    # Whoever is there gives way: held along with those who wait, in one order.
    held = mini_rows.hold(uow, [person_id])
    rows = [row for row in held if row.person_id is None and since(uow, row, person_id)]
    if not rows:
        raise NobodyWaits
    if len(rows) > 1:
        raise ManyWait
    mini_rows.somebody(uow, person_id)
    mini_rows.take_over(uow, rows[0], person_id, Proof(rows[0].proof or Proof.PHONE))
