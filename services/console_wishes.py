"""微心愿 of an area, as those see them who review them: never who wishes, or how to reach them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from domain.dictionaries import WISHES
from domain.periods import QUARTER, midnight
from domain.permissions import May
from domain.wishes import Ending, WishStatus
from models.organisation import Organisation, below
from models.person import Person
from models.wish import Claim, Picture, Wish
from services import console_acting, wish_review, wish_rows, wish_seen, wish_steps, wish_undo
from services.console_scope import OutOfReach
from services.console_sessions import Official
from services.photos import NoSuchPhoto
from services.uow import Uow
from services.wish_seen import WishSeen

STATES: Final[Mapping[str, str]] = {
    "pending": "待审核",
    "open": "待认领",
    "claimed": "已认领",
    "overdue": "认领到期没办成",
    "asked": "办好了等确认",
    "fulfilled": "已实现",
    "removed": "已下架",
}
COLOURS: Final[Mapping[str, str]] = {
    "pending": "yellow",
    "open": "blue",
    "claimed": "green",
    "fulfilled": "secondary",
    "removed": "secondary",
}
MOST: Final = 1000
"""No more are counted: more would not be read otherwise."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for in ``place``, among what ``organ`` reviews."""

    organ: int
    place: int
    state: str = ""
    kind: str = ""
    words: str = ""
    first: date | None = None
    """Fulfilled on this day or later."""

    @property
    def narrow(self) -> bool:
        """Say whether anything is sought besides a place."""
        return replace(self, organ=0, place=0) != Wanted(0, 0)


@dataclass(frozen=True, slots=True)
class Promise:
    """Who has promised, and how it gets on."""

    cadre_id: int
    who: str
    since: datetime
    until: datetime
    done: bool
    agreed: bool
    over: bool
    shared: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class WishRow:
    """A wish as one line; ``may``: what can be done about it."""

    wish: WishSeen
    promise: Promise | None
    may: wish_steps.May
    fulfilled_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Figure:
    """How many wishes stand so: as a number is shown, and whether there are any."""

    state: str
    count: int

    @property
    def number(self) -> str:
        """The count as it is shown."""
        return f"{MOST}+" if self.count > MOST else str(self.count)


def wanted(organ: int, place: int, said: Mapping[str, str]) -> Wanted:
    """Read filters as they stand in an address: what is none is left out."""
    state, kind = said.get("state", ""), said.get("kind", "")
    try:
        first = date.fromisoformat(said.get("first", ""))
    except ValueError:
        first = None
    return Wanted(
        organ,
        place,
        state if state in STATES else "",
        kind if kind in WISHES else "",
        said.get("words", "").strip()[:60],
        first,
    )


def page(uow: Uow, sought: Wanted, *, after: int = 0, most: int) -> list[WishRow]:
    """Return some of the wishes that are sought: what waits by age, all else the newest first."""
    question = select(Wish).where(*_filters(uow, sought))
    oldest = sought.state in {"pending", "overdue"}
    if after:
        question = question.where(Wish.id > after if oldest else Wish.id < after)
    order = Wish.id if oldest else Wish.id.desc()
    return _rows(uow, uow.session.scalars(question.order_by(order).limit(most)).all())


def figures(uow: Uow, organ: int, place: int) -> list[Figure]:
    """Count what waits, what is in the pool and promised, and what came true this quarter."""
    first = QUARTER.window_of(uow.today).first_day
    asked = {state: Wanted(organ, place, state) for state in ("pending", "open", "claimed")}
    asked["overdue"] = Wanted(organ, place, "overdue")
    asked["fulfilled"] = Wanted(organ, place, "fulfilled", first=first)
    some = [
        select(Wish.id).where(*_filters(uow, sought)).limit(MOST + 1).subquery()
        for sought in asked.values()
    ]
    counts = [select(func.count()).select_from(one).scalar_subquery() for one in some]
    row = uow.session.execute(select(*counts)).one()
    return [Figure(state, count) for state, count in zip(asked, row, strict=True)]


def seen(uow: Uow, who: Official, wish_id: int) -> WishRow:
    """Return a wish that the own organ reviews; raises ``OutOfReach``."""
    return _rows(uow, [_reach(uow, who, wish_id)])[0]


