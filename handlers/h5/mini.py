"""小程序码: the code by which whoever asked in the chat logs a phone in to the mini-program."""

from base64 import b64encode
from datetime import datetime
from typing import Final, Protocol

from flask.typing import ResponseReturnValue

from domain.periods import HOME
from handlers.asking import Then
from handlers.h5.desk import Pages, Role, Visit
from services import mini_scenes

PAGE: Final = "pages/login/login"
"""The mini-program's page that takes the code up."""


class MiniCodes(Protocol):
    """Has codes drawn that open the mini-program."""

    def picture(self, scene: str, page: str) -> bytes:
        """Have one drawn."""
        ...


def add(pages: Pages, codes: MiniCodes | None, away: tuple[type[Exception], ...]) -> None:
    """Put the page on the door."""

    @pages.get("/mini/<string(maxlength=190):sealed>", Role.PERSON)
    def mini_code(visit: Visit, sealed: str) -> Then:
        """Show the code once the transaction is over: the platform draws it."""
        scene = mini_scenes.shown(visit.uow, visit.who.openid, sealed)

        def show() -> ResponseReturnValue:
            drawing = _drawn(codes, scene.token, away)
            return visit.page("mini/code", drawing=drawing, until=_until(scene.expires_at))

        return Then(show)


def _drawn(codes: MiniCodes | None, token: str, away: tuple[type[Exception], ...]) -> str:
    """Return the picture as an address; empty where the platform draws none."""
    if codes is None:
        return ""
    try:
        picture = codes.picture(token, PAGE)
    except away:
        return ""
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(picture).decode()}"


def _until(moment: datetime) -> str:
    return f"{moment.astimezone(HOME):%H:%M}"
