"""我的进度: what is still to do and until when; then what is done, excused, or not yet begun."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.kinds import KINDS
from domain.quotas import Standing
from domain.rules import Measure
from domain.standing_words import say_excuse, say_figure, say_lack, say_since, say_until
from domain.wording import say_date
from handlers.routing import Chat, chat
from services import contacts, links, quotas
from services.links import Purpose
from services.quotas import Stand

_NEVER = timedelta.max.days


@dataclass(frozen=True, slots=True)
class Mine:
    """One standing of the person who asks, or of the organ they answer for."""

    stand: Stand
    s: Standing

    @property
    def ours(self) -> bool:
        """Whether it is the organ's, and not the person's own."""
        return self.stand.subject == "organ"

    @property
    def title(self) -> str:
        """The rule's name, with whose it is."""
        return f"〔本单位〕{self.s.rule.title}" if self.ours else self.s.rule.title


def all_of(c: Chat) -> list[Mine]:
    """Return every standing of this cadre, then of the organ they answer for."""
    stands = quotas.mine(c.uow, c.cadre, c.uow.today)
    return [Mine(stand, s) for stand in stands for s in stand.standings]


@chat.menu("progress", label="我的进度", under="团干部", place=3)
@chat.text("进度", "进展", "还差什么")
def progress(c: Chat) -> str:
    """Say how this cadre, and the organ they answer for, stand today."""
    mine = all_of(c)
    if not mine:
        return "这一期没有给你安排任务。任职信息不对的话,请管理员核对。"
    head = f"{c.who.name},到今天({say_date(c.uow.today)}):"
    return "\n".join([head, *said(mine, c.uow.today), *_next(c, mine)])


def said(mine: Iterable[Mine], today: date) -> Iterator[str]:
    """Yield the lines: what is owed, the nearest end first, then all that asks for nothing."""
    mine = list(mine)
    owed = sorted((m for m in mine if m.s.owed), key=lambda m: _left(m.s))
    met = [m for m in mine if m.s.begun and m.s.bound and m.s.met]
    excused: dict[str, list[Mine]] = {}
    coming: dict[date, list[Mine]] = {}
    for m in mine:
        if not m.s.begun:
            coming.setdefault(m.s.window.first_day, []).append(m)
        elif m.s.exempt_reason:
            excused.setdefault(m.s.exempt_reason, []).append(m)
    heading = None
    for m in owed:
        if (until := _until(m.s, today)) != heading:
            heading = until
            yield f"{heading}:"
        yield f"· {m.title} {say_figure(m.s)},{say_lack(m.s)}"
    if met:
        yield "已完成:" + "、".join(f"{m.title} {say_figure(m.s)}" for m in met)
    for reason, those in excused.items():
        yield f"{say_excuse(reason)}:" + "、".join(f"{m.title} {say_figure(m.s)}" for m in those)
    for _, those in sorted(coming.items()):
        yield f"{say_since(those[0].s, today)}:" + "、".join(m.title for m in those)


def _left(s: Standing) -> int:
    return _NEVER if s.days_left is None else s.days_left


def _until(s: Standing, today: date) -> str:
    """Return the heading under which it stands: until when, and how near that is."""
    return say_until(s, today) or "长期"


def _next(c: Chat, mine: list[Mine]) -> list[str]:
    page = links.page(
        c.uow, "progress", links.issue(c.uow, c.openid, Purpose.PROGRESS, subject="chat")
    )
    where = f'<a href="{page}">打开进度页</a>,一点就能补上;数字怎么来的,回复「为什么」。'
    return [_hint(c, mine), where]


def _hint(c: Chat, mine: list[Mine]) -> str:
    """Say the cheapest honest thing to do next."""
    organ = [m.s for m in mine if m.ours and m.s.owed and m.s.rule.measure is Measure.EACH_KIND]
    lacking = [kind for s in organ for kind, n in s.missing_by_part.items() if n]
    if lacking:
        return f"本单位办过的,回复「记 {KINDS[lacking[0]].title} 名称」就记上了。"
    talk = any(_takes_a_talk(m.s) for m in mine if m.s.owed and not m.ours)
    if not talk:
        return "想记一条新的:回复「记 谈心 姓名」。"
    unmet = [known.name for known in contacts.longest_unmet(c.uow, c.cadre, 2)]
    if not unmet:
        return "做过的,回复「记 志愿服务 社区清洁 2小时」就记上了。"
    return f"最久没联系的是{'、'.join(unmet)}。约一次谈心,再回复「记 谈心 {unmet[0]}」,就算 1 次。"


def _takes_a_talk(s: Standing) -> bool:
    """Say whether one talk would bring a standing forward."""
    if s.rule.measure is Measure.EACH_YOUTH:
        return not s.rule.counts.kinds or "heart_to_heart" in s.rule.counts.kinds
    return s.rule.measure is Measure.RECORDS and "heart_to_heart" in s.rule.counts.kinds
