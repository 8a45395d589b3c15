"""Micro-wishes: posting one, for oneself or for a child, taking it back, and how it stands."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, func, select

from domain import wish_words as words
from domain.dictionaries import WISHES
from domain.errors import Refusal
from domain.periods import local_day
from domain.wish_words import Empty, TooLong
from domain.wishes import STATUS_TITLES, Ending, Move, WishStatus, move
from models import person as people
from models import wish as wishes
from models import wish_promise as promises
from models.cadre import in_post
from models.person import Person
from models.wish import Wish
from services import areas, audit, wish_letters, wish_rows, wish_screening
from services.subjects import Programmes
from services.uow import Uow
from services.wish_claims import Claimed, claim, claimed, end_void, opened
from services.wish_pictures import give_picture_up, keep_picture, unfetched
from services.wish_rows import KEPT_AT_ONCE, LIVE, HandsFull, NoMoreContact, NoSuchWish
from services.wish_seen import NoteSeen, WishSeen, seen

__all__ = [
    "KEPT_AT_ONCE",
    "Claimed",
    "Empty",
    "HandsFull",
    "NoMoreContact",
    "NoSuchWish",
    "NoteSeen",
    "TooLong",
    "WishSeen",
    "claim",
    "claimed",
    "end_void",
    "give_picture_up",
    "keep_picture",
    "opened",
    "seen",
    "unfetched",
]

AT_ONCE: Final = 5
FOR_CHILDREN: Final = 20
"""Wishes of children that one adult brings in at a time: a class, not a town."""


class TooMany(Refusal):
    """So many wishes at once help nobody."""

    code = "too_many_wishes"
    text = "你已经有 {most} 个心愿在路上了,先等等它们。看进度:回复「心愿」。"


class NoAdultOrganisation(Refusal):
    """Only somebody in post stands in for a child."""

    code = "wish_no_post"
    text = "替孩子许愿由在岗的团干部来办。你的任职登记好了再来,或者请同事帮忙许。"


class ConfirmFirst(Refusal):
    """Somebody says that it is done: taking it back now would wipe out what they did."""

    code = "wish_confirm_first"
    text = "TA 说已经办好了。收到了,回复「收到{id}」;还没有,回复「没收到{id}」。"


class NearlyTrue(Refusal):
    """They have said that it came true: taking it back would wipe out what somebody did."""

    code = "wish_nearly_true"
    text = "你已经说收到了,等 TA 也说一声就算实现。要是还没收到,回复「没收到{id}」。"


class NoSuchKind(Refusal):
    """The dictionary does not have it."""

    code = "wish_no_kind"
    text = "没有这一类。选一个最接近的,拿不准就选「其他」。"


@dataclass(frozen=True, slots=True)
class Wished:
    """A wish as its owner sees it in a list."""

    number: str
    text: str
    status: str
    day: date
    id: int = 0
    state: WishStatus = WishStatus.PENDING
    yuan: int | None = None
    for_child: bool = False
    asked: bool = False
    """Somebody says that it is done, and the owner has not said so yet."""


def check_text(text: str) -> str:
    """Return the wish's text in shape, or refuse it in words."""
    return words.wish(text)


def admit(uow: Uow, person_id: int) -> None:
    """Refuse one more wish of somebody who has enough of them on the way."""
    if _live(uow, person_id, Wish.for_child.is_(False)) >= AT_ONCE:
        raise TooMany(most=AT_ONCE)


def admit_child(uow: Uow, cadre_id: int) -> None:
    """Refuse whoever holds no post, or has brought in enough wishes of children for now."""
    if not uow.session.scalar(in_post(cadre_id, uow.today)):
        raise NoAdultOrganisation
    if _live(uow, cadre_id, Wish.for_child.is_(True)) >= FOR_CHILDREN:
        raise TooMany(most=FOR_CHILDREN)


def _live(uow: Uow, person_id: int, sort: ColumnElement[bool]) -> int:
    live = select(func.count()).where(Wish.person_id == person_id, Wish.status.in_(LIVE), sort)
    return uow.session.scalar(live) or 0


