"""帮助, 继续, and whatever nobody else answers: nothing falls silent."""

import re

from domain.wording import tap
from handlers.routing import Chat, chat
from services import identity, records

FOR_STRANGERS = (
    "我是「1+100」小助手,帮你和身边的团干部说上话。\n"
    "第一次来,点菜单或回复「小伙伴登录」,有手机号就行;你是团干部,回复「团干部登录」。"
)
FOR_YOUTHS = (
    "可以直接说,也可以点:\n"
    f"{tap('许愿')} · {tap('心愿')}:许心愿,看到哪一步\n"
    f"{tap('反映')} 宿舍没热水:有人管,有期限\n"
    f"匿名反映 … · 提问 … · {tap('我的诉求')}\n"
    f"{tap('青年之声')} · 搜 宿舍:别人问过的\n"
    f"{tap('活动')} · {tap('我的活动')} · {tap('签到')}\n"
    f"{tap('话题')} · {tap('问题清单')}:大家一起说的\n"
    f"{tap('找团干部')} · {tap('评价')}:看不到是谁评\n"
    f"{tap('我的数据')}:看、改、导出、删除\n"
    f"{tap('工作台')} · {tap('退订')}:少收,或不被联系"
)
FOR_CADRES = (
    "可以直接说,也可以点:\n"
    "记 志愿服务 张三 社区清洁 2小时\n"
    "撤销 · 确认 · 计划 明天 谈心 张三\n"
    f"{tap('进度')} · 为什么 · 我的记录 · 我的计划\n"
    f"{tap('我的小伙伴')} · 找 张三 · 邀请 张三\n"
    "加小伙伴 · 我的码:扫码加入\n"
    f"{tap('办活动')} · 我办的活动 · {tap('话题')}\n"
    f"{tap('心愿池')} · {tap('我认领的')} · 替孩子许愿\n"
    f"{tap('诉求')} · {tap('青年之声')} · {tap('问题清单')}\n"
    f"{tap('我的评价')} · 季度材料 · 少提醒\n"
    f"{tap('工作台')}:表格、Excel、交接"
)
FOR_LEADERS = " · ".join(tap(word) for word in ("值班", "待看的内容", "抽查", "心愿审核"))
"""What those add who answer for an organ."""


def what_can_be_said(c: Chat) -> str:
    """Say what this person can do here."""
    if c.who.is_cadre:
        leads = records.led_organ(c.uow, c.person) is not None
        return f"{FOR_CADRES}\n{FOR_LEADERS}" if leads else FOR_CADRES
    return FOR_STRANGERS if c.who.person_id is None else FOR_YOUTHS


@chat.menu("help", label="帮助", under="我的", place=3)
@chat.text("help", "?", "\uff1f", "怎么用", "菜单")
def help_(c: Chat) -> str:
    """Say what can be done."""
    return what_can_be_said(c)


@chat.text("继续")
def go_on(c: Chat) -> str:
    """Show the rest of a reply that was too long."""
    if not c.who.unread:
        return "没有没看完的内容了。想做别的,回复「帮助」。"
    identity.keep_unread(c.uow, c.openid, "")
    return c.who.unread


@chat.text("取消", "退出", "算了")
def nothing_to_cancel(c: Chat) -> str:
    """Answer 取消 where nothing is open."""
    if c.who.person_id is not None and not c.who.is_cadre:
        return "现在没有没做完的事。要取消活动报名,回复「取消报名」。"
    return "现在没有没做完的事。回复「帮助」看看能做什么。"


_UNREADABLE = {
    "image": "图片收到了。想用它许心愿的话,先回复「许愿」,轮到图片时再发一次。",
    "voice": "我还听不懂语音,打字告诉我就行。",
}


_POLITE = re.compile(
    r"(?:谢谢|多谢|辛苦)(?:你|您|啦|了|老师)?|好(?:的|吧|嘞)?|嗯+|行|可以|知道了|收到(?:了|啦)?|ok|OK"
)


@chat.anything_else
def not_understood(c: Chat) -> str:
    """Say that it was not understood, and what can be said instead."""
    said = _UNREADABLE.get(c.message.kind, "这句我没看懂。")
    if c.who.person_id is None:
        return f"{said}\n{FOR_STRANGERS}"
    if _POLITE.fullmatch(c.text):
        return "好,有事随时说一句。能做什么,回复「帮助」看看。"
    if c.who.is_cadre:
        return f"{said}可以说「记 …」「进度」「诉求」,或点菜单。全部说法:回复「帮助」。"
    return f"{said}可以说「反映 …」「许愿」「活动」,或点菜单。要找人,回复「找团干部」。"
