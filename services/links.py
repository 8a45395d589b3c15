"""One-time links: a page for one person and one purpose, reached from that person's chat."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, select, update

from domain.errors import Refusal
from models.login import OneTimeLink
from models.person import WechatUser
from services.uow import Uow

LIFE: Final = timedelta(minutes=15)
LONGEST_PROGRESS: Final = timedelta(days=7)
"""How long a reminder's page opens at most, though the reminder be true for a quarter: what lies
about in a chat is forwarded and forgotten, and a week later the numbers are others."""
TRIES: Final = 10
"""How often one link takes a wrong answer before it is void."""


class Purpose(StrEnum):
    """What a link is good for."""

    CADRE_LOGIN = "login"
    NEW_PASSWORD = "password"  # noqa: S105 - the name of a page
    INVITATION = "invite"
    PROGRESS = "progress"
    CLAIM = "wish"
    PAGE = "page"
    MINI = "mini"
    """No page: what it carries logs the mini-program in."""


class LinkStale(Refusal):
    """The link was used, is too old, or never was one."""

    code = "link_stale"
    text = "这个链接已经用过或过期了。回到微信对话里再要一次,就有新的。"


class OpenedElsewhere(LinkStale):
    """Another browser opened the link first, and it is that one's alone."""

    code = "link_elsewhere"
    text = "这个链接只能在第一次打开它的手机上用。回到对话里再要一次,就有新的。"


class TriedOut(Refusal):
    """Too many wrong tries lately, on whatever link."""

    code = "tried_out"
    text = "试得太多了,先歇一歇,15 分钟后再回复「团干部登录」。忘了密码,请管理员发一个一次性密码。"


def issue(
    uow: Uow, openid: str, purpose: Purpose, subject: str = "", *, life: timedelta = LIFE
) -> str:
    """Return a fresh token for a person's page; only its keyed hash is kept.

    A new link takes over the wrong tries of the one before: asking anew buys no guesses. It
    takes the place of the one before; but several youths may be invited at a time, and a reminder's
    link to the progress, which has no subject, stays where it has been opened.
    """
    if purpose is Purpose.PROGRESS:
        life = min(life, LONGEST_PROGRESS)
    before = uow.session.scalar(
        select(OneTimeLink)
        .where(
            OneTimeLink.openid == openid,
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.created_at > uow.now - LIFE,
        )
        .limit(1)
    )
    tries, since = (before.tries, before.created_at) if before else (0, uow.now)
    if tries >= TRIES:
        raise TriedOut
    _replace_former(uow, openid, purpose, subject)
    token = secrets.token_urlsafe(24)
    uow.session.add(
        OneTimeLink(
            token_hash=_hash(uow, token),
            openid=openid,
            purpose=purpose,
            subject=subject,
            tries=tries,
            created_at=since if tries else uow.now,
            expires_at=uow.now + life,
        )
    )
    return token


def _replace_former(uow: Uow, openid: str, purpose: Purpose, subject: str) -> None:
    if purpose in {Purpose.INVITATION, Purpose.CLAIM, Purpose.PAGE}:
        return
    former = delete(OneTimeLink).where(OneTimeLink.openid == openid, OneTimeLink.purpose == purpose)
    if purpose is Purpose.PROGRESS:
        former = former.where(OneTimeLink.subject == subject)
        if not subject:
            former = former.where(OneTimeLink.browser.is_(None))
    uow.session.execute(former)


def page(uow: Uow, path: str, token: str) -> str:
    """Return the address of a page for a token (``path`` like ``login``)."""
    return f"{uow.means.base_url}/h5/{path}/{token}"


def look(uow: Uow, token: str, purpose: Purpose, *, trying: bool = False) -> OneTimeLink:
    """Return a living link without using it up; ``trying`` counts a try against it."""
    link = _living(uow, token, purpose, lock=trying)
    if link.tries >= TRIES:
        raise LinkStale
    if trying:
        link.tries += 1
    return link


def open_here(uow: Uow, token: str, purpose: Purpose) -> tuple[str, int]:
    """Open a link for the first time; return the key that its browser keeps, and for how long.

    Whoever has the key has the page. Of several who come at once one is the first.
    """
    link = look(uow, token, purpose)
    key = secrets.token_urlsafe(24)
    first = uow.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.token_hash == link.token_hash, OneTimeLink.browser.is_(None))
        .values(browser=_browser(key))
        .returning(OneTimeLink.openid)
    ).first()
    if first is None:
        raise OpenedElsewhere
    return key, int((link.expires_at - uow.now).total_seconds())


def look_here(uow: Uow, token: str, purpose: Purpose, key: str) -> OneTimeLink:
    """Return a living link to the browser that opened it first, known by its key."""
    link = look(uow, token, purpose)
    if link.browser is None or not hmac.compare_digest(link.browser, _browser(key)):
        raise OpenedElsewhere
    return link


def _browser(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def spend(uow: Uow, token: str, purpose: Purpose) -> OneTimeLink:
    """Use a link up, for the one who comes first.

    The try that earned it was counted by ``look``: the last one allowed is as good as the first.
    """
    link = _living(uow, token, purpose)
    # First the openid, then what hangs on it, as every message does: two orders would deadlock.
    uow.session.get(WechatUser, link.openid, with_for_update=True)
    spent = uow.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.token_hash == link.token_hash, OneTimeLink.used_at.is_(None))
        .values(used_at=uow.now)
        .returning(OneTimeLink.openid)
    ).first()
    if spent is None:
        raise LinkStale
    return link


def _living(uow: Uow, token: str, purpose: Purpose, *, lock: bool = False) -> OneTimeLink:
    link = uow.session.get(OneTimeLink, _hash(uow, token), with_for_update=lock)
    if (
        link is None
        or link.purpose != purpose
        or link.used_at is not None
        or link.expires_at <= uow.now
    ):
        raise LinkStale
    return link


def _hash(uow: Uow, token: str) -> bytes:
    return uow.means.vault.fingerprint(token, "link")
