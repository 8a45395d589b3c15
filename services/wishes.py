"""Micro-wishes: posting one, seeing what has become of it, and promising to make one true."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select, update

from domain.errors import Refusal
from domain.periods import local_day
from domain.wishes import STATUS_TITLES, AlreadyClaimed, Move, WishStatus, move
from models import person as people
from models import wish as wishes
from models.base import write_once
from models.organisation import Organisation
from models.person import Person, WechatUser
from models.wish import Claim, Picture, Wish
from services import areas, audit, links, phones
from services.links import Purpose
from services.subjects import Programmes
from services.uow import Uow

KEPT_AT_ONCE: Final = 5
"""Promises of one cadre: each shows a name and a number, so nobody collects them."""
LIVE: Final = (WishStatus.PENDING, WishStatus.OPEN, WishStatus.CLAIMED)
AT_ONCE: Final = 5
LONGEST: Final = 200


class TooMany(Refusal):
    """So many wishes at once help nobody."""

    code = "too_many_wishes"
    text = "你已经有 {most} 个心愿在路上了,先等等它们。看进度:回复「心愿」。"


class TooLong(Refusal):
    """The wish does not fit."""

    code = "wish_too_long"
    text = "有点长了({length} 字),{longest} 字以内说清想要什么就好,再说一遍?"


class Empty(Refusal):
    """Nothing was wished for."""

    code = "wish_empty"
    text = "想要点什么?用一句话说就行,比如「想要一本高考数学复习书」。"


class NoSuchWish(Refusal):
    """It is not there, out of this cadre's reach, or its owner wants no contact any more."""

    code = "no_such_wish"
    text = "没有找到这个心愿,也许已经收回了。还有什么能做的,回复「进度」看看。"


class NoMoreContact(NoSuchWish):
    """The owner said so after it was claimed: that ends the promise, at no cost to the cadre."""

    code = "wish_no_contact"
    text = "许愿的人现在不想被联系了,这次认领就到这里,不算你没办成。想做别的,回复「进度」看看。"


class HandsFull(Refusal):
    """Whoever has promised so many makes one of them true first."""

    code = "wish_hands_full"
    text = "手上已有 {most} 个心愿,先办好一个再认领。没办成的到期会让给别人,那时也能再认领。"


@dataclass(frozen=True, slots=True)
class Wished:
    """A wish as its owner sees it."""

    number: str
    text: str
    status: str
    day: date


def check_text(text: str) -> str:
    """Return the wish's text in shape, or refuse it in words."""
    text = text.strip()
    if not text:
        raise Empty
    if len(text) > LONGEST:
        raise TooLong(length=len(text), longest=LONGEST)
    return text


def admit(uow: Uow, person_id: int) -> None:
    """Refuse one more wish of somebody who has enough of them on the way."""
    live = uow.session.scalar(
        select(func.count()).where(Wish.person_id == person_id, Wish.status.in_(LIVE))
    )
    if (live or 0) >= AT_ONCE:
        raise TooMany(most=AT_ONCE)


def post(  # noqa: PLR0913 - a wish has this many sides, and each has its name
    uow: Uow,
    person_id: int,
    *,
    text: str,
    kind: str,
    surname_shown: bool,
    media_id: str = "",
) -> Wished:
    """Post a wish for review."""
    person = uow.session.get_one(Person, person_id, with_for_update=people.CALMLY)
    admit(uow, person_id)
    wish = Wish(
        person_id=person_id,
        organisation_id=person.organisation_id,
        area_id=areas.area_of(uow, person.organisation_id),
        kind=kind,
        text=check_text(text),
        surname_shown=surname_shown,
        media_id=media_id,
        status=WishStatus.PENDING,
        created_at=uow.now,
        changed_at=uow.now,
    )
    uow.session.add(wish)
    uow.session.flush()
    audit.note(uow, "wished", "wish", wish.id)
    return _wished(wish)


def mine(uow: Uow, person_id: int, limit: int = 5) -> list[Wished]:
    """Return a person's wishes, the newest first."""
    return [_wished(wish) for wish in uow.session.scalars(wishes.of(person_id, limit))]


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


