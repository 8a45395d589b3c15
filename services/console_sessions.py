"""Browsers at the console: whose they are, as what they act, and how they get out."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update

from domain.errors import Refusal
from domain.permissions import ROLES, AdminRole, May, may
from models.admin import Admin, AdminLogin, ConsoleSession, living, post_of
from models.base import table
from models.cadre import Cadre
from models.organisation import Organisation
from models.person import Person
from models.visit import PageVisit
from services import audit
from services.uow import Uow

LIFE: Final = timedelta(hours=12)
"""So long a browser stays in at most."""
IDLE: Final = timedelta(hours=2)
"""After so long without anything asked it is out."""
LOOKED: Final = timedelta(minutes=10)
"""How exactly it is kept when somebody only looked."""
_EXACT: Final = timedelta(minutes=1)
"""How exactly it is kept when a browser was last used: not a write for every page."""
_TOLD: Final = timedelta(minutes=1)


class NotIn(Refusal):
    """This browser is not logged in, or no longer."""

    code = "not_in"
    text = "要先登录。登录后两小时不动、或者满半天,会自动退出。"


class MayNot(Refusal):
    """The role of whoever asks has no such right."""

    code = "may_not"
    text = "你的角色({role})不能做这一步。需要的话,请上级管理员在「设置 → 管理员」里调整。"


class MustChange(Refusal):
    """A one-time password opens one page alone: the one on which it is changed."""

    code = "must_change"
    text = "先把一次性密码换成你自己的,再往下走。"


class NoSuchSession(Refusal):
    """No such browser of one's own."""

    code = "no_such_session"
    text = "这个登录已经退出了。"


@dataclass(frozen=True, slots=True)
class Official:
    """Who acts at the console: ``role`` and ``organisation_id`` are those of their living post."""

    id: int
    name: str
    role: AdminRole
    organisation_id: int
    organisation: str
    session_id: int
    is_cadre: bool = False
    stale: bool = False
    """That the browser is in use should be noted anew."""
    flash: Mapping[str, Any] = field(default_factory=dict)
    """What the last step did: ``text``, and ``undo`` (a path) with its ``label`` if it can be."""

    def may(self, what: May) -> bool:
        """Say whether their role has a right."""
        return may(self.role, what)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a browser stands before it is in: ``code`` are the digits it shows."""

    id: int
    person_id: int
    code: str
    confirmed: bool
    is_admin: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Browser:
    """One of somebody's browsers, for the list of them."""

    id: int
    agent: str
    since: datetime
    used_at: datetime
    here: bool


_POST: Final = (
    select(
        Person.name,
        Admin,
        Organisation.name,
        Cadre.id,
        Cadre.must_change,
        AdminLogin.must_change,
    )
    .join(Admin, Admin.person_id == Person.id)
    .join(Organisation, Organisation.id == Admin.organisation_id)
    .outerjoin(Cadre, Cadre.id == Person.id)
    .outerjoin(AdminLogin, AdminLogin.id == Person.id)
    .where(Person.id == bindparam("whose"), Admin.ended_at.is_(None))
)
"""Somebody's living post, and whether their password is the one from paper."""


def standing(uow: Uow, key: str) -> Standing:
    """Return how far a browser is; raises ``NotIn``."""
    found = _living(uow, key)
    if found is None:
        raise NotIn
    post = uow.session.scalar(post_of(found.person_id))
    confirmed = found.confirmed_at is not None
    return Standing(
        found.id, found.person_id, found.code, confirmed, post is not None, found.expires_at
    )


def official(
    uow: Uow, key: str, what: May, *, acting: bool = False, changing: bool = False
) -> Official:
    """Return who acts in a browser, and make them the actor.

    Raises ``NotIn``, also for who has no post any more, ``MayNot`` and, unless ``changing`` it,
    ``MustChange`` while the password is the one-time one. ``acting`` locks the browser's row: of
    two taps in one browser the second waits, and reads what the first has left.
    """
    session = _living(uow, key, lock=acting)
    if session is None or session.confirmed_at is None:
        raise NotIn
    row = uow.session.execute(_POST, {"whose": session.person_id}).one_or_none()
    if row is None:
        raise NotIn
    name, post, organisation, cadre, *one_time = row
    if any(one_time[:1] if cadre else one_time[1:]) and not changing:
        raise MustChange
    role = AdminRole(post.role)
    if not may(role, what):
        raise MayNot(role=ROLES[role])
    uow.actor, uow.complaints = session.person_id, may(role, May.AUDIT)
    flash = session.flash if session.flash.get("until", "") > uow.now.isoformat() else {}
    return Official(
        session.person_id,
        name,
        role,
        post.organisation_id,
        organisation,
        session.id,
        cadre is not None,
        is_stale(session, uow.now),
        flash,
    )


