"""The custom menu: its limits in bytes, and finding the button a person presses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from simulator.errors import WxError

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_LEVEL = 3
SECOND_LEVEL = 5
NAME_BYTES = (16, 60)
KEY_BYTES = 128
URL_BYTES = 1024
KEYED = frozenset(
    {
        "click",
        "scancode_push",
        "scancode_waitmsg",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
    }
)
OTHERS = {
    "media_id": "media_id",
    "view_limited": "media_id",
    "article_id": "article_id",
    "article_view_limited": "article_id",
}


def check(menu: dict[str, Any]) -> dict[str, Any]:
    """Check a menu as cgi-bin/menu/create does and return it as cgi-bin/menu/get will."""
    buttons = menu.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= FIRST_LEVEL:
        raise WxError(40016)
    return {"button": [_first(button) for button in buttons]}


def _first(button: object) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise WxError(47001)
    _name(button, 0)
    children = button.get("sub_button")
    if not children:
        return _leaf(button, 0)
    if not isinstance(children, list) or len(children) > SECOND_LEVEL:
        raise WxError(40023)
    leaves = []
    for child in children:
        if not isinstance(child, dict):
            raise WxError(47001)
        _name(child, 1)
        leaves.append(_leaf(child, 1))
    return {"name": button["name"], "sub_button": leaves}


def _name(button: dict[str, Any], level: int) -> None:
    name = button.get("name")
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= NAME_BYTES[level]:
        raise WxError((40018, 40025)[level])


def _leaf(button: dict[str, Any], level: int) -> dict[str, Any]:
    kind = button.get("type")
    leaf: dict[str, Any] = {"type": kind, "name": button["name"]}
    if kind in KEYED:
        leaf["key"] = _text(button, "key", KEY_BYTES, (40019, 40026)[level])
    elif kind == "view":
        leaf["url"] = _url(button, level)
    elif kind == "miniprogram":
        leaf["url"] = _url(button, level)
        leaf["appid"] = _text(button, "appid", 64, 40013)
        leaf["pagepath"] = _text(button, "pagepath", URL_BYTES, 40020)
    elif kind in OTHERS:
        leaf[OTHERS[kind]] = _text(button, OTHERS[kind], 256, 40007)
    else:
        raise WxError((40017, 40024)[level])
    return {**leaf, "sub_button": []}


def _text(button: dict[str, Any], name: str, limit: int, code: int) -> str:
    value = button.get(name)
    if not isinstance(value, str) or not 1 <= len(value.encode()) <= limit:
        raise WxError(code)
    return value


def _url(button: dict[str, Any], level: int) -> str:
    url = _text(button, "url", URL_BYTES, (40020, 40027)[level])
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise WxError((40055, 40054)[level])
    return url


def leaves(menu: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for button in menu["button"]:
        yield from button.get("sub_button") or [button]


def find(menu: dict[str, Any], key: str | None, name: str | None) -> dict[str, Any] | None:
    for leaf in leaves(menu):
        if (key is not None and leaf.get("key") == key) or (
            name is not None and leaf["name"] == name
        ):
            return leaf
    return None
