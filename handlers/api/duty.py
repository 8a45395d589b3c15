"""值班: who is called at once when somebody is in acute distress, kept by the leader."""

from typing import Annotated

from pydantic import Field, StringConstraints

from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Day, Given, Ident, Page, Paging, Query, Told, paged
from services import duty_list

api = Api(
    "值班",
    "有人说了很难过的话,马上通知值班的人;没排人就通知负责人。",
    {"no_such_duty": 404},
)


class DutyShift(Told):
    """值班表上的一条。"""

    id: int
    cadre_id: int
    name: str
    first_day: Day
    last_day: Day | None = Field(description="空的就是一直值下去")
    reachable: bool = Field(description="在微信里,能马上通知到")


class DutyNow(Told):
    """现在有急事会通知谁。"""

    names: list[str] = Field(description="空的就是谁也通知不到,请排一位")


class DutyMine(Told):
    """自己值不值班。"""

    since: Day | None = Field(description="从哪天起在值班表上;空的就是现在不值班")


class DutyCandidate(Told):
    """可以排的一位。"""

    id: int
    name: str
    place: str


class DutyNamed(Query):
    """按姓名找。"""

    name: Annotated[str, StringConstraints(max_length=20, pattern=r"^[^\x00]*$")] = ""
    """不填是本机关的;填了也找下级的。"""


class NewShift(Given):
    """排一位。"""

    cadre_id: Ident
    first_day: Day | None = Field(default=None, description="不填从今天起")
    last_day: Day | None = Field(default=None, description="不填一直值下去")


@api.get("/duty", Role.LEADER, title="值班表")
def duty_shifts(call: Call, paging: Paging) -> Page[DutyShift]:
    rows = duty_list.listed(call.uow, call.organ)
    return paged(rows, paging, lambda one: one.id, DutyShift.model_validate)


@api.get("/duty/now", Role.LEADER, title="现在有急事会通知谁")
def duty_now(call: Call) -> DutyNow:
    return DutyNow(names=duty_list.called_now(call.uow, call.organ))


@api.get("/duty/mine", Role.CADRE, title="我现在值不值班")
def duty_mine(call: Call) -> DutyMine:
    return DutyMine(since=duty_list.on_list(call.uow, call.cadre))


@api.get("/duty/candidates", Role.LEADER, title="可以排谁")
def duty_candidates(call: Call, query: DutyNamed) -> Page[DutyCandidate]:
    rows = duty_list.candidates(call.uow, call.organ, query.name.strip())
    return Page(items=[DutyCandidate.model_validate(one) for one in rows])


@api.post("/duty", Role.LEADER, title="排一位", status=201)
def duty_add(call: Call, body: NewShift) -> DutyShift:
    uow, first = call.uow, body.first_day or call.uow.today
    new = duty_list.add(uow, call.organ, body.cadre_id, first, body.last_day)
    uow.session.flush()
    rows = duty_list.listed(uow, call.organ)
    return DutyShift.model_validate(next(one for one in rows if one.id == new))


@api.delete("/duty/{duty_id}", Role.LEADER, title="去掉一条")
def duty_remove(call: Call, duty_id: int) -> None:
    duty_list.remove(call.uow, call.organ, duty_id)
