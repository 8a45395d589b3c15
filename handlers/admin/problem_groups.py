"""问题清单 out of tickets: what several youths raised, put together by a person at the desk."""

from typing import Final

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.dictionaries import DEMANDS, LEADING
from domain.permissions import May
from domain.problems import TITLE, Line
from handlers.admin.console import Console, Desk, number, numbers, typed
from handlers.admin.home import at
from services import (
    console_figures,
    console_scope,
    problem_answers,
    problem_grouping,
    problem_undo,
)
from services.console_scope import OutOfReach
from services.problem_answers import Seen
from services.problems import NoSuchProblem

_ONE: Final = "/problems/<int:problem_id>"


def add(console: Console) -> None:
    """Put the pages on the door."""
    console.get("/problems/group", May.TICKETS)(problems_group)
    console.get(f"{_ONE}/near", May.TICKETS)(problem_near)

    @console.post("/problems/group", May.TICKETS, again=problems_group)
    def problem_gather(desk: Desk) -> ResponseReturnValue:
        """Make a line of what was ticked, or put it into one that is there."""
        place, into = desk.place.id, number(typed("into"))
        ids = [*numbers("ticket"), *(n for n in map(number, typed("rest").split(",")) if n)]
        if into:
            return _put_in(desk, into, ids)
        line = Line(typed("title"), "", typed("kind"))
        row = problem_grouping.gather(desk.uow, place, desk.who.id, ids, line)
        undo = url_for("admin.problem_drop", problem_id=row.id, **at(place))
        text = "列进清单了。改改标题、写几句说明,再交上去。"
        return desk.done(text, "admin.problem", undo=undo, problem_id=row.id, **at(place))

    @console.post(f"{_ONE}/near", May.TICKETS, again=problem_near)
    def problem_put_in(desk: Desk, problem_id: int) -> ResponseReturnValue:
        return _put_in(desk, problem_id, numbers("ticket"))


def _put_in(desk: Desk, problem_id: int, ids: list[int]) -> ResponseReturnValue:
    place = desk.place.id
    count, change = problem_undo.put_in(desk.uow, problem_id, place, desk.who.id, ids)
    undo = url_for("admin.problem_undo_step", change_id=change, **at(place))
    text = f"加进来 {count} 条。"
    return desk.done(text, "admin.problem", undo=undo, problem_id=problem_id, **at(place))


def problems_group(desk: Desk, **_other: object) -> ResponseReturnValue:
    """Show what several youths raised and is in no line yet, of a quarter and of one unit or all.

    So many are looked at in a request: the page says where there are more.
    """
    uow, place = desk.uow, desk.place
    window = console_figures.period(uow.today, desk.asked("period"))
    units = [one for one in console_scope.children(uow, place.id) if one.level in LEADING]
    unit = number(desk.asked("unit"))
    under = unit if unit in {one.id for one in units} else place.id
    found = problem_grouping.suggested(uow, under, desk.who.id, window)
    return desk.page(
        "problems_group",
        found=found,
        window=window,
        periods=[(one.key, one.title) for one in console_figures.periods(uow.today)],
        units=[("", place.name), *((one.id, one.name) for one in units)],
        unit=unit,
        kinds=list(DEMANDS.items()),
        targets=problem_answers.targets(uow, place.id),
        most=TITLE,
        tried=desk.typed("group"),
    )


def problem_near(desk: Desk, problem_id: int) -> ResponseReturnValue:
    """Show what may belong to a line and is in none yet."""
    seen = own(desk, problem_id)
    rows = problem_grouping.near(desk.uow, problem_id, desk.place.id, desk.who.id)
    return desk.page("problem_near", row=seen.row, rows=rows)


def own(desk: Desk, problem_id: int) -> Seen:
    """Return a line of the place one looks at; to others it is none."""
    try:
        seen = problem_answers.seen(desk.uow, problem_id, desk.who.id, desk.place.id)
    except NoSuchProblem as no:
        raise OutOfReach from no
    if not seen.own:
        raise OutOfReach
    return seen
