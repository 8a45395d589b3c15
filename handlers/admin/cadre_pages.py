"""What the pages of one cadre share: the page itself, and days as they are typed."""

from datetime import date

from flask import url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from domain.dictionaries import CADRE_TYPES
from domain.permissions import May
from handlers.admin.console import Desk, typed
from services import cadre_seen, console_numbers

TYPES = [(str(kind), words) for kind, words in CADRE_TYPES.items()]


def one(desk: Desk, cadre_id: int, shown: str = "") -> ResponseReturnValue:
    """Show a cadre's page; ``shown`` is the number that was just unmasked."""
    numbers = desk.may(May.NUMBERS)
    return desk.page(
        "cadre",
        cadre=cadre_seen.seen(desk.uow, desk.who, cadre_id),
        number=shown,
        reasons=[(words, words) for words in console_numbers.REASONS],
        reason=typed("reason"),
        seen_today=console_numbers.today(desk.uow, desk.who.id) if numbers else 0,
        most=console_numbers.MOST,
    )


def day(name: str) -> date | None:
    """Return a day of the form; none where nothing was typed that is one."""
    try:
        return date.fromisoformat(typed(name))
    except ValueError:
        return None


def done(desk: Desk, text: str, change: int, cadre_id: int) -> Response:
    """Go back to the cadre's page, and offer to take the step back."""
    undo = url_for("admin.cadre_undo", change_id=change)
    return desk.done(text, "admin.cadre", undo=undo, cadre_id=cadre_id)
