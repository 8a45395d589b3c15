"""What happens without words: following, scanning and leaving."""

from handlers.chat.help import FOR_STRANGERS, what_can_be_said
from handlers.routing import Chat, chat
from services import erasing


@chat.event("subscribe", "scan")
def followed(c: Chat) -> str:
    """Greet who follows, or take up the invitation that was scanned."""
    if (run := chat.scanned(c.message.event_key)) is not None:
        return run(c) or ""
    if c.who.person_id is not None:
        return f"{c.who.name},又见面了。\n{what_can_be_said(c)}"
    return f"你好,{FOR_STRANGERS}\n登录之后可以许微心愿、报名活动、找你的团干部。"


@chat.event("unsubscribe", heard=False)
def unfollowed(c: Chat) -> None:
    """Erase what hangs on this WeChat account: the platform asks for it."""
    erasing.unfollowed(c.uow, c.openid)