def picture(uow: Uow, who: Official, wish_id: int) -> tuple[str, bytes]:
    """Return the kind and content of a wish's picture."""
    _reach(uow, who, wish_id)
    found = uow.session.get(Picture, wish_id)
    if found is None:
        raise NoSuchPhoto
    return found.mime, found.content


def approve(uow: Uow, who: Official, wish_id: int) -> int:
    """Let a wish into the pool; return the change."""
    return wish_undo.approve(uow, wish_id, _acts(uow, who, wish_id))


def remove(uow: Uow, who: Official, wish_id: int, reason: str) -> None:
    """Take a wish down; the owner reads why."""
    wish_review.remove(uow, wish_id, _acts(uow, who, wish_id), reason)


def give_back(uow: Uow, who: Official, wish_id: int) -> None:
    """Let a wish go back to the pool whose promise has run out."""
    wish_review.give_back(uow, wish_id, _acts(uow, who, wish_id))


def _acts(uow: Uow, who: Official, wish_id: int) -> int:
    _reach(uow, who, wish_id)
    console_acting.begin(uow, who, May.WISHES)
    return who.organisation_id


def _reach(uow: Uow, who: Official, wish_id: int) -> Wish:
    question = select(Wish).where(Wish.id == wish_id, Wish.area_id.in_(below(who.organisation_id)))
    found = uow.session.scalar(question)
    if found is None:
        raise OutOfReach
    return found


def _filters(uow: Uow, sought: Wanted) -> list[ColumnElement[bool]]:
    # Whoever reviews an area reviews all of it; a place inside narrows by whose it is.
    chosen: list[ColumnElement[bool]] = [Wish.area_id.in_(below(sought.organ))]
    if sought.place != sought.organ:
        inside = below(sought.place)
        chosen.append(or_(Wish.area_id.in_(inside), Wish.organisation_id.in_(inside)))
    live = select(Claim.id).where(Claim.wish_id == Wish.id, Claim.ended_at.is_(None))
    match sought.state:
        case "overdue":
            run_out = live.where(
                Claim.expires_at <= uow.now, Claim.done_at.is_(None), Claim.agreed_at.is_(None)
            )
            chosen += [Wish.status == WishStatus.CLAIMED, run_out.exists()]
        case "asked":
            chosen += [
                Wish.status == WishStatus.CLAIMED,
                live.where(Claim.done_at.is_not(None)).exists(),
            ]
        case "":
            pass
        case state:
            chosen.append(Wish.status == state)
    if sought.kind:
        chosen.append(Wish.kind == sought.kind)
    if sought.words:
        chosen.append(Wish.text.contains(sought.words, autoescape=True))
    if sought.first is not None:
        chosen.append(Wish.fulfilled_at >= midnight(sought.first))
    return chosen


def _rows(uow: Uow, rows: Sequence[Wish]) -> list[WishRow]:
    promises = _promises(uow, [row.id for row in rows])
    found = []
    for row, told in zip(rows, wish_seen.for_review(uow, rows), strict=True):
        may = wish_steps.may(told)
        if told.own:  # a second pair of eyes looks at one's own
            may = wish_steps.May()
        found.append(WishRow(told, promises.get(row.id), may, row.fulfilled_at, row.reason))
    return found


def _promises(uow: Uow, wish_ids: list[int]) -> dict[int, Promise]:
    """Return who keeps or kept the promise of each wish."""
    question: Select[Claim, str, str] = (
        select(Claim, Person.name, Organisation.name)
        .join(Person, Person.id == Claim.cadre_id)
        .join(
            Organisation, Organisation.id == func.coalesce(Claim.organ_id, Person.organisation_id)
        )
        .where(
            Claim.wish_id.in_(wish_ids),
            or_(Claim.ended_at.is_(None), and_(Claim.ending == Ending.DONE)),
        )
    )
    return {
        claim.wish_id: Promise(
            claim.cadre_id,
            f"{unit} {name}",
            claim.claimed_at,
            claim.expires_at,
            claim.done_at is not None,
            claim.agreed_at is not None,
            claim.ended_at is None and wish_rows.over(uow, claim),
            claim.shared,
            claim.ended_at is not None,
        )
        for claim, name, unit in uow.session.execute(question)
    }
