"""要打电话的: whom no message reaches, the number on a tap, and what came of the call."""

from flask.typing import ResponseReturnValue

from domain.calls import OUTCOMES
from domain.permissions import May
from handlers.admin.console import PAGE, Console, Desk, number, typed
from services import console_calls

_ONE = "/reminders/calls/<int:call_id>"


def add(console: Console) -> None:
    """Put the pages on the door."""
    console.get("/reminders/calls", May.SENDING)(calls_list)
    console.get(_ONE, May.SENDING)(call)

    @console.post(f"{_ONE}/number", May.NUMBERS, again=call)
    def call_number(desk: Desk, call_id: int) -> ResponseReturnValue:
        return _page(desk, call_id, console_calls.reveal(desk.uow, desk.who, call_id))

    @console.post(_ONE, May.SENDING, again=call)
    def call_note(desk: Desk, call_id: int) -> ResponseReturnValue:
        outcome = typed("outcome")
        name = console_calls.note(desk.uow, desk.who, call_id, outcome)
        return desk.done(f"记下了:{name},{OUTCOMES[outcome]}。", "admin.calls_list")


def calls_list(desk: Desk) -> ResponseReturnValue:
    """List whom to call, the first to expire first."""
    after = number(desk.asked("after"))
    place = desk.place.id
    found = console_calls.page(desk.uow, desk.who, place, after=after, most=PAGE + 1)
    rows = found[:PAGE]
    return desk.page(
        "reminders/calls",
        rows=rows,
        more=desk.filtered(after=rows[-1].id) if len(found) > PAGE else "",
        first=desk.filtered() if after else "",
    )


def call(desk: Desk, call_id: int) -> ResponseReturnValue:
    """Show one call; a refused step shows it again."""
    return _page(desk, call_id, "")


def _page(desk: Desk, call_id: int, shown: str) -> ResponseReturnValue:
    """Show one call; the number stands only in the answer to the tap."""
    return desk.page(
        "reminders/call",
        call=console_calls.one(desk.uow, desk.who, call_id),
        call_id=call_id,
        number=shown,
        outcomes=list(OUTCOMES.items()),
    )
