"""组织: the tree of the own subtree, opened node by node, and a page of each organisation."""

from datetime import date
from typing import Final

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.dictionaries import LEVELS, ORGANISATION_TYPES
from domain.permissions import ROLES, May
from handlers.admin.console import PAGE, Console, Desk, number, typed
from services import console_organisations as reach
from services import (
    console_scope,
    organisation_choices,
    organisation_edits,
    organisation_seen,
    organisation_tree,
)
from services.organisation_seen import Node

_ONE: Final = "/organisations/<int:place_id>"
_DEEPEST: Final = 9
_TYPES: Final = list(ORGANISATION_TYPES.items())


def add(console: Console) -> None:
    """Put the pages on the door."""
    _tree(console)
    _one(console)
    _facts(console)


def _tree(console: Console) -> None:
    @console.get("/organisations", May.SEE)
    def organisations(desk: Desk) -> ResponseReturnValue:
        words, closed = desk.asked("q")[:40], desk.asked("state") == "closed"
        after = number(desk.asked("after"))
        rows = _rows(desk, words, closed=closed, after=after)
        own = organisation_seen.node(desk.uow, desk.place.id)
        return desk.page(
            "organisations",
            rows=rows[:PAGE],
            own=own,
            words=words,
            closed=closed,
            more=desk.filtered(after=rows[PAGE - 1].id) if len(rows) > PAGE else "",
        )

    @console.get(f"{_ONE}/below", May.SEE)
    def organisations_below(desk: Desk, place_id: int) -> ResponseReturnValue:
        """Give the lines right below one, for the page that is open already."""
        console_scope.organisations(desk.uow, desk.who, [place_id])
        depth = min(max(number(desk.asked("depth")), 1), _DEEPEST)
        rows = organisation_seen.children(
            desk.uow, place_id, closed=False, after=number(desk.asked("after")), most=PAGE + 1
        )
        return desk.page(
            "organisations_below",
            rows=rows[:PAGE],
            depth=depth,
            place_id=place_id,
            more=rows[PAGE - 1].id if len(rows) > PAGE else 0,
        )


def _rows(desk: Desk, words: str, *, closed: bool, after: int) -> list[Node]:
    place, most = desk.place.id, PAGE + 1
    if words or closed:
        return organisation_seen.found(
            desk.uow, place, words, closed=closed, after=after, most=most
        )
    return organisation_seen.children(desk.uow, place, closed=False, after=after, most=most)


def _one(console: Console) -> None:
    @console.get(_ONE, May.SEE)
    def organisation(desk: Desk, place_id: int) -> ResponseReturnValue:
        return _page(desk, place_id)

    @console.post("/organisations/undo/<int:change_id>", May.TREE)
    def organisation_undo(desk: Desk, change_id: int) -> ResponseReturnValue:
        return desk.done(reach.undo(desk.uow, desk.who, change_id), "admin.organisations")

    @console.post(f"{_ONE}/close", May.TREE, again=_page)
    def organisation_close(desk: Desk, place_id: int) -> ResponseReturnValue:
        reach.mine(desk.uow, desk.who, place_id)
        change = organisation_edits.close(desk.uow, place_id, day("last_day"))
        return _done(desk, "停用了,以前的记录还在。", change, place_id)

    @console.post(f"{_ONE}/reopen", May.TREE, again=_page)
    def organisation_reopen(desk: Desk, place_id: int) -> ResponseReturnValue:
        reach.mine(desk.uow, desk.who, place_id)
        change = organisation_edits.reopen(desk.uow, place_id)
        return _done(desk, "恢复了。", change, place_id)


def _page(desk: Desk, place_id: int) -> ResponseReturnValue:
    return desk.page(
        "organisation",
        way=console_scope.path(desk.uow, desk.who, place_id),
        seen=organisation_seen.seen(desk.uow, place_id),
        roles={str(role): words for role, words in ROLES.items()},
        mine=reach.may_change(desk.who, place_id),
        last_day=desk.typed("last_day"),
    )


def _facts(console: Console) -> None:
    @console.get(f"{_ONE}/new", May.TREE)
    def organisation_new(desk: Desk, place_id: int) -> ResponseReturnValue:
        return _form(desk, place_id, new=True)

    @console.post(f"{_ONE}/new", May.TREE, again=organisation_new)
    def organisation_add(desk: Desk, place_id: int) -> ResponseReturnValue:
        console_scope.organisations(desk.uow, desk.who, [place_id])
        one, change = organisation_tree.add(
            desk.uow,
            place_id,
            name=typed("name"),
            level=typed("level"),
            kind=typed("type"),
            first_day=day("first_day"),
        )
        return _done(desk, f"新建好了:{one.name}。", change, one.id)

    @console.get(f"{_ONE}/edit", May.TREE)
    def organisation_edit(desk: Desk, place_id: int) -> ResponseReturnValue:
        reach.mine(desk.uow, desk.who, place_id)
        return _form(desk, place_id, new=False)

    @console.post(f"{_ONE}/edit", May.TREE, again=organisation_edit)
    def organisation_change(desk: Desk, place_id: int) -> ResponseReturnValue:
        reach.mine(desk.uow, desk.who, place_id)
        change = organisation_edits.edit(
            desk.uow,
            place_id,
            name=typed("name"),
            level=typed("level"),
            kind=typed("type"),
            first_day=day("first_day"),
        )
        return _done(desk, "改好了。" if change else "没有改动。", change, place_id)


def _form(desk: Desk, place_id: int, *, new: bool) -> ResponseReturnValue:
    """Show the facts to fill in: of a new organisation below one, or of that one itself."""
    way = console_scope.path(desk.uow, desk.who, place_id)
    one, fitting = organisation_choices.levels_at(desk.uow, place_id, below=new)
    levels = [(str(level), LEVELS[level]) for level in fitting]
    name, level, kind = ("", levels[0][0], "") if new else (one.name, one.level, one.type)
    since = desk.uow.today if new else one.first_day
    return desk.page(
        "organisation_form",
        way=way,
        place_id=place_id,
        new=new,
        levels=levels,
        types=_TYPES,
        kept={
            "name": desk.typed("name", name),
            "level": desk.typed("level", level),
            "type": desk.typed("type", kind),
            "first_day": desk.typed("first_day", since.isoformat()),
        },
    )


def day(name: str) -> date | None:
    """Return a day of the form; none where nothing was typed that is one."""
    try:
        return date.fromisoformat(typed(name))
    except ValueError:
        return None


def _done(desk: Desk, text: str, change: int, place_id: int) -> ResponseReturnValue:
    undo = url_for("admin.organisation_undo", change_id=change) if change else ""
    return desk.done(text, "admin.organisation", undo=undo, place_id=place_id)
