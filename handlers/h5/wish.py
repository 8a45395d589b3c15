"""认领的心愿: who wishes and how to reach them, for the one who has promised to make it true."""

from flask import Blueprint

from domain.periods import local_day
from domain.wording import say_date
from handlers.h5.pages import Page, page
from services import wishes
from services.phones import national
from services.uow import OpenUow


def add(door: Blueprint, open_uow: OpenUow) -> None:
    """Put the page on the door."""

    @door.get("/wish/<string(maxlength=64):token>")
    def wish(token: str) -> Page:
        with open_uow(read_only=True) as uow:
            claimed = wishes.opened(uow, token)
            until = say_date(local_day(claimed.expires_at), uow.today.year)
        phone = national(claimed.phone) if claimed.phone else ""
        return page("wish", claimed=claimed, until=until, phone=phone)
