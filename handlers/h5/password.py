"""设新密码: a cadre's own password in place of the one-time one."""

from flask import Blueprint

from domain.errors import Refusal
from handlers.h5.pages import UNPROCESSABLE, Page, Say, Sign, page, say, typed
from services import cadre_login
from services.cadre_login import MIN_LENGTH, Change, PasswordsDiffer, PasswordWeak
from services.passwords import Passwords
from services.uow import OpenUow

NEXT = "网站上也用这个密码。以后在对话里直接说,不用再输。"


def add(door: Blueprint, open_uow: OpenUow, passwords: Passwords) -> None:
    """Put the page on the door."""

    @door.get("/password/<string(maxlength=64):token>")
    def password(token: str) -> Page:
        with open_uow(read_only=True) as uow:
            change = cadre_login.changing(uow, token)
        return _form(change)

    @door.post("/password/<string(maxlength=64):token>")
    def set_password(token: str) -> Page:
        new, again = typed("new"), typed("again")
        with open_uow() as uow:
            change = cadre_login.changing(uow, token, trying=True)
        unchanged = passwords.check(change.stored, new)
        try:
            cadre_login.judge_new(change, new, again, unchanged=unchanged)
        except (PasswordsDiffer, PasswordWeak) as no:
            return _form(change, no)
        new_hash = passwords.hash(new)
        with open_uow() as uow:
            entered = cadre_login.change(uow, token, new_hash)
        return say(Say(f"{entered.name},新密码设好了", NEXT, Sign.SUCCESS, closes=True))


def _form(change: Change, no: Refusal | None = None) -> Page:
    status = UNPROCESSABLE if no else 200
    return page(
        "password",
        status,
        username=change.username,
        least=MIN_LENGTH,
        wrong=str(no) if no else "",
    )