def most_yuan(uow: Uow, person_id: int) -> int:
    """Return what one wish of somebody may cost at most."""
    home = uow.session.get_one(Person, person_id).organisation_id
    return Programmes.over(uow, [home]).of(home).wishes.most_yuan


def post(  # noqa: PLR0913 - a wish has this many sides, and each has its name
    uow: Uow,
    person_id: int,
    *,
    text: str,
    kind: str,
    surname_shown: bool,
    media_id: str = "",
    yuan: int | None = None,
    mini_openid: str = "",
) -> Wished:
    """Post a wish for review."""
    person = uow.session.get_one(Person, person_id, with_for_update=people.CALMLY)
    admit(uow, person_id)
    return _post(
        uow,
        person,
        Wish(kind=kind, text=text, yuan=yuan, surname_shown=surname_shown, media_id=media_id),
        mini_openid,
    )


def post_for_child(  # noqa: PLR0913 - as above
    uow: Uow,
    cadre_id: int,
    *,
    text: str,
    kind: str,
    yuan: int | None = None,
    mini_openid: str = "",
) -> Wished:
    """Post a wish of a child under 14, of whom nothing is kept: the adult answers for it."""
    cadre = uow.session.get_one(Person, cadre_id, with_for_update=people.CALMLY)
    admit_child(uow, cadre_id)
    wish = Wish(kind=kind, text=text, yuan=yuan, surname_shown=False, media_id="", for_child=True)
    return _post(uow, cadre, wish, mini_openid)


def _post(uow: Uow, person: Person, wish: Wish, mini_openid: str) -> Wished:
    if wish.kind not in WISHES:
        raise NoSuchKind
    wish.text = check_text(wish.text)
    wish.yuan = words.price(wish.yuan, most_yuan(uow, person.id))
    wish.person_id, wish.organisation_id = person.id, person.organisation_id
    wish.area_id = areas.area_of(uow, person.organisation_id)
    wish.status, wish.created_at, wish.changed_at = WishStatus.PENDING, uow.now, uow.now
    uow.session.add(wish)
    uow.session.flush()
    audit.note(uow, "wished", "wish", wish.id)
    wish_screening.look(uow, "wish", wish.id, wish.area_id, wish.text, mini_openid=mini_openid)
    wish_letters.to_review(uow, wish)
    return _wished(wish, asked=False)


def mine(uow: Uow, person_id: int, limit: int = 5, before: int = 0) -> list[Wished]:
    """Return a person's wishes, the newest first; ``before``: those older than this one."""
    rows = uow.session.scalars(wishes.of(person_id, limit, before)).all()
    asked = set(uow.session.scalars(promises.asked([wish.id for wish in rows])))
    return [_wished(wish, asked=wish.id in asked) for wish in rows]


def withdraw(uow: Uow, wish_id: int, person_id: int) -> None:
    """Take one's wish back; whoever promised is told that it is not their fault."""
    wish = wish_rows.locked(uow, wish_id)
    if wish.person_id != person_id:
        raise NoSuchWish
    live = wish_rows.living(uow, wish)
    if live is not None and live.done_at is not None:
        raise ConfirmFirst(id=wish.id)
    if live is not None and live.agreed_at is not None:
        raise NearlyTrue(id=wish.id)
    wish.status, wish.changed_at = move(WishStatus(wish.status), Move.WITHDRAW), uow.now
    wish_rows.close(uow, wish, Ending.WITHDRAWN)
    audit.note(uow, "withdrawn", "wish", wish.id)


def _wished(wish: Wish, *, asked: bool) -> Wished:
    status = WishStatus(wish.status)
    return Wished(
        wish_rows.number(wish.id),
        wish.text,
        STATUS_TITLES[status],
        local_day(wish.created_at),
        wish.id,
        status,
        wish.yuan,
        wish.for_child,
        asked,
    )
