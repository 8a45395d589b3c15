"""Codes drawn by the platform: what is drawn is looked up first, in a transaction of its own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from domain.errors import Refusal
from handlers.api.door import Alone
from handlers.api.endpoint import Call, File, Role
from services import mini_login

_PAGE: Final = "pages/scan/scan"
"""The mini-program's page that knows all scenes."""
_PNG: Final = "image/png"
_JPEG: Final = "image/jpeg"
DRAWN: Final[Mapping[str, Any]] = {"alone": True, "files": (_PNG, _JPEG), "often": 20}
"""What is said of an endpoint that answers with a picture."""


class NothingToDraw(Refusal):
    """A code that would be of no use."""

    code = "no_code_now"
    text = "{why}"


@contextmanager
def looking(alone: Alone) -> Iterator[Call]:
    """Open a cadre's transaction that writes nothing; the platform is asked once it is over."""
    with alone.house.open_uow(read_only=True) as uow:
        call = Call(uow, mini_login.visitor(uow, alone.token))
        call.need(Role.CADRE)
        yield call


def drawn(alone: Alone, scene: str) -> File:
    """Have the platform draw a code with this scene."""
    picture = alone.house.mini.picture(scene, _PAGE)
    return File(picture, _PNG if picture.startswith(b"\x89PNG") else _JPEG)
