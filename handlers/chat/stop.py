"""退订: fewer messages, no contact at all, or another WeChat account; each in one tap."""

from domain.delivery import MUTABLE, Kind, mutable
from handlers.routing import Chat, Handler, chat, elsewhere
from services import contacts, identity

_CHOOSE = "回复单子上的数字就行;都不停,回复「算了」。"


@chat.menu("stop", label="退订", under="我的", place=4)
@chat.text("退出登录", "td", "TD")
def begin(c: Chat) -> str:
    """Offer what can be stopped, each kind of message by itself."""
    if c.who.person_id is None:
        return "你还没有登录,我不会主动给你发消息。想登录,回复「小伙伴登录」。"
    c.ask("stop", "choose")
    lines = [f"{n} {title}" for n, title in enumerate(_titles(c), 1)]
    return "\n".join(["想停掉什么?回复数字:", *lines, "都不停,回复「算了」。"])


def _kinds(c: Chat) -> tuple[Kind, ...]:
    return mutable(is_cadre=c.who.is_cadre)


def _titles(c: Chat) -> list[str]:
    """Return the lines of the list, in the order of ``_actions``."""
    stopped = "(已停,选它就恢复)"
    kinds = [f"{MUTABLE[k]}{stopped if k in c.who.muted else ''}" for k in _kinds(c)]
    every = ["以上都不收"] if len(kinds) > 1 else []
    leaving = [] if c.who.is_cadre else ["不想被联系(马上生效,对谁都没有影响)"]
    return [*kinds, *every, "在这个微信上退出登录", *leaving]


def _actions(c: Chat) -> list[Handler | Kind]:
    kinds = _kinds(c)
    every = [fewer] if len(kinds) > 1 else []
    return [*kinds, *every, release, *([] if c.who.is_cadre else [leave])]


@chat.step("stop", "choose")
def choose(c: Chat) -> str | None:
    """Stop what was chosen, at once."""
    chosen = c.picked(_actions(c))
    if chosen is None:
        return elsewhere(c) or _CHOOSE
    c.done()
    return _turned(c, chosen) if isinstance(chosen, Kind) else chosen(c)


def _turned(c: Chat, kind: Kind) -> str:
    """Mute one kind, or bring it back."""
    muted, title = set(c.who.muted), MUTABLE[kind]
    identity.mute(c.uow, c.openid, tuple(sorted(muted ^ {kind})))
    if kind in muted:
        return f"好,{title}恢复了。还想停别的,回复「退订」。"
    return f"好,不再给你发{title}。想恢复,回复「退订」再选它一次。"


@chat.text("少提醒", "不要提醒")
def fewer(c: Chat) -> str:
    """Mute every kind of message that can be muted."""
    c.person  # noqa: B018 - a stranger is asked to log in first
    identity.mute(c.uow, c.openid, tuple(MUTABLE))
    names = "、".join(MUTABLE[kind] for kind in _kinds(c))
    return f"好,不再给你发{names}。想恢复,回复「恢复提醒」;只停一种,回复「退订」。"


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
