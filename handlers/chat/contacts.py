"""我的小伙伴, 找 张三 and 邀请 for cadres; 找团干部 for youths."""

from domain.caseload import BANDS, STRANGERS
from domain.dictionaries import INDUSTRIES, OCCUPATIONS
from domain.periods import local_day
from domain.wording import say_day, tap
from handlers.routing import Chat, chat, elsewhere
from services import (
    caseload_list,
    caseload_youth,
    contacts,
    identity,
    invitations,
)
from services.contacts import Known

_SHOWN = 10


@chat.menu("caseload", label="我的小伙伴", under="团干部", place=4)
@chat.text("小伙伴", "名单")
def caseload(c: Chat) -> str:
    """Say how many, and name those not met for longest."""
    size = contacts.size(c.uow, c.cadre)
    page = c.page("caseload", "打开名单")
    if not size:
        return f"你的名单里还没有小伙伴,先从身边的人开始。\n{page}加一位,或者让 TA 扫你的码。"
    lines = [_line(c, known) for known in contacts.longest_unmet(c.uow, c.cadre, _SHOWN)]
    shown = "最久没联系的几位" if size > _SHOWN else "按多久没联系排"
    bands = caseload_list.bands(c.uow, c.cadre)
    counts = [f"{words} {bands[band]}" for band, words in BANDS.items()]
    return (
        f"你联系着 {size} 位小伙伴,{shown}:\n" + "\n".join(lines) + "\n"
        f"({' · '.join(counts)};还没登录 {bands[STRANGERS]})\n"
        "聊过就回复「记 谈心 姓名」;要请谁登录,回复「邀请 姓名」;看一位,回复「找 姓名」。\n"
        f"{page}:按姓名、标签找,加人,归档"
    )


@chat.text("加小伙伴", "添加小伙伴")
def add_one(c: Chat) -> str:
    """Give the link to the page on which a youth is added."""
    size = contacts.size(c.uow, c.cadre)
    page = c.page("caseload/add", "打开这一页")
    return (
        f"现在联系着 {size} 位。\n"
        f"{page},写个名字就能加;满 14 周岁的才登记。\n"
        f"TA 就在身边的话,让 TA 扫你的码更快:回复「{tap('我的码')}」。"
    )


@chat.text(pattern=r"(?:找|小伙伴)\s+(\S.*)")
def find(c: Chat) -> str:
    """Show one youth in a few lines, with the page; who is no cadre is looking for theirs."""
    if not c.who.is_cadre:
        return my_cadre(c)
    said = c.text.split(maxsplit=1)[1]
    found = caseload_youth.named(c.uow, c.cadre, said)
    if not found:
        raise invitations.NotYours
    if len(found) == 1:
        return _shown(c, found[0][0])
    listed = found[:_SHOWN]
    c.ask("find", "which", ids=[number for number, _, _ in listed])
    lines = [
        f"{n} {name}({hint})" if hint else f"{n} {name}"
        for n, (_, name, hint) in enumerate(listed, 1)
    ]
    more = f"(只列了前 {_SHOWN} 位,说全名更准)\n" if len(found) > _SHOWN else ""
    return f"有 {len(found)} 位:\n" + "\n".join(lines) + f"\n{more}回复数字就行。"


@chat.step("find", "which")
def found_which(c: Chat) -> str:
    """Show the one that was meant."""
    ids = c.dialogue["ids"]
    chosen: int | None = c.picked(ids)
    if chosen is None:
        return elsewhere(c) or f"回复 1 到 {len(ids)} 的数字就行;不看了,回复「取消」。"
    c.done()
    return _shown(c, chosen)


def _shown(c: Chat, youth_id: int) -> str:
    seen = caseload_youth.seen(c.uow, c.cadre, youth_id)
    last = _line(c, Known(seen.id, seen.name, seen.hint, seen.last_met_at)).removeprefix("· ")
    lines = [f"{last} · {seen.consent}"]
    tags = [INDUSTRIES.get(seen.industry, ""), OCCUPATIONS.get(seen.occupation, "")]
    tags += [f"#{tag}" for tag in seen.tags]
    if any(tags):
        lines.append(" · ".join(filter(None, tags)))
    if seen.met:
        one = seen.met[0]
        title = f" · {one.title}" if one.title else ""
        lines.append(f"上一次:{say_day(local_day(one.at), c.uow.today)} {one.kind_title}{title}")
    if seen.others:
        lines.append(f"{'、'.join(name for name, _ in seen.others)}也在联系 TA")
    page = c.page(f"caseload/{seen.id}", "打开 TA 的页面")
    lines.append(f"{page}:看号码、改标签、归档")
    lines.append(f"聊过了就回复「记 谈心 {seen.name}」。")
    return "\n".join(lines)


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
