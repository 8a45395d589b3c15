"""活动报名: what is open, sign up by its number, cancel, see mine."""

from domain.seats import Place
from handlers.routing import Chat, chat, elsewhere
from services import activities
from services.activities import Offer, say_when

NOTHING = "现在没有可以报名的活动,有新的会出现在这里。想要什么活动,跟你的团干部说一声。"
NO_MORE = "后面没有了。回复前面单子上的数字报名;重新看单子,回复「活动」。"
NO_LIST = "回复单子上的数字就行;不报了,回复「取消」。重新看单子:回复「活动」。"


@chat.menu("activities", label="活动报名", under="小伙伴", place=3)
@chat.text("活动", "报名", "看活动")
def on_offer(c: Chat) -> str:
    """List what one may sign up for; the number is the answer."""
    return _list(c, [])


def _list(c: Chat, shown: list[int]) -> str:
    """List the next few; the numbers go on from those already shown."""
    offers, more = activities.on_offer(c.uow, c.person, skip=len(shown))
    if not offers:
        return NO_MORE if shown else NOTHING
    c.ask("activities", "pick", ids=[*shown, *(offer.id for offer in offers)])
    lines = [_line(c, n, offer) for n, offer in enumerate(offers, len(shown) + 1)]
    further = ";看后面的,回复「更多」。" if more else "。"
    return "能报名的活动:\n" + "\n".join(lines) + f"\n回复数字报名{further}"


@chat.step("activities", "pick")
def pick(c: Chat) -> str:
    """Sign up for the activity with this number, or show more of them."""
    if c.text in {"更多", "下一页"}:
        return _list(c, c.dialogue["ids"])
    chosen: int | None = c.picked(c.dialogue["ids"])
    if chosen is None:
        return elsewhere(c) or NO_LIST
    offer = activities.enrol(c.uow, chosen, c.person)
    c.done()
    when = say_when(offer.starts_at, c.uow.now)
    if offer.mine is Place.ENROLLED:
        place = f",在{offer.place}" if offer.place else ""
        return f"报好了:「{offer.title}」{when}{place}。\n去不了了?回复「取消报名」。"
    return (
        f"「{offer.title}」已报满 {offer.seats} 人,你在候补第 {offer.position} 位。"
        "有空位我会马上告诉你。\n不想等了?回复「取消报名」。"
    )


@chat.menu("my_activities", label="我的活动", under="我的", place=1)
@chat.text("我报的活动", "我的报名")
def mine(c: Chat) -> str:
    """List what this person has signed up for."""
    offers = activities.mine_of(c.uow, c.person)
    if not offers:
        return "你还没有报名活动。看看有什么,回复「活动」。"
    lines = [_line(c, n, offer) for n, offer in enumerate(offers, 1)]
    return "你报的活动:\n" + "\n".join(lines) + "\n去不了的,回复「取消报名」。"


@chat.text("取消报名")
def which_to_cancel(c: Chat) -> str:
    """Cancel the only one, or ask which."""
    offers = activities.mine_of(c.uow, c.person)
    if not offers:
        return "你没有报名活动,不用取消。看看有什么,回复「活动」。"
    if len(offers) == 1:
        return _cancelled(c, offers[0].id)
    c.ask("activities", "cancel", ids=[offer.id for offer in offers])
    lines = [_line(c, n, offer) for n, offer in enumerate(offers, 1)]
    return "取消哪一个?回复数字:\n" + "\n".join(lines)


@chat.text(pattern=r"取消(?:报名)?\s*\d{1,2}")
def cancel_by_number(c: Chat) -> str:
    """Cancel the one with this number in 我的活动."""
    offers = activities.mine_of(c.uow, c.person)
    number = int("".join(filter(str.isdecimal, c.text)))
    if not 1 <= number <= len(offers):
        return which_to_cancel(c)
    return _cancelled(c, offers[number - 1].id)


@chat.step("activities", "cancel")
def cancel(c: Chat) -> str:
    """Cancel the one that was chosen."""
    chosen: int | None = c.picked(c.dialogue["ids"])
    if chosen is None:
        return elsewhere(c) or "回复要取消的那个数字;都不取消,回复「算了」。"
    c.done()
    return _cancelled(c, chosen)


def _cancelled(c: Chat, activity_id: int) -> str:
    offer = activities.withdraw(c.uow, activity_id, c.person)
    return f"取消了:「{offer.title}」。名额让给了后面的人。\n改主意了?回复「活动」再报。"


def _line(c: Chat, n: int, offer: Offer) -> str:
    state = f"还有 {offer.left} 个名额" if offer.left > 0 else "已满,可候补"
    if offer.mine is Place.ENROLLED:
        state = "已报名"
    if offer.mine is Place.WAITING:
        state = f"候补第 {offer.position} 位"
    return f"{n} {offer.title}\n  {say_when(offer.starts_at, c.uow.now)} · {state}"
