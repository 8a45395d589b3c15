"""Who is speaking, and how an openid comes to stand for a person."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import bindparam, delete, select, update

from domain.chain import Spoke, Window, opened
from domain.errors import Refusal
from domain.proofs import Proof
from models import bound
from models import cadre as cadres
from models import contact as contacts
from models import person as people
from models.base import table, write_once
from models.cadre import Cadre
from models.dialogue import Dialogue
from models.login import OneTimeLink
from models.mini import MiniUser
from models.person import Person, WechatUser
from models.post import InboxItem, Outbox
from models.sending import Report, Subscription
from models.visit import PageVisit
from services import audit, console_sessions, letters_gone, windows
from services.uow import Uow

_ACTIVE: Final = timedelta(minutes=1)
"""How exactly it is kept when somebody last wrote: not a write for every message."""
_HEARD: Final = (
    update(table(WechatUser))
    .where(table(WechatUser).c.openid == bindparam("speaker"))
    .values(
        wrote_at=bindparam("wrote_at"),
        following=bindparam("following"),
        window_until=bindparam("until"),
        window_left=bindparam("left"),
    )
)


class NotKnown(Refusal):
    """A door for people we know was tried by a stranger."""

    code = "not_known"
    text = "先登录,我才知道你是谁:点菜单或回复「小伙伴登录」(团干部回复「团干部登录」)就行。"


class NotACadre(Refusal):
    """A door for cadres was tried by somebody else."""

    code = "not_a_cadre"
    text = (
        "这里是团干部用的。你是团干部的话,先回复「团干部登录」;登录过还看到这句,"
        "请管理员登记任职;不是的话,回复「帮助」看看能做什么。"
    )


class BoundElsewhere(Refusal):
    """The person already speaks through another WeChat account."""

    code = "bound_elsewhere"
    text = (
        "这位已经在另一个微信上登录了。是本人换了微信的话,先在原来的微信里回复「解除绑定」;"
        "原来的用不了了,请管理员帮忙解除。"
    )


class SomebodyElse(Refusal):
    """Another person has logged in on this WeChat account."""

    code = "somebody_else"
    text = "这个微信上已经登录了另一位。先在对话里回复「解除绑定」,再重新登录。"


class NotFollowing(Refusal):
    """The WeChat account no longer follows us, so nothing can hang on it."""

    code = "not_following"
    text = "这个微信没有关注公众号,登录不上。先关注,再从对话里点一次登录。"


@dataclass(frozen=True, slots=True)
class Who:
    """The one who speaks: ``person_id`` is none for a stranger."""

    openid: str
    person_id: int | None = None
    name: str = ""
    organisation_id: int = 0
    is_cadre: bool = False
    left: bool = False
    unread: str = ""
    muted: tuple[str, ...] = ()


def hear(uow: Uow, openid: str, how: Spoke = Spoke.WROTE) -> Who:
    """Say who speaks, and note that they did; an openid never seen becomes a stranger's row.

    ``how`` opens the window in which customer-service messages may go to them.
    """
    asked = {"openid": openid, "today": uow.today}
    row = uow.session.execute(people.SPEAKING, asked).one_or_none()
    if row is None:
        first = opened(Window(), how, uow.now)
        new = {"openid": openid, "wrote_at": uow.now, "muted": [], "unread": "", "following": True}
        new |= {"window_until": first.until, "window_left": first.left}
        if write_once(uow.session, WechatUser, **new) is not None:
            return Who(openid)
        # Another message of the same newcomer came first.
        row = uow.session.execute(people.SPEAKING, asked).one()
    if row.person_id is not None and row.name is None:
        # They were bound while we waited for the row: PostgreSQL reads only that row anew.
        row = uow.session.execute(people.SPEAKING, asked).one()
    window = Window(row.window_until, row.window_left)
    new_window = windows.renewed(window, how, uow.now)
    long_ago = row.wrote_at is None or uow.now - row.wrote_at > _ACTIVE
    if not row.following or long_ago or new_window:
        window = new_window or window
        said = {"speaker": openid, "wrote_at": uow.now, "following": True}
        uow.session.execute(_HEARD, said | {"until": window.until, "left": window.left})
    uow.actor = row.person_id
    return Who(
        openid,
        row.person_id,
        row.name or "",
        row.organisation_id or 0,
        is_cadre=bool(row.is_cadre),
        left=row.left_at is not None,
        unread=row.unread,
        muted=tuple(row.muted),
    )


def bind(uow: Uow, openid: str, person_id: int, *, proof: Proof) -> Person:
    """Let an openid stand for a person whose identity was proved (``proof`` says how)."""
    # First the openid, then the person, as every message does: two orders would deadlock.
    user = uow.session.get(WechatUser, openid, with_for_update=True, populate_existing=True)
    person = uow.session.get_one(Person, person_id, with_for_update=people.CALMLY)
    if user is None:
        raise NotFollowing
    if user.person_id not in (None, person_id):
        raise SomebodyElse
    other = uow.session.scalar(
        select(WechatUser.openid).where(
            WechatUser.person_id == person_id, WechatUser.openid != openid
        )
    )
    if other is not None:
        raise BoundElsewhere
    user.person_id, user.bound_at, user.proof = person_id, uow.now, proof
    chosen = select(MiniUser.muted).where(MiniUser.person_id == person_id)
    user.muted = list(uow.session.scalar(chosen) or user.muted)
    uow.actor = person_id
    audit.note(uow, "bound", "person", person_id, proof=proof)
    return person


def release(uow: Uow, openid: str) -> None:
    """Take the person off an openid; no browser at the console stands on its word any more."""
    _end_browsers(uow, openid)
    uow.session.execute(
        update(WechatUser)
        .where(WechatUser.openid == openid)
        .values(person_id=None, bound_at=None, proof=None, muted=[], unread="")
    )
    _erase(uow, openid)
    audit.note(uow, "released", "wechat_user", "")


def forget(uow: Uow, openid: str) -> None:
    """Erase all that hangs on an openid: the platform asks for it when somebody unfollows."""
    _end_browsers(uow, openid)
    # The row first: what a message under way still writes is there when it lets go.
    uow.session.execute(delete(WechatUser).where(WechatUser.openid == openid))
    _erase(uow, openid)
    audit.note(uow, "forgotten", "wechat_user", "")


def _end_browsers(uow: Uow, openid: str) -> None:
    question = select(WechatUser.person_id).where(WechatUser.openid == openid)
    person_id = uow.session.scalar(question.with_for_update())
    if person_id is not None:
        console_sessions.end_all(uow, person_id)


def _erase(uow: Uow, openid: str) -> None:
    """Erase what waits for whoever speaks through an openid: the next one is somebody else."""
    if not openid:
        return  # it is nobody's: the notices of all who have no chat stand under it
    for mine in (Dialogue, InboxItem, OneTimeLink, PageVisit, Report, Subscription):
        uow.session.execute(delete(mine).where(mine.openid == openid))
    letters_gone.blank(uow, Outbox.openid == openid)


def mute(uow: Uow, openid: str, kinds: tuple[str, ...]) -> None:
    """Set which kinds of letters this person does not want, in the mini-program as well."""
    uow.session.execute(
        update(WechatUser).where(WechatUser.openid == openid).values(muted=list(kinds))
    )
    mine = select(WechatUser.person_id).where(WechatUser.openid == openid)
    uow.session.execute(
        update(MiniUser)
        .where(MiniUser.person_id.in_(mine))
        .values(muted=list(kinds))
        .execution_options(synchronize_session="fetch")
    )


def mute_person(uow: Uow, person_id: int, kinds: tuple[str, ...]) -> None:
    """Set which kinds of letters somebody does not want, wherever they have logged in."""
    for model in (WechatUser, MiniUser):
        uow.session.execute(
            update(model)
            .where(model.person_id == person_id)
            .values(muted=list(kinds))
            .execution_options(synchronize_session="fetch")
        )


def muted(uow: Uow, person_id: int) -> frozenset[str] | None:
    """Return which kinds of letters somebody does not want; none: they have logged in nowhere."""
    for model in (WechatUser, MiniUser):
        found = uow.session.scalar(select(model.muted).where(model.person_id == person_id))
        if found is not None:
            return frozenset(found)
    return None


def keep_unread(uow: Uow, openid: str, rest: str) -> None:
    """Keep the rest of a long reply, or nothing."""
    uow.session.execute(update(WechatUser).where(WechatUser.openid == openid).values(unread=rest))


def cadres_of(uow: Uow, person_id: int) -> list[str]:
    """Return the names of those who keep in touch with a youth, the primary cadre first."""
    return [person.name for _, person in uow.session.execute(contacts.cadres_of(person_id))]


def is_bound(uow: Uow, person_id: int) -> bool:
    """Say whether a person speaks through any openid, here or in the mini-program."""
    return bool(uow.session.scalar(select(bound.anywhere(person_id))))


def account_of(uow: Uow, person_id: int) -> str:
    """Return the openid of the official account that stands for a person; empty if none does."""
    question = select(WechatUser.openid).where(WechatUser.person_id == person_id)
    return uow.session.scalar(question) or ""


def cadre_by_username(uow: Uow, username: str) -> Cadre | None:
    """Find a cadre by login name, locked for the one who tries the password."""
    return uow.session.scalar(cadres.by_username(username).with_for_update())
