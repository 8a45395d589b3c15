"""帮助, 继续, and whatever nobody else answers: nothing falls silent."""

from handlers.routing import Chat, chat
from services import identity

FOR_STRANGERS = (
    "我是「1+100」小助手,帮你和身边的团干部说上话。\n"
    "第一次来,点菜单或回复「小伙伴登录」,有手机号就行;你是团干部,回复「团干部登录」。"
)
FOR_YOUTHS = (
    "可以直接说:\n"
    "· 许愿:许一个微心愿;心愿:看它到哪一步了\n"
    "· 反映 宿舍热水器坏了:有编号、有人管、有期限;不想留名,说「匿名反映 …」\n"
    "· 我的诉求:到哪一步了;青年之声:别人问过的;搜 宿舍:找答案\n"
    "· 活动:看能报名的活动;我的活动:报了什么、取消;到了现场:签到\n"
    "· 话题:团干部分享的东西,一起聊聊\n"
    "· 找团干部:看谁在联系你;评价:给 TA 打个分,TA 不会知道是谁\n"
    "· 我的数据:存了什么、谁用过,导出、改、删都在里面\n"
    "· 工作台:在网页上看这些\n"
    "· 退订:少收消息,或者不再被联系"
)
FOR_CADRES = (
    "可以直接说:\n"
    "· 记 志愿服务 张三 李四 社区清洁 2小时\n"
    "· 撤销:收回刚记的一条;确认:请 TA 点一下「聊过」\n"
    "· 计划 明天 谈心 张三;我的计划:做了、改期\n"
    "· 进度:这一期做了多少、还差什么;为什么:数字怎么来的\n"
    "· 我的小伙伴:名单;找 张三;加小伙伴;我的码:让人扫码加入;邀请 张三\n"
    "· 办活动:从样板发一个;我办的活动:名单、签到、办结\n"
    "· 心愿池:看看能帮谁圆梦;我认领的:进展、办好了\n"
    "· 诉求:等你回复的;问题清单:共性问题往上交;我的评价\n"
    "· 话题:发起讨论、分享;季度材料:机关报送\n"
    "· 工作台:打开网页,表格、Excel、交接都在里面\n"
    "· 少提醒:不再收进度提醒"
)


def what_can_be_said(c: Chat) -> str:
    """Say what this person can do here."""
    if c.who.is_cadre:
        return FOR_CADRES
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


@chat.anything_else
def not_understood(c: Chat) -> str:
    """Say that it was not understood, and what can be said instead."""
    said = _UNREADABLE.get(c.message.kind, "这句我没看懂。")
    if c.who.person_id is None:
        return f"{said}\n{FOR_STRANGERS}"
    if c.who.is_cadre:
        return f"{said}可以说「记 …」「进度」「我的小伙伴」,或点菜单。全部说法:回复「帮助」。"
    return f"{said}可以说「许愿」「活动」「我的活动」,或点菜单。要找人,回复「找团干部」。"
