"""An organisation's own facts: its name, level, type and days; closing it, and taking it back."""

from datetime import date
from typing import Any, Final

from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError

from domain.errors import Refusal
from models.cadre import Appointment, not_over
from models.organisation import Below, Organisation
from models.person import Person
from models.standing import StandingRow
from services import audit, changes
from services.organisation_fit import BadOrganisation, IsClosed, fitting, named
from services.organisation_tree import check_move, lock, shift
from services.uow import Uow

_FACTS: Final = ("name", "level", "type", "first_day", "last_day")


class InUse(Refusal):
    """Somebody or something is still in the organisation."""

    code = "organisation_in_use"
    text = "「{name}」里还有{what}。先移走,或者把它合并到别的组织。"


class GoneOn(Refusal):
    """What was done has been built upon."""

    code = "organisation_gone_on"
    text = "「{name}」后来又改过或者用上了,撤不回来了。要改,在它的页面上改。"


def edit(  # noqa: PLR0913 - what an organisation is made of
    uow: Uow, organisation_id: int, *, name: str, level: str, kind: str, first_day: date | None
) -> int:
    """Set an organisation's facts; return the change, 0 where nothing is another."""
    (one,) = lock(uow, organisation_id)
    parent = uow.session.get(Organisation, one.parent_id) if one.parent_id else None
    before = _facts(one)
    one.name = named(uow, one.parent_id, name, but=one.id)
    one.level, one.type = fitting(level, kind, parent), kind
    _over_children(uow, one)
    if first_day is None or (one.last_day is not None and first_day > one.last_day):
        raise BadOrganisation(why="成立的日子要填,而且不能晚于停用的日子。")
    one.first_day = first_day
    return _kept(uow, one, before, f"改「{before['name']}」的资料")


def close(uow: Uow, organisation_id: int, last_day: date | None) -> int:
    """End an organisation that nobody is in any more; it stays readable."""
    (one,) = lock(uow, organisation_id)
    if one.last_day is not None:
        raise IsClosed(name=one.name)
    last = last_day or uow.today
    if last < one.first_day or last > uow.today:
        raise BadOrganisation(why="停用的日子在成立以后、今天或今天以前。")
    if busy := still_there(uow, one.id):
        raise InUse(name=one.name, what="、".join(busy))
    before = _facts(one)
    one.last_day = last
    return _kept(uow, one, before, f"停用「{one.name}」")


def reopen(uow: Uow, organisation_id: int) -> int:
    """Use an organisation again."""
    (one,) = lock(uow, organisation_id)
    parent = uow.session.get(Organisation, one.parent_id) if one.parent_id else None
    if parent is not None and parent.last_day is not None:
        raise IsClosed(name=parent.name)
    named(uow, one.parent_id, one.name, but=one.id)
    before = _facts(one)
    one.last_day = None
    return _kept(uow, one, before, f"恢复「{one.name}」")


def still_there(uow: Uow, organisation_id: int) -> list[str]:
    """Say who or what is still right in an organisation, in words."""
    asked: dict[str, Select[int]] = {
        "{} 个下级组织": select(func.count(Organisation.id)).where(
            Organisation.parent_id == organisation_id, Organisation.last_day.is_(None)
        ),
        "{} 个没有结束的任职": select(func.count(Appointment.id)).where(
            Appointment.organisation_id == organisation_id, not_over(uow.today)
        ),
        "{} 位登记在这里的人": select(func.count(Person.id)).where(
            Person.organisation_id == organisation_id, Person.left_at.is_(None)
        ),
    }
    found = ((words, uow.session.scalar(question)) for words, question in asked.items())
    return [words.format(count) for words, count in found if count]


def _over_children(uow: Uow, one: Organisation) -> None:
    children = uow.session.scalars(select(Organisation).where(Organisation.parent_id == one.id))
    for child in children:
        if child.last_day is None:
            fitting(child.level, child.type, one)


def _facts(one: Organisation) -> dict[str, str | None]:
    said = {name: getattr(one, name) for name in _FACTS}
    return {name: it.isoformat() if isinstance(it, date) else it for name, it in said.items()}


def _kept(uow: Uow, one: Organisation, before: dict[str, str | None], title: str) -> int:
    uow.session.flush()
    after = _facts(one)
    changed = [name for name in _FACTS if before[name] != after[name]]
    if not changed:
        return 0
    audit.note(uow, "organisation_changed", "organisation", one.id, facts=changed)
    data = {"id": one.id, "before": before, "after": after}
    return changes.made(uow, "org_edit", title, data)


@changes.taker_back("org_edit")
def _unedit(uow: Uow, data: dict[str, Any]) -> None:
    (one,) = lock(uow, data["id"])
    if _facts(one) != data["after"]:
        raise GoneOn(name=one.name)
    before = data["before"]
    parent = uow.session.get(Organisation, one.parent_id) if one.parent_id else None
    if before["last_day"] is None and parent is not None and parent.last_day is not None:
        raise IsClosed(name=parent.name)
    if before["last_day"] is not None and (busy := still_there(uow, one.id)):
        raise InUse(name=one.name, what="、".join(busy))
    one.name = named(uow, one.parent_id, before["name"], but=one.id)
    one.level, one.type = fitting(before["level"], before["type"], parent), before["type"]
    _over_children(uow, one)
    one.first_day, one.last_day = (
        _day(before["first_day"]) or one.first_day,
        _day(before["last_day"]),
    )


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


@changes.taker_back("org_new")
def _unadd(uow: Uow, data: dict[str, Any]) -> None:
    """Take a new organisation out again, as long as nothing names it."""
    (one,) = lock(uow, data["id"])
    try:
        with uow.attempt():
            uow.session.execute(delete(StandingRow).where(StandingRow.organisation_id == one.id))
            uow.session.execute(delete(Below).where(Below.descendant_id == one.id))
            uow.session.delete(one)
            uow.session.flush()
    except IntegrityError as no:
        raise GoneOn(name=one.name) from no


@changes.taker_back("org_move")
def _unmove(uow: Uow, data: dict[str, Any]) -> None:
    one, parent = lock(uow, data["id"], data["was"])
    if one.parent_id != data["now"]:
        raise GoneOn(name=one.name)
    check_move(uow, one, parent)
    shift(uow, one, parent, back=True)
