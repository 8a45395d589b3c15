"""小伙伴: the youths of the subtree, one of them, and what an admin does for them."""

from typing import Final
from urllib.parse import urlencode

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.permissions import May
from handlers.admin.console import PAGE, Console, Desk, number, typed
from services import (
    console_numbers,
    console_scope,
    console_youth,
    console_youth_lead,
    console_youths,
)
from services.console_youths import Wanted

_ONE: Final = "/youths/<int:youth_id>"


def add(console: Console) -> None:
    """Put the pages on the door."""

    @console.get("/youths", May.SEE)
    def youths(desk: Desk) -> ResponseReturnValue:
        sought = wanted(desk)
        after = number(desk.asked("after"))
        found = console_youths.page(desk.uow, sought, after=after, most=PAGE)
        return desk.page(
            "youths",
            rows=found.rows,
            more=desk.filtered(after=found.after) if found.after else "",
            first=desk.filtered() if after else "",
            sought=sought,
            kept=kept(),
            units=console_scope.children(desk.uow, desk.place.id),
            METS=console_youths.METS,
            STATES=console_youths.STATES,
        )

    @console.get(_ONE, May.SEE)
    def youth(desk: Desk, youth_id: int) -> ResponseReturnValue:
        return _page(desk, youth_id)

    @console.post(f"{_ONE}/number", May.NUMBERS, again=youth)
    def youth_number(desk: Desk, youth_id: int) -> ResponseReturnValue:
        reason = typed("words").strip() or typed("reason")
        shown = console_numbers.unmask(desk.uow, desk.who, youth_id, reason)
        return _page(desk, youth_id, shown)

    @console.post(f"{_ONE}/lead", May.YOUTHS, again=youth)
    def youth_lead(desk: Desk, youth_id: int) -> ResponseReturnValue:
        made = console_youth_lead.move(desk.uow, desk.who, youth_id, number(typed("cadre")))
        undo = url_for("admin.youth_undo", change_id=made)
        return desk.done("主要联系人换好了。", "admin.youth", undo=undo, youth_id=youth_id)

    @console.post("/youths/changes/<int:change_id>/undo", May.YOUTHS)
    def youth_undo(desk: Desk, change_id: int) -> ResponseReturnValue:
        text = console_youth_lead.undo(desk.uow, desk.who, change_id)
        return desk.done(text, "admin.youths")


def wanted(desk: Desk) -> Wanted:
    """Return whom the address asks for."""
    said = {key: desk.asked(key) for key in console_youths.FILTERS}
    return console_youths.wanted(desk.place.id, desk.who.organisation_id, said)


def kept() -> dict[str, str]:
    """Return the filters of the address, for a page that leads back to the list."""
    known = ("in", *console_youths.FILTERS)
    return {key: request.args[key] for key in known if request.args.get(key)}


def back() -> str:
    """Return the address of the list with the filters of this one."""
    query = urlencode(kept())
    return f"{url_for('admin.youths')}?{query}" if query else url_for("admin.youths")


def _page(desk: Desk, youth_id: int, shown: str = "") -> ResponseReturnValue:
    seen = console_youth.seen(desk.uow, desk.who, youth_id)
    numbers = desk.may(May.NUMBERS)
    return desk.page(
        "youth",
        youth=seen,
        number=shown,
        reasons=[(words, words) for words in console_numbers.REASONS],
        reason=typed("reason") if request.method == "POST" else "",
        seen_today=console_numbers.today(desk.uow, desk.who.id) if numbers else 0,
        most=console_numbers.MOST,
    )
