"""Lines of 问题清单 handed up, and what was put into one or taken out, taken back in one step."""

from collections.abc import Collection
from typing import Any

from services import changes, problem_grouping, problem_rows, problems
from services.uow import Uow


def hand_up(uow: Uow, organ_id: int, problem_ids: Collection[int]) -> tuple[int, str, int]:
    """Hand lines to the organ above; return how many, to whom, and the change."""
    count, name = problems.hand_up(uow, organ_id, problem_ids)
    data = {"organ": organ_id, "ids": sorted(problem_ids)}
    return count, name, changes.made(uow, "handed_up", f"{count} 条交给{name}", data)


@changes.taker_back("handed_up")
def _fetch(uow: Uow, data: dict[str, Any]) -> str:
    problem_rows.locked(uow, data["ids"])
    for problem_id in data["ids"]:
        problems.take_back(uow, problem_id, data["organ"])
    return "改好可以再交。"


def put_in(
    uow: Uow, problem_id: int, organ_id: int, viewer: int, ticket_ids: Collection[int]
) -> tuple[int, int]:
    """Put more tickets into a line; return how many, and the change."""
    before = set(problem_rows.tickets_of(uow, [problem_id]))
    count = problem_grouping.put_in(uow, problem_id, organ_id, viewer, ticket_ids)
    new = sorted(set(problem_rows.tickets_of(uow, [problem_id])) - before)
    data = {"organ": organ_id, "id": problem_id, "tickets": new}
    return count, changes.made(uow, "put_in", f"加进来 {count} 条", data)


@changes.taker_back("put_in")
def _put_out(uow: Uow, data: dict[str, Any]) -> None:
    problem_grouping.split(uow, data["id"], data["organ"], uow.actor or 0, data["tickets"])


def put_out(
    uow: Uow, problem_id: int, organ_id: int, viewer: int, ticket_ids: Collection[int]
) -> tuple[int, int]:
    """Take tickets out of a line: they are free again. Return how many, and the change."""
    inside = sorted(set(problem_rows.tickets_of(uow, [problem_id])) & set(ticket_ids))
    problem_grouping.split(uow, problem_id, organ_id, viewer, inside)
    data = {"organ": organ_id, "id": problem_id, "tickets": inside}
    return len(inside), changes.made(uow, "put_out", f"移出 {len(inside)} 条", data)


@changes.taker_back("put_out")
def _put_back(uow: Uow, data: dict[str, Any]) -> None:
    problem_grouping.put_in(uow, data["id"], data["organ"], uow.actor or 0, data["tickets"])
