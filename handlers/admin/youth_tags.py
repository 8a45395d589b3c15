"""批量修改: tags and industry of the youths that were ticked, or of all that were found."""

from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.caseload import read_tags
from domain.permissions import May
from handlers.admin import youths
from handlers.admin.console import Console, Desk, number, typed
from services import console_youth_tags
from services.caseload_tags import Batch, NobodyPicked

_MOST: Final = 200
"""Ids in an address: a page has fewer rows."""


def add(console: Console) -> None:
    """Put the pages on the door."""

    @console.get("/youths/tags", May.YOUTHS)
    def youth_tags(desk: Desk) -> ResponseReturnValue:
        picked = _picked()
        meant = None
        if picked or desk.asked("all"):
            meant = console_youth_tags.meant(desk.uow, desk.who, youths.wanted(desk), picked)
        return desk.page(
            "youth_tags",
            meant=meant,
            picked=picked,
            industry=desk.typed("industry"),
            plus=desk.typed("add"),
            minus=desk.typed("remove"),
            back=youths.back(),
        )

    @console.post("/youths/tags", May.YOUTHS, again=youth_tags)
    def youth_tags_set(desk: Desk) -> ResponseReturnValue:
        batch = Batch(
            industry=typed("industry"),
            add=read_tags(typed("add")),
            remove=read_tags(typed("remove")),
        )
        sought, picked = youths.wanted(desk), _picked()
        if not picked and not desk.asked("all"):
            raise NobodyPicked
        done = console_youth_tags.change(desk.uow, desk.who, batch, sought, picked)
        undo = url_for("admin.youth_undo", change_id=done.change_id)
        return desk.done(f"改好了 {done.count} 位。", "admin.youths", undo=undo, **youths.kept())


def _picked() -> list[int]:
    ids = map(number, request.args.getlist("youth"))
    return [one for one in ids if one][:_MOST]
