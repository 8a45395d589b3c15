"""活动报名: what is open, sign up by its number, say yes to a seat, cancel, ask for leave, mine."""

from collections.abc import Sequence

from domain.periods import HOME
from domain.seats import SEATED, Mode, Place
from domain.wording import say_when, tap
from handlers.routing import Chat, chat, elsewhere
from services import activities
from services.activities import AnswersWanted, BirthWanted, Offer, ReasonWanted

NOTHING = "现在没有可以报名的活动,有新的会出现在这里。想要什么活动,跟你的团干部说一声。"
NO_MORE = "后面没有了。回复前面单子上的数字报名;重新看单子,回复「活动」。"
NO_LIST = "回复单子上的数字就行;不报了,回复「取消」。重新看单子:回复「活动」。"
NO_OFFER = "现在没有给你留着的名额。看你报的活动,回复「我的活动」;看能报的,回复「活动」。"
_SHORTEST = 2
"""A reason in one letter tells the host nothing."""


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


@chat.text(pattern=r"报名活动\s*\d{1,15}")
def sign_up_by_number(c: Chat) -> str:
    """Sign up for the activity that a notice names by its number."""
    number = int("".join(filter(str.isdecimal, c.text)))
    return signed_up(c, number)


@chat.step("activities", "pick")
def pick(c: Chat) -> str:
    """Sign up for the activity with this number, or show more of them."""
    if c.text in {"更多", "下一页"}:
        return _list(c, c.dialogue["ids"])
    chosen: int | None = c.picked(c.dialogue["ids"])
    if chosen is None:
        return elsewhere(c) or NO_LIST
    c.done()
    return signed_up(c, chosen)


def signed_up(c: Chat, activity_id: int, *, sure: bool = False) -> str:
    """Sign up and say what came of it; ``sure``: although something else goes on then."""
    try:
        with c.uow.attempt():
            offer = _tried(c, activity_id, sure=sure)
    except (AnswersWanted, BirthWanted) as wanted:
        where = c.page(f"activities/{activity_id}", "点这里填")
        asked = "生日" if isinstance(wanted, BirthWanted) else "几个问题"
        title = wanted.data["title"]
        return f"「{title}」报名要先填{asked}:{where},填完就报上了。"
    except _Clash as clash:
        c.ask("activities", "clash", id=activity_id)
        when = say_when(clash.other.starts_at, c.uow.now)
        return f"和「{clash.other.title}」({when})时间撞了,还要报吗?\n1 报 2 不报"
    return _came_of_it(c, offer)


def _tried(c: Chat, activity_id: int, *, sure: bool) -> Offer:
    offer = activities.enrol(c.uow, activity_id, c.person)
    other = None if sure else activities.clash(c.uow, activity_id, c.person)
    if other is not None:
        raise _Clash(other)
    return offer


class _Clash(Exception):  # noqa: N818 - it takes a sign-up back until the person is sure
    def __init__(self, other: Offer) -> None:
        self.other = other
        super().__init__()


@chat.step("activities", "clash")
def although(c: Chat) -> str:
    """Sign up although something else goes on then, or leave it."""
    if c.text in {"1", "报", "还要报"}:
        c.done()
        return signed_up(c, c.dialogue["id"], sure=True)
    if c.text in {"2", "不报", "不报了"}:
        c.done()
        return "好,没有报。看看别的,回复「活动」。"
    return elsewhere(c) or "回复 1 报,2 不报。"


def _came_of_it(c: Chat, offer: Offer) -> str:
    when = say_when(offer.starts_at, c.uow.now)
    if offer.mine is Place.ENROLLED:
        place = f",在{offer.place}" if offer.place else ""
        later = "办完会自动记到你名下," if c.who.is_cadre else ""
        return f"报好了:「{offer.title}」{when}{place}。\n{later}去不了了?回复「取消报名」。"
    if offer.mine is Place.APPLIED:
        return f"「{offer.title}」的申请收到了,{_decided(c, offer)}。\n不想去了?回复「取消报名」。"
    full = f"已报满 {offer.seats} 人" if offer.left <= 0 else "前面有人在等"
    return (
        f"「{offer.title}」{full},你在候补第 {offer.position} 位。"
        "有空位会给你留一阵,到时我来告诉你。\n不想等了?回复「取消报名」。"
    )


def _decided(c: Chat, offer: Offer) -> str:
    if offer.mode is Mode.DRAW:
        return f"{say_when(offer.deadline, c.uow.now)} 截止后抽签,结果我会告诉你"
    return "主办人看过就告诉你"


@chat.menu("my_activities", label="我的活动", under="我的", place=1)
@chat.text("我报的活动", "我的报名")
def mine(c: Chat) -> str:
    """List what this person has signed up for."""
    offers = activities.mine_of(c.uow, c.person)
    if not offers:
        return "你还没有报名活动。看看有什么,回复「活动」。"
    lines = [_line(c, n, offer) for n, offer in enumerate(offers, 1)]
    kept = any(offer.mine is Place.OFFERED for offer in offers)
    next_step = f"待确认的,回复「{tap('要')}」或「{tap('不要')}」;" if kept else ""
    return "你报的活动:\n" + "\n".join(lines) + f"\n{next_step}去不了的,回复「取消报名」。"


