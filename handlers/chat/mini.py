"""小程序: a code by which one's own phone is logged in there, and a word about other phones."""

from handlers.routing import Chat, chat
from services import mini_ends, mini_scenes, mini_waiting

_NONE = "这里还没有小程序。要办的事,在对话里说就行;想看能做什么,回复「帮助」。"


@chat.text("小程序", "登录小程序")
def code(c: Chat) -> str:
    """Give the page with a code for whoever asks."""
    c.person  # noqa: B018 - a stranger is asked to log in first
    if not c.uow.means.screened:
        return _NONE
    link = c.page(mini_scenes.ask(c.uow, c.openid), "打开小程序码")
    return (
        f"{link},长按或者扫一扫,小程序就认得你了。\n十分钟内有效,只能用一次;别转发,谁扫就登录成你。"
    )


@chat.text("不是我")
def refuse(c: Chat) -> str:
    """Keep other phones out."""
    mini_waiting.refuse(c.uow, c.person)
    return "好,那部手机登录不了。你的手机号别借给别人收验证码;还不放心,回复「退出小程序」。"


@chat.text("是我换的", "我换手机了")
def agree(c: Chat) -> str:
    """Let the other phone in at once."""
    mini_waiting.agree(c.uow, c.person)
    return "好,换到新手机了,原来那部退出了。在新手机上重新打开小程序就能用。"


@chat.text("退出小程序")
def leave(c: Chat) -> str:
    """Log every phone out of the mini-program, and let nobody wait to get in."""
    if mini_ends.release_person(c.uow, c.person):
        return "好,小程序退出登录了,哪部手机都要重新登录。再想用,回复「小程序」。"
    return "小程序上没有登录着的手机。想用,回复「小程序」。"
