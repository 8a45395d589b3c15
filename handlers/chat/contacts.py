"""我的小伙伴 and 邀请 for cadres; 找团干部 for youths."""

from domain.periods import local_day
from domain.wording import say_day
from handlers.routing import Chat, chat, elsewhere
from services import contacts, identity, invitations
from services.contacts import Known

_SHOWN = 10


@chat.menu("caseload", label="我的小伙伴", under="团干部", place=4)
@chat.text("小伙伴", "名单")
def caseload(c: Chat) -> str:
    """Say how many, and name those not met for longest."""
    size = contacts.size(c.uow, c.cadre)
    if not size:
        return "你的名单里还没有小伙伴。请管理员导入,或者先从身边的人开始。"
    lines = [_line(c, known) for known in contacts.longest_unmet(c.uow, c.cadre, _SHOWN)]
    shown = "最久没联系的几位" if size > _SHOWN else "按多久没联系排"
    return (
        f"你联系着 {size} 位小伙伴,{shown}:\n" + "\n".join(lines) + "\n"
        "聊过就回复「记 谈心 姓名」;要请谁登录,回复「邀请 姓名」。"
    )


@chat.text(pattern=r"邀请\s*(\S.*)?")
def invite(c: Chat) -> str:
    """Give the cadre a page with an invitation for one youth."""
    name = c.text.removeprefix("邀请").strip()
    cadre = c.cadre
    if not name:
        return "要邀请谁?回复「邀请 姓名」,对方扫一下码、回复手机号后四位就能登录。"
    found = [known for known in contacts.caseload(c.uow, cadre) if known.name == name]
    if not found:
        raise invitations.NotYours
    if len(found) > 1:
        c.ask("invite", "which", ids=[known.id for known in found])
        lines = [f"{n} {known.name}({known.hint})" for n, known in enumerate(found, 1)]
        return f"有 {len(found)} 位{name}:\n" + "\n".join(lines) + "\n回复数字就行。"
    return _invited(c, found[0].id, name)


@chat.step("invite", "which")
def which(c: Chat) -> str:
    """Invite the one that was meant."""
    ids = c.dialogue["ids"]
    chosen: int | None = c.picked(ids)
    if chosen is None:
        return elsewhere(c) or f"回复 1 到 {len(ids)} 的数字就行;不邀请了,回复「取消」。"
    c.done()
    return _invited(c, chosen, "对方")


def _invited(c: Chat, youth_id: int, name: str) -> str:
    page = invitations.invite(c.uow, c.cadre, c.openid, youth_id)
    return (
        f'<a href="{page}">打开{name}的登录码</a>,给{name}扫一下,'
        "再回复手机号后四位就登录了。\n登录码 72 小时内有效,只能用一次。"
    )


@chat.menu("my_cadre", label="找团干部", under="小伙伴", place=4)
@chat.text("我的团干部", "找人")
def my_cadre(c: Chat) -> str:
    """Say who keeps in touch with this youth."""
    names = identity.cadres_of(c.uow, c.person)
    if not names:
        return "还没有团干部在联系你。想要一位,跟身边的团组织说一声,或者先看看活动:回复「活动」。"
    more = f",还有{'、'.join(names[1:3])}" if len(names) > 1 else ""
    return (
        f"联系你的团干部是{names[0]}{more}。\n"
        "有想要的东西,回复「许愿」;想一起做点什么,回复「活动」。\n"
        "不想被联系了?回复「退订」。"
    )


def _line(c: Chat, known: Known) -> str:
    hint = f"({known.hint})" if known.hint else ""
    if known.last_met_at is None:
        return f"· {known.name}{hint} 还没联系过"
    return f"· {known.name}{hint} {say_day(local_day(known.last_met_at), c.uow.today)}联系过"
