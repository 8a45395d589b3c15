"""工作台: the link to the pages."""

from handlers.routing import Chat, chat


@chat.menu("desk", label="工作台", under="团干部", place=5)
@chat.text("打开工作台", "网页")
def desk(c: Chat) -> str:
    """Give a link to the pages: for a cadre everything, for a youth what is theirs."""
    c.person  # noqa: B018 - a stranger is asked to log in
    page = c.page("home", "打开工作台")
    return f"{page}\n链接半小时内有效,打开后半天不用再点;在电脑微信里点开也行。"
