"""A cadre's posts: taking one, changing its type or unit on a day, ending it; a day to undo it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from domain.dictionaries import CADRE_TYPES, CadreType
from domain.errors import Refusal
from models.cadre import Appointment, held, not_over
from models.organisation import Organisation
from models.person import Person
from services import audit, cadre_days, cadre_raising, cadre_reach, changes, console_scope
from services.cadre_days import DAY, BadDays
from services.console_sessions import Official
from services.organisation_fit import IsClosed
from services.organisations import existing
from services.uow import Uow

_POST: Final = 60
_FACTS: Final = (
    "cadre_id",
    "organisation_id",
    "type",
    "post",
    "leads",
    "first_day",
    "last_day",
)


class NoSuchPost(Refusal):
    """Not a post of this cadre, or it is over."""

    code = "no_such_post"
    text = "这个任职已经结束,或者后来改过了。看看现在的任职再改。"


class SamePost(Refusal):
    """The cadre holds just this post on one of these days."""

    code = "same_post"
    text = "TA 在「{unit}」已经是{type}了,日子有重叠。要改日子,先结束原来的。"


class ChangedSince(Refusal):
    """What was done has been built upon."""

    code = "post_changed_since"
    text = "后来又改过了,撤不回来。看看现在的任职,再改一次。"


@dataclass(frozen=True, slots=True)
class Wish:
    """A post as somebody filled it in."""

    organisation_id: int
    type: str
    post: str
    leads: bool
    on: date | None
    """Its first day."""


def take(uow: Uow, who: Official, cadre_id: int, wish: Wish) -> int:
    """Give a cadre another post from a day on; return the change."""
    cadre_reach.another(who, cadre_id)
    person = cadre_reach.one(uow, who, cadre_id, lock=True)
    post = _sound(uow, who, cadre_id, wish)
    cadre_raising.void(uow, post)
    uow.session.add(post)
    uow.session.flush()
    home = _settle(uow, person, post)
    _note(uow, "post_taken", post)
    return _made(uow, "任新职", cadre_id, home, new=post)


def change(uow: Uow, who: Official, cadre_id: int, post_id: int, wish: Wish) -> int:
    """Let a post go on as another type, or in another unit, from a day on; return the change.

    Past days stay as they were; on the very day on which it began it simply is another.
    """
    cadre_reach.another(who, cadre_id)
    person = cadre_reach.one(uow, who, cadre_id, lock=True)
    old = _held(uow, who, cadre_id, post_id)
    before = _facts(old)
    new = _sound(uow, who, cadre_id, wish, but=old.id)
    if new.first_day < old.first_day:
        raise BadDays(why="改的日子不能早于这个任职的第一天。")
    cadre_raising.void(uow, new)
    if new.first_day == old.first_day:
        for name in ("organisation_id", "type", "post", "leads"):
            setattr(old, name, getattr(new, name))
        uow.session.flush()
        home = _settle(uow, person, old)
        _note(uow, "post_changed", old)
        return _made(uow, "改任职", cadre_id, home, old=(old, before))
    cadre_days.open_there(uow, old.organisation_id, new.first_day)
    new.last_day, old.last_day = old.last_day, new.first_day - DAY
    uow.session.add(new)
    uow.session.flush()
    home = _settle(uow, person, new)
    _note(uow, "post_changed", new)
    return _made(uow, "改任职", cadre_id, home, old=(old, before), new=new)


def end(uow: Uow, who: Official, cadre_id: int, post_id: int, last_day: date | None) -> int:
    """End a post; return the change. The case-load waits for whoever takes over."""
    cadre_reach.another(who, cadre_id)
    cadre_reach.one(uow, who, cadre_id, lock=True)
    old = _held(uow, who, cadre_id, post_id)
    before = _facts(old)
    last = cadre_days.sound(uow, "最后一天", last_day)
    cadre_days.in_order(old.first_day, last)
    cadre_days.open_there(uow, old.organisation_id, last)
    old.last_day = last
    uow.session.flush()
    _note(uow, "post_ended", old)
    return _made(uow, "结束任职", cadre_id, None, old=(old, before))


def _held(uow: Uow, who: Official, cadre_id: int, post_id: int) -> Appointment:
    """Return a post in the own subtree that is not over."""
    found = uow.session.scalar(
        select(Appointment)
        .where(Appointment.id == post_id, Appointment.cadre_id == cadre_id, not_over(uow.today))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchPost
    console_scope.organisations(uow, who, [found.organisation_id])
    return found


def _sound(uow: Uow, who: Official, cadre_id: int, wish: Wish, *, but: int = 0) -> Appointment:
    """Return the post that is wished for, not yet written; refuse one that cannot be."""
    console_scope.organisations(uow, who, [wish.organisation_id])
    unit = existing(uow, wish.organisation_id)
    if unit.last_day is not None:
        raise IsClosed(name=unit.name)
    if wish.type not in set(CadreType):
        raise BadDays(why="选专职、挂职还是兼职。")
    first = cadre_days.sound(uow, "第一天", wish.on)
    if first < unit.first_day:
        raise BadDays(why=f"「{unit.name}」那时还没有成立,日子写 {unit.first_day} 或以后。")
    cadre_days.open_there(uow, unit.id, first)
    same = select(Appointment.id).where(
        Appointment.cadre_id == cadre_id,
        Appointment.organisation_id == unit.id,
        Appointment.type == wish.type,
        Appointment.id != but,
        not_over(first),
    )
    if uow.session.scalar(same.limit(1)) is not None:
        raise SamePost(unit=unit.name, type=CADRE_TYPES[CadreType(wish.type)])
    return Appointment(
        cadre_id=cadre_id,
        organisation_id=unit.id,
        type=wish.type,
        post=" ".join(wish.post.split())[:_POST],
        leads=wish.leads,
        first_day=first,
        last_day=None,
    )


def _settle(uow: Uow, person: Person, post: Appointment) -> int | None:
    """Keep where somebody is of with the post that has begun; return where it was, if elsewhere."""
    if post.first_day > uow.today or post.organisation_id == person.organisation_id:
        return None
    others = select(Appointment.id).where(
        Appointment.cadre_id == person.id,
        Appointment.organisation_id == person.organisation_id,
        held(uow.today),
    )
    if uow.session.scalar(others.limit(1)) is not None:
        return None
    was, person.organisation_id = person.organisation_id, post.organisation_id
    return was


def _facts(post: Appointment) -> dict[str, Any]:
    said = {name: getattr(post, name) for name in _FACTS}
    return {name: it.isoformat() if isinstance(it, date) else it for name, it in said.items()}


def _note(uow: Uow, deed: str, post: Appointment) -> None:
    audit.note(
        uow,
        deed,
        "cadre",
        post.cadre_id,
        organisation=post.organisation_id,
        type=post.type,
        leads=post.leads,
        first_day=post.first_day.isoformat(),
        last_day=post.last_day.isoformat() if post.last_day else "",
    )


def _made(  # noqa: PLR0913 - what is kept of a step
    uow: Uow,
    title: str,
    cadre_id: int,
    home: int | None,
    *,
    old: tuple[Appointment, dict[str, Any]] | None = None,
    new: Appointment | None = None,
) -> int:
    data: dict[str, Any] = {"cadre": cadre_id, "home": home}
    if old is not None:
        data["old"] = {"id": old[0].id, "before": old[1], "after": _facts(old[0])}
    if new is not None:
        data["new"] = {"id": new.id, "after": _facts(new)}
    return changes.made(uow, "post", title, data)


@changes.taker_back("post")
def _back(uow: Uow, data: dict[str, Any]) -> None:
    """Put posts back as they were, if nobody has changed them since."""
    numbers = [data[name]["id"] for name in ("old", "new") if name in data]
    rows = {
        row.id: row
        for row in uow.session.scalars(
            select(Appointment)
            .where(Appointment.id.in_(numbers))
            .order_by(Appointment.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    for name in ("old", "new"):
        if name in data and (
            data[name]["id"] not in rows or _facts(rows[data[name]["id"]]) != data[name]["after"]
        ):
            raise ChangedSince
    if "new" in data:
        uow.session.delete(rows[data["new"]["id"]])
    if "old" in data:
        row, before = rows[data["old"]["id"]], data["old"]["before"]
        for fact in _FACTS:
            is_day = fact in {"first_day", "last_day"} and before[fact] is not None
            setattr(row, fact, date.fromisoformat(before[fact]) if is_day else before[fact])
    person = uow.session.get_one(Person, data["cadre"])
    if data["home"] is not None and uow.session.get(Organisation, data["home"]) is not None:
        person.organisation_id = data["home"]
    uow.session.flush()
