"""Visits to the pages: a link from the chat opens one, and it is that browser's for half a day."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete

from domain.errors import Refusal
from models.person import Person, WechatUser
from models.visit import PageVisit
from services import console_sessions, identity, links, records
from services.links import OpenedElsewhere, Purpose
from services.uow import Uow

LIFE: Final = timedelta(hours=12)
LINK: Final = timedelta(minutes=30)
"""How long a page's link in a reply opens."""
_TOLD: Final = timedelta(minutes=1)
"""How long a page tells what the step before it did."""


class NoVisit(Refusal):
    """The browser has not come from the chat, or too long ago."""

    code = "no_visit"
    text = "这一页要从微信对话里打开。回到对话,回复「工作台」,点里面的链接就到;填了一半的还在。"


class LoginOver(NoVisit):
    """The login by which the browser opened its pages has ended, or nobody was there for long."""

    code = "login_over"
    text = "这次登录退出了:两小时不动、或者满半天,会自动退出。重新登录,接着用。"


class LeadersOnly(Refusal):
    """Somebody else answers for the organ."""

    code = "leaders_only"
    text = "这一页由机关负责人来填。要改负责人,请管理员登记任职。"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at a page; ``organ_id``: the organ that they answer for today, if there is one."""

    id: int
    name: str
    openid: str = field(repr=False)
    organisation_id: int
    is_cadre: bool
    organ_id: int | None
    flash: Mapping[str, Any] = field(default_factory=dict)
    """What the last step did: ``text``, and ``undo`` (a path) with its ``label`` if it can be."""
    once: str = ""
    """The mark of the form that took the last step, which led ``to`` a page."""
    to: str = ""
    login: int | None = None
    """The console's login that it was opened by, at a desk that others may use, and ends with."""
    stale: bool = False
    """That this login is in use should be noted anew."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Where a link leads; ``key`` is what the browser keeps, empty if it has one already."""

    path: str
    key: str = field(repr=False)
    seconds: int = 0


def link(uow: Uow, openid: str, path: str, *, life: timedelta = LINK) -> str:
    """Return the address of a page (``caseload``, ``activities/7``) for one person's browser."""
    token = links.issue(uow, openid, Purpose.PAGE, path, life=life)
    return links.page(uow, "go", token)


def enter(uow: Uow, token: str, key: str) -> Entered:
    """Open a link: the first browser gets a visit, and later only that one is let through."""
    found = links.look(uow, token, Purpose.PAGE)
    if found.browser is not None:
        visit = _living(uow, key)
        if visit is None or visit.openid != found.openid:
            raise OpenedElsewhere
        return Entered(found.subject, "")
    user = uow.session.get(WechatUser, found.openid)
    if user is None or user.person_id is None:
        raise links.LinkStale
    new, _ = links.open_here(uow, token, Purpose.PAGE)
    if key:
        uow.session.execute(delete(PageVisit).where(PageVisit.key_hash == _hash(key)))
    _open(uow, new, found.openid, user.person_id)
    return Entered(found.subject, new, int(LIFE.total_seconds()))


def begin(uow: Uow, openid: str, person_id: int, console_session_id: int) -> Entered:
    """Open a visit for a browser whose person was proved otherwise: at the console's login."""
    key = secrets.token_urlsafe(24)
    _open(uow, key, openid, person_id, console_session_id)
    return Entered("home", key, int(LIFE.total_seconds()))


def _open(
    uow: Uow, key: str, openid: str, person_id: int, console_session_id: int | None = None
) -> None:
    uow.session.add(
        PageVisit(
            key_hash=_hash(key),
            openid=openid,
            person_id=person_id,
            console_session_id=console_session_id,
            flash={},
            created_at=uow.now,
            expires_at=uow.now + LIFE,
        )
    )


def visitor(uow: Uow, key: str, *, acting: bool = False) -> Visitor:
    """Return who looks, and make them the actor; ``acting`` lets one tap wait for the other.

    Raises ``NoVisit``. An openid that stands for somebody else by now ends the visit, and a cadre
    is one here only after the password.
    """
    visit = _living(uow, key)
    if visit is None:
        raise NoVisit
    stale = _by_login(uow, visit)
    user = uow.session.get(WechatUser, visit.openid, with_for_update=acting or None)
    if acting:  # whoever waited reads what the other tap left
        visit = _living(uow, key, anew=True)
    if visit is None or user is None or user.person_id != visit.person_id:
        raise NoVisit
    person = uow.session.get_one(Person, visit.person_id)
    is_cadre = records.serves(uow, person.id, user.proof)
    uow.actor = person.id
    return Visitor(
        person.id,
        person.name,
        visit.openid,
        person.organisation_id,
        is_cadre,
        records.organ_at_the_desk(uow, person.id) if is_cadre else None,
        _fresh(uow, visit.flash),
        visit.flash.get("once", ""),
        visit.flash.get("to", ""),
        visit.console_session_id,
        stale,
    )


def _by_login(uow: Uow, visit: PageVisit) -> bool:
    """Refuse a visit whose login is over, or has been idle; say whether its use is to be noted."""
    if visit.console_session_id is None:
        return False
    login = console_sessions.lasting(uow, visit.console_session_id)
    if login is None:
        raise LoginOver
    return console_sessions.is_stale(login, uow.now)


def cadre(who: Visitor) -> None:
    """Refuse whoever is no cadre here."""
    if not who.is_cadre:
        raise identity.NotACadre


def tell(  # noqa: PLR0913 - what the next page says of a step has this many parts
    uow: Uow,
    key: str,
    text: str,
    *,
    undo: str = "",
    label: str = "撤销",
    once: str = "",
    to: str = "",
) -> None:
    """Let the next page say what this step did; ``undo`` is the path that takes it back.

    ``once`` is the mark of the form: sent again, it only leads ``to`` the same page.
    """
    visit = _living(uow, key)
    if visit is not None:
        until = (uow.now + _TOLD).isoformat()
        visit.flash = {"text": text, "undo": undo, "label": label, "until": until}
        visit.flash |= {"once": once, "to": to} if once else {}


def add(uow: Uow, key: str, text: str) -> None:
    """Let the next page say this first, before what the step did."""
    visit = _living(uow, key)
    if visit is not None:
        done = _fresh(uow, visit.flash).get("text", "")
        until = (uow.now + _TOLD).isoformat()
        visit.flash = {**visit.flash, "text": f"{text}\n\n{done}".strip(), "until": until}


def _fresh(uow: Uow, flash: Mapping[str, Any]) -> Mapping[str, Any]:
    return flash if flash.get("until", "") > uow.now.isoformat() else {}


def _living(uow: Uow, key: str, *, anew: bool = False) -> PageVisit | None:
    visit = uow.session.get(PageVisit, _hash(key), populate_existing=anew) if key else None
    return visit if visit is not None and visit.expires_at > uow.now else None


def csrf(key: str) -> str:
    """Return what the forms of a visit carry, so that no other site's form is taken for ours."""
    return hashlib.sha256(f"csrf|{key}".encode()).hexdigest()[:32]


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
