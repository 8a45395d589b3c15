"""小程序登录: an openid of the mini-program, and the sessions of the phones that speak for it.

The door exchanges the platform's codes, with no transaction open; what comes here is what the
platform has vouched for. Nothing that a client says of itself counts.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from domain.errors import Refusal
from models.base import write_once
from models.mini import MiniSession, MiniUser, UsedCode
from models.person import Person
from services import audit, mini_binding, records
from services.uow import Uow

LIFE: Final = timedelta(days=30)
"""How long a session lives, used or not.

A token that was read off a phone is worth nothing after that; whoever has the phone opens the next
one without noticing, by the platform's word.
"""
MOST: Final = 10
"""Sessions of one openid: a phone that lost its token opens another."""
_USED: Final = timedelta(hours=1)
"""How exactly it is kept when one was used: not a write for every request."""
_NUMBER: Final = 16
"""Characters by which a session is told from the others of one openid."""


class NoSession(Refusal):
    """No token, or one that is no more."""

    code = "no_session"
    text = "登录过期了。重新打开小程序就好,填了一半的还在。"


class CodeUsed(Refusal):
    """A one-time code came again."""

    code = "code_used"
    text = "这次授权已经用过了。再点一次按钮就好。"


class CodeRefused(Refusal):
    """The platform does not vouch for what a code was brought for."""

    code = "code_refused"
    text = "微信没有认这次授权,可能是放得太久了。再点一次按钮就好。"


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session: the token is told once, and only its hash is kept."""

    token: str = field(repr=False)
    seconds: int
    known: bool
    """Whether the openid stands for a person."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who calls: ``person_id`` is none for a stranger; roles are read anew for each request."""

    openid: str = field(repr=False)
    person_id: int | None = None
    name: str = ""
    organisation_id: int = 0
    is_cadre: bool = False
    organ_id: int | None = None
    """The organ that the visitor answers for today, if there is one."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that is logged in."""

    number: str
    since: datetime
    used_at: datetime
    here: bool
    """Whether it is the one that asks."""


def begin(uow: Uow, openid: str, unionid: str = "") -> Opened:
    """Open a session for an openid that the platform has vouched for.

    One that was never seen becomes a stranger's row; one whose WeChat account has logged in to the
    official account (they share a ``unionid``) stands for the same person; and what it has waited
    for long enough, it gets.
    """
    new = {"openid": openid, "unionid": unionid, "tries": 0, "created_at": uow.now}
    write_once(uow.session, MiniUser, **new)
    user = mini_binding.arrived(uow, openid, unionid)
    token = secrets.token_urlsafe(32)
    _make_room(uow, openid)
    uow.session.add(
        MiniSession(
            key_hash=_hash(token),
            openid=openid,
            created_at=uow.now,
            used_at=uow.now,
            expires_at=uow.now + LIFE,
        )
    )
    return Opened(token, int(LIFE.total_seconds()), user.person_id is not None)


def _make_room(uow: Uow, openid: str) -> None:
    """End the sessions that were not used for longest."""
    kept = (
        select(MiniSession.key_hash)
        .where(MiniSession.openid == openid)
        .order_by(MiniSession.used_at.desc(), MiniSession.created_at.desc())
        .limit(MOST - 1)
    )
    keys = uow.session.scalars(kept).all()
    if len(keys) == MOST - 1:
        rest = (MiniSession.openid == openid, MiniSession.key_hash.not_in(keys))
        uow.session.execute(delete(MiniSession).where(*rest))


def visitor(uow: Uow, token: str, *, acting: bool = False) -> Visitor:
    """Return who calls, and make them the actor; ``acting`` lets one step wait for the other.

    Raises ``NoSession``.
    """
    session = _living(uow, token)
    user = uow.session.get(MiniUser, session.openid, with_for_update=acting or None)
    if acting:  # whoever waited finds a session that the other step has ended
        session = _living(uow, token, anew=True)
    if user is None:
        raise NoSession
    if acting and uow.now - session.used_at > _USED:
        session.used_at = uow.now
    if user.person_id is None:
        return Visitor(user.openid)
    person = uow.session.get_one(Person, user.person_id)
    is_cadre = records.serves(uow, person.id, user.proof)
    uow.actor = person.id
    return Visitor(
        user.openid,
        person.id,
        person.name,
        person.organisation_id,
        is_cadre,
        records.organ_at_the_desk(uow, person.id) if is_cadre else None,
    )


def _living(uow: Uow, token: str, *, anew: bool = False) -> MiniSession:
    session = None
    if token:
        session = uow.session.get(MiniSession, _hash(token), populate_existing=anew)
    if session is None or session.expires_at <= uow.now:
        raise NoSession
    return session


def take_code(uow: Uow, code: str) -> None:
    """Use a one-time code up; raises ``CodeUsed`` for one that came before."""
    digest = hashlib.sha256(code.encode()).digest()
    if write_once(uow.session, UsedCode, code_hash=digest, at=uow.now) is None:
        raise CodeUsed


def phones_of(uow: Uow, token: str) -> list[Phone]:
    """Return the phones that are logged in beside this one, the last used first."""
    here = _living(uow, token)
    rows = uow.session.scalars(
        select(MiniSession)
        .where(MiniSession.openid == here.openid, MiniSession.expires_at > uow.now)
        .order_by(MiniSession.used_at.desc(), MiniSession.key_hash)
    )
    return [
        Phone(
            row.key_hash.hex()[:_NUMBER],
            row.created_at,
            row.used_at,
            here=row.key_hash == here.key_hash,
        )
        for row in rows
    ]


def leave(uow: Uow, token: str) -> None:
    """End one session; what is not there has ended already."""
    uow.session.execute(delete(MiniSession).where(MiniSession.key_hash == _hash(token)))


def leave_others(uow: Uow, token: str) -> None:
    """End the sessions of the same openid except this one."""
    here = _living(uow, token)
    others = (MiniSession.openid == here.openid, MiniSession.key_hash != here.key_hash)
    uow.session.execute(delete(MiniSession).where(*others))
    audit.note(uow, "sessions_ended", "mini_user", "")


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