def claim(uow: Uow, wish_id: int, cadre_id: int) -> Claimed:
    """Promise to make a wish true; one living promise a wish, whoever presses at once.

    Pressed again it is the same promise. One that has run out makes room for the next.
    """
    if uow.session.scalar(wishes.within_reach(wish_id, cadre_id, uow.today).limit(1)) is None:
        raise NoSuchWish
    # First the cadre, then the wish: who presses several wishes at once is counted in turn.
    uow.session.get_one(Person, cadre_id, with_for_update=people.CALMLY)
    wish = uow.session.get_one(Wish, wish_id, with_for_update=True, populate_existing=True)
    live = uow.session.scalar(wishes.live_claim(wish_id))
    if live is not None and live.expires_at <= uow.now:
        _end(uow, wish, live)
        uow.session.flush()
        live = None
    if live is None:
        if (uow.session.scalar(wishes.kept_by(cadre_id, uow.now)) or 0) >= KEPT_AT_ONCE:
            raise HandsFull(most=KEPT_AT_ONCE)
        wish.status, wish.changed_at = move(WishStatus(wish.status), Move.CLAIM), uow.now
        live = _promise(uow, wish, cadre_id)
    elif live.cadre_id != cadre_id:
        raise AlreadyClaimed
    return _claimed(uow, wish, live)


def claimed(uow: Uow, wish_id: int, cadre_id: int) -> Claimed:
    """Return a wish that this cadre has promised to make true; to others there is none."""
    live = uow.session.scalar(wishes.live_claim(wish_id))
    if live is None or live.cadre_id != cadre_id or live.expires_at <= uow.now:
        raise NoSuchWish
    return _claimed(uow, uow.session.get_one(Wish, wish_id), live)


def end_void(uow: Uow) -> int:
    """Let wishes go back that nobody made true in time, or whose owner wants no contact now."""
    ended = 0
    for wish, live in uow.session.execute(wishes.void(uow.now)):
        _end(uow, wish, live)
        ended += 1
    return ended


def _end(uow: Uow, wish: Wish, live: Claim) -> None:
    why = "expired" if live.expires_at <= uow.now else "left"
    live.ended_at = uow.now
    if wish.status == WishStatus.CLAIMED:
        wish.status, wish.changed_at = move(WishStatus.CLAIMED, Move.EXPIRE), uow.now
    audit.note(uow, "claim_ended", "wish", wish.id, why=why, cadre=live.cadre_id)


def opened(uow: Uow, token: str, key: str) -> Claimed:
    """Return the claimed wish behind a link: for whoever claimed it, while the promise holds.

    ``key`` is that of the browser which opened the link first.
    """
    link = links.look_here(uow, token, Purpose.CLAIM, key)
    user = uow.session.get(WechatUser, link.openid)
    if user is None or user.person_id is None:
        raise links.LinkStale
    return claimed(uow, int(link.subject), user.person_id)


def _promise(uow: Uow, wish: Wish, cadre_id: int) -> Claim:
    home = uow.session.get_one(Person, cadre_id).organisation_id
    days = Programmes.over(uow, [home]).of(home).wishes.claim
    claim = Claim(
        wish_id=wish.id,
        cadre_id=cadre_id,
        claimed_at=uow.now,
        expires_at=uow.now + days,
        reason="",
    )
    uow.session.add(claim)
    uow.session.flush()
    audit.note(uow, "claimed", "wish", wish.id)
    return claim


def _claimed(uow: Uow, wish: Wish, claim: Claim) -> Claimed:
    wisher = uow.session.get_one(Person, wish.person_id)
    if wisher.left_at is not None:
        raise NoMoreContact
    school = uow.session.get_one(Organisation, wisher.organisation_id).name
    phone = phones.opened(uow.means.vault, wisher)
    ends = claim.expires_at
    return Claimed(wish.id, f"W-{wish.id}", wish.text, wisher.name, school, phone, ends)


def unfetched(uow: Uow, limit: int) -> list[tuple[int, str]]:
    """Return (wish, media id) of pictures that are still only at WeChat, which forgets them."""
    rows = uow.session.scalars(wishes.unfetched(uow.now - wishes.KEPT, limit))
    return [(wish.id, wish.media_id) for wish in rows]


def keep_picture(uow: Uow, wish_id: int, mime: str, content: bytes) -> None:
    """Keep the picture of a wish, unless somebody else was quicker."""
    kept = {"wish_id": wish_id, "mime": mime, "content": content, "fetched_at": uow.now}
    write_once(uow.session, Picture, **kept)


def give_picture_up(uow: Uow, wish_id: int) -> None:
    """Stop asking for a picture that WeChat no longer has."""
    uow.session.execute(update(Wish).where(Wish.id == wish_id).values(media_id=""))


def _wished(wish: Wish) -> Wished:
    status = STATUS_TITLES[WishStatus(wish.status)]
    return Wished(f"W-{wish.id}", wish.text, status, local_day(wish.created_at))