def _living(uow: Uow, key: str, *, lock: bool = False) -> ConsoleSession | None:
    if not key:
        return None
    question = select(ConsoleSession).where(ConsoleSession.key_hash == hashed(key))
    if lock:
        question = question.with_for_update().execution_options(populate_existing=True)
    found = uow.session.scalar(question)
    return found if found is not None and _lasts(found, uow.now) else None


def _lasts(session: ConsoleSession, now: datetime) -> bool:
    idle = session.confirmed_at is not None and session.used_at + IDLE <= now
    return session.ended_at is None and session.expires_at > now and not idle


def is_stale(session: ConsoleSession, now: datetime) -> bool:
    """Say whether a browser that somebody looks through should be noted as used."""
    return session.used_at + LOOKED <= now


def lasting(uow: Uow, session_id: int) -> ConsoleSession | None:
    """Return a browser that is still in."""
    found = uow.session.get(ConsoleSession, session_id)
    return found if found is not None and _lasts(found, uow.now) else None


def used(uow: Uow, session_id: int) -> None:
    """Note that a browser is in use, to the minute; several at once hinder nobody."""
    row = table(ConsoleSession)
    uow.session.execute(
        update(row)
        .where(row.c.id == session_id, row.c.used_at < uow.now - _EXACT)
        .values(used_at=uow.now)
    )


def tell(uow: Uow, session_id: int, text: str, *, undo: str = "", label: str = "撤销") -> None:
    """Let the next page say what this step did; ``undo`` is the path that takes it back."""
    until = (uow.now + _TOLD).isoformat()
    found = uow.session.get_one(ConsoleSession, session_id)
    found.flash = {"text": text, "undo": undo, "label": label, "until": until}


def remember(uow: Uow, session_id: int, mark: str, to: str) -> None:
    """Keep the mark of the form that took the last step: sent again, it only leads ``to`` there."""
    found = uow.session.get_one(ConsoleSession, session_id)
    until = (uow.now + _TOLD).isoformat()
    found.flash = {"until": until, **found.flash, "once": mark, "to": to}


def browsers(uow: Uow, who: Official) -> list[Browser]:
    """Return the browsers in which somebody is logged in, the newest first."""
    return [
        Browser(one.id, one.agent, one.created_at, one.used_at, one.id == who.session_id)
        for one in uow.session.scalars(living(who.id, uow.now))
        if one.used_at + IDLE > uow.now
    ]


def end(uow: Uow, person_id: int, session_id: int) -> None:
    """Log one of somebody's own browsers out."""
    found = uow.session.scalar(living(person_id, uow.now).where(ConsoleSession.id == session_id))
    if found is None:
        raise NoSuchSession
    close(uow, found)


def close(uow: Uow, session: ConsoleSession) -> None:
    """Log a browser out, also of the phone's pages that were opened in it."""
    session.ended_at = uow.now
    opened_here = PageVisit.console_session_id == session.id
    uow.session.execute(delete(PageVisit).where(opened_here))
    audit.note(uow, "console_left", "console_session", session.id)


def end_all(uow: Uow, person_id: int, *, but: int = 0) -> int:
    """Log all of somebody's browsers out, those that wait as well; return how many they were.

    The pages of the phone go with them: one of these may have been opened from here.
    """
    row = table(ConsoleSession)
    ended = uow.session.execute(
        update(row)
        .where(row.c.person_id == person_id, row.c.ended_at.is_(None), row.c.id != but)
        .where(row.c.expires_at > uow.now)
        .values(ended_at=uow.now)
        .returning(row.c.id)
    ).all()
    uow.session.execute(delete(PageVisit).where(PageVisit.person_id == person_id))
    if ended:
        audit.note(uow, "console_ended", "person", person_id, count=len(ended))
    return len(ended)


def csrf(key: str) -> str:
    """Return what the forms of a browser carry, so that no other site's form is taken for ours."""
    return hashlib.sha256(f"console|{key}".encode()).hexdigest()[:32]


def hashed(key: str) -> bytes:
    """Return what is kept of a browser's key."""
    return hashlib.sha256(key.encode()).digest()
