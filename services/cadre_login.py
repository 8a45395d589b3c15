"""团干部登录: username and password on a page, once; then the WeChat account is bound.

Three steps, so that the slow hash is checked with no transaction open and each try is counted
before it is made: ``knock`` (count), check, ``enter`` (bind or ask for a new password).
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from sqlalchemy import delete

from domain.errors import Refusal
from domain.proofs import Proof
from models.admin import AdminLogin
from models.cadre import Cadre
from models.login import OneTimeLink
from services import audit, console_sessions, identity, links, mini_ends
from services.links import Purpose
from services.uow import Uow

FREE_TRIES: Final = 5
PAUSES: Final = tuple(timedelta(seconds=s) for s in (10, 20, 30))
"""Pauses after the fifth, sixth, … failure.

Never longer, or anybody who knows a username could keep its owner out; whoever guesses is held up
by the tries of the link, which belong to a WeChat account.
"""
MIN_LENGTH: Final = 10
COMMON: Final = frozenset(
    {"1234567890", "0123456789", "qwertyuiop", "password123", "gongqingtuan", "abcdefghij"}
)


class WrongLogin(Refusal):
    """Wrong password, unknown user or too many tries: the same words for all three."""

    code = "wrong_login"
    text = "用户名或密码不对,或者试得太勤了。过一会儿再试;忘了密码,请管理员发一个一次性密码。"


class PasswordWeak(Refusal):
    """The new password is easy to guess."""

    code = "password_weak"
    text = "这个密码容易被猜到。至少 {least} 位,不要用用户名、连续数字或刚才的一次性密码。"


class PasswordsDiffer(Refusal):
    """The two fields of the new password are not the same."""

    code = "passwords_differ"
    text = "两次输入的新密码不一样,再输一遍。"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A counted try: what to check the password against, if it may be checked at all."""

    cadre_id: int | None
    stored: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entered:
    """The cadre is in; or must first set a password on the page of ``change_token``."""

    name: str
    change_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """A cadre about to set a password: it must differ from the username and what is stored."""

    username: str
    stored: str = field(repr=False)


def start(uow: Uow, openid: str) -> str:
    """Return the address of the login page for the person who asked in the chat."""
    return links.page(uow, "login", links.issue(uow, openid, Purpose.CADRE_LOGIN))


def knock(uow: Uow, token: str, username: str) -> Attempt:
    """Count a try and say what to check: nothing for an unknown or a pausing cadre."""
    links.look(uow, token, Purpose.CADRE_LOGIN, trying=True)
    return tried(uow, username)


def tried(uow: Uow, username: str) -> Attempt:
    """Count a try against its cadre, whatever door it came to, and say what to check."""
    cadre = identity.cadre_by_username(uow, username.strip())
    if cadre is None or (cadre.blocked_until and cadre.blocked_until > uow.now):
        return Attempt(None, None)
    count_try(uow, cadre)
    return Attempt(cadre.id, cadre.password)


def count_try(uow: Uow, login: Cadre | AdminLogin) -> None:
    """Count a try against a login: after the free ones each brings a longer pause."""
    login.failures += 1
    if login.failures >= FREE_TRIES:
        step = min(login.failures - FREE_TRIES, len(PAUSES) - 1)
        login.blocked_until = uow.now + PAUSES[step]


def enter(uow: Uow, token: str, attempt: Attempt, *, right: bool) -> Entered:
    """Bind the WeChat account after a right password, or send on to set a new one first."""
    if not right:
        raise WrongLogin
    link = links.spend(uow, token, Purpose.CADRE_LOGIN)
    cadre = passed(uow, attempt, right=right)
    if cadre.must_change:
        change = links.issue(uow, link.openid, Purpose.NEW_PASSWORD, subject=str(cadre.id))
        return Entered("", change)
    return Entered(identity.bind(uow, link.openid, cadre.id, proof=Proof.PASSWORD).name)


def passed(uow: Uow, attempt: Attempt, *, right: bool) -> Cadre:
    """Return whose password was right, and forgive the tries before."""
    if not right or attempt.cadre_id is None:
        raise WrongLogin
    cadre = uow.session.get_one(Cadre, attempt.cadre_id, with_for_update=True)
    if cadre.password != attempt.stored:  # changed while it was being checked
        raise WrongLogin
    cadre.failures, cadre.blocked_until = 0, None
    return cadre


def renew(uow: Uow, cadre: Cadre, new_hash: str, *, here: str = "", browser: int = 0) -> None:
    """Set the password that a cadre chose; all that the one before has opened ends, except here.

    ``here`` is the openid of the mini-program, ``browser`` the console's session in which it was.
    """
    cadre.password, cadre.must_change = new_hash, False
    uow.actor = cadre.id
    _end(uow, cadre.id, here=here, browser=browser)
    audit.note(uow, "password_changed", "cadre", cadre.id)


def give_one_time(uow: Uow, cadre: Cadre) -> str:
    """Give a cadre a one-time password for paper; all that the one before has opened ends."""
    plain = uow.means.passwords.one_time()
    cadre.password, cadre.must_change = uow.means.passwords.hash(plain), True
    cadre.failures, cadre.blocked_until = 0, None
    _end(uow, cadre.id)
    return plain


def _end(uow: Uow, cadre_id: int, *, here: str = "", browser: int = 0) -> None:
    """End the phones, the browsers, and the pages on which a new password could still be set."""
    mini_ends.password_changed(uow, cadre_id, here=here)
    console_sessions.end_all(uow, cadre_id, but=browser)
    uow.session.execute(
        delete(OneTimeLink).where(
            OneTimeLink.purpose == Purpose.NEW_PASSWORD,
            OneTimeLink.subject == str(cadre_id),
            OneTimeLink.used_at.is_(None),
        )
    )


def changing(uow: Uow, token: str, *, trying: bool = False) -> Change:
    """Say whose password a page changes; ``trying`` counts a try of a new one."""
    link = links.look(uow, token, Purpose.NEW_PASSWORD, trying=trying)
    cadre = uow.session.get_one(Cadre, int(link.subject))
    return Change(cadre.username, cadre.password)


def judge_new(change: Change, new: str, again: str, *, unchanged: bool) -> None:
    """Refuse a new password that is short, common, the username or the old one."""
    if new != again:
        raise PasswordsDiffer
    plain = new.lower()
    weak = len(new) < MIN_LENGTH or plain in COMMON or len(set(new)) < 4 or _counts(new)  # noqa: PLR2004 - e.g. 1111111111
    if weak or change.username.lower() in plain or unchanged:
        raise PasswordWeak(least=MIN_LENGTH)


def _counts(text: str) -> bool:
    """Say whether a text only counts up or down, like 123456789012."""
    up = "0123456789" * (len(text) // 10 + 2)
    return text in up or text in up[::-1]


def change(uow: Uow, token: str, new_hash: str) -> Entered:
    """Set the new password and bind the WeChat account."""
    link = links.spend(uow, token, Purpose.NEW_PASSWORD)
    cadre = uow.session.get_one(Cadre, int(link.subject), with_for_update=True)
    renew(uow, cadre, new_hash)
    return Entered(identity.bind(uow, link.openid, cadre.id, proof=Proof.PASSWORD).name)
