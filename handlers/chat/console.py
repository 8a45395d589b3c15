"""网页: the digits on a desk's screen, said in the chat, let that browser in."""

import re
from typing import Final

from handlers.routing import Chat, chat
from services import console_confirm, console_sessions

_DIGITS: Final = re.compile(r"\d{4}")


@chat.text(pattern=r"网页\s*\d{4}")
def confirm(c: Chat) -> str:
    """Let in the browser that shows these digits."""
    said = _DIGITS.search(c.text)
    browser = console_confirm.confirm(c.uow, c.openid, c.person, said.group() if said else "")
    if not browser:
        return (
            "数字对不上,那次登录作废了。\n"
            "是你在登录:回到电脑上再输一次密码,照着新的四位数字回复。不是你:去电脑上改个密码。"
        )
    return f"确认好了,电脑上({browser})马上就进去。不是你自己在登录?回复「退出网页」。"


@chat.text("退出网页", "退出后台")
def leave(c: Chat) -> str:
    """Put every browser of this person out."""
    if console_sessions.end_all(c.uow, c.person):
        return (
            "好,网页后台都退出了。要再进,在电脑上重新登录;"
            "怀疑密码被别人知道,登录后在「我的登录」里改一个。"
        )
    return "没有登录着的网页。要进后台,在电脑上打开网址,用用户名和密码登录。"
