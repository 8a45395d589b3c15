"""季度材料: an organ's hand-in, and who above it still waits for whom."""

from datetime import date
from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain import materials as rules
from domain.materials import FIELDS, MOST
from domain.periods import HOME, Window
from domain.wording import say_date
from handlers.h5.desk import Pages, Role, Visit
from handlers.h5.pages import typed
from services import materials, materials_below

_BODY: Final = 256 * 1024
"""Four long texts, each character written as nine bytes."""


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    pages.get("/materials", Role.LEADER)(materials_desk)
    _handing_in(pages)
    _reading(pages)


def materials_desk(visit: Visit, **_other: object) -> ResponseReturnValue:
    """Show a quarter's materials; a refused step shows them again."""
    uow, quarter = visit.uow, _quarter(visit)
    this = rules.quarter_of(uow.today)
    return visit.page(
        "materials/desk",
        quarter=quarter,
        quarters=[rules.before(this), this],
        desk=materials.desk(uow, visit.organ, quarter),
        below=materials_below.handed(uow, visit.organ, quarter),
        fields=FIELDS,
        most=MOST,
        say=say_date,
        moment=lambda at: f"{at.astimezone(HOME):%m-%d %H:%M}",
        today=uow.today,
    )


def _handing_in(pages: Pages) -> None:
    @pages.post("/materials/draft", Role.LEADER, again=materials_desk, body=_BODY)
    def materials_save(visit: Visit) -> ResponseReturnValue:
        quarter = _quarter(visit)
        materials.save(visit.uow, visit.organ, quarter, visit.who.id, _texts())
        return visit.done("草稿存好了,还没有交。", "h5.materials_desk", quarter=quarter.first_day)

    @pages.post("/materials", Role.LEADER, again=materials_desk, body=_BODY)
    def materials_hand_in(visit: Visit) -> ResponseReturnValue:
        quarter = _quarter(visit)
        version = materials.hand_in(visit.uow, visit.organ, quarter, visit.who.id, _texts())
        late = ",过了日子,记为晚交" if version.late else ""
        text = (
            f"{quarter.title}的材料交上去了,第 {version.number} 版{late}。要改,改好再交一次就行。"
        )
        return visit.done(text, "h5.materials_paper", materials_id=version.id)


def _reading(pages: Pages) -> None:
    @pages.get("/materials/<int:materials_id>", Role.LEADER)
    def materials_paper(visit: Visit, materials_id: int) -> ResponseReturnValue:
        paper = materials.paper(visit.uow, materials_id, visit.organ)
        return visit.page(
            "materials/paper",
            paper=paper,
            fields=FIELDS,
            back=url_for("h5.materials_desk", quarter=paper.due.quarter.first_day),
            handed=f"{paper.version.handed_at.astimezone(HOME):%Y-%m-%d %H:%M}",
            say=say_date,
            on=date.fromisoformat(paper.figures["on"]),
        )

    @pages.post("/materials/nudge/<int:county_id>", Role.LEADER, again=materials_desk)
    def materials_nudge(visit: Visit, county_id: int) -> ResponseReturnValue:
        quarter = _quarter(visit)
        name = materials_below.nudge(visit.uow, visit.who.id, visit.organ, county_id, quarter)
        text = f"已经给{name}的负责人留了话,TA 下次来对话里就会看到。"
        return visit.done(text, "h5.materials_desk", quarter=quarter.first_day)


def _quarter(visit: Visit) -> Window:
    """Return the quarter that is named (its first day), else the one we are in."""
    said = typed("quarter") or request.args.get("quarter", "")
    try:
        return rules.named(date.fromisoformat(said), visit.uow.today)
    except ValueError:
        return rules.named(None, visit.uow.today)


def _texts() -> dict[str, str]:
    return {name: typed(name) for name in FIELDS}
