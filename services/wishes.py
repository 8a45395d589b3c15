"""Micro-wishes: posting one and seeing what has become of it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select, update

from domain.errors import Refusal
from domain.periods import local_day
from domain.wishes import STATUS_TITLES, WishStatus
from models import person as people
from models import wish as wishes
from models.base import write_once
from models.person import Person
from models.wish import Picture, Wish
from services import audit
from services.uow import Uow

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
