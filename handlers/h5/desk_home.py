"""工作台: what needs me today, and the ways to everything else."""

from typing import Final

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from domain.wording import say_date
from handlers.h5.desk import Pages, Role, Visit
from services import desk, links
from services.links import Purpose

_CADRE: Final = (
    ("我的小伙伴", "名单、标签、邀请", "caseload"),
    ("活动", "发起、报名、签到", "activities"),
    ("话题与分享", "讨论、文章、图片", "topics"),
    ("记录", "看、改、撤销", "records"),
    ("我的计划", "先排上,做完一点就记", "plans"),
    ("Excel", "导入、导出小伙伴", "sheets/youths"),
)
_LEADER: Final = (
    ("季度材料", "数字自动填好", "materials"),
    ("情况一览表", "导入、导出", "roster"),
)
_YOUTH: Final = (
    ("活动", "报名、我报的", "activities"),
    ("话题与分享", "看看、说两句", "topics"),
    ("谁在联系我", "看一看,也可以退出", "me"),
)


def add(pages: Pages) -> None:
    """Put the pages on the door."""

    @pages.get("/home", Role.PERSON)
    def home(visit: Visit) -> ResponseReturnValue:
        who = visit.who
        ways = (*_CADRE, *(_LEADER if who.organ_id is not None else ())) if who.is_cadre else _YOUTH
        return visit.page(
            "desk/home",
            home=desk.home(visit.uow, who),
            root=url_for("h5.home").removesuffix("home"),
            ways=ways,
            today=say_date(visit.uow.today),
        )

    @pages.post("/home/progress")
    def home_progress(visit: Visit) -> ResponseReturnValue:
        token = links.issue(visit.uow, visit.who.openid, Purpose.PROGRESS, subject="desk")
        return redirect(url_for("h5.progress", token=token), 303)
