"""问题清单: the link to the list, or to what was answered of what I raised."""

from domain.wording import say_date, tap, untapped
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
        return f"小伙伴常说起、一个人办不了的事,提给单位列进清单:\n{page}"
    quarter = problems.quarter_of(c.uow.today)
    desk = problems.desk(c.uow, organ, quarter)
    _, waiting = problems.waiting(c.uow, organ)
    lines = [f"{quarter.title}的问题清单:在整理 {len(desk.drafts)} 条"]
    lines[0] += f",交上去 {len(desk.handed)} 条。" if desk.handed else "。"
    if waiting:
        lines.append(f"下级交来 {waiting} 条,等你看。")
    if desk.drafts and desk.above:
        lines.append(f"{say_date(quarter.last_day)}前交给{desk.above}。")
    lines.append(c.page("problems", "打开问题清单"))
    return "\n".join(lines)


def _heard(c: Chat) -> str:
    rows = problem_answers.heard(c.uow, c.person)
    if not rows:
        return (
            "大家都提到的事,单位会集中答复,到时告诉你。\n"
            f"想反映什么,回复「反映」加上一句话;提过的,回复「{tap('我的诉求')}」。"
        )
    newest = rows[0]
    cut = untapped(newest.answer[:_CUT]) + ("…" if len(newest.answer) > _CUT else "")
    page = c.page("problems", "看全部")
    return f"「{untapped(newest.title)}」,{newest.organ}答复:\n{cut}\n{page}"
