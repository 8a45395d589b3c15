"""网页登录: username and password, then four digits to be said in one's own WeChat."""

import hmac
import re
from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.errors import Refusal
from handlers.address import address
from handlers.admin.console import COOKIE, SEE_OTHER, UNPROCESSABLE, typed
from handlers.admin.surroundings import Surroundings
from handlers.h5.desk import entering
from services import console_entry, console_login, console_sessions
from services.console_sessions import NotIn

EMPTY: Final = "用户名和密码都要填。"
TOO_OFTEN: Final = "这里试得太勤了,{seconds} 秒后再试。"
_FORM: Final = 4 * 1024
_BEFORE: Final = "console_before"
"""The cookie of a browser in which somebody has been: it keeps the key of that login."""
_KNOWN: Final = 180 * 86_400
"""Seconds for which it does."""
_BRANDS: Final = (
    ("MicroMessenger", "微信"),
    ("Edg/", "Edge"),
    ("QQBrowser", "QQ 浏览器"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "Mac"),
    ("Android", "安卓"),
    ("Linux", "Linux"),
)


def add(door: Blueprint, house: Surroundings) -> None:
    """Put the way in, and the way out, on the door."""
    _way_in(door, house)
    _waiting(door, house)

    @door.post("/logout")
    def logout() -> ResponseReturnValue:
        key = request.cookies.get(COOKIE, "")
        if hmac.compare_digest(typed("csrf").encode(), console_sessions.csrf(key).encode()):
            with house.open_uow() as uow:
                console_entry.leave(uow, key)
        response = make_response(redirect(url_for("admin.login"), SEE_OTHER))
        response.delete_cookie(COOKIE, path=_root())
        return response


def _way_in(door: Blueprint, house: Surroundings) -> None:
    @door.get("/login")
    def login() -> ResponseReturnValue:
        return render_template("admin/login.html")

    @door.post("/login")
    def log_in() -> ResponseReturnValue:
        request.max_content_length = _FORM
        username, password = typed("username"), typed("password")
        if not username.strip() or not password:
            return _again(username, EMPTY)
        if wait := house.limit(address()):
            return _again(username, TOO_OFTEN.format(seconds=wait), 429)
        with house.open_uow() as uow:
            attempt = console_login.knock(uow, username, request.cookies.get(_BEFORE, ""))
        right = house.passwords.check(attempt.stored, password)
        try:
            with house.open_uow() as uow:
                entered = console_login.enter(uow, attempt, _browser(), right=right)
                https = uow.means.base_url.startswith("https:")
        except Refusal as no:
            return _again(username, str(no))
        response = make_response(redirect(url_for("admin.login_wait"), SEE_OTHER))
        response.set_cookie(
            COOKIE,
            entered.key,
            max_age=entered.seconds,
            path=_root(),
            secure=https,
            httponly=True,
            samesite="Lax",
        )
        return response


def _waiting(door: Blueprint, house: Surroundings) -> None:
    @door.get("/login/wait")
    def login_wait() -> ResponseReturnValue:
        """Show the digits; the page asks by itself whether they were said."""
        key = request.cookies.get(COOKIE, "")
        try:
            with house.open_uow(read_only=True) as uow:
                standing = console_sessions.standing(uow, key)
                left = int((standing.expires_at - uow.now).total_seconds())
        except NotIn:
            return _on(url_for("admin.login", over=1))
        if standing.confirmed:
            return _on(url_for("admin.login_in"))
        name = "waiting" if request.headers.get("HX-Request") else "wait"
        return render_template(f"admin/{name}.html", code=standing.code, left=left)

    @door.get("/login/in")
    def login_in() -> ResponseReturnValue:
        """Lead on from the confirmed login: an admin to the console, a cadre to the own desk."""
        key = request.cookies.get(COOKIE, "")
        with house.open_uow() as uow:
            entered = console_entry.enter(uow, key)
            https = uow.means.base_url.startswith("https:")
        if entered is None:
            return _remembering(redirect(url_for("admin.home"), SEE_OTHER), key, https=https)
        return _remembering(entering(entered, https=https), key, https=https)


def _remembering(answer: ResponseReturnValue, key: str, *, https: bool) -> Response:
    """Let the browser know again that somebody has been in it: it opens nothing by itself."""
    response = make_response(answer)
    response.set_cookie(
        _BEFORE,
        key,
        max_age=_KNOWN,
        path=f"{_root()}/login",
        secure=https,
        httponly=True,
        samesite="Strict",
    )
    return response


def _on(to: str) -> ResponseReturnValue:
    if request.headers.get("HX-Request"):
        return "", 204, {"HX-Redirect": to}
    return redirect(to, SEE_OTHER)


def _again(username: str, wrong: str, status: int = UNPROCESSABLE) -> ResponseReturnValue:
    return render_template("admin/login.html", username=username, wrong=wrong), status


def _root() -> str:
    return url_for("admin.login").removesuffix("/login")


def _browser() -> str:
    """Say in a few words which browser this is."""
    said = request.headers.get("User-Agent", "")
    brand = next((words for mark, words in _BRANDS if mark in said), "浏览器")
    system = next((words for mark, words in _SYSTEMS if re.search(mark, said)), "")
    return f"{brand} · {system}" if system else brand
