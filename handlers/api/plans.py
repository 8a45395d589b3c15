"""计划: what I mean to do; one tap makes it a record."""

from datetime import time
from typing import Annotated

from pydantic import Field, PlainSerializer, WithJsonSchema

from handlers.api import record_shapes
from handlers.api.endpoint import Api, Call, Role
from handlers.api.record_shapes import Record, RecordNew
from handlers.api.shapes import Day, Given, Page, Paging, Told, paged
from services import plans
from services.plans import PlanSeen

api = Api(
    "计划",
    "先排上,做完点一下就成了记录;排着的不算数。",
    {"no_such_plan": 404},
)

Clock = Annotated[
    time,
    PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string"}, mode="serialization"),
]


class PlanYouth(Told):
    """和谁。"""

    id: int
    name: str


class Plan(Told):
    """排着的一件。"""

    id: int
    kind: str
    kind_title: str
    title: str
    day: Day
    at: Clock | None = Field(description="几点,例如 14:00")
    minutes: int | None
    youths: list[PlanYouth]
    due: bool = Field(description="今天或已经过了")

    @classmethod
    def of(cls, plan: PlanSeen) -> "Plan":
        """Return a plan as it is told."""
        names = ("id", "kind", "kind_title", "title", "day", "at", "minutes", "due")
        youths = [PlanYouth(id=number, name=name) for number, name in plan.youths]
        return cls(youths=youths, **{name: getattr(plan, name) for name in names})


class PlanDay(Given):
    """改到哪天。"""

    day: Day


@api.get("/plans", Role.CADRE, title="我的计划")
def plans_mine(call: Call, paging: Paging) -> Page[Plan]:
    return paged(plans.waiting(call.uow, call.cadre), paging, lambda one: one.id, Plan.of)


@api.post("/plans", Role.CADRE, title="排一件", status=201)
def plan_make(call: Call, body: RecordNew) -> Plan:
    read = record_shapes.filled(call, body)
    new = record_shapes.did(call, read, body.youths)
    return Plan.of(plans.make(call.uow, call.cadre, new, body.youths))


@api.get("/plans/{plan_id}", Role.CADRE, title="看一件计划")
def plan_one(call: Call, plan_id: int) -> Plan:
    return Plan.of(plans.one(call.uow, call.cadre, plan_id))


@api.post("/plans/{plan_id}", Role.CADRE, title="改期")
def plan_put_off(call: Call, body: PlanDay, plan_id: int) -> Plan:
    return Plan.of(plans.put_off(call.uow, call.cadre, plan_id, body.day))


@api.post("/plans/{plan_id}/done", Role.CADRE, title="做了,记成记录", status=201)
def plan_done(call: Call, plan_id: int) -> Record:
    logged = plans.done(call.uow, call.cadre, plan_id)
    return record_shapes.whole(call, logged.id)


@api.post("/plans/{plan_id}/drop", Role.CADRE, title="不做了")
def plan_drop(call: Call, plan_id: int) -> Plan:
    return Plan.of(plans.drop(call.uow, call.cadre, plan_id))


@api.post("/plans/{plan_id}/take-up", Role.CADRE, title="还是要做")
def plan_take_up(call: Call, plan_id: int) -> Plan:
    return Plan.of(plans.take_up(call.uow, call.cadre, plan_id))
