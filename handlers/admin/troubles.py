"""Pages for what went wrong at the console: what happened, and what can be done next."""

import logging
import secrets
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from domain.errors import Refusal
from handlers.admin.console import SEE_OTHER, UNPROCESSABLE
from services.console_sessions import MayNot, MustChange, NotIn

log = logging.getLogger(__name__)

_WORDS: Final = {
    403: ("这一步没有生效", "它不是从后台的页面发来的。回到后台再做一次。"),
    404: ("没有这一页", "地址可能不完整,或者它已经不在了。"),
    405: ("这一页不能这样打开", "回到后台,从左边的菜单进去。"),
    413: ("内容太大了", "这一步没有生效。改短一些,或者把文件分成几个再传。"),
}
_BACK: Final = 5
"""Seconds after which a page may be asked for again while the database is away."""


def add(door: Blueprint, unavailable: tuple[type[Exception], ...] = ()) -> None:
    """Answer whatever no page answers; ``unavailable`` is what says that the database is away."""
    door.register_error_handler(NotIn, _outside)
    door.register_error_handler(MustChange, _one_time)
    door.register_error_handler(Refusal, _refused)
    for away in unavailable:
        door.register_error_handler(away, _busy)
    door.register_error_handler(HTTPException, _odd)
    door.register_error_handler(Exception, _broken)
    every = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    door.add_url_rule("/<path:rest>", "lost", _lost, methods=every)


def _lost(rest: str) -> ResponseReturnValue:  # noqa: ARG001 - the address is in the request
    raise NotFound


def _outside(_no: Refusal) -> ResponseReturnValue:
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": url_for("admin.login")})
    return redirect(url_for("admin.login"), SEE_OTHER)


def _one_time(_no: Refusal) -> ResponseReturnValue:
    return redirect(url_for("admin.me_password"), SEE_OTHER)


def _refused(no: Refusal) -> ResponseReturnValue:
    log.info("refused %s: %s", request.endpoint, no.code)
    status = 403 if isinstance(no, MayNot) else UNPROCESSABLE
    return render_template("admin/no.html", title="还差一步", text=str(no)), status


def _odd(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None:
        return error.get_response(request.environ)
    title, text = _WORDS.get(error.code, ("这一步没有生效", "回到后台再试一次。"))
    return render_template("admin/no.html", title=title, text=text), error.code


def _busy(error: Exception) -> ResponseReturnValue:
    log.error("no database for %s: %s", request.endpoint, type(error).__name__)
    words = "刚才那一步可能还没存上。过半分钟刷新再试;已经存上的,再交一次也不会重复。"
    html = render_template("admin/no.html", title="现在有点忙", text=words)
    return html, 503, {"Retry-After": str(_BACK)}


def _broken(error: Exception) -> ResponseReturnValue:
    incident = secrets.token_hex(2).upper()
    log.error("incident %s: %s", incident, request.endpoint, exc_info=error)
    words = "刚才那一步没有生效,请过一会儿再试。还是不行,把编号告诉管系统的人。"
    html = render_template(
        "admin/no.html", title="这边出了点问题", text=words, note=f"编号 {incident}"
    )
    return html, 500
