"""How the pages of 活动 say a time, a state and what is left of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from domain.periods import HOME, local_day
from domain.seats import ActivityStatus, Mode, Place
from domain.signup_form import Form
from domain.wording import say_day
from services.activities import Offer

_SOON: Final = {1: "明天", 2: "后天"}
_WEEK: Final = "一二三四五六日"
_HOUR: Final = 60
_DAY: Final = 48 * _HOUR
_OVER: Final = frozenset({ActivityStatus.ENDED, ActivityStatus.ARCHIVED})
MODES: Final = {
    Mode.FIRST: "先报先得",
    Mode.DRAW: "报名截止后抽签",
    Mode.REVIEW: "主办人逐个审核",
}


class State(NamedTuple):
    """What stands beside an activity; ``now`` asks something of who reads it."""

    words: str
    kind: str = ""


def day(moment: datetime, now: datetime) -> str:
    """Return a day with its weekday: 明天 周六, 11 月 28 日 周六."""
    on, today = local_day(moment), local_day(now)
    return f"{_SOON.get((on - today).days) or say_day(on, today)} 周{_WEEK[on.weekday()]}"


def moment(at: datetime, now: datetime) -> str:
    """Return a moment: 今天 18:00, 11 月 27 日 周五 18:00."""
    on, today = local_day(at), local_day(now)
    near = _SOON.get((on - today).days) or ("今天" if on == today else "")
    return f"{near or day(at, now)} {at.astimezone(HOME):%H:%M}"


def until(at: datetime, now: datetime) -> str:
    """Return 到明天 18:00, 到 11 月 27 日 周五 18:00."""
    words = moment(at, now)
    return f"到 {words}" if words[0].isdecimal() else f"到{words}"


def enrolled(offer: Offer) -> str:
    """Say what came of signing up."""
    if offer.mine is Place.WAITING:
        return f"名额满了,你在候补第 {offer.position} 位。有空位我会在微信里告诉你。"
    if offer.mine is Place.APPLIED:
        return "申请交上了,定下来我会在微信里告诉你。"
    return "报好了。前一天我会提醒你。"


def span(starts_at: datetime, ends_at: datetime, now: datetime) -> str:
    """Return from when until when; an end on another day names it."""
    whole = f"{day(starts_at, now)} {starts_at.astimezone(HOME):%H:%M}"
    end = f"{ends_at.astimezone(HOME):%H:%M}"
    if local_day(ends_at) != local_day(starts_at):
        end = moment(ends_at, now)
    return f"{whole}–{end}"


def remaining(until: datetime, now: datetime) -> str:
    """Return how long there is still: 3 小时 20 分, 2 天."""
    minutes = max(int((until - now) / timedelta(minutes=1)), 0)
    if minutes >= _DAY:
        return f"{minutes // (24 * _HOUR)} 天"
    hours, rest = divmod(minutes, _HOUR)
    if not hours:
        return f"{rest} 分钟"
    return f"{hours} 小时 {rest} 分" if rest else f"{hours} 小时"


def state(offer: Offer, now: datetime) -> State:
    """Return what one row says: what is mine there, else whether there is a seat."""
    if offer.status == ActivityStatus.CANCELLED:
        return State("已取消")
    if offer.status in _OVER or now >= offer.ends_at:
        return State("已结束")
    return _mine(offer, now) or _open(offer, now)


def _mine(offer: Offer, now: datetime) -> State | None:
    if offer.mine is Place.WAITING:
        return State(f"候补第 {offer.position} 位")
    if offer.mine is Place.OFFERED and offer.offer_until is not None:
        return State(f"给你留着{until(offer.offer_until, now)}", "now")
    if offer.mine is Place.APPLIED:
        return State("待抽签" if offer.mode == Mode.DRAW else "待审核")
    return _MINE.get(offer.mine)


_MINE: Final[Mapping[Place | None, State]] = {
    Place.ENROLLED: State("已报名", "now"),
    Place.REFUSED: State("这次没选上"),
    Place.LAPSED: State("名额已让出"),
}


def _open(offer: Offer, now: datetime) -> State:
    if offer.status == ActivityStatus.RUNNING or now >= offer.starts_at:
        return State("进行中", "now")
    if offer.mode == Mode.DRAW:
        return State(f"抽签 · {offer.seats} 个名额")
    if offer.mode == Mode.REVIEW:
        return State(f"要审核 · {offer.seats} 个名额")
    if offer.left > 0 and not offer.waiting:
        return State(f"还有 {offer.left} 个名额")
    return State(f"满了,{offer.waiting} 人在候补" if offer.waiting else "满了,可以候补")


def answered(form: Form, answers: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, str]]:
    """Return each question that was answered, and the answer."""
    return [(q.text, "、".join(answers[q.key])) for q in form.questions if answers.get(q.key)]