@chat.text("要", "我要", "要名额")
def wanted(c: Chat) -> str:
    """Take the seat that is kept, or ask which."""
    offers = _kept(c)
    if not offers:
        return NO_OFFER
    return _taken(c, offers[0].id) if len(offers) == 1 else _which(c, "accept", offers)


@chat.text("不要", "不要名额", "不要了")
def unwanted(c: Chat) -> str:
    """Give the seat that is kept to the next, or ask which."""
    offers = _kept(c)
    if not offers:
        return NO_OFFER
    return _cancelled(c, offers[0].id) if len(offers) == 1 else _which(c, "cancel", offers)


@chat.step("activities", "accept")
def accept(c: Chat) -> str:
    """Take the seat that was chosen among those kept."""
    chosen: int | None = c.picked(c.dialogue["ids"])
    if chosen is None:
        return elsewhere(c) or "回复单子上的数字就行;都不要,回复「算了」,名额到时会让给后面的人。"
    c.done()
    return _taken(c, chosen)


def _kept(c: Chat) -> list[Offer]:
    """Return the activities in which a seat is kept for them, the first to run out first."""
    offers = [o for o in activities.mine_of(c.uow, c.person) if o.mine is Place.OFFERED]
    return sorted(offers, key=lambda offer: (offer.offer_until or offer.starts_at, offer.id))


def _taken(c: Chat, activity_id: int) -> str:
    offer = activities.accept(c.uow, activity_id, c.person)
    place = f",在{offer.place}" if offer.place else ""
    when = say_when(offer.starts_at, c.uow.now)
    return f"定下来了:「{offer.title}」{when}{place}。\n去不了了?回复「取消报名」。"


@chat.text("取消报名", "请假", "我要请假")
def which_to_cancel(c: Chat) -> str:
    """Cancel the only one, or ask which."""
    offers = activities.mine_of(c.uow, c.person)
    if not offers:
        return "你没有报名活动,不用取消。看看有什么,回复「活动」。"
    return _cancelled(c, offers[0].id) if len(offers) == 1 else _which(c, "cancel", offers)


def _which(c: Chat, step: str, offers: Sequence[Offer]) -> str:
    c.ask("activities", step, ids=[offer.id for offer in offers])
    lines = [_line(c, n, offer) for n, offer in enumerate(offers, 1)]
    asked = "要哪一个?" if step == "accept" else "取消哪一个?"
    return f"{asked}回复数字:\n" + "\n".join(lines)


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


def _cancelled(c: Chat, activity_id: int, why: str = "") -> str:
    had = activities.place_in(c.uow, activity_id, c.person)
    try:
        with c.uow.attempt():
            offer = activities.withdraw(c.uow, activity_id, c.person, why)
    except ReasonWanted as wanted_why:
        c.ask("activities", "leave", id=activity_id)
        title = wanted_why.data["title"]
        return (
            f"「{title}」的报名已经截止,主办人按人数在准备了。"
            "来不了的话说一句原因(比如:临时加班),我替你请假。还是去,回复「算了」。"
        )
    if why:
        return f"假请好了:「{offer.title}」,原因主办人看得到。名额让给了后面的人。"
    more = (
        "改主意了?回复「活动」再报。" if c.uow.now < offer.deadline else "看看别的,回复「活动」。"
    )
    # Who waited or applied had no seat to leave to anybody.
    left = "名额让给了后面的人。" if had in SEATED else ""
    return f"取消了:「{offer.title}」。{left}\n{more}"


@chat.step("activities", "leave")
def leave(c: Chat) -> str:
    """Take the reason why they cannot come."""
    if c.text in chat.words:  # a reason may look like any sentence, but hardly like one of these
        return elsewhere(c) or ""
    if len(c.text) < _SHORTEST:
        return "说一句为什么来不了就行;还是去,回复「算了」。"
    c.done()
    return _cancelled(c, c.dialogue["id"], c.text)


def _line(c: Chat, n: int, offer: Offer) -> str:
    return f"{n} {offer.title}\n  {say_when(offer.starts_at, c.uow.now)} · {_state(offer)}"


def _state(offer: Offer) -> str:
    match offer.mine:
        case Place.ENROLLED:
            return "已报名"
        case Place.WAITING:
            return f"候补第 {offer.position} 位"
        case Place.OFFERED if offer.offer_until is not None:
            return f"给你留到 {offer.offer_until.astimezone(HOME):%m-%d %H:%M},待确认"
        case Place.APPLIED:
            return "已申请,等抽签" if offer.mode is Mode.DRAW else "已申请,等审核"
    if offer.mode is not Mode.FIRST:
        asked = "截止后抽签" if offer.mode is Mode.DRAW else "报名后审核"
        return f"{offer.seats} 个名额,{asked}"
    return f"还有 {offer.left} 个名额" if offer.left > 0 and not offer.waiting else "已满,可候补"
