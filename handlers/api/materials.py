"""季度材料: an organ's draft and what it handed in, and who below has not handed in yet."""

from typing import Final

from domain import materials as rules
from domain.periods import Window
from handlers.api.endpoint import Api, Call, Role
from handlers.api.materials_shapes import (
    BelowIn,
    HandedBelow,
    InQuarter,
    MaterialsDesk,
    MaterialsPaper,
    MaterialsWritten,
    Nudged,
    QuarterNamed,
)
from handlers.api.shapes import Page, paged
from services import materials, materials_below

api = Api(
    "季度材料",
    "机关一季度交一次:数字替你填好,写几句就能交;改过再交就是新的一版。",
    {"no_such_materials": 404},
)

_BODY: Final = 128 * 1024
"""Four long texts, each character written as six bytes."""


@api.get("/materials", Role.LEADER, title="本机关的季度材料")
def materials_desk(call: Call, query: InQuarter) -> MaterialsDesk:
    return _desk(call, rules.named(query.quarter, call.uow.today))


@api.put("/materials/draft", Role.LEADER, title="存草稿", limit=_BODY)
def materials_save(call: Call, body: MaterialsWritten) -> MaterialsDesk:
    quarter = rules.named(body.quarter, call.uow.today)
    materials.save(call.uow, call.organ, quarter, call.cadre, body.texts())
    return _desk(call, quarter)


@api.post("/materials", Role.LEADER, title="交上去", status=201, limit=_BODY)
def materials_hand_in(call: Call, body: MaterialsWritten) -> MaterialsPaper:
    quarter = rules.named(body.quarter, call.uow.today)
    version = materials.hand_in(call.uow, call.organ, quarter, call.cadre, body.texts())
    call.uow.session.flush()
    return MaterialsPaper.of(materials.paper(call.uow, version.id, call.organ))


@api.get("/materials/below", Role.LEADER, title="下级谁交了、谁没交")
def materials_handed(call: Call, query: BelowIn) -> Page[HandedBelow]:
    quarter = rules.named(query.quarter, call.uow.today)
    rows = materials_below.handed(call.uow, call.organ, quarter)
    return paged(rows, query, lambda one: one.organ_id, HandedBelow.model_validate)


@api.post("/materials/below/{organ_id}/nudge", Role.LEADER, title="提醒一个下级单位交")
def materials_nudge(call: Call, body: QuarterNamed, organ_id: int) -> Nudged:
    quarter = rules.named(body.quarter, call.uow.today)
    name = materials_below.nudge(call.uow, call.cadre, call.organ, organ_id, quarter)
    said = f"已经给{name}的负责人留了话,TA 下次来对话里就会看到。"
    return Nudged(name=name, said=said)


@api.get("/materials/{materials_id}", Role.LEADER, title="交上去的一版")
def materials_paper(call: Call, materials_id: int) -> MaterialsPaper:
    return MaterialsPaper.of(materials.paper(call.uow, materials_id, call.organ))


def _desk(call: Call, quarter: Window) -> MaterialsDesk:
    call.uow.session.flush()
    return MaterialsDesk.of(quarter, materials.desk(call.uow, call.organ, quarter))
