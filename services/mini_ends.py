"""How an openid of the mini-program stops standing for a person, or has to prove it anew."""

from collections.abc import Collection

from sqlalchemy import delete, or_, select, update

from models.mini import MiniSession, MiniUser
from services import audit, mini_rows
from services.uow import Uow


def release(uow: Uow, openid: str) -> None:
    """Take the person off an openid, and end its sessions: whoever is there wants to go."""
    mini_rows.put_off(uow, mini_rows.held(uow, openid))
    audit.note(uow, "released", "mini_user", "")


def release_person(uow: Uow, person_id: int) -> bool:
    """Take a person off whatever openid stands for them; say whether there was one.

    Nobody waits for their place any more.
    """
    there = [user for user in mini_rows.hold(uow, [person_id]) if user.person_id == person_id]
    for user in there:
        release(uow, user.openid)
    forget_wishes(uow, [person_id])
    return bool(there)


def password_changed(uow: Uow, person_id: int, *, here: str = "") -> None:
    """End the sessions of a cadre whose password is another now, except where it was changed.

    Who comes back is known, and a cadre after the new password.
    """
    theirs = or_(MiniUser.person_id == person_id, MiniUser.wants_id == person_id)
    mine = (theirs, MiniUser.openid != here)
    ended = delete(MiniSession).where(MiniSession.openid.in_(select(MiniUser.openid).where(*mine)))
    for statement in (ended, update(MiniUser).where(*mine).values(proof=None)):
        uow.session.execute(statement.execution_options(synchronize_session="fetch"))


def forget_wishes(uow: Uow, person_ids: Collection[int]) -> None:
    """Let nobody wait for people who are no more."""
    waiting = (MiniUser.wants_id.in_(person_ids), MiniUser.person_id.is_(None))
    nobody = update(MiniUser).where(*waiting).values(wants_id=None, wants_at=None, proof=None)
    uow.session.execute(nobody.execution_options(synchronize_session=False))
