"""工作台: what needs me today, and the ways to everything else."""

from flask.typing import ResponseReturnValue

from handlers.h5.desk import Pages, Role, Visit


def add(pages: Pages) -> None:
    """Put the pages on the door."""

    @pages.get("/home", Role.PERSON)
    def home(visit: Visit) -> ResponseReturnValue:
        return visit.page("desk/home")
