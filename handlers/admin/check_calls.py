"""抽查电话: one of a sample, the number on a tap, and what was said."""

from typing import Final

from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.spot_checks import AFTER_CALL, METS, NOTE, RESULTS, STARS
from handlers.admin.console import Console, Desk, number, typed
from services import console_checks, spot_checks

_ONE: Final = "/checks/<int:check_id>/calls/<int:place>"


def add(console: Console) -> None:
    """Put the pages on the door."""
    console.get(_ONE, May.CHECKS)(check_call)

    @console.post(f"{_ONE}/number", May.NUMBERS, again=check_call)
    def check_call_number(desk: Desk, check_id: int, place: int) -> ResponseReturnValue:
        shown = console_checks.reveal(desk.uow, desk.who, check_id, place)
        return _page(desk, check_id, place, shown)

    @console.post(_ONE, May.CHECKS, again=check_call)
    def check_call_note(desk: Desk, check_id: int, place: int) -> ResponseReturnValue:
        noted = console_checks.note(
            desk.uow,
            desk.who,
            check_id,
            place,
            result=typed("result"),
            met=typed("met"),
            stars=number(typed("stars")),
            text=typed("note"),
        )
        text = f"记下了:{noted.name},{RESULTS[noted.result]}。"
        return desk.done(text, "admin.check", check_id=check_id)


def check_call(desk: Desk, check_id: int, place: int) -> ResponseReturnValue:
    """Show whom to call, and the form of what came of it; a refused step shows it again."""
    return _page(desk, check_id, place, "")


def _page(desk: Desk, check_id: int, place: int, shown: str) -> ResponseReturnValue:
    """Show one call; the number stands only in the answer to the tap."""
    one = console_checks.call(desk.uow, desk.who, check_id, place)
    return desk.page(
        "checks/call",
        check_id=check_id,
        call=one,
        number=shown,
        open=one.result in spot_checks.OPEN,
        results=[(result.value, RESULTS[result]) for result in AFTER_CALL],
        said=RESULTS[one.result],
        mets=[(met.value, words) for met, words in METS.items()],
        stars=[(n, f"{n} {words}") for n, words in STARS.items()],
        most=NOTE,
    )
