"""Whether an organisation fits where it is put: its name, its level, and how deep the tree gets."""

from typing import Final

from sqlalchemy import func, select

from domain.dictionaries import Level
from domain.errors import Refusal
from domain.organisation_law import MOST_LEVELS, may_be, may_stand_below
from models.organisation import Below, Organisation
from services.uow import Uow

NAME: Final = (2, 100)


class BadOrganisation(Refusal):
    """Name, level or type of an organisation does not do."""

    code = "bad_organisation"
    text = "{why}"


class Circle(Refusal):
    """An organisation would stand below itself."""

    code = "organisation_circle"
    text = "「{name}」不能放到它自己或者它的下级里。选别的上级。"


class TooDeep(Refusal):
    """The tree would have too many levels."""

    code = "organisation_too_deep"
    text = "这样就有 {levels} 层了,最多 {most} 层。选层级高一些的上级。"


class IsClosed(Refusal):
    """The organisation is no longer in use."""

    code = "organisation_closed"
    text = "「{name}」已经不用了,先恢复它,或者选别的组织。"


class IsTop(Refusal):
    """The top of the tree has nothing above it."""

    code = "organisation_top"
    text = "「{name}」在最上面,没有上级可换。"


def named(uow: Uow, parent_id: int | None, name: str, *, but: int = 0) -> str:
    """Return a name as it is kept; two neighbours are not called alike."""
    called = " ".join(name.split())
    least, most = NAME
    if not least <= len(called) <= most:
        raise BadOrganisation(why=f"名称要 {least} 到 {most} 个字。")
    alone(uow, parent_id, called, but=but)
    return called


def alone(uow: Uow, parent_id: int | None, name: str, *, but: int = 0) -> None:
    """Refuse a name that a neighbour has."""
    same = select(Organisation.id).where(
        Organisation.name == name,
        Organisation.last_day.is_(None),
        Organisation.id != but,
        Organisation.parent_id == parent_id
        if parent_id is not None
        else Organisation.parent_id.is_(None),
    )
    if uow.session.scalar(same.limit(1)) is not None:
        raise BadOrganisation(why=f"这里已经有一个「{name}」了,换个名称。")


def fitting(level: str, kind: str, parent: Organisation | None) -> Level:
    """Return a level that goes with a type and a place; refuse one that does not."""
    if level not in set(Level):
        raise BadOrganisation(why="选一个级别。")
    rank = Level(level)
    if not may_be(rank, kind):
        raise BadOrganisation(why="县级以上的是领导机关;基层的选团委、团工委、团总支或团支部。")
    if parent is not None and not may_stand_below(rank, Level(parent.level)):
        raise BadOrganisation(why=f"级别要比上级「{parent.name}」低。")
    return rank


def depth(uow: Uow, organisation_id: int) -> int:
    """Return on which level of the tree an organisation stands; the top is on the first."""
    question = select(func.count()).where(Below.descendant_id == organisation_id)
    return uow.session.scalar(question) or 0


def height(uow: Uow, organisation_id: int) -> int:
    """Return how many levels an organisation and all below it take."""
    question = select(func.max(Below.depth)).where(Below.ancestor_id == organisation_id)
    return (uow.session.scalar(question) or 0) + 1


def room(uow: Uow, organisation_id: int, levels: int) -> None:
    """Refuse so many levels below an organisation where the tree would get too deep by them."""
    levels += depth(uow, organisation_id)
    if levels > MOST_LEVELS:
        raise TooDeep(levels=levels, most=MOST_LEVELS)


def in_use(uow: Uow, one: Organisation) -> None:
    """Refuse an organisation that is closed."""
    if one.last_day is not None and one.last_day <= uow.today:
        raise IsClosed(name=one.name)
