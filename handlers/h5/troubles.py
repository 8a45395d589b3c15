"""Pages for what went wrong: each says what happened and what can be done next."""

import logging
import secrets
from typing import Final

from flask import Blueprint, current_app, redirect, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import MapAdapter, RequestRedirect
from werkzeug.wrappers import Response

from domain.errors import Refusal
from handlers.h5.pages import GONE, UNPROCESSABLE, Page, Say, Sign, say
from services.invitations import InvitationStale
from services.links import LinkStale

log = logging.getLogger(__name__)

LOST: Final = Say("没有这一页", "链接可能没有复制完整。回到微信对话里再要一次,就有新的。")
ODD: Final = Say("这一步没有生效", "这一页不能这样打开。回到微信对话里再要一次。")
WORDS: Final = {
    403: Say("这一步没有生效", "它不是从我们的页面发来的。回到微信对话里再要一次。"),
    404: LOST,
    413: Say("填的内容太长了", "这一步没有生效。返回上一页,改短一些再试。"),
}
BUSY: Final = Say(
    "现在有点忙",
    "刚才那一步可能还没存上。过半分钟刷新这一页再试;已经存上的,再交一次也不会重复。",
    Sign.WARN,
)
_BACK: Final = 5
"""Seconds after which a page may be asked for again while the database is away."""
_TOP: Final = 2
"""Slashes of the shortest page: /h5/caseload."""
BROKEN: Final = "刚才那一步没有生效,请过一会儿再试。还是不行,把编号告诉管理员。"


def add(door: Blueprint, unavailable: tuple[type[Exception], ...] = ()) -> None:
    """Answer whatever no page answers; ``unavailable`` is what says that the database is away."""
    door.register_error_handler(Refusal, _refused)
    for away in unavailable:
        door.register_error_handler(away, _busy)
    door.register_error_handler(HTTPException, _odd)
    door.register_error_handler(Exception, _broken)
    # Flask asks a blueprint's handlers only about what reached one of its pages.
    every = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    door.add_url_rule("/", "lost", _lost, defaults={"rest": ""}, methods=every)
    door.add_url_rule("/<path:rest>", "lost", _lost, methods=every)


def _lost(rest: str) -> Page | Response:  # noqa: ARG001 - the address is in the request
    adapter = current_app.create_url_adapter(request)
    allowed = [way for way in ("GET", "POST") if adapter and _leads(adapter, way)]
    if request.method == "GET" and allowed == ["POST"] and (back := _before(adapter)):
        return redirect(back)  # a step's address, opened again from the phone's history
    if allowed:
        raise MethodNotAllowed(allowed)
    raise NotFound


def _before(adapter: MapAdapter | None) -> str:
    """Return the nearest page above a step, for whoever comes back to the step's address."""
    path = request.path
    while adapter and path.count("/") > _TOP:
        path = path.rpartition("/")[0]
        if _leads(adapter, "GET", path):
            return path
    return ""


def _leads(adapter: MapAdapter, way: str, path: str = "") -> bool:
    try:
        endpoint, _ = adapter.match(path or request.path, way)
    except (HTTPException, RequestRedirect):
        return False
    return bool(endpoint != request.endpoint)


def _refused(no: Refusal) -> Page:
    log.info("refused %s: %s", request.endpoint, no.code)
    if isinstance(no, LinkStale | InvitationStale):
        return say(Say("这个链接不能用了", str(no)), GONE)
    return say(Say("还差一步", str(no)), UNPROCESSABLE)


def _odd(error: HTTPException) -> Response | tuple[str, int, dict[str, str]]:
    if error.response is not None or error.code is None:
        return error.get_response(request.environ)
    text, status = say(WORDS.get(error.code, ODD), error.code)
    allowed = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    return text, status, {"Allow": ", ".join(allowed)} if allowed else {}


def _busy(error: Exception) -> tuple[str, int, dict[str, str]]:
    found = getattr(error, "orig", None) or error
    if not isinstance(found, ConnectionError):  # that is the gate's: whoever shut it has said so
        said = str(found).strip().splitlines() or [""]
        log.error("no database for %s: %s: %s", request.endpoint, type(error).__name__, said[0])
    text, status = say(BUSY, 503)
    return text, status, {"Retry-After": str(_BACK)}


def _broken(error: Exception) -> Page:
    incident = secrets.token_hex(2).upper()
    log.error("incident %s: %s", incident, request.endpoint, exc_info=error)
    return say(Say("我这边出了点问题", BROKEN, Sign.WARN, note=f"编号 {incident}"), 500)
