"""问题清单: the link to the list, or to what was answered of what I raised."""

from domain.wording import say_date, short, tap, untapped
from handlers.routing import Chat, chat
from services import problem_answers, problems, records

_CUT = 120


@chat.text("问题清单")
def problems_link(c: Chat) -> str:
    """Give each what is theirs: the organ's list, the cadre's proposals, the youth's answers."""
    if not c.who.is_cadre:
        return _heard(c)
    organ = records.led_organ(c.uow, c.person)
    if organ is None:
        page = c.page("problems", "提一条,看看进展")
        return f"小伙伴常说起、一个人办不了的事,提给单位列进清单:\n{page}{_own(c)}"
    quarter = problems.quarter_of(c.uow.today)
    desk = problems.desk(c.uow, organ, quarter)
    _, waiting = problems.waiting(c.uow, organ)
    lines = [_state(quarter.title, len(desk.drafts), len(desk.handed), len(desk.answered))]
    if waiting:
        lines.append(f"下级交来 {waiting} 条,等你看。")
    if desk.drafts and desk.above:
        lines.append(f"{say_date(quarter.last_day)}前交给{desk.above}。")
    lines.append(c.page("problems", "打开问题清单") + _own(c))
    return "\n".join(lines)


def _state(quarter: str, drafts: int, handed: int, answered: int) -> str:
    counts = {"在整理": drafts, "交上去": handed, "答复了": answered}
    said = [f"{what} {number} 条" for what, number in counts.items() if number]
    if not said:
        return f"{quarter}的问题清单还是空的。从大家反映的里面归类,或者手写一条:"
    return f"{quarter}的问题清单:{','.join(said)}。"


def _own(c: Chat) -> str:
    """Return the way to what a cadre raised, as anybody may, and was answered."""
    found = problem_answers.heard(c.uow, c.person)
    return f"\n{c.page('problems/heard', '我反映过、答复了的')}" if found else ""


def _heard(c: Chat) -> str:
    rows = problem_answers.heard(c.uow, c.person)
    if not rows:
        return (
            "大家都提到的事,单位会集中答复,到时告诉你。\n"
            f"想反映什么,回复「反映」加上一句话;提过的,回复「{tap('我的诉求')}」。"
        )
    newest = rows[0]
    lines = [f"「{untapped(newest.title)}」,{newest.organ}答复:"]
    lines += [untapped(short(newest.answer, _CUT))]
    lines += [f"补充:{untapped(short(newest.added, _CUT))}"] if newest.added else []
    lines += [f"{c.page('problems', '看全部')};还没解决,回复「{tap('我的诉求')}」。"]
    return "\n".join(lines)
