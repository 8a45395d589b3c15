"""网页登录: username and password at the desk, then a word from one's own WeChat.

Three steps, as for the phone: ``knock`` (count the try), the slow check with no transaction open,
``enter``. Then the browser waits until the person says the digits on its screen in the chat.

Whoever knows a username can guess at it from anywhere, and each guess makes the next try wait. So
that nobody keeps its owner out by guessing on and on, a browser in which the owner has been does
not wait; what holds it up is the count of its address.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from sqlalchemy import Select, exists, select

from domain.errors import Refusal
from domain.proofs import Proof
from models.admin import AdminLogin, ConsoleSession, waiting
from models.cadre import Cadre
from models.cadre import by_username as cadre_named
from models.person import WechatUser
from services.cadre_login import WrongLogin, count_try
from services.console_sessions import LIFE, hashed
from services.uow import Uow

WAITS: Final = timedelta(minutes=10)
"""So long the digits on the screen are good."""
_WAITING: Final = 3
"""So many browsers of one person may wait at a time: who guesses digits gets no more."""


class NoWechat(Refusal):
    """Nobody speaks for this person in WeChat, so nobody can confirm."""

    code = "no_wechat"
    text = (
        "用户名和密码对了,但微信里还没登录过,没法确认是你。先关注公众号:团干部回复「团干部登录」,"
        "其他人回复「小伙伴登录」,登录好再回来。"
    )


@dataclass(frozen=True, slots=True)
class Attempt:
    """A counted try: whose, and what to check the password against, if it may be checked."""

    person_id: int | None
    stored: str | None = field(repr=False)
    is_cadre: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A browser after the password: ``key`` is what it keeps, for so many seconds at most."""

    key: str = field(repr=False)
    seconds: int


def knock(uow: Uow, username: str, browser: str = "") -> Attempt:
    """Count a try against whoever has this username, and say what to check.

    ``browser`` is the key of an earlier login in the same browser, if there was one.
    """
    found, is_cadre = _credentials(uow, username.strip())
    if found is None:
        return Attempt(None, None)
    pausing = found.blocked_until is not None and found.blocked_until > uow.now
    if pausing and not _has_been(uow, found.id, browser):
        return Attempt(None, None)
    count_try(uow, found)
    return Attempt(found.id, found.password, is_cadre)


def _has_been(uow: Uow, person_id: int, browser: str) -> bool:
    """Say whether somebody has come all the way in, by a word in the chat, in a browser."""
    question = select(ConsoleSession.id).where(
        ConsoleSession.key_hash == hashed(browser),
        ConsoleSession.person_id == person_id,
        ConsoleSession.confirmed_at.is_not(None),
    )
    return bool(browser) and uow.session.scalar(question) is not None


def _credentials(uow: Uow, username: str) -> tuple[Cadre | AdminLogin | None, bool]:
    cadre = uow.session.scalar(cadre_named(username).with_for_update())
    if cadre is not None:
        return cadre, True
    # Whoever has become a cadre since has the cadre's password, and no second one beside it.
    admins = select(AdminLogin).where(
        AdminLogin.username == username, ~exists().where(Cadre.id == AdminLogin.id)
    )
    return uow.session.scalar(admins.with_for_update()), False


def enter(uow: Uow, attempt: Attempt, agent: str, *, right: bool) -> Waiting:
    """After a right password let the browser wait for a word from the person's own WeChat.

    Raises ``WrongLogin``, and ``NoWechat`` for who speaks through none.
    """
    if not right or attempt.person_id is None:
        raise WrongLogin
    found = _login(uow, attempt.person_id, is_cadre=attempt.is_cadre)
    if found.password != attempt.stored:  # changed while it was being checked
        raise WrongLogin
    if confirmer(uow, found.id) is None:
        raise NoWechat
    found.failures, found.blocked_until = 0, None
    _end_oldest(uow, found.id)
    key, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10_000):04}"
    uow.session.add(
        ConsoleSession(
            key_hash=hashed(key),
            person_id=found.id,
            code=code,
            agent=agent[:40],
            flash={},
            created_at=uow.now,
            used_at=uow.now,
            expires_at=uow.now + WAITS,
        )
    )
    return Waiting(key, int(LIFE.total_seconds()))


def _login(uow: Uow, person_id: int, *, is_cadre: bool) -> Cadre | AdminLogin:
    if is_cadre:
        return uow.session.get_one(Cadre, person_id, with_for_update=True)
    return uow.session.get_one(AdminLogin, person_id, with_for_update=True)


def confirmer(uow: Uow, person_id: int) -> str | None:
    """Return the WeChat account that may confirm: for a cadre, one bound by the password."""
    user = uow.session.scalar(select(WechatUser).where(WechatUser.person_id == person_id))
    if user is None or not user.following:
        return None
    strong = uow.session.get(Cadre, person_id) is None or user.proof == Proof.PASSWORD
    return user.openid if strong else None


def _end_oldest(uow: Uow, person_id: int) -> None:
    """Keep few browsers waiting: the digits are four, and each wait is a chance to guess them."""
    for one in uow.session.scalars(_waits(uow, person_id).offset(_WAITING - 1)):
        one.ended_at = uow.now


def _waits(uow: Uow, person_id: int) -> Select[ConsoleSession]:
    return waiting(person_id, uow.now).order_by(ConsoleSession.id.desc())
