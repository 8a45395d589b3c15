"""我的数据: correcting what stands there: a name, a birth date, a number proved by a code."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from domain import codes
from domain.caseload import LEAST_AGE
from domain.delivery import MUTABLE, Kind, mutable
from domain.errors import Refusal
from models import person as people
from models.cadre import Cadre
from models.person import Person
from services import audit, doors, identity, inbox, joining, leaving, phones, youth_login
from services.uow import Uow
from services.youth_login import CadreDoor, Newcomer, SentTo

_OLDEST: Final = 100


class ForTheOffice(Refusal):
    """A cadre's entry is the organisation's."""

    code = "for_the_office"
    text = "你是团干部,姓名和手机号在一览表里,请管理员改;出生日期可以自己改。"


class NotADate(Refusal):
    """No day, or none on which somebody here was born."""

    code = "not_a_date"
    text = "出生日期写成 2008-05-04 这样,或者空着不存。"


class TooYoungToKeep(Refusal):
    """Under 14 nothing is kept without the parents."""

    code = "too_young_to_keep"
    text = (
        "按这个日期你还没满 14 周岁,我们不能存你的信息。写错了就改一下;"
        "没写错的话,点「删除我的数据」,一天后就全删掉。"
    )


class NumberTaken(Refusal):
    """The number is somebody else's on the roll."""

    code = "number_taken"
    text = "这个号码登记在另一条资料下。那也是你的话,请联系你的团干部合并;不是你的,换一个号码。"


class SameNumber(Refusal):
    """It is the number already."""

    code = "same_number"
    text = "现在存的就是这个号码,不用换。"


def by_phone(uow: Uow, typed: str) -> int | None:
    """Find who has a number: for the operator, whom somebody asked who does not come by WeChat."""
    number = phones.normalise(typed)
    if number is None:
        return None
    index = phones.index(uow.means.vault, number)
    return uow.session.scalar(select(Person.id).where(Person.phone_index == index))


def stands(uow: Uow, person_id: int) -> tuple[str, str]:
    """Return the name and the birth date as they stand, for the form."""
    person = uow.session.get_one(Person, person_id)
    return person.name, person.born.isoformat() if person.born else ""


def correct(uow: Uow, person_id: int, *, name: str, born: str) -> list[str]:
    """Correct name and birth date; return what was changed, in words."""
    person = joining.hold(uow, person_id)
    new = name.strip() if name.strip() == person.name else joining.named(uow, name)
    day = _day(uow, born)
    changed = []
    if new != person.name:
        if uow.session.get(Cadre, person_id) is not None:
            raise ForTheOffice
        person.name = new
        changed.append("姓名")
        _tell(uow, person)
    if day != person.born:
        person.born = day
        changed.append("出生日期")
    if changed:
        audit.note(uow, "corrected", "person", person_id, what=changed)
    return changed


def send_code(uow: Uow, person_id: int, openid: str, typed: str) -> SentTo:
    """Send a code to a new number; whether somebody has it is told only to whoever proves it."""
    if uow.session.get(Cadre, person_id) is not None:
        raise ForTheOffice
    number = phones.normalise(typed)
    person = uow.session.get_one(Person, person_id)
    if number is not None and person.phone_index == phones.index(uow.means.vault, number):
        raise SameNumber
    return youth_login.send_code(uow, openid, typed)


def masked(uow: Uow, openid: str, sealed: str) -> str:
    """Return what may be shown of a number that a page carries sealed."""
    return phones.mask(_number(uow, openid, sealed))


def _number(uow: Uow, openid: str, sealed: str) -> str:
    try:
        return youth_login.opened(uow, openid, sealed)
    except ValueError as no:  # the address was changed by hand
        raise codes.NoCode from no


def change_phone(uow: Uow, person_id: int, openid: str, sealed: str, typed: str) -> str | Refusal:
    """Take a number that was proved; return it masked.

    A refusal is returned, not raised, so that the try stays counted.
    """
    if uow.session.get(Cadre, person_id) is not None:
        return ForTheOffice()
    number = _number(uow, openid, sealed)
    index = phones.index(uow.means.vault, number)
    judged = youth_login.try_number(uow, openid, typed)
    if isinstance(judged, Refusal):
        return NumberTaken() if isinstance(judged, CadreDoor) else judged
    if not isinstance(judged, Newcomer):
        return SameNumber() if judged.person_id == person_id else NumberTaken()
    if judged.index != index:  # another code was asked for meanwhile
        return codes.NoCode()
    try:
        return _take(uow, person_id, number, index)
    except NumberTaken as taken:
        return taken


def take_phone(uow: Uow, person_id: int, number: str) -> str:
    """Take a number (E.164) that the platform has vouched for; return it masked."""
    if uow.session.get(Cadre, person_id) is not None:
        raise ForTheOffice
    index = phones.index(uow.means.vault, number)
    if uow.session.get_one(Person, person_id).phone_index == index:
        raise SameNumber
    return _take(uow, person_id, number, index)


def _take(uow: Uow, person_id: int, number: str, index: bytes) -> str:
    youth_login.stand_in_line(uow, index)
    taken = select(Person.id).where(Person.phone_index == index)
    if uow.session.scalar(taken) is not None:
        raise NumberTaken
    person = uow.session.get_one(Person, person_id, with_for_update=people.CALMLY)
    person.phone = phones.sealed(uow.means.vault, person_id, number)
    person.phone_index = index
    audit.note(uow, "phone_changed", "person", person_id)
    return phones.mask(number)


def _day(uow: Uow, said: str) -> date | None:
    if not said.strip():
        return None
    try:
        day = date.fromisoformat(said.strip())
    except ValueError as no:
        raise NotADate from no
    age = uow.today.year - day.year - ((uow.today.month, uow.today.day) < (day.month, day.day))
    if day > uow.today or age > _OLDEST:
        raise NotADate
    if age < LEAST_AGE:
        raise TooYoungToKeep
    return day


def _tell(uow: Uow, person: Person) -> None:
    """Tell whoever keeps in touch under which name they find the youth now."""
    for keeper in leaving.mine(uow, person.id).keepers:
        door = doors.one(uow, keeper.id)
        if door is not None:
            key = f"renamed:{person.id}:{keeper.id}:{uow.now.isoformat()}"
            text = f"名单里有一位改正了自己的姓名,现在是「{person.name}」。"
            inbox.leave_at(uow, door, key=key, text=text)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A kind of letter, and whether the person wants it."""

    kind: Kind
    title: str
    on: bool


def letters(uow: Uow, person_id: int, *, is_cadre: bool) -> list[Wanted]:
    """Return which kinds of letters there are for somebody, and which they want."""
    muted = identity.muted(uow, person_id) or frozenset()
    return [Wanted(kind, MUTABLE[kind], kind not in muted) for kind in mutable(is_cadre=is_cadre)]


def want(uow: Uow, person_id: int, chosen: Collection[str], *, is_cadre: bool) -> None:
    """Let somebody have these kinds of letters, and none of the others."""
    listed = set(mutable(is_cadre=is_cadre))
    before = (identity.muted(uow, person_id) or frozenset()) - listed
    identity.mute_person(uow, person_id, tuple(sorted(before | (listed - set(chosen)))))
