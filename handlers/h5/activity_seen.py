"""One activity in words, as a guest sees it, and the lines of lists; nothing is decided here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.periods import HOME
from domain.seats import ActivityStatus, Mode, Place
from domain.signup_form import Form, Question
from handlers.h5.activity_words import MODES, State, answered, moment, remaining, span, state, until
from services import activity_making, feedback
from services.activities import Offer, Seen
from services.uow import Uow

_HELD: Final = frozenset({Place.ENROLLED, Place.WAITING, Place.APPLIED})


@dataclass(frozen=True, slots=True)
class Line:
    """One activity in a list."""

    id: int
    title: str
    when: str
    place: str
    state: State


@dataclass(frozen=True, slots=True)
class Shown:
    """One activity as its page says it, all in words."""

    id: int
    title: str
    kind: str
    state: State
    when: str
    place: str
    host: str
    room: str
    until: str
    audience: str
    about: str
    mine: str
    next: str
    answered: list[tuple[str, str]]
    offered: bool
    may_leave: bool
    leave: str
    excuse: bool
    """Whether giving up asks for a reason."""
    sure: str
    may_sign: bool
    sign: str
    questions: list[tuple[Question, str]]
    asks_birth: bool
    clash: str
    refusal: str
    may_run: bool
    rate: bool
    stars: int | None
    words: str


def hosted(uow: Uow, cadre_id: int, skip: int) -> tuple[list[Line], bool]:
    """Return what a cadre runs, and whether there is more."""
    rows = activity_making.hosted(uow, cadre_id, skip)
    return [
        Line(
            one.id,
            one.title,
            moment(one.starts_at, uow.now),
            f"{one.taken}/{one.seats} 人",
            _running(one),
        )
        for one in rows
    ], len(rows) >= activity_making.SHOWN


def been(uow: Uow, person_id: int, skip: int) -> tuple[list[Line], bool]:
    """Return what somebody came to, and whether there is more."""
    rows, more = feedback.been(uow, person_id, skip)
    lines = [
        Line(one.id, one.title, moment(one.starts_at, uow.now), one.place, _heard(one))
        for one in rows
    ]
    return lines, more


def _heard(one: feedback.Been) -> State:
    if one.stars is not None:
        return State(f"你给了 {one.stars} 颗星")
    return State("说说怎么样", "now") if one.open else State("去过")


def _running(one: activity_making.Hosted) -> State:
    if one.applied:
        return State(f"{one.status_title} · {one.applied} 份申请等你看", "now")
    waits = f" · {one.waiting} 人候补" if one.waiting else ""
    return State(f"{one.status_title}{waits}")


def shown(seen: Seen, now: datetime, *, rate: bool) -> Shown:
    """Put one activity into words for whoever looks."""
    offer = seen.offer
    place = offer.mine
    excuse = now >= seen.deadline
    begun = now >= offer.starts_at
    return Shown(
        id=offer.id,
        title=offer.title,
        kind=seen.kind_title,
        state=state(offer, now),
        when=span(offer.starts_at, seen.ends_at, now),
        place=offer.place,
        host=" · ".join(one for one in (seen.host_name, seen.organisation) if one),
        room=_room(offer, now),
        until=_until(seen, now),
        audience=seen.audience,
        about=seen.about,
        mine=_mine(seen, now),
        next=_next(seen, now),
        answered=list(answered(seen.form, seen.answers)),
        offered=place is Place.OFFERED and now < (offer.offer_until or offer.starts_at),
        may_leave=place in _HELD and not begun and offer.status == ActivityStatus.OPEN,
        leave="不等了" if place is Place.WAITING else "取消报名",
        excuse=excuse and place is Place.ENROLLED,
        sure=_SURE.get(place, "") if place else "",
        may_sign=place not in (*_HELD, Place.OFFERED) and not seen.refusal,
        sign=_sign(offer),
        questions=_questions(seen.form),
        asks_birth=seen.birth_wanted,
        clash=clash(seen, now),
        refusal=seen.refusal,
        may_run=seen.may_run,
        rate=rate,
        stars=seen.stars,
        words=seen.words,
    )


_SURE: Final = {
    Place.ENROLLED: "名额会让给后面的人,再想报要重新排。确定取消?",
    Place.WAITING: "不等了,位子就让给后面的人。确定?",
    Place.APPLIED: "撤回申请?截止前可以再报。",
}


def _room(offer: Offer, now: datetime) -> str:
    whole = f"{offer.seats} 个"
    if offer.status != ActivityStatus.OPEN or now >= offer.deadline:
        return whole
    if offer.mode != Mode.FIRST:
        return f"{whole},{MODES[Mode(offer.mode)]}"
    if offer.left > 0 and not offer.waiting:
        return f"{whole},还有 {offer.left} 个"
    return f"{whole},已满" + (f",{offer.waiting} 人在候补" if offer.waiting else ",可以候补")


def _until(seen: Seen, now: datetime) -> str:
    if seen.offer.status == ActivityStatus.CANCELLED:
        return ""
    if now >= seen.deadline:
        return f"{moment(seen.deadline, now)} 已截止"
    return f"{moment(seen.deadline, now)} 截止,还有 {remaining(seen.deadline, now)}"


def _mine(seen: Seen, now: datetime) -> str:
    offer = seen.offer
    if (late := _late(seen, now)) is not None:
        return late[0]
    if seen.checked_in_at is not None and offer.mine is Place.ENROLLED:
        return f"已签到 · {seen.checked_in_at.astimezone(HOME):%H:%M}"
    if offer.mine is Place.WAITING:
        return f"候补第 {offer.position} 位"
    if offer.mine is Place.OFFERED and offer.offer_until is not None:
        return f"有空位了,给你留着{until(offer.offer_until, now)}"
    if offer.mine is Place.APPLIED:
        return "待抽签" if offer.mode == Mode.DRAW else "待审核"
    return _STANDS.get(offer.mine or Place.CANCELLED, "")


def _next(seen: Seen, now: datetime) -> str:
    offer = seen.offer
    if (late := _late(seen, now)) is not None:
        return late[1]
    if offer.mine is Place.OFFERED and offer.offer_until is not None:
        return f"{remaining(offer.offer_until, now)}内定下来,过了就让给后面的人。"
    if offer.mine is Place.REFUSED and seen.why:
        return f"主办人说:{seen.why}"
    if offer.mine is Place.ENROLLED and now < offer.starts_at:
        return f"{moment(offer.starts_at, now)} 见,还有 {remaining(offer.starts_at, now)}。"
    if offer.mine is Place.APPLIED and offer.mode == Mode.DRAW:
        return f"{moment(seen.deadline, now)} 截止后抽签,中没中都会在微信里告诉你。"
    return _HINTS.get(offer.mine or Place.CANCELLED, "")


def _late(seen: Seen, now: datetime) -> tuple[str, str] | None:
    """Return what a place has come to, and what is next, once it is off, or time has gone by."""
    offer, place = seen.offer, seen.offer.mine
    if offer.status == ActivityStatus.CANCELLED:
        why = f":{seen.cancel_reason}" if seen.cancel_reason else "。"
        return ("不用去了" if place in _HELD else ""), f"这个活动取消了{why}"
    if place is Place.ENROLLED and now >= offer.starts_at and seen.checked_in_at is None:
        if now < seen.ends_at:
            return "已经报上了", "到了现场,扫一下签到码,或者在对话里发「签到」和屏上的数字。"
        return "报了名,没有签到", "到了却没签到?请主办的团干部在名单上补一下。"
    if place in _HELD and place is not Place.ENROLLED and now >= offer.starts_at:
        return "这次没有轮上", _HINTS[Place.REFUSED]
    if place is Place.OFFERED and offer.offer_until is not None and now >= offer.offer_until:
        return _STANDS[Place.LAPSED], _HINTS[Place.REFUSED]
    return None


_STANDS: Final = {
    Place.ENROLLED: "已经报上了",
    Place.REFUSED: "这次没选上",
    Place.LAPSED: "给你留的名额过了时间,让给后面的人了",
}
_HINTS: Final = {
    Place.WAITING: "有空位会给你留着,到时在微信里告诉你。",
    Place.APPLIED: "主办人看过以后,在微信里告诉你。",
    Place.REFUSED: "看看别的活动,也许有合适的。",
}


def _sign(offer: Offer) -> str:
    if offer.mode == Mode.DRAW:
        return "报名,等抽签"
    if offer.mode == Mode.REVIEW:
        return "申请参加"
    return "报名" if offer.left > 0 and not offer.waiting else "排候补"


def _questions(form: Form) -> list[tuple[Question, str]]:
    """Return the questions, each with the condition in words for who has no script."""
    texts = {q.key: q.text for q in form.questions}
    return [
        (q, f"「{texts[q.when[0]]}」答了「{q.when[1]}」才用填:" if q.when else "")
        for q in form.questions
    ]


def clash(seen: Seen, now: datetime) -> str:
    """Return the words about another activity at the same time, if there is one."""
    other = seen.clash
    if other is None or seen.offer.mine in _HELD:
        return ""
    return clashing(other, now)


def clashing(other: Offer, now: datetime) -> str:
    """Return the words about another activity at the same time."""
    return f"那个时间你还报了「{other.title}」({moment(other.starts_at, now)})。"
