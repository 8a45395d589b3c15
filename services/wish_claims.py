"""Promising to make a wish true: one living promise a wish, and giving it back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain import wish_words as words
from domain.errors import Refusal
from domain.proofs import Proof
from domain.wishes import AlreadyClaimed, Ending, Move, ReasonNeeded, WishStatus, move
from models import person as people
from models import wish as wishes
from models import wish_promise as promises
from models.organisation import Organisation
from models.person import Person, WechatUser
from models.subject import leaders
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


class OutOfOrgansReach(Refusal):
    """The cadre reaches it by another post, and not the organ that they answer for."""

    code = "wish_out_of_organs_reach"
    text = "这个心愿不在你负责的单位范围里,以单位名义认领不了。你自己认领,回复「认领心愿{id}」。"


class Waiting(Refusal):
    """The days of the promise are over, and one side has confirmed."""

    code = "wish_waiting"
    text = "这个心愿已经在你名下,只差一方确认。看看到哪一步了,回复「心愿{id}」。"


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
    organ: bool = False
    """Whether it is promised in the name of an organ."""


def claim(uow: Uow, wish_id: int, cadre_id: int, *, organ_id: int | None = None) -> Claimed:
    """Promise to make a wish true; one living promise a wish, whoever presses at once.

    Pressed again it is the same promise. One that has run out makes room for the next. With
    ``organ_id`` it is the promise of that organ, which the cadre answers for.
    """
    if uow.session.scalar(wishes.within_reach(wish_id, cadre_id, uow.today).limit(1)) is None:
        raise NoSuchWish
    if organ_id is not None:
        _for_organ(uow, wish_id, cadre_id, organ_id)
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
    elif live.expires_at <= uow.now:
        raise Waiting(id=wish.id)
    return _claimed(uow, wish, live)


def claim_for_organ(uow: Uow, wish_id: int, cadre_id: int) -> Claimed:
    """Promise it in the name of the organ that a cadre answers for and that reaches it."""
    organ = organ_for(uow, wish_id, cadre_id)
    if organ is None:
        raise OutOfOrgansReach(id=wish_id) if _led(uow, cadre_id) else NotYourOrgan
    return claim(uow, wish_id, cadre_id, organ_id=organ)


def organ_for(uow: Uow, wish_id: int, cadre_id: int) -> int | None:
    """Return the organ in whose name a cadre may promise a wish; none if no organ of theirs may."""
    place = uow.session.scalar(select(Wish.organisation_id).where(Wish.id == wish_id))
    if place is None:
        return None
    return next((organ for organ in _led(uow, cadre_id) if _reaches(uow, organ, place)), None)


def _led(uow: Uow, cadre_id: int) -> list[int]:
    return sorted(organ for organ, _ in uow.session.execute(leaders(uow.today, cadre_id)))


def _reaches(uow: Uow, organ_id: int, place: int) -> bool:
    return areas.is_over(uow, organ_id, place) or areas.is_over(uow, place, organ_id)


def _for_organ(uow: Uow, wish_id: int, cadre_id: int, organ_id: int) -> None:
    """Refuse an organ that somebody else answers for, or that does not reach the wish."""
    if organ_id not in _led(uow, cadre_id):
        raise NotYourOrgan
    if not _reaches(uow, organ_id, uow.session.get_one(Wish, wish_id).organisation_id):
        raise OutOfOrgansReach(id=wish_id)


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
    if user is None or user.person_id is None or user.proof != Proof.PASSWORD:
        raise links.LinkStale
    return claimed(uow, int(link.subject), user.person_id)


def _claimed(uow: Uow, wish: Wish, live: Claim) -> Claimed:
    wisher = uow.session.get_one(Person, wish.person_id)
    if wisher.left_at is not None:
        raise NoMoreContact
    school = uow.session.get_one(Organisation, wisher.organisation_id).name
    phone = phones.opened(uow.means.vault, wisher)
    number = wish_rows.number(wish.id)
    return Claimed(
        wish.id,
        number,
        wish.text,
        wisher.name,
        school,
        phone,
        live.expires_at,
        live.organ_id is not None,
    )


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
