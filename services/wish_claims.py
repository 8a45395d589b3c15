"""Promising to make a wish true: one living promise a wish, and giving it back."""

from dataclasses import dataclass
from datetime import datetime

from domain import wish_words as words
from domain.errors import Refusal
from domain.wishes import AlreadyClaimed, Ending, Move, ReasonNeeded, WishStatus, move
from models import person as people
from models import wish as wishes
from models import wish_promise as promises
from models.organisation import Organisation
from models.person import Person, WechatUser
from models.wish import Claim, Share, Wish
from services import areas, audit, links, phones, wish_letters, wish_rows
from services.links import Purpose
from services.subjects import Programmes
from services.uow import Uow
from services.wish_clock import end_void, nudge, settle
from services.wish_confirming import Confirmed, agree, disagree, done, note
from services.wish_rows import KEPT_AT_ONCE, HandsFull, NoMoreContact, NoSuchWish
from services.wish_sharing import join, leave_share, share

__all__ = [
    "Confirmed",
    "agree",
    "disagree",
    "done",
    "end_void",
    "join",
    "leave_share",
    "note",
    "nudge",
    "settle",
    "share",
]


class NotYourOrgan(Refusal):
    """Somebody else answers for that organ."""

    code = "wish_not_your_organ"
    text = "以单位名义认领,要由单位负责人来点。你自己认领也一样算数。"


class AlreadySaid(Refusal):
    """The owner has confirmed already."""

    code = "wish_already_said"
    text = "许愿的人已经说收到了,不用退回。说一声「办好了」就算实现。"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A wish as its claimer sees it: with the name, the school and the number, and nobody else."""

    id: int
    number: str
    text: str
    name: str
    school: str
    phone: str
    expires_at: datetime


def claim(uow: Uow, wish_id: int, cadre_id: int, *, organ_id: int | None = None) -> Claimed:
    """Promise to make a wish true; one living promise a wish, whoever presses at once.

    Pressed again it is the same promise. One that has run out makes room for the next. With
    ``organ_id`` it is the promise of that organ, which the cadre answers for.
    """
    if uow.session.scalar(wishes.within_reach(wish_id, cadre_id, uow.today).limit(1)) is None:
        raise NoSuchWish
    if organ_id is not None and cadre_id not in areas.leaders_of(uow, organ_id):
        raise NotYourOrgan
    # First the cadre, then the wish: who presses several wishes at once is counted in turn.
    uow.session.get_one(Person, cadre_id, with_for_update=people.CALMLY)
    wish = wish_rows.locked(uow, wish_id)
    live = wish_rows.living(uow, wish)
    if live is None:
        if (uow.session.scalar(wishes.kept_by(cadre_id, uow.now)) or 0) >= KEPT_AT_ONCE:
            raise HandsFull(most=KEPT_AT_ONCE)
        wish.status, wish.changed_at = move(WishStatus(wish.status), Move.CLAIM), uow.now
        live = _promise(uow, wish, cadre_id, organ_id)
    elif live.cadre_id != cadre_id:
        raise AlreadyClaimed
    return _claimed(uow, wish, live)


def _promise(uow: Uow, wish: Wish, cadre_id: int, organ_id: int | None) -> Claim:
    home = organ_id or uow.session.get_one(Person, cadre_id).organisation_id
    days = Programmes.over(uow, [home]).of(home).wishes.claim
    live = Claim(
        wish_id=wish.id,
        cadre_id=cadre_id,
        claimed_at=uow.now,
        expires_at=uow.now + days,
        reason="",
        organ_id=organ_id,
        shared=False,
    )
    uow.session.add(live)
    uow.session.flush()
    organ = {} if organ_id is None else {"organ": organ_id}
    audit.note(uow, "claimed", "wish", wish.id, **organ)
    audit.note(uow, "shown", "person", wish.person_id, wish=wish.id, to=cadre_id)
    wish_letters.claimed(uow, wish, live)
    return live


def claimed(uow: Uow, wish_id: int, cadre_id: int) -> Claimed:
    """Return a wish that this cadre has promised to make true; to others there is none."""
    live = uow.session.scalar(wishes.live_claim(wish_id))
    if live is None or live.cadre_id != cadre_id or live.expires_at <= uow.now:
        raise NoSuchWish
    return _claimed(uow, uow.session.get_one(Wish, wish_id), live)


def opened(uow: Uow, token: str, key: str) -> Claimed:
    """Return the claimed wish behind a link: for whoever claimed it, while the promise holds.

    ``key`` is that of the browser which opened the link first.
    """
    link = links.look_here(uow, token, Purpose.CLAIM, key)
    user = uow.session.get(WechatUser, link.openid)
    if user is None or user.person_id is None:
        raise links.LinkStale
    return claimed(uow, int(link.subject), user.person_id)


def _claimed(uow: Uow, wish: Wish, live: Claim) -> Claimed:
    wisher = uow.session.get_one(Person, wish.person_id)
    if wisher.left_at is not None:
        raise NoMoreContact
    school = uow.session.get_one(Organisation, wisher.organisation_id).name
    phone = phones.opened(uow.means.vault, wisher)
    number = wish_rows.number(wish.id)
    return Claimed(wish.id, number, wish.text, wisher.name, school, phone, live.expires_at)


def release(uow: Uow, wish_id: int, cadre_id: int, reason: str) -> None:
    """Give a wish back for the next to claim; the owner reads why."""
    wish, live = wish_rows.kept(uow, wish_id, cadre_id)
    if not reason.strip():
        raise ReasonNeeded
    if live.agreed_at is not None:
        raise AlreadySaid
    wish_rows.end(uow, wish, live, Ending.RELEASED, words.said(reason, words.REASON))


@dataclass(frozen=True, slots=True)
class Held:
    """A promise, or a part in somebody's, on the list of who keeps it; nothing of who wishes."""

    id: int
    number: str
    text: str
    status_title: str
    lead: bool
    """Whether it is their own promise, and not one that they joined."""
    organ: bool
    """Whether it is an organ's."""
    expires_at: datetime
    done: bool
    agreed: bool
    shared: bool
    brings: str
    for_child: bool


def claims_of(uow: Uow, cadre_id: int) -> list[Held]:
    """Return the promises that a cadre keeps or shares, those that end first at the top."""
    rows = uow.session.execute(promises.held(cadre_id, uow.now))
    return [_held(wish, live, share, cadre_id) for wish, live, share in rows]


def _held(wish: Wish, live: Claim, part: Share | None, cadre_id: int) -> Held:
    return Held(
        wish.id,
        wish_rows.number(wish.id),
        wish.text,
        _standing(live),
        live.cadre_id == cadre_id,
        live.organ_id is not None,
        live.expires_at,
        live.done_at is not None,
        live.agreed_at is not None,
        live.shared,
        part.brings if part else "",
        wish.for_child,
    )


def _standing(live: Claim) -> str:
    if live.done_at is not None:
        return "等 TA 确认"
    return "TA 说收到了" if live.agreed_at is not None else "在办"
