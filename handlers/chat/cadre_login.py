"""团干部登录: a one-time link to a page; the password is never typed into the chat."""

from handlers.routing import Chat, chat
from services import cadre_login


@chat.menu("cadre_login", label="团干部登录", under="团干部", place=1)
def begin(c: Chat) -> str:
    """Give a link that is good for this person, once."""
    if c.who.is_cadre:
        return f"{c.who.name},你已经登录了,以后都不用再输密码。看进度,回复「进度」。"
    link = cadre_login.start(c.uow, c.openid)
    return (
        f'<a href="{link}">点这里登录</a>,用户名和密码跟网站一样,只需要登录这一次。\n'
        "链接 15 分钟内有效,只给你自己用。密码请填在网页里,不要发到对话中。"
    )
