"""工作台: what needs me today, and the ways to everything else."""

from flask import make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from domain.wording import say_date
from handlers.h5.desk import COOKIE, Pages, Role, Visit
from services import console_entry, desk, links, visits
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

    @pages.post("/home/leave", Role.PERSON)
    def home_leave(visit: Visit) -> ResponseReturnValue:
        """Log out the browser that came by a password, and lead back to where it came in."""
        if visit.who.login is None:
            raise visits.NoVisit
        console_entry.leave_desk(visit.uow, visit.who.login)
        response = make_response(redirect(url_for("admin.login"), 303))
        response.delete_cookie(COOKIE, path=url_for("h5.home").removesuffix("/home"))
        return response

    @pages.post("/home/progress")
    def home_progress(visit: Visit) -> ResponseReturnValue:
        token = links.issue(visit.uow, visit.who.openid, Purpose.PROGRESS, subject="desk")
        return redirect(url_for("h5.progress", token=token), 303)
