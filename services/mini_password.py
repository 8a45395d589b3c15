"""团干部 in the mini-program: username and password once, with the same care as on the page.

Each try is counted before it is made, against the cadre and against the openid, and the slow hash
is worked out with no transaction open: ``knock``, check, ``enter`` or ``change``.
"""

from datetime import timedelta
from typing import Final

from domain.errors import Refusal
from domain.proofs import Proof
from models.mini import MiniUser
from models.person import Person
from services import cadre_login, mini_binding
from services.cadre_login import Attempt
from services.mini_binding import Standing, State
from services.uow import Uow

TRIES: Final = 10
SPAN: Final = timedelta(minutes=15)
"""So many tries, wrong or right, one openid has in so long."""


class MiniTriedOut(Refusal):
    """Too many tries lately, on whatever name or code."""

    code = "mini_tried_out"
    text = "试得太多了,先歇一歇,15 分钟后再试。忘了密码,请管理员发一个一次性密码。"


def count(uow: Uow, openid: str) -> None:
    """Count a try of an openid; raises ``MiniTriedOut``."""
    user = uow.session.get_one(MiniUser, openid, with_for_update=True)
    if user.tries_since is None or uow.now - user.tries_since >= SPAN:
        user.tries, user.tries_since = 0, uow.now
    if user.tries >= TRIES:
        rest = user.tries_since + SPAN - uow.now
        raise MiniTriedOut(seconds=max(int(rest.total_seconds()), 1))
    user.tries += 1


def knock(uow: Uow, openid: str, username: str) -> Attempt:
    """Count a try and say what to check: nothing for an unknown or a pausing cadre."""
    count(uow, openid)
    return cadre_login.tried(uow, username)


def enter(uow: Uow, openid: str, attempt: Attempt, *, right: bool) -> Standing:
    """Let the openid stand for the cadre after a right password; a one-time one comes first."""
    cadre = cadre_login.passed(uow, attempt, right=right)
    if cadre.must_change:
        return Standing(State.NEW_PASSWORD, cadre.id, uow.session.get_one(Person, cadre.id).name)
    return mini_binding.proved(uow, openid, cadre.id, Proof.PASSWORD)


def change(uow: Uow, openid: str, attempt: Attempt, new_hash: str) -> Standing:
    """Set a cadre's own password in the place of the one that was right; then they are in."""
    cadre = cadre_login.passed(uow, attempt, right=True)
    standing = mini_binding.proved(uow, openid, cadre.id, Proof.PASSWORD)
    cadre_login.renew(uow, cadre, new_hash, here=openid)
    return standing
