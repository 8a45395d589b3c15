"""签到名单: who came, one tap each; somebody more; and putting it right later."""

from flask import request
from flask.typing import ResponseReturnValue

from domain.checkin import WAY_TITLES
from domain.periods import HOME
from domain.seats import PLACE_TITLES, Place
from handlers.h5.desk import Pages, View, Visit, number
from handlers.h5.pages import typed
from services import arrivals
from services.arrivals import Guest

_WORDS = 20


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    listed = _list(pages)
    _marking(pages, listed)


def _list(pages: Pages) -> View:
    @pages.get("/activities/<int:activity_id>/list")
    def activity_list(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Show who is expected and who came."""
        uow, who = visit.uow, visit.who
        words = request.args.get("words", "").replace("\0", "").strip()[:_WORDS]
        found = arrivals.listed(uow, who.id, activity_id)
        others = [] if found.why_not else arrivals.others(uow, who.id, activity_id, words)
        return visit.page(
            "activity_door/list",
            a=found,
            words=words,
            others=others,
            about={guest.person_id: _about(guest) for guest in found.guests},
        )

    return activity_list


def _about(guest: Guest) -> str:
    """Return what stands under a name: since when and how they are in, or what they have."""
    if guest.came_at is None:
        said = "" if guest.place is Place.ENROLLED else PLACE_TITLES[guest.place]
    else:
        said = f"{guest.came_at.astimezone(HOME):%H:%M}"
        said += f" {WAY_TITLES[guest.way]}" if guest.way else ""
    return " · ".join(filter(None, (said, guest.why)))


def _marking(pages: Pages, listed: View) -> None:
    @pages.post("/activities/<int:activity_id>/list/mark", again=listed)
    def activity_mark(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Tick somebody, or take the tick back."""
        present = typed("present") == "1"
        person = number(typed("person"))
        arrivals.mark(visit.uow, visit.who.id, activity_id, person, present=present)
        said = "记下了:到了。" if present else "改回「没到」了。"
        return visit.done(said, "h5.activity_list", activity_id=activity_id)

    @pages.post("/activities/<int:activity_id>/list/correct", again=listed)
    def activity_correct(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Put right who came, with the reason."""
        present, person = typed("present") == "1", number(typed("person"))
        arrivals.correct(
            visit.uow, visit.who.id, activity_id, person, present=present, reason=typed("why")
        )
        said = "补上了,原因也记着。" if present else "改成「没到」了,原因也记着。"
        return visit.done(said, "h5.activity_list", activity_id=activity_id)
