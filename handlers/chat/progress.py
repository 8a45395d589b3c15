"""我的进度: what this period asks, what is done, what is missing, how many days are left."""

from domain.kinds import KINDS, titles
from domain.quotas import Standing
from domain.rules import Measure
from domain.wording import say_date
from handlers.routing import Chat, chat
from services import contacts, quotas


@chat.menu("progress", label="我的进度", under="团干部", place=3)
@chat.text("进度", "进展", "还差什么")
def progress(c: Chat) -> str:
    """Say how this cadre, and the organ they answer for, stand today."""
    stand = quotas.of_cadre(c.uow, c.cadre, c.uow.today)
    organs = quotas.led_by(c.uow, c.cadre, c.uow.today)
    standings = list(stand.standings) if stand else []
    if not standings and not organs:
        return "这一期没有给你安排任务。任职信息不对的话,请管理员核对。"
    lines = [f"{c.who.name},到今天({say_date(c.uow.today)}):"]
    lines += [_say(s) for s in standings]
    for organ in organs:
        lines += [f"〔本单位〕{_say(s)}" for s in organ.standings]
    return "\n".join([*lines, _next(c, standings, [s for o in organs for s in o.standings])])


def _say(s: Standing) -> str:
    unit = "位" if s.rule.measure is Measure.DISTINCT_YOUTHS else "次"
    head = f"· {s.rule.title} {s.count}/{s.target}"
    if s.days_left is not None:
        head += f"({say_date(s.window.last_day)}前)"
    if s.by_kind and any(s.by_kind.values()):
        done = [f"{KINDS[kind].title} {n}" for kind, n in s.by_kind.items() if n]
        head += "\n  做了:" + "、".join(done)
    if not s.bound:
        return f"{head}\n  这一期不作要求:{s.exempt_reason}"
    if s.met:
        return f"{head}\n  已完成"
    if s.missing_by_kind:
        return f"{head}\n  还差:" + "、".join(titles(s.missing_by_kind)) + _days(s)
    which = ",任何一类都可以" if s.rule.measure is Measure.RECORDS else ""
    return f"{head}\n  还差 {s.missing} {unit}{which}{_days(s)}"


def _days(s: Standing) -> str:
    if s.days_left is None:
        return ""
    return f",还有 {s.days_left} 天" if s.days_left else ",今天是最后一天"


def _next(c: Chat, standings: list[Standing], organ: list[Standing]) -> str:
    lacking = [kind for s in organ if s.owed for kind in s.missing_by_kind]
    if lacking:
        return f"本单位办过的,回复「记 {KINDS[lacking[0]].title} 名称」就记上了。"
    if not any(s.owed and s.days_left is not None for s in standings):
        return "想记一条新的:回复「记 谈心 姓名」。"
    unmet = [known.name for known in contacts.longest_unmet(c.uow, c.cadre, 2)]
    if not unmet:
        return "做过的,回复「记 志愿服务 社区清洁 2小时」就记上了。"
    return f"最久没联系的是{'、'.join(unmet)}。约一次谈心,再回复「记 谈心 {unmet[0]}」,就算 1 次。"
