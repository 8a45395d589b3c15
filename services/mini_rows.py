"""The openids of the mini-program: who holds which, for whom, and in which order they are locked.

First the openids, by their names, then the person: two orders would deadlock.
"""

from collections.abc import Collection

from sqlalchemy import and_, delete, or_, select

from domain.proofs import Proof
from models import person as people
from models.mini import ApiAnswer, MiniSession, MiniUser
from models.person import Person, WechatUser
from models.sending import Subscription
from services import audit, letters_gone
from services.uow import Uow


def held(uow: Uow, openid: str, person_id: int | None = None) -> MiniUser:
    """Lock an openid, and with it whatever openid stands for somebody."""
    which = MiniUser.openid == openid
    if person_id is not None:
        which = or_(which, MiniUser.person_id == person_id)
    rows = uow.session.scalars(
        select(MiniUser)
        .where(which)
        .order_by(MiniUser.openid)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return next(row for row in rows if row.openid == openid)


def hold(uow: Uow, person_ids: Collection[int]) -> list[MiniUser]:
    """Lock whatever openids stand for people, or want to."""
    wanting = and_(MiniUser.wants_id.in_(person_ids), MiniUser.person_id.is_(None))
    theirs = or_(MiniUser.person_id.in_(person_ids), wanting)
    question = select(MiniUser).where(theirs).order_by(MiniUser.openid).with_for_update()
    return list(uow.session.scalars(question.execution_options(populate_existing=True)))


def waiters(uow: Uow, person_id: int) -> list[MiniUser]:
    """Lock the openids that want to stand for somebody."""
    waiting = (MiniUser.wants_id == person_id, MiniUser.person_id.is_(None))
    question = select(MiniUser).where(*waiting).order_by(MiniUser.openid).with_for_update()
    return list(uow.session.scalars(question.execution_options(populate_existing=True)))


def somebody(uow: Uow, person_id: int) -> Person:
    """Lock a person: of several openids that would stand for one, one is the first."""
    return uow.session.get_one(
        Person, person_id, with_for_update=people.CALMLY, populate_existing=True
    )


def holder(uow: Uow, person_id: int, *, but: str = "") -> MiniUser | None:
    """Return the openid through which a person speaks in the mini-program, ``but`` one."""
    theirs = (MiniUser.person_id == person_id, MiniUser.openid != but)
    return uow.session.scalar(select(MiniUser).where(*theirs))


def speaks(uow: Uow, person_id: int, *, but: str = "") -> bool:
    """Say whether a person speaks through an openid of the mini-program, ``but`` one."""
    return holder(uow, person_id, but=but) is not None


def stand(uow: Uow, user: MiniUser, person_id: int, proof: Proof) -> None:
    """Let an openid stand for somebody whose place is free."""
    user.person_id, user.proof, user.bound_at = person_id, proof, uow.now
    chosen = select(WechatUser.muted).where(WechatUser.person_id == person_id)
    user.muted = list(uow.session.scalar(chosen) or user.muted)
    user.wants_id = user.wants_at = user.released_at = None
    uow.session.flush()
    uow.actor = uow.actor or person_id
    audit.note(uow, "bound", "mini_user", person_id, proof=proof)


def take_over(uow: Uow, user: MiniUser, person_id: int, proof: Proof) -> None:
    """Put off whatever openid stood for a person, and stand for them."""
    before = (MiniUser.person_id == person_id, MiniUser.openid != user.openid)
    for other in uow.session.scalars(select(MiniUser).where(*before).with_for_update()).all():
        # It is the same person: what waits for them there waits for them here.
        letters_gone.moved(uow, other.openid, user.openid)
        user.muted = list(other.muted)
        put_off(uow, other)
    uow.session.flush()  # two cannot stand for one, not even within a statement
    stand(uow, user, person_id, proof)


def put_off(uow: Uow, user: MiniUser) -> None:
    """Take the person off an openid, end its sessions, and forget what waited there."""
    letters_gone.from_mini(uow, user.openid)
    user.muted = []
    for mine in (MiniSession, ApiAnswer, Subscription):
        uow.session.execute(delete(mine).where(mine.openid == user.openid))
    user.person_id, user.bound_at, user.released_at = None, None, uow.now
    want_nobody(user)


def want_nobody(user: MiniUser) -> None:
    """Let an openid wait for nobody any more."""
    user.wants_id = user.wants_at = user.proof = None
