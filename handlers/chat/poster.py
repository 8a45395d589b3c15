"""海报: whoever scans it sees that activity, and signs up by one digit."""

from domain.seats import Place
from domain.wording import tap
from domain.written import as_number
from handlers.routing import Chat, chat
from services import activities, posters
from services.activities import Seen, say_when

STRANGER = "想报名,先登录:回复「小伙伴登录」(团干部回复「团干部登录」)。\n登录好了,再扫一次海报。"
GONE = "这张海报上的活动找不到了。看看现在能报的,回复「活动」。"
_ABOUT = 120
_MINE = {
    Place.ENROLLED: "你已经报上名了。来不了,回复「取消报名」。",
    Place.APPLIED: "你已经申请了,定下来我会告诉你。",
    Place.OFFERED: "正给你留着一个名额:来就回复「要」,不来回复「不要」。",
}


@chat.scene(posters.SCENE)
def scanned(c: Chat) -> str:
    """Show the activity of a poster, and ask whether to sign up."""
    if c.who.person_id is None:
        return STRANGER
    if not (number := as_number(c.scene)):
        return GONE
    seen = activities.seen(c.uow, number, c.person)
    return f"{_shown(c, seen)}\n{_next(c, seen)}"


def _shown(c: Chat, seen: Seen) -> str:
    offer = seen.offer
    where = f" · {offer.place}" if offer.place else ""
    left = f"还有 {offer.left} 个名额" if offer.left > 0 else "已满,可候补"
    lines = [f"「{offer.title}」", f"{say_when(offer.starts_at, c.uow.now)}{where}"]
    about = " ".join(seen.about.split())
    if about:
        lines.append(about if len(about) <= _ABOUT else f"{about[:_ABOUT]}……")
    return "\n".join(lines if seen.refusal else [*lines, left])


def _next(c: Chat, seen: Seen) -> str:
    offer = seen.offer
    if offer.mine is Place.WAITING:
        return f"你在候补第 {offer.position} 位,有空位我会告诉你。不想等了,回复「取消报名」。"
    if offer.mine in _MINE:
        return _MINE[offer.mine]
    if seen.refusal:
        return seen.refusal
    c.ask("activities", "pick", ids=[offer.id])
    clash = f"(那时你报了「{seen.clash.title}」,时间撞了)" if seen.clash else ""
    return f"想来,回复「{tap('1')}」报名{clash};不想来,不用管。"
