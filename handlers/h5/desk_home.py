"""工作台: what needs me today, and the ways to everything else."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from domain.wording import say_date
from handlers.h5.desk import Pages, Role, Visit
from services import desk, links
from services.links import Purpose


def add(pages: Pages) -> None:
    """Put the pages on the door."""

    @pages.get("/home", Role.PERSON)
    def home(visit: Visit) -> ResponseReturnValue:
        return visit.page(
            "desk/home",
            home=desk.home(visit.uow, visit.who),
            today=say_date(visit.uow.today),
        )

    @pages.post("/home/progress")
    def home_progress(visit: Visit) -> ResponseReturnValue:
        token = links.issue(visit.uow, visit.who.openid, Purpose.PROGRESS, subject="desk")
        return redirect(url_for("h5.progress", token=token), 303)
