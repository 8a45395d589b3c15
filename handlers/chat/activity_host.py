"""办活动: the links to make an activity and to run those one holds."""

from handlers.routing import Chat, chat
from services import activity_making
from services.activities import say_when

_SHOWN = 3


@chat.text("办活动", "发活动", "组织活动")
def make(c: Chat) -> str:
    """Give the link to the templates."""
    c.cadre  # noqa: B018 - others are told whose door it is
    page = c.page("activities/new", "挑个样子,办一个活动")
    return (
        f"{page}\n"
        "时间、名额都填好了,写上地点就能发布;也能照上次的再办一次。\n"
        "看办过的,回复「我办的活动」。"
    )


@chat.text("我办的活动", "我办的")
def held(c: Chat) -> str:
    """Name the newest that one holds, and give the link to all."""
    rows = activity_making.hosted(c.uow, c.cadre)
    if not rows:
        return "你还没有办过活动。挑个样子就能发布,回复「办活动」。"
    page = c.page("activities?tab=hosted", "名单、签到、海报、改时间,点这里")
    lines = [
        f"· {one.title}\n  {say_when(one.starts_at, c.uow.now)} · {one.status_title} · "
        f"{one.taken}/{one.seats} 人{_waits(one)}"
        for one in rows[:_SHOWN]
    ]
    return "\n".join(lines) + f"\n{page}\n再办一个,回复「办活动」。"


def _waits(one: activity_making.Hosted) -> str:
    if one.applied:
        return f",{one.applied} 份申请等你看"
    return f",{one.waiting} 人候补" if one.waiting else ""
