"""A notice in full, for whoever it was written to: a card shows one line of it."""

from flask.typing import ResponseReturnValue

from domain.periods import HOME
from domain.wording import say_moment
from handlers.h5.desk import Pages, Role, Visit
from services import notices_letters


def add(pages: Pages) -> None:
    """Put the page on the door."""

    @pages.get("/notices/<int:notice_id>", Role.PERSON)
    def notice(visit: Visit, notice_id: int) -> ResponseReturnValue:
        paper = notices_letters.paper(visit.uow, notice_id, visit.who.id)
        at = f"{paper.at.astimezone(HOME):%m-%d %H:%M}" if paper.at else ""
        return visit.page("notices/notice", paper=paper, at=at, say=say_moment)
