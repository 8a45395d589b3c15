"""待看的内容: a leader reads what was held back, lets it through, or says why not."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.periods import local_day
from domain.safety import REASON
from domain.wording import say_day
from handlers.h5.desk import Pages, Role, Visit, number
from handlers.h5.pages import typed
from services import screening
from services.screening import Held

_REASONS = ("有手机号或链接,去掉再写就行", "提到了别人的私事", "说法容易伤人,换个说法", "像是广告")
_TABS = {"own": "我们的", "under": "下级的", "refused": "没放行的"}


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    pages.get("/screening", Role.LEADER)(screening_list)

    @pages.post("/screening/<int:screening_id>/keep", Role.LEADER, again=screening_list)
    def screening_keep(visit: Visit, screening_id: int) -> ResponseReturnValue:
        title = screening.keep(visit.uow, screening_id, visit.who.id, visit.organ)
        return visit.done(f"放行了,这条{title}已经放出来。", "h5.screening_list", tab=_tab())

    @pages.post("/screening/<int:screening_id>/refuse", Role.LEADER, again=screening_list)
    def screening_refuse(visit: Visit, screening_id: int) -> ResponseReturnValue:
        reason = typed("reason") or typed("usual")
        told = screening.refuse(visit.uow, screening_id, visit.who.id, visit.organ, reason)
        how = "不放出来了,写的人会看到原因。"
        if not told.ends:
            how = "先不放出来,写的人会看到原因,也知道怎么申诉。"
        return visit.done(
            f"这条{told.title}{how}",
            "h5.screening_list",
            undo="" if told.ends else url_for("h5.screening_keep", screening_id=screening_id),
            label="还是放行",
            tab=_tab(),
        )


def screening_list(visit: Visit, **_other: object) -> ResponseReturnValue:
    """List what waits, the oldest first; a refused step shows the list again."""
    uow, organ, tab = visit.uow, visit.organ, _tab()
    skip = number(request.args.get("skip", ""))
    if tab == "refused":
        rows = screening.refused(uow, organ, skip=skip)
    else:
        rows = screening.waiting(uow, organ, under=tab == "under", skip=skip)
    own, under = screening.counts(uow, organ)
    return visit.page(
        "screening/list",
        tab=tab,
        tabs=[
            (key, _label(title, {"own": own, "under": under}.get(key, 0)))
            for key, title in _TABS.items()
        ],
        rows=[_row(visit, one) for one in rows[: screening.PAGE]],
        more=skip + screening.PAGE if len(rows) > screening.PAGE else 0,
        reasons=_REASONS,
        most=REASON,
        tried=number(str(_other.get("screening_id", ""))),
    )


def _tab() -> str:
    tab = request.args.get("tab", "") or typed("tab")
    return tab if tab in _TABS else "own"


def _label(title: str, count: int) -> str:
    return f"{title} {count}" if count else title


def _row(visit: Visit, one: Held) -> tuple[Held, str]:
    return one, say_day(local_day(one.at), visit.uow.today)
