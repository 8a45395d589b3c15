"""The tree of organisations: putting one in, and moving one with all below it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, literal, select, true, update

from domain.dictionaries import Level
from domain.organisation_law import may_stand_below
from models.base import table
from models.closing import Closing
from models.organisation import Below, Organisation, above, below
from models.wish import Wish
from services import areas, audit, changes, programmes
from services import organisation_fit as fit
from services.organisation_fit import BadOrganisation, Circle, IsTop
from services.organisations import UnknownOrganisation, existing
from services.uow import Uow

_below = table(Below)


def lock(uow: Uow, *organisation_ids: int) -> list[Organisation]:
    """Return organisations as they are now, with the tops of their trees locked.

    Steps that change the shape of a tree stand in line, and so do choices of programmes: what
    each decides by is what the one before has left.
    """
    tops = set()
    for number in organisation_ids:
        existing(uow, number)
        tops.add(uow.session.scalars(above(number)).all()[-1].id)
    # One order for all, or two that need both would wait for each other.
    for top in sorted(tops):
        uow.session.get(Organisation, top, with_for_update={"key_share": True})
    found = {
        one.id: one
        for one in uow.session.scalars(
            select(Organisation)
            .where(Organisation.id.in_(organisation_ids))
            .execution_options(populate_existing=True)
        )
    }
    missing = next((n for n in organisation_ids if n not in found), None)
    if missing is not None:
        raise UnknownOrganisation(organisation_id=missing)
    return [found[number] for number in organisation_ids]


def add(  # noqa: PLR0913 - what an organisation is made of
    uow: Uow,
    parent_id: int | None,
    *,
    name: str,
    level: str,
    kind: str,
    first_day: date | None = None,
) -> tuple[Organisation, int]:
    """Put a new organisation below one, or begin a tree; return it and the change."""
    parent = lock(uow, parent_id)[0] if parent_id else None
    called = fit.named(uow, parent_id, name)
    rank = fit.fitting(level, kind, parent)
    if parent is not None:
        fit.in_use(uow, parent)
        fit.room(uow, parent.id, 1)
    one = Organisation(
        parent_id=parent_id, name=called, level=rank, type=kind, first_day=first_day or uow.today
    )
    uow.session.add(one)
    uow.session.flush()
    own = select(literal(one.id), literal(one.id), literal(0))
    uow.session.execute(insert(_below).from_select(list(_below.c), own))
    if parent is not None:
        over = select(_below.c.ancestor_id, literal(one.id), _below.c.depth + 1)
        over = over.where(_below.c.descendant_id == parent.id)
        uow.session.execute(insert(_below).from_select(list(_below.c), over))
    audit.note(uow, "organisation_added", "organisation", one.id, parent=parent_id)
    change = 0
    if uow.actor is not None:
        change = changes.made(uow, "org_new", f"新建「{called}」", {"id": one.id})
    return one, change


def move(uow: Uow, organisation_id: int, parent_id: int) -> int:
    """Put an organisation, with all below it, under another one; return the change."""
    one, parent = lock(uow, organisation_id, parent_id)
    check_move(uow, one, parent)
    was = one.parent_id
    if was == parent_id:
        raise BadOrganisation(why=f"「{one.name}」本来就在「{parent.name}」下面。")
    shift(uow, one, parent)
    audit.note(uow, "organisation_moved", "organisation", one.id, to=parent_id, before=was)
    if uow.actor is None:
        return 0
    title = f"把「{one.name}」移到「{parent.name}」"
    return changes.made(uow, "org_move", title, {"id": one.id, "was": was, "now": parent_id})


def check_move(uow: Uow, one: Organisation, parent: Organisation) -> None:
    """Refuse a place in which an organisation cannot stand."""
    if one.parent_id is None:
        raise IsTop(name=one.name)
    if uow.session.get(Below, (one.id, parent.id)) is not None:
        raise Circle(name=one.name)
    fit.in_use(uow, parent)
    if not may_stand_below(Level(one.level), Level(parent.level)):
        raise BadOrganisation(why=f"「{one.name}」的级别不比「{parent.name}」低,放不到它下面。")
    fit.alone(uow, parent.id, one.name, but=one.id)
    fit.room(uow, parent.id, fit.height(uow, one.id))
    programmes.keep_under(uow, one.id, parent.id)


def shift(uow: Uow, one: Organisation, parent: Organisation, *, back: bool = False) -> None:
    """Change the closure: two statements, whatever hangs below.

    Days that were closed from above stay closed, unless it only goes ``back``.
    """
    if one.parent_id is not None and not back:
        kept_shut(uow, [one.id], one.parent_id, parent.id)
    area = areas.area_of(uow, one.id)
    _hang(uow, one.id, parent.id, least=0)
    one.parent_id = parent.id
    uow.session.flush()
    uow.session.expire_all()
    review_elsewhere(uow, one.id, area, areas.area_of(uow, one.id))


def shift_children(uow: Uow, gone_id: int, stay_id: int) -> list[int]:
    """Let what stands below the one stand below the other; return who stood right below."""
    right_below = select(Organisation.id).where(Organisation.parent_id == gone_id)
    children = sorted(uow.session.scalars(right_below))
    kept_shut(uow, children, gone_id, stay_id)
    _hang(uow, gone_id, stay_id, least=1)
    uow.session.execute(delete(_below).where(_below.c.ancestor_id == gone_id, _below.c.depth > 0))
    uow.session.execute(
        update(Organisation)
        .where(Organisation.parent_id == gone_id)
        .values(parent_id=stay_id)
        .execution_options(synchronize_session=False)
    )
    uow.session.expire_all()
    return children


def _hang(uow: Uow, organisation_id: int, parent_id: int, *, least: int) -> None:
    """Take what stands at least so deep below one from all above it, and put it below another."""
    up, down = _below.alias("up"), _below.alias("down")
    inside = select(down.c.descendant_id).where(
        down.c.ancestor_id == organisation_id, down.c.depth >= least
    )
    over = select(up.c.ancestor_id).where(up.c.descendant_id == organisation_id, up.c.depth > 0)
    uow.session.execute(
        delete(_below).where(_below.c.descendant_id.in_(inside), _below.c.ancestor_id.in_(over))
    )
    deeper = up.c.depth + down.c.depth + (1 - least)
    everyone = up.join(down, true())  # each above the new place with each that comes there
    pairs = (
        select(up.c.ancestor_id, down.c.descendant_id, deeper)
        .select_from(everyone)
        .where(up.c.descendant_id == parent_id)
        .where(down.c.ancestor_id == organisation_id, down.c.depth >= least)
    )
    uow.session.execute(insert(_below).from_select(list(_below.c), pairs))


def review_elsewhere(uow: Uow, organisation_id: int, before: int, now: int) -> list[int]:
    """Let the wishes of a place be reviewed where it now belongs; return which they are."""
    if before == now:
        return []
    return list(
        uow.session.scalars(
            update(Wish)
            .where(Wish.area_id == before, Wish.organisation_id.in_(below(organisation_id)))
            .values(area_id=now)
            .returning(Wish.id)
            .execution_options(synchronize_session=False)
        )
    )


def kept_shut(uow: Uow, ids: Sequence[int], before_id: int, now_id: int) -> None:
    """Keep the days closed that were closed from above: a bulletin has told of them."""
    coming = above(now_id).with_only_columns(Organisation.id).order_by(None)
    over = uow.session.scalars(
        select(Closing)
        .join(Below, Below.ancestor_id == Closing.organisation_id)
        .where(Below.descendant_id == before_id, Closing.organisation_id.not_in(coming))
        .order_by(Closing.id)
    ).all()
    if not over:
        return
    own = select(Closing.organisation_id, Closing.first_day, Closing.last_day)
    known = uow.session.execute(own.where(Closing.organisation_id.in_(ids)))
    there = {tuple(row) for row in known}
    rows: list[dict[str, Any]] = []
    for number in ids:
        for one in over:
            days = (number, one.first_day, one.last_day)
            if days not in there:
                there.add(days)
                closed = {"closed_at": one.closed_at, "closed_by": one.closed_by}
                named = zip(("organisation_id", "first_day", "last_day"), days, strict=True)
                rows.append({**dict(named), **closed})
    if rows:
        uow.session.execute(insert(Closing), rows)
