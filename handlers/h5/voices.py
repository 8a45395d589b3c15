"""青年之声 for all who logged in: the latest answers, a search by words, one answer."""

from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from domain.wording import say_day
from handlers.h5.desk import Pages, Role, Visit, number
from services import voices

_MOST: Final = 100
"""Characters of a search."""


def add(pages: Pages) -> None:
    """Put the pages on the door."""

    @pages.get("/voices", Role.PERSON)
    def voices_list(visit: Visit) -> ResponseReturnValue:
        words = request.args.get("words", "").replace("\0", "").strip()[:_MOST]
        skip, most = number(request.args.get("skip", "")), voices.PAGE + 1
        if words:
            found = voices.search(visit.uow, words, skip=skip, limit=most)
        else:
            found = voices.latest(visit.uow, skip=skip, limit=most)
        return visit.page(
            "voices/list",
            words=words,
            rows=[(one, say_day(one.day, visit.uow.today)) for one in found[: voices.PAGE]],
            more=skip + voices.PAGE if len(found) > voices.PAGE else 0,
        )

    @pages.get("/voices/<int:voice_id>", Role.PERSON)
    def voice(visit: Visit, voice_id: int) -> ResponseReturnValue:
        one = voices.voice(visit.uow, voice_id)
        return visit.page("voices/voice", voice=one, day=say_day(one.day, visit.uow.today))
