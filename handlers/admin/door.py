"""The door to the web console: what guards all its pages, and who answers which."""

from pathlib import Path
from typing import Final

from flask import Blueprint, Response

from handlers.admin import guard, login, looks, nav, troubles
from handlers.admin.console import Console
from handlers.admin.surroundings import Surroundings
from services.uow import planned_anew

_STATIC: Final = Path(__file__).parent / "static"


def create_admin(house: Surroundings) -> tuple[Blueprint, Console]:
    """Return the pages under ``/console``, and the table of their rights."""
    door = Blueprint(
        "admin", __name__, url_prefix="/console", static_folder=_STATIC, template_folder="templates"
    )
    known = looks.looks(house.vendor, house.icons)

    @door.after_request
    def finish(response: Response) -> Response:
        response.headers.update(guard.HEADERS)
        response.headers["Cache-Control"] = guard.cache_control(response)
        return response

    door.before_request(guard.check)
    door.context_processor(lambda: {**known, **looks.each_page(), "NAV": nav.NAV})
    for name, made in looks.FILTERS.items():
        door.add_app_template_filter(made, name)
    # One page is opened by a county and by the nation: a plan for either is bad for the other.
    console = Console(door, planned_anew(house.open_uow), [], house.drawings)
    login.add(door, house)
    for noun in nav.NOUNS:
        noun.add(console)
    troubles.add(door, house.unavailable)
    return door, console
