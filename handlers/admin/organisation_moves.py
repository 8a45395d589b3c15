"""组织: moving one under another, and merging two; what it does is shown before it is done."""

from typing import Final

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.errors import Refusal
from domain.permissions import May
from handlers.admin.console import Console, Desk, number, typed
from services import console_organisations as reach
from services import (
    console_scope,
    organisation_choices,
    organisation_merging,
    organisation_outlook,
    organisation_tree,
)

_ONE: Final = "/organisations/<int:place_id>"
_FOUND: Final = 20


def add(console: Console) -> None:
    """Put the pages on the door."""
    _moving(console)
    _merging(console)


def _moving(console: Console) -> None:
    @console.get(f"{_ONE}/move", May.TREE)
    def organisation_move(desk: Desk, place_id: int) -> ResponseReturnValue:
        return _choose(desk, place_id, "move")

    @console.post(f"{_ONE}/move", May.TREE, again=organisation_move)
    def organisation_moved(desk: Desk, place_id: int) -> ResponseReturnValue:
        to = number(typed("to"))
        reach.mine(desk.uow, desk.who, place_id, to)
        change = organisation_tree.move(desk.uow, place_id, to)
        undo = url_for("admin.organisation_undo", change_id=change)
        return desk.done("移好了。", "admin.organisation", undo=undo, place_id=place_id)


def _merging(console: Console) -> None:
    @console.get(f"{_ONE}/merge", May.TREE)
    def organisation_merge(desk: Desk, place_id: int) -> ResponseReturnValue:
        return _choose(desk, place_id, "merge")

    @console.post(f"{_ONE}/merge", May.TREE, again=organisation_merge)
    def organisation_merged(desk: Desk, place_id: int) -> ResponseReturnValue:
        to = number(typed("to"))
        reach.mine(desk.uow, desk.who, place_id, to)
        change = organisation_merging.merge(
            desk.uow,
            place_id,
            to,
            keep_theirs=typed("keep_theirs") == "yes",
            sure=typed("sure") == "yes",
        )
        undo = url_for("admin.organisation_undo", change_id=change) if change else ""
        words = "合并好了。" + ("一天之内可以撤销。" if change else "")
        return desk.done(words, "admin.organisation", undo=undo, place_id=to)


def _choose(desk: Desk, place_id: int, what: str) -> ResponseReturnValue:
    """Show whom one may choose, and once one is chosen, what it would do."""
    reach.mine(desk.uow, desk.who, place_id)
    words, to = desk.asked("q")[:40], number(typed("to") or desk.asked("to"))
    seen, no = None, ""
    if to:
        console_scope.organisations(desk.uow, desk.who, [to])
        ask = organisation_merging.outlook if what == "merge" else organisation_outlook.of_move
        try:
            seen = ask(desk.uow, place_id, to)
        except Refusal as why:
            no = str(why)
    level = "" if what == "move" else organisation_choices.level_of(desk.uow, place_id)
    found = organisation_choices.choices(
        desk.uow, desk.who.organisation_id, place_id, words, level=level, most=_FOUND
    )
    return desk.page(
        f"organisation_{what}",
        way=console_scope.path(desk.uow, desk.who, place_id),
        place_id=place_id,
        found=found,
        words=words,
        to=to,
        seen=seen,
        no=no if no != desk.wrong else "",
    )
