"""开关: turning one for an organisation; where it meets a clause, by name and with a reason."""

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.switches import TITLES
from handlers.admin.console import Console, Desk, View, typed
from handlers.admin.home import at
from services import console_rules, console_scope, switches
from services.switches import NeedsSignature

_POSITIONS = {"on": True, "off": False}


def add(console: Console, *, again: View) -> None:
    """Put the steps on the door."""

    @console.post("/rules/switch", May.RULES, again=again)
    def rules_switch(desk: Desk) -> ResponseReturnValue:
        place, name, is_on = desk.place, typed("switch"), typed("position") == "on"
        try:
            switches.turn(
                desk.uow, place.id, name, is_on, by_name=desk.who.name, reason=typed("reason")
            )
        except NeedsSignature as no:
            raise console_rules.NeedsReason(what=no.data["what"]) from no
        undo = url_for(
            "admin.rules_switch_back",
            place=place.id,
            switch=name,
            position="off" if is_on else "on",
        )
        text = f"{place.name}的「{TITLES[name]}」{'开' if is_on else '关'}了,已记入审计。"
        return desk.done(text, "admin.rules", undo=undo, **at(place.id))

    @console.post("/rules/switch/<int:place>/<switch>/<position>", May.RULES)
    def rules_switch_back(
        desk: Desk, place: int, switch: str, position: str
    ) -> ResponseReturnValue:
        """Turn a switch back to where it stood."""
        console_scope.place(desk.uow, desk.who, place)
        is_on = _POSITIONS.get(position, False)
        switches.turn(
            desk.uow, place, switch, is_on, by_name=desk.who.name, reason="撤销刚才的改动"
        )
        return desk.done(f"「{TITLES[switch]}」改回来了。", "admin.rules", **at(place))
