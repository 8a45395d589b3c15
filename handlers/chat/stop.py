"""退订: fewer messages, no contact at all, or another WeChat account; each in one tap."""

from handlers.routing import Chat, chat, elsewhere
from services import contacts, identity
from services.outbox import MUTABLE


@chat.menu("stop", label="退订", under="我的", place=4)
@chat.text("退出登录", "td", "TD")
def begin(c: Chat) -> str:
    """Offer what can be stopped."""
    if c.who.person_id is None:
        return "你还没有登录,我不会主动给你发消息。想登录,回复「小伙伴登录」。"
    c.ask("stop", "choose")
    lines = ["想停掉什么?回复数字:", "1 不再收提醒", "2 在这个微信上退出登录"]
    if not c.who.is_cadre:
        lines.append("3 不想被联系(马上生效,对谁都没有影响)")
    return "\n".join([*lines, "都不停,回复「算了」。"])


@chat.step("stop", "choose")
def choose(c: Chat) -> str:
    """Stop what was chosen, at once."""
    match c.text:
        case "1":
            c.done()
            return fewer(c)
        case "2":
            c.done()
            return release(c)
        case "3" if not c.who.is_cadre:
            c.done()
            return leave(c)
        case _:
            return elsewhere(c) or "回复单子上的数字就行;都不停,回复「算了」。"


@chat.text("少提醒", "不要提醒")
def fewer(c: Chat) -> str:
    """Mute every kind of message that can be muted."""
    c.person  # noqa: B018 - a stranger is asked to log in first
    identity.mute(c.uow, c.openid, tuple(MUTABLE))
    return f"好,不再给你发{'、'.join(MUTABLE.values())}。想恢复,回复「恢复提醒」。"


@chat.text("恢复提醒")
def resume(c: Chat) -> str:
    """Unmute everything."""
    c.person  # noqa: B018 - a stranger is asked to log in first
    identity.mute(c.uow, c.openid, ())
    return "好,提醒恢复了。太多的话,随时回复「少提醒」。"


@chat.text("解除绑定")
def release(c: Chat) -> str:
    """Take the person off this WeChat account."""
    c.person  # noqa: B018 - a stranger is asked to log in first
    identity.release(c.uow, c.openid)
    return "这个微信已经退出登录。要再登录,回复「小伙伴登录」或「团干部登录」。"


@chat.text("不想被联系", "不要联系我")
def leave(c: Chat) -> str:
    """Let a youth leave in one tap."""
    if c.who.is_cadre:
        return "团干部的任职由管理员办理。只想少收提醒,回复「少提醒」。"
    contacts.leave(c.uow, c.person)
    return "好,从现在起不会有人通过这里联系你,对谁都没有影响。\n哪天想回来,回复「恢复联系」。"


@chat.text("恢复联系")
def come_back(c: Chat) -> str:
    """Take leaving back, as only the youth can."""
    contacts.come_back(c.uow, c.person)
    return "欢迎回来。看看活动,回复「活动」;许个心愿,回复「许愿」。"
