"""要打电话的: whom no message reaches, the number on a tap, and what came of it."""

from flask import request
from flask.typing import ResponseReturnValue

from domain.calls import OUTCOMES
from domain.wording import say_when
from handlers.h5.desk import Pages, Role, Visit, number
from handlers.h5.pages import typed
from services import calls

_ONE = "/calls/<int:call_id>"


def add(pages: Pages) -> None:
    """Put the pages on the door."""

    @pages.get("/calls", Role.LEADER)
    def calls_list(visit: Visit) -> ResponseReturnValue:
        skip = number(request.args.get("skip", ""))
        listed, more = calls.of(visit.uow, visit.organ, visit.who.id, skip=skip)
        return visit.page(
            "calls/list",
            calls=[(call, _until(visit, call)) for call in listed],
            more=skip + calls.PAGE if more else 0,
        )

    pages.get(_ONE, Role.LEADER)(call_shown)

    @pages.post(f"{_ONE}/number", Role.LEADER, again=call_shown)
    def call_number(visit: Visit, call_id: int) -> ResponseReturnValue:
        phone = calls.reveal(visit.uow, visit.organ, visit.who.id, call_id)
        return _shown(visit, call_id, phone)

    @pages.post(_ONE, Role.LEADER, again=call_shown)
    def call_noted(visit: Visit, call_id: int) -> ResponseReturnValue:
        outcome = typed("outcome")
        name = calls.note(visit.uow, visit.organ, visit.who.id, call_id, outcome)
        return visit.done(f"记下了:{name},{OUTCOMES[outcome]}。", "h5.calls_list")


def call_shown(visit: Visit, call_id: int) -> ResponseReturnValue:
    """Show whom to call and what about; a refused step shows it again."""
    return _shown(visit, call_id, "")


def _shown(visit: Visit, call_id: int, phone: str) -> ResponseReturnValue:
    """Show one call; the number stands only in the answer to the tap."""
    call = calls.one(visit.uow, visit.organ, visit.who.id, call_id)
    return visit.page(
        "calls/call",
        call=call,
        phone=phone,
        until=_until(visit, call),
        outcomes=list(OUTCOMES.items()),
    )


def _until(visit: Visit, call: calls.Listed) -> str:
    return f"{say_when(call.until, visit.uow.now)}前" if call.until else ""
