"""我认领的: what a cadre has promised, and its steps: shared, given back, done."""

from domain.wording import say_moment, short, tap, untapped
from handlers.chat.help import not_understood
from handlers.chat.wish_mine import NUMBER, numbered
from handlers.routing import Chat, chat
from services import links, wish_claims
from services.links import Purpose
from services.wish_claims import Claimed, Held

_LINE, _SHOWN = 20, 8


@chat.text(pattern=rf"认领心愿{NUMBER}")
def wish_claimed(c: Chat) -> str:
    """Promise to make the wish with this number true."""
    return _claimed(c, wish_claims.claim(c.uow, numbered(c)[0], c.cadre))


@chat.text(pattern=rf"(?:单位|机关)认领(?:心愿)?{NUMBER}")
def wish_claimed_by_organ(c: Chat) -> str:
    """Promise it for the organ that one answers for."""
    return _claimed(c, wish_claims.claim_for_organ(c.uow, numbered(c)[0], c.cadre))


def _claimed(c: Chat, wish: Claimed) -> str:
    life = wish.expires_at - c.uow.now
    token = links.issue(c.uow, c.openid, Purpose.CLAIM, str(wish.id), life=life)
    whose = ",以单位的名义" if wish.organ else ""
    return (
        f"认领好了:「{untapped(wish.text)}」(编号 {wish.number}){whose}。\n"
        f'许愿的人是谁、怎么联系,只有你能看:<a href="{links.page(c.uow, "wish", token)}">'
        f"打开</a>\n留到 {say_moment(wish.expires_at)},到时没办成,它会回去等别人。"
        f"办好了,回复「{tap(f'办好了{wish.id}')}」,实现了自动记一次「办一件实事」。"
    )


@chat.text("我认领的", "我认领的心愿")
def wish_claims_shown(c: Chat) -> str:
    """List what a cadre has promised or shares."""
    found = wish_claims.claims_of(c.uow, c.cadre)
    if not found:
        return f"手上没有要办的心愿。看看谁在等,回复「{tap('心愿池')}」。"
    c.ask("wishes", "pick", ids=[one.id for one in found[:_SHOWN]])
    lines = [_line(n, one) for n, one in enumerate(found[:_SHOWN], 1)]
    page = c.page("wishes/claims", "打开看全部")
    return "\n".join(["你在办的心愿:", *lines, f"回复数字看详情和下一步。{page}"])


def _line(n: int, one: Held) -> str:
    until = "" if one.done or one.agreed else f"留到 {say_moment(one.expires_at)}"
    about = [one.status_title, "" if one.lead else "一起拼的", until]
    text = untapped(short(one.text, _LINE))
    return f"{n} {one.number} {text}\n  {' · '.join(part for part in about if part)}"


@chat.text(pattern=r"办好了|办完了")
def wish_done_which(c: Chat) -> str:
    """Ask which promise is meant."""
    found = wish_claims.claims_of(c.uow, c.person) if c.who.is_cadre else []
    mine = [one for one in found if one.lead and not one.done][:_SHOWN]
    if not mine:
        return not_understood(c)
    lines = [f"{tap(f'办好了{one.id}')}:{untapped(one.text[:_LINE])}" for one in mine]
    return "\n".join(["哪一个?点一下:", *lines, "要记别的,回复「记 …」。"])


@chat.text(pattern=rf"办好了(?:心愿)?{NUMBER}")
def wish_done(c: Chat) -> str:
    """Say that it is done."""
    number, _ = numbered(c)
    said = wish_claims.done(c.uow, number, c.cadre)
    if said.fulfilled:
        return (
            f"心愿 {said.number} 实现了,「办一件实事」已经记上,不用再记。\n"
            f"看看,回复「{tap('我的记录')}」;再认领一个,回复「{tap('心愿池')}」。"
        )
    return (
        f"记下了:{said.number} 办好了。已经去问 TA 收到没有,TA 说收到了就自动记上。\n"
        f"看看手上的,回复「{tap('我认领的')}」。"
    )


@chat.text(pattern=rf"退回(?:心愿)?{NUMBER}.*")
def wish_released(c: Chat) -> str:
    """Give it back, with a reason."""
    number, reason = numbered(c)
    wish_claims.release(c.uow, number, c.cadre, reason)
    return f"W-{number} 退回去了,会让别人接上,谢谢你说一声。\n看看别的,回复「{tap('心愿池')}」。"


@chat.text(pattern=rf"拼心愿{NUMBER}")
def wish_shared(c: Chat) -> str:
    """Let others join."""
    number, _ = numbered(c)
    wish_claims.share(c.uow, number, c.cadre)
    return (
        f"W-{number} 放到心愿池里了,写着「一起拼」;有人加入我会告诉你。\n"
        f"办好了,回复「{tap(f'办好了{number}')}」。"
    )
