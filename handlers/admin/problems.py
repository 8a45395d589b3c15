"""问题清单: what was handed up and waits for an answer, an organ's own lines, one line."""

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.dictionaries import DEMANDS
from domain.permissions import May
from domain.problems import ANSWER, TEXT, TITLE
from handlers.admin import problem_groups, problem_steps
from handlers.admin.console import PAGE, Console, Desk, number, typed
from handlers.admin.home import at
from services import console_figures, problem_answers
from services import problems as services
from services.console_scope import OutOfReach
from services.problems import NoSuchProblem


def add(console: Console) -> None:
    """Put the pages on the door."""
    console.get("/problems", May.SEE)(problems)
    console.get("/problems/<int:problem_id>", May.SEE)(problem)
    problem_groups.add(console)
    problem_steps.add(console, problems, problem)

    @console.post("/problems/<int:problem_id>/back", May.TICKETS, again=problem)
    def problem_back(desk: Desk, problem_id: int) -> ResponseReturnValue:
        """Take a line back that nobody above has dealt with."""
        place = desk.place.id
        services.take_back(desk.uow, problem_id, place)
        text = "收回来了,改好可以再交。"
        return desk.done(text, "admin.problem", problem_id=problem_id, **at(place))

    @console.post("/problems/<int:problem_id>/answer", May.TICKETS, again=problem)
    def problem_answer(desk: Desk, problem_id: int) -> ResponseReturnValue:
        """Answer a line: whoever raised it is told."""
        place = desk.place.id
        told = problem_answers.answer(desk.uow, problem_id, place, desk.who.id, typed("answer"))
        text = f"答复好了,会告诉反映过的 {told} 位小伙伴。" if told else "答复好了。"
        return desk.done(text, "admin.problem", problem_id=problem_id, **at(place))


def problems(desk: Desk, **_other: object) -> ResponseReturnValue:
    """Show what waits and an organ's own lines of a quarter."""
    uow, place = desk.uow, desk.place
    window = console_figures.period(uow.today, desk.asked("period"))
    after = number(desk.asked("after"))
    waiting, total = services.waiting(uow, place.id, after=after, most=PAGE)
    own = services.desk(uow, place.id, window)
    return desk.page(
        "problems",
        waiting=waiting,
        total=total,
        more=desk.filtered(after=waiting[-1].id) if len(waiting) == PAGE else "",
        own=own,
        lines=[*own.drafts, *own.handed, *own.answered, *own.dropped],
        window=window,
        periods=[(one.key, one.title) for one in console_figures.periods(uow.today)],
        targets=problem_answers.targets(uow, place.id) if waiting else [],
        kinds=list(DEMANDS.items()),
        longest=(TITLE, TEXT),
    )


def problem(desk: Desk, problem_id: int, **_other: object) -> ResponseReturnValue:
    """Show one line, with what was raised, without who."""
    try:
        seen = problem_answers.seen(desk.uow, problem_id, desk.who.id, desk.place.id)
    except NoSuchProblem as no:
        raise OutOfReach from no
    return desk.page(
        "problem",
        seen=seen,
        row=seen.row,
        most=ANSWER,
        longest=(TITLE, TEXT),
        kinds=list(DEMANDS.items()),
        targets=problem_answers.targets(desk.uow, desk.place.id, problem_id) if seen.own else [],
        back=url_for("admin.problems", **at(desk.place.id)),
    )
