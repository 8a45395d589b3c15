"""暂停发送: what rests, letting something rest with a reason, and letting it go on."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.permissions import May
from handlers.admin.console import Console, Desk, typed
from services import console_halts


def add(console: Console) -> None:
    """Put the pages on the door."""
    console.get("/reminders/halts", May.SENDING)(halts_list)

    @console.post("/reminders/halts", May.SENDING, again=halts_list)
    def halts_stop(desk: Desk) -> ResponseReturnValue:
        scope = typed("scope")
        said = console_halts.stop(desk.uow, desk.who, scope, typed("why"), typed("hours"))
        undo = url_for("admin.halts_lift", scope=scope)
        text = f"停了:{said}。两秒内停住,已写的都留着。"
        return desk.done(text, "admin.halts_list", undo=undo, label="恢复发送", **_here(desk))

    @console.post("/reminders/halts/lift", May.SENDING, again=halts_list)
    def halts_lift(desk: Desk) -> ResponseReturnValue:
        scope = request.values.get("scope", "").replace("\0", "")
        said = console_halts.lift(desk.uow, desk.who, scope)
        text = f"恢复了:{said}。留着的按先后接着发,过期的不再发。"
        return desk.done(text, "admin.halts_list", **_here(desk))


def _here(desk: Desk) -> dict[str, Any]:
    own = desk.place.id == desk.who.organisation_id
    return {} if own else {"in": str(desk.place.id)}


def halts_list(desk: Desk) -> ResponseReturnValue:
    """Show what rests; a refused step shows it again."""
    return desk.page(
        "reminders/halts",
        resting=console_halts.resting(desk.uow, desk.who),
        scopes=console_halts.scopes(desk.uow, desk.who, desk.place.id, desk.place.name),
        spans=list(console_halts.SPANS.items()),
        longest=console_halts.LONGEST,
    )
