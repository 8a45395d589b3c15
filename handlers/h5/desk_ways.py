"""Where one can go from the desk: at the end of its first page, and beside each on a wide one."""

from typing import Final

from services.visits import Visitor

_CADRE: Final = (
    ("我的小伙伴", "名单、标签、邀请", "caseload"),
    ("活动", "发起、报名、签到", "activities"),
    ("微心愿", "心愿池、我认领的", "wishes/pool"),
    ("诉求与提问", "等我办的、有期限", "tickets"),
    ("话题与分享", "讨论、文章、图片", "topics"),
    ("记录", "看、改、撤销", "records"),
    ("我的计划", "先排上,做完一点就记", "plans"),
    ("问题清单", "共性问题往上交", "problems"),
    ("对我的评价", "五位以上才显示", "ratings/heard"),
    ("青年之声", "公开的问答", "voices"),
    ("Excel", "导入、导出小伙伴", "sheets/youths"),
)
_LEADER: Final = (
    ("季度材料", "数字自动填好", "materials"),
    ("情况一览表", "导入、导出", "roster"),
    ("待看的内容", "放行前先看一眼", "screening"),
    ("抽查", "随机问几位小伙伴", "spot-checks"),
    ("要打电话的", "消息送不到的人", "calls"),
    ("值班", "急事先找谁", "duty"),
)
_YOUTH: Final = (
    ("微心愿", "许一个,看进度", "wishes"),
    ("提问反映", "有编号、有人管", "tickets"),
    ("活动", "报名、我报的", "activities"),
    ("青年之声", "别人问过的,搜一搜", "voices"),
    ("话题与分享", "看看、说两句", "topics"),
    ("评价团干部", "TA 不会知道是谁", "ratings"),
    ("谁在联系我", "看一看,也可以退出", "me"),
    ("我的数据", "存了什么,导出、改、删", "me/data"),
)


def ways(who: Visitor) -> tuple[tuple[str, str, str], ...]:
    """Return (title, what is there, path below the pages' root) of all that is somebody's."""
    if not who.is_cadre:
        return _YOUTH
    return (*_CADRE, *(_LEADER if who.organ_id is not None else ()))
