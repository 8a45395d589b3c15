"""合并: one youth who was entered twice becomes one again."""

from flask import request
from flask.typing import ResponseReturnValue

from domain.periods import local_day
from domain.twins import Entry
from domain.wording import say_day
from handlers.h5.desk import Pages, Visit, number
from services import merging
from services.merging import Side


def add(pages: Pages) -> None:
    """Put the pages on the door."""

    @pages.get("/caseload/duplicates")
    def duplicates(visit: Visit) -> ResponseReturnValue:
        """List who may have been entered twice; any two can be chosen as well."""
        found = merging.candidates(visit.uow, visit.who.id)
        everybody = [_row(entry) for entry in merging.entries(visit.uow, visit.who.id)]
        return visit.page("merging/list", found=found, everybody=everybody)

    @pages.get("/caseload/duplicates/compare")
    def duplicates_compare(visit: Visit) -> ResponseReturnValue:
        """Show two side by side, chosen on the page before."""
        chosen = [n for n in map(number, request.values.getlist("pick")) if n]
        if len(chosen) != 2:  # noqa: PLR2004 - two make one
            raise merging.SameOne
        one, other = merging.compare(visit.uow, visit.who.id, *chosen)
        rows = _rows(visit, one, other)
        return visit.page("merging/compare", one=one, other=other, rows=rows)

    @pages.post("/caseload/duplicates/merge", again=duplicates)
    def duplicates_merge(visit: Visit) -> ResponseReturnValue:
        """Let the one that was chosen take over all that the other has."""
        stay, gone = number(request.form.get("stay", "")), number(request.form.get("gone", ""))
        change = merging.merge(visit.uow, visit.who.id, stay, gone)
        return visit.done(
            "合并好了,两边的记录和活动都在留下的这一位名下。24 小时内可以撤销。",
            "h5.duplicates",
            undo=f"/h5/changes/{change}/undo",
        )


def _row(entry: Entry) -> dict[str, object]:
    about = [entry.hint, "有手机号" if entry.has_phone else "没有手机号"]
    about.append("登录过" if entry.bound else "")
    return {"id": entry.id, "title": entry.name, "about": " · ".join(filter(None, about))}


def _rows(visit: Visit, one: Side, other: Side) -> list[tuple[str, str, str]]:
    """Return what is known of the two, line by line."""

    def day(side: Side) -> str:
        met = side.last_met_at
        return say_day(local_day(met), visit.uow.today) if met else "还没联系过"

    both = (one, other)
    lines = [
        ("备注", *(side.hint for side in both)),
        ("手机号", *(side.phone or "没有" for side in both)),
        ("登录", *("登录过" if side.bound else "还没有" for side in both)),
        ("分类", *("、".join(side.notes) for side in both)),
        ("标签", *("、".join(side.tags) for side in both)),
        ("来源", *(side.source for side in both)),
        ("加入", *(say_day(local_day(side.since), visit.uow.today) for side in both)),
        ("最近联系", *(day(side) for side in both)),
        ("联系记录", *(f"{side.records} 条" for side in both)),
        ("报名", *(f"{side.activities} 场" for side in both)),
    ]
    return [(title, left, right) for title, left, right in lines if left or right]
