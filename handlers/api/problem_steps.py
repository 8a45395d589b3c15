"""One line of 问题清单: reading it, setting it right, putting together and apart, answering it."""

from typing import Final

from pydantic import Field

from domain.problems import Line
from handlers.api.endpoint import Api, Call, Role
from handlers.api.problem_shapes import (
    NewProblem,
    ProblemInto,
    ProblemSeen,
    ProblemSplit,
    ProblemTake,
    ProblemText,
    ProblemTickets,
    ProblemWords,
    problem_seen,
)
from handlers.api.shapes import Page, Paging, Told, paged
from services import problem_answers, problem_grouping, problems

api = Api("问题清单的一条", "改、撤、并、分、答复。", {"no_such_problem": 404})
_ONE: Final = "/problems/{problem_id}"


class ProblemAnswered(Told):
    """答复好了。"""

    problem: ProblemSeen
    told: int = Field(description="会告诉反映过的几位小伙伴")


@api.get(_ONE, Role.CADRE, title="看一条")
def problem_one(call: Call, problem_id: int) -> ProblemSeen:
    return problem_seen(call, problem_id)


@api.put(_ONE, Role.LEADER, title="改一条")
def problem_edit(call: Call, problem_id: int, body: NewProblem) -> ProblemSeen:
    problems.edit(call.uow, problem_id, call.organ, Line(body.title, body.text, body.kind))
    return problem_seen(call, problem_id)


@api.post(f"{_ONE}/drop", Role.CADRE, title="撤下;自己提的收回")
def problem_drop(call: Call, problem_id: int) -> ProblemSeen:
    problems.drop(call.uow, problem_id, call.cadre, call.who.organ_id)
    return problem_seen(call, problem_id)


@api.post(f"{_ONE}/restore", Role.LEADER, title="恢复撤下的")
def problem_restore(call: Call, problem_id: int) -> ProblemSeen:
    problems.restore(call.uow, problem_id, call.organ)
    return problem_seen(call, problem_id)


@api.post(f"{_ONE}/take-back", Role.LEADER, title="交上去的收回来")
def problem_take_back(call: Call, problem_id: int) -> ProblemSeen:
    problems.take_back(call.uow, problem_id, call.organ)
    return problem_seen(call, problem_id)


@api.post(f"{_ONE}/merge", Role.LEADER, title="并进另一条")
def problem_merge(call: Call, problem_id: int, body: ProblemInto) -> ProblemSeen:
    row = problem_grouping.merge(call.uow, problem_id, call.organ, body.into)
    return problem_seen(call, row.id)


@api.get(f"{_ONE}/near", Role.LEADER, title="可能也是这件事的")
def problem_near(call: Call, problem_id: int, paging: Paging) -> Page[ProblemText]:
    rows = problem_grouping.near(call.uow, problem_id, call.organ, call.cadre)
    return paged(rows, paging, lambda row: row.id, ProblemText.model_validate)


@api.post(f"{_ONE}/tickets", Role.LEADER, title="再加几件进来")
def problem_put_in(call: Call, problem_id: int, body: ProblemTickets) -> ProblemSeen:
    problem_grouping.put_in(call.uow, problem_id, call.organ, call.cadre, body.tickets)
    return problem_seen(call, problem_id)


@api.post(f"{_ONE}/split", Role.LEADER, title="拿出来几件,或者分成新的一条")
def problem_split(call: Call, problem_id: int, body: ProblemTake) -> ProblemSplit:
    new = problem_grouping.split(
        call.uow, problem_id, call.organ, call.cadre, body.tickets, title=body.title
    )
    seen = problem_seen(call, problem_id)
    return ProblemSplit(problem=seen, new_id=new.id if new is not None else None)


@api.post(f"{_ONE}/answer", Role.LEADER, title="答复,并进来的一起")
def problem_answer(call: Call, problem_id: int, body: ProblemWords) -> ProblemAnswered:
    told = problem_answers.answer(call.uow, problem_id, call.organ, call.cadre, body.text)
    return ProblemAnswered(problem=problem_seen(call, problem_id), told=told)


@api.post(f"{_ONE}/add", Role.LEADER, title="答复以后补充一次")
def problem_add(call: Call, problem_id: int, body: ProblemWords) -> ProblemAnswered:
    told = problem_answers.add(call.uow, problem_id, call.organ, call.cadre, body.text)
    return ProblemAnswered(problem=problem_seen(call, problem_id), told=told)
