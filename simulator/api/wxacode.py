"""The mini-program's codes without a limit: one page, and a scene of 32 characters."""

from __future__ import annotations

import io
import re

import segno

from simulator.api.gate import Call, Endpoint, File
from simulator.errors import WxError
from simulator.things import MiniCode

SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
ENVIRONMENTS = ("release", "trial", "develop")
WIDTH = 430
WIDTHS = range(280, 1281)
QUIET = 4  # modules of white around a QR code


def unlimited(call: Call) -> File:
    scene = call.body.get("scene")
    if not isinstance(scene, str) or not SCENE.fullmatch(scene):
        raise WxError(40129)
    env = call.body.get("env_version", "release")
    width = call.body.get("width", WIDTH)
    if env not in ENVIRONMENTS or type(width) is not int or width not in WIDTHS:
        raise WxError(40097)
    page = _page(call)
    world = call.world
    number = world.chance.text(12)
    code = MiniCode(number, scene, page, env, width, world.clock.now())
    with world.lock:
        world.mini_codes[number] = code
    return File(picture(code, world.base), "image/png", "wxacode.png")


def _page(call: Call) -> str:
    """Take a page of the mini-program; none at all is its first one."""
    page = call.body.get("page", "")
    if not isinstance(page, str) or page.startswith("/") or "?" in page:
        raise WxError(41030)
    checked = call.body.get("check_path", True) is not False
    if page and checked and not call.world.program.has(page):
        raise WxError(41030)
    return page


def picture(code: MiniCode, base: str) -> bytes:
    """Draw the code: a QR code in place of the round one, as wide as fits into the width."""
    drawn = segno.make(code.url(base), error="m", micro=False)
    modules = drawn.symbol_size(border=QUIET)[0]
    image = io.BytesIO()
    drawn.save(image, kind="png", scale=code.width // modules, border=QUIET)
    return image.getvalue()


ENDPOINTS = {"/wxa/getwxacodeunlimit": Endpoint("POST", unlimited, "mini")}
