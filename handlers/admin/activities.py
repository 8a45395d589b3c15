"""活动: the list of a subtree, one activity with its people, and what an admin does with it."""

from typing import Final

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.permissions import ROLES, May
from domain.seats import PLACE_TITLES, Place
from handlers.admin import activity_door, activity_forms, activity_steps
from handlers.admin.console import PAGE, Console, Desk, number
from services import console_activities, console_activity, console_scope
from services.console_sessions import MayNot

ONE: Final = "/activities/<int:activity_id>"
_FILTERS: Final = ("state", "kind", "first", "last", "name")


def add(console: Console) -> None:
    """Put the pages on the door."""

    @console.get("/activities", May.ENTER)
    def activities(desk: Desk) -> ResponseReturnValue:
        """List them; who only lets people in sees those of today."""
        if desk.may(May.SEE):
            return _list(desk)
        if not desk.may(May.DOORS):
            raise MayNot(role=ROLES[desk.who.role])
        rows = console_activities.at_doors(desk.uow, desk.place.id, most=PAGE)
        return desk.page("activity_doors", rows=rows)

    @console.get(ONE, May.SEE)
    def activity(desk: Desk, activity_id: int) -> ResponseReturnValue:
        return _page(desk, activity_id)

    activity_forms.add(console)
    activity_steps.add(console, _page)
    activity_door.add(console)


def _list(desk: Desk) -> ResponseReturnValue:
    said = {key: desk.asked(key) for key in _FILTERS}
    sought = console_activities.wanted(desk.place.id, said, desk.uow.today)
    after = number(desk.asked("after"))
    found = console_activities.page(desk.uow, sought, after=after, most=PAGE + 1)
    rows = found[:PAGE]
    return desk.page(
        "activities",
        rows=rows,
        sought=sought,
        narrow=sought.narrow(desk.uow.today),
        more=desk.filtered(after=rows[-1].id) if len(found) > PAGE else "",
        first=desk.filtered() if after else "",
        units=console_scope.children(desk.uow, desk.place.id),
        STATES=console_activities.STATES,
        KINDS=console_activities.kinds(),
    )


def _page(desk: Desk, activity_id: int, **_other: object) -> ResponseReturnValue:
    seen = console_activity.seen(desk.uow, desk.who, activity_id)
    chosen = desk.asked("people")
    known = [place for place in console_activity.PLACES if place in seen.counts]
    first = Place.APPLIED if seen.may_decide and Place.APPLIED in seen.counts else Place.ENROLLED
    place = Place(chosen) if chosen in set(Place) else first
    after = number(desk.asked("after"))
    found = console_activity.people(
        desk.uow, desk.who, activity_id, place, after=after, most=PAGE + 1
    )
    rows = found[:PAGE]
    here = url_for("admin.activity", activity_id=activity_id)
    return desk.page(
        "activity",
        a=seen,
        place=place,
        tabs=[(one, PLACE_TITLES[one], seen.counts[one]) for one in known],
        rows=rows,
        here=here,
        more=f"{here}?people={place}&after={rows[-1].enrolment_id}#people"
        if len(found) > PAGE
        else "",
        first=f"{here}?people={place}#people" if after else "",
    )
