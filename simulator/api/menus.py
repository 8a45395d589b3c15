"""The custom menu."""

from __future__ import annotations

from typing import Any

from simulator import menu
from simulator.api.gate import Call, Endpoint, done
from simulator.errors import WxError


def create(call: Call) -> dict[str, Any]:
    if b"\\u" in call.raw:
        raise WxError(40033)
    call.world.set_menu(menu.check(call.body))
    return done()


def get(call: Call) -> dict[str, Any]:
    if call.world.menu is None:
        raise WxError(46003)
    return {"menu": call.world.menu}


def delete(call: Call) -> dict[str, Any]:
    call.world.set_menu(None)
    return done()


def current(call: Call) -> dict[str, Any]:
    """Tell what the account shows, with nested buttons the way only this call writes them."""
    shown = call.world.menu
    if shown is None:
        return {"is_menu_open": 0}
    buttons = [
        {"name": button["name"], "sub_button": {"list": button["sub_button"]}}
        if button.get("sub_button")
        else {name: value for name, value in button.items() if name != "sub_button"}
        for button in shown["button"]
    ]
    return {"is_menu_open": 1, "selfmenu_info": {"button": buttons}}


ENDPOINTS = {
    "/cgi-bin/menu/create": Endpoint("POST", create, "menu"),
    "/cgi-bin/menu/get": Endpoint("GET", get, "menu"),
    "/cgi-bin/menu/delete": Endpoint("GET", delete, "menu"),
    "/cgi-bin/get_current_selfmenu_info": Endpoint("GET", current, "menu"),
}
