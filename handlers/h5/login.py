"""团干部登录: username and password, once; then the WeChat account is bound."""

from typing import Final

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from handlers.h5.pages import UNPROCESSABLE, Page, Say, Sign, page, say, typed
from services import cadre_login, links
from services.cadre_login import Entered, WrongLogin
from services.links import Purpose
from services.passwords import Passwords
from services.uow import OpenUow

EMPTY: Final = "用户名和密码都要填。"
NEXT: Final = "以后在对话里直接说,不用再输密码。想看还差什么,回复「进度」。"


def add(door: Blueprint, open_uow: OpenUow, passwords: Passwords) -> None:
    """Put the page on the door."""

    @door.get("/login/<string(maxlength=64):token>")
    def login(token: str) -> Page:
        with open_uow(read_only=True) as uow:
            links.look(uow, token, Purpose.CADRE_LOGIN)
        return page("login")

    @door.post("/login/<string(maxlength=64):token>")
    def log_in(token: str) -> Page | Response:
        username, password = typed("username"), typed("password")
        if not username.strip() or not password:
            with open_uow(read_only=True) as uow:
                links.look(uow, token, Purpose.CADRE_LOGIN)
            return page("login", UNPROCESSABLE, username=username, wrong=EMPTY)
        with open_uow() as uow:
            attempt = cadre_login.knock(uow, token, username)
        right = passwords.check(attempt.stored, password)
        try:
            with open_uow() as uow:
                entered = cadre_login.enter(uow, token, attempt, right=right)
        except WrongLogin as no:
            return page("login", UNPROCESSABLE, username=username, wrong=str(no))
        return _inside(entered)


def _inside(entered: Entered) -> Page | Response:
    if entered.change_token:
        return redirect(url_for("h5.password", token=entered.change_token), 303)
    return say(Say(f"{entered.name},登录好了", NEXT, Sign.SUCCESS, closes=True))
