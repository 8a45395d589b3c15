"""我的数据: what is stored, to take along, to correct, and to delete with a day to think."""

from domain.erasing import Scope
from domain.wording import tap
from handlers.routing import Chat, chat, elsewhere
from services import erasing, own_data_chapters

_SHOWN = 6


@chat.menu("own_data", label="我的数据", under="我的", place=5)
@chat.text("导出", "导出我的数据", "下载我的数据")
def mine(c: Chat) -> str:
    """Say what is stored in a few lines, and give the page with all of it."""
    link = c.page("me/data", "打开我的数据")
    if (waiting := erasing.waiting(c.uow, c.person)) is not None:
        return f"你申请了删除,{waiting.when} 执行。改主意了,{tap('不删了')}。\n{link}"
    parts = own_data_chapters.first(c.uow, c.person, c.openid, _SHOWN)
    lines = [f"· {one.title} {len(one.lines)} 条" for one in parts]
    rest = "· 还有消息和使用记录等" if len(parts) == _SHOWN else ""
    return "\n".join(
        [
            "存着你这些:",
            *lines,
            *([rest] if rest else []),
            f"每一条都能看、能改、能下载:{link}",
            f"不想留了,{tap('删除我的数据')}。",
        ]
    )


@chat.text("删除我的数据", "删除数据", "注销")
def delete(c: Chat) -> str:
    """Ask once, and say what will be gone."""
    if (waiting := erasing.waiting(c.uow, c.person)) is not None:
        return f"已经申请过了,{waiting.when} 删除。改主意了,{tap('不删了')}。"
    c.ask("own_data", "sure")
    if erasing.scope_of(c.uow, c.person) is Scope.SAID:
        return (
            "你是团干部,任职和工作记录是组织的,会留着。会删掉你自己的心愿、诉求、提问、评价和讨论。\n"
            "24 小时后执行,之前可以反悔。\n1 删除\n2 算了\n回复数字就行。"
        )
    return (
        "会删掉你的姓名、手机号、微信登录,写过的心愿、诉求、评价,别人记录里你的名字;"
        "没完成的心愿和诉求会撤回。参加过几次这样的数还在,但查不到是你。\n"
        "24 小时后执行,之前可以反悔。\n1 删除\n2 算了\n回复数字就行。"
    )


@chat.step("own_data", "sure")
def sure(c: Chat) -> str:
    """Take the answer."""
    if c.text in {"1", "删除", "确定"}:
        c.done()
        waiting = erasing.ask(c.uow, c.person)
        return f"收到,{waiting.when} 删除,到时不再通知你。\n改主意了,随时{tap('不删了')}。"
    if c.text in {"2", "算了", "不删", "不删了"}:
        c.done()
        return f"好,什么都没动。想看看存了什么,{tap('我的数据')}。"
    return elsewhere(c) or "回复 1 或 2 就行:1 删除;2 算了。"


@chat.text("不删了", "撤回删除")
def keep(c: Chat) -> str:
    """Take the deletion back."""
    erasing.take_back(c.uow, c.person)
    return f"好,不删了,什么都没有动。想看看存了什么,{tap('我的数据')}。"
