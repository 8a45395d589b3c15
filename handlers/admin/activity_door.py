"""签到 at the console: the list to tick by name, and the digits of the minute for a projector."""

from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.checkin import LIFE
from domain.permissions import May
from handlers.admin.console import PAGE, Console, Desk, number, typed
from handlers.asking import Then
from services import console_door

_ONE: Final = "/activities/<int:activity_id>"
_GOOD: Final = int(2 * LIFE.total_seconds())
"""Seconds that a code at the door is of use: its minute, and the one after."""


def add(console: Console) -> None:
    """Put the pages on the door."""

    @console.get(f"{_ONE}/door", May.DOORS)
    def activity_door(desk: Desk, activity_id: int, **_other: object) -> ResponseReturnValue:
        name, shown = desk.asked("name")[:30], desk.asked("shown")
        after = number(desk.asked("after"))
        found = console_door.listed(
            desk.uow, desk.who, activity_id, name=name, shown=shown, after=after, most=PAGE + 1
        )
        rows = found.rows[:PAGE]
        return desk.page(
            "activity_door",
            a=found,
            rows=rows,
            name=name,
            shown=shown,
            SHOWN=console_door.SHOWN,
            more=desk.filtered(after=rows[-1].enrolment_id) if len(found.rows) > PAGE else "",
            first=desk.filtered() if after else "",
            listing=request.method == "GET",
        )

    @console.post(f"{_ONE}/door/<int:person_id>/in", May.DOORS, again=activity_door)
    def activity_came(desk: Desk, activity_id: int, person_id: int) -> ResponseReturnValue:
        reason = typed("reason")
        name = console_door.mark(
            desk.uow, desk.who, activity_id, person_id, present=True, reason=reason
        )
        back = url_for("admin.activity_came_not", activity_id=activity_id, person_id=person_id)
        undo = "" if reason else back
        return desk.done(f"{name}到了。", "admin.activity_door", undo=undo, activity_id=activity_id)

    @console.post(f"{_ONE}/door/<int:person_id>/out", May.DOORS, again=activity_door)
    def activity_came_not(desk: Desk, activity_id: int, person_id: int) -> ResponseReturnValue:
        name = console_door.mark(
            desk.uow, desk.who, activity_id, person_id, present=False, reason=typed("reason")
        )
        text = f"{name}的签到撤掉了。"
        return desk.done(text, "admin.activity_door", activity_id=activity_id)

    _digits(console)


def _digits(console: Console) -> None:
    @console.get(f"{_ONE}/digits", May.DOORS)
    def activity_digits(desk: Desk, activity_id: int) -> Then:
        """Show the code and the digits of this minute, big: for a screen at the door."""
        code = console_door.digits(desk.uow, desk.who, activity_id)

        def show() -> ResponseReturnValue:
            svg = None
            if code.digits:
                svg = console.drawings.of_minute(code.scene, code.minute, _GOOD)
            return desk.page("activity_digits", code=code, svg=svg)

        return Then(show)
