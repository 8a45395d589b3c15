"""QR codes with a scene."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import segno

from simulator.api.gate import Call, Endpoint
from simulator.errors import WxError
from simulator.things import QrCode

if TYPE_CHECKING:
    from simulator.world import World

LONGEST_S = 2_592_000
USUAL_S = 60
PERMANENT_IDS = 100_000
SCENE_CHARACTERS = 64
NUMBER = ("QR_SCENE", "QR_LIMIT_SCENE")
STRING = ("QR_STR_SCENE", "QR_LIMIT_STR_SCENE")


def create(call: Call) -> dict[str, Any]:
    action = call.text("action_name")
    scene = _scene(action, call.body.get("action_info"))
    ticket = "gQFAKE" + call.world.chance.text(88) + "=="
    url = f"{call.world.base}/q/02{call.world.chance.text(22)}"
    expires, answer = None, {}
    if "LIMIT" not in action:
        seconds = _seconds(call.body.get("expire_seconds"))
        expires, answer = call.world.clock.now() + seconds, {"expire_seconds": seconds}
    with call.world.lock:
        call.world.qrcodes[ticket] = QrCode(ticket, scene, url, expires)
    return {"ticket": ticket, **answer, "url": url}


def _scene(action: str, info: object) -> str:
    if action not in (*NUMBER, *STRING):
        raise WxError(40052)
    scene = info.get("scene") if isinstance(info, dict) else None
    if not isinstance(scene, dict):
        raise WxError(40053)
    if action in STRING:
        text = scene.get("scene_str")
        if not isinstance(text, str) or not 1 <= len(text) <= SCENE_CHARACTERS:
            raise WxError(40053)
        return text
    number = scene.get("scene_id")
    most = PERMANENT_IDS if action == "QR_LIMIT_SCENE" else (1 << 32) - 1
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= most:
        raise WxError(40053)
    return str(number)


def _seconds(value: object) -> int:
    if value is None:
        return USUAL_S
    if not isinstance(value, int) or value < 1:
        raise WxError(40053)
    return min(value, LONGEST_S)


def image(world: World, ticket: str) -> bytes | None:
    """Draw the QR image of a ticket as PNG."""
    code = world.qrcodes.get(ticket)
    if code is None:
        return None
    picture = io.BytesIO()
    segno.make(code.url, error="m").save(picture, kind="png", scale=8, border=3)
    return picture.getvalue()


ENDPOINTS = {"/cgi-bin/qrcode/create": Endpoint("POST", create, "qr")}
