"""After the word from WeChat: an admin goes to the console, a cadre to the own desk."""

from sqlalchemy import select

from models.admin import ConsoleSession
from models.person import WechatUser
from services import console_login, console_sessions, visits
from services.console_sessions import NotIn, hashed
from services.uow import Uow
from services.visits import Entered


def enter(uow: Uow, key: str) -> Entered | None:
    """Return the visit that a cadre's browser gets for the desk; none for an admin.

    Raises ``NotIn`` for a browser that nobody has confirmed.
    """
    standing = console_sessions.standing(uow, key)
    if not standing.confirmed:
        raise NotIn
    return None if standing.is_admin else desk(uow, standing.person_id, standing.id)


def desk(uow: Uow, person_id: int, session_id: int) -> Entered:
    """Open the pages of the phone in this browser, for whoever has been confirmed in WeChat."""
    openid = console_login.confirmer(uow, person_id)
    user = uow.session.get(WechatUser, openid) if openid else None
    if user is None:
        raise NotIn
    return visits.begin(uow, user.openid, person_id, session_id)


def leave(uow: Uow, key: str) -> None:
    """Log this browser out."""
    found = uow.session.scalar(
        select(ConsoleSession).where(ConsoleSession.key_hash == hashed(key)).with_for_update()
    )
    if found is not None and found.ended_at is None:
        uow.actor = found.person_id
        console_sessions.close(uow, found)


def leave_desk(uow: Uow, login: int) -> None:
    """Log the browser out whose desk was opened by this login."""
    found = uow.session.get(ConsoleSession, login, with_for_update=True)
    if found is not None and found.ended_at is None:
        console_sessions.close(uow, found)
