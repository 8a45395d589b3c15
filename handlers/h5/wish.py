"""认领的心愿: who wishes and how to reach them, for the one who has promised to make it true."""

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response

from domain.periods import local_day
from domain.wording import say_date
from handlers.h5 import browser_key
from handlers.h5.pages import page
from services import links, wishes
from services.links import Purpose
from services.phones import national
from services.uow import OpenUow


def add(door: Blueprint, open_uow: OpenUow) -> None:
    """Put the page on the door."""

    @door.get("/wish/<string(maxlength=64):token>")
    def wish(token: str) -> Response:
        key, life = browser_key.held(token), 0
        if not key and request.method == "GET":
            with open_uow() as uow:
                key, life = links.open_here(uow, token, Purpose.CLAIM)
        with open_uow(read_only=True) as uow:
            claimed = wishes.opened(uow, token, key)
            until = say_date(local_day(claimed.expires_at), uow.today.year)
            https = uow.means.base_url.startswith("https:")
        phone = national(claimed.phone) if claimed.phone else ""
        response = make_response(page("wish", claimed=claimed, until=until, phone=phone))
        if life:
            browser_key.give(response, token, key, life, https=https)
        return response
