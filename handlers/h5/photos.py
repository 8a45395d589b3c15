"""Photos that somebody chose to add: shown to whom they concern, taken away by who added them."""

import re
from typing import Final

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from handlers.h5.desk import Pages, Role, Visit
from handlers.h5.pages import typed
from services import photos, visits

_WITHIN: Final = re.compile(r"[a-z0-9][a-z0-9/-]{0,80}")
"""A page of ours, as the form says where it stood."""


def uploaded(name: str = "photo") -> list[bytes]:
    """Return the pictures that a form brought; an empty field brings none."""
    found = []
    for file in request.files.getlist(name):
        found.append(file.read(photos.LARGEST + 1))
        file.close()
    return [data for data in found if data]


def add(pages: Pages) -> None:
    """Put the pages on the door."""

    @pages.get("/photos/<int:photo_id>", Role.PERSON)
    def photo(visit: Visit, photo_id: int) -> ResponseReturnValue:
        who = visit.who
        found = photos.content(visit.uow, photo_id, who.id, as_cadre=who.is_cadre)
        return Response(found, mimetype=photos.MIME)

    @pages.post("/photos/<int:photo_id>/remove", Role.PERSON)
    def photo_remove(visit: Visit, photo_id: int) -> ResponseReturnValue:
        photos.drop(visit.uow, photo_id, visit.who.id, as_cadre=visit.who.is_cadre)
        visits.tell(visit.uow, visit.key, "照片删掉了。")
        back = typed("back")
        root = url_for("h5.home").removesuffix("home")
        return redirect(root + (back if _WITHIN.fullmatch(back) else "home"), 303)
