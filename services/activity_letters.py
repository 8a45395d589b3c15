"""What people are told about their places: kept, chosen, moved, called off; before and after.

A letter may be read days after it was written: it names the day, never 明天.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from domain.delivery import Kind, Lane
from domain.periods import HOME
from domain.reminders import quiet_until
from domain.seats import SEATED, Place
from domain.wording import say_moment, tap
from models import activity_post as questions
from models.activity import Activity, Enrolment
from services import letters, outbox, reasons
from services.outbox import Draft
from services.uow import Uow

EVENING: Final = time(19)
"""When those who come tomorrow are reminded."""
_DAY: Final = timedelta(days=1)
_JUST: Final = timedelta(hours=2)
"""Whoever signed up so lately needs no reminder."""
_CALM: Final = timedelta(minutes=30)
"""How long after closing the thanks go: it may be opened again at once."""


@dataclass(frozen=True, slots=True)
class _Word:
    """One thing to say: ``key`` names it, ``text`` in full, ``note`` in the space of a card."""

    key: str
    text: str
    note: str
    because: Callable[[Enrolment], Mapping[str, Any]]
    kind: Kind = Kind.SEAT
    urgent: bool = False
    """Whether an answer is waited for, so that it is worth an SMS."""


def free(uow: Uow, activity: Activity, people: Sequence[Enrolment], until: datetime | None) -> None:
    """Say that a seat came free: kept until a moment, or theirs already (none)."""
    title, when = activity.title, say_moment(activity.starts_at)
    if until is None:
        text = (
            f"有空位了:「{title}」({when})已经给你报上。来不了就回复「取消报名」,"
            "名额会让给后面的人。"
        )
        note = "候补转正,来不了请回复取消报名"
        places: tuple[Place, ...] = (Place.ENROLLED,)
    else:
        text = (
            f"有空位了:「{title}」({when})给你留到 {say_moment(until)}。"
            f"来就回复「{tap('要')}」,不来回复「{tap('不要')}」,好让给后面的人。"
        )
        note, places = f"留到{until.astimezone(HOME):%m-%d %H:%M},回复要或不要", (Place.OFFERED,)
    for one in people:
        key, because = f"free-{one.queue_no}", _holding(activity, places)
        word = _Word(key, text, note, because, urgent=until is not None)
        _tell(uow, activity, [one], word, expires_at=until)


def lapsed(uow: Uow, activity: Activity, people: Sequence[Enrolment]) -> None:
    """Say that the seat has gone to the next; who only learned by the start is told nothing."""
    if uow.now >= activity.starts_at:
        return
    more = f"看看别的,回复「{tap('活动')}」。"
    if uow.now < activity.deadline:
        more = f"还想来,回复「{tap('活动')}」再报,排在最后。"
    text = f"「{activity.title}」给你留的名额没有等到确认,让给了后面的人。{more}"
    note = "没等到确认,名额让给了后面的人"
    word = _Word(f"lapsed-{_stamp(uow)}", text, note, _having((Place.LAPSED,)))
    _tell(uow, activity, people, word)


def chosen(uow: Uow, activity: Activity, people: Sequence[Enrolment]) -> None:
    """Say that they were drawn, or chosen by the host."""
    place = f",在{activity.place}" if activity.place else ""
    text = (
        f"「{activity.title}」有你:{say_moment(activity.starts_at)}{place}。"
        f"来不了,回复「{tap('取消报名')}」。"
    )
    word = _Word(
        f"chosen-{_stamp(uow)}", text, "报上了,到时见", _holding(activity, (Place.ENROLLED,))
    )
    _tell(uow, activity, people, word)


def not_drawn(uow: Uow, activity: Activity, people: Sequence[Enrolment]) -> None:
    """Say that they wait, and that more is told; people stand in the order of the line."""
    text = (
        f"「{activity.title}」这次没有轮上,你排在候补里,有空位我会告诉你。"
        f"看排第几,回复「{tap('我的活动')}」;不等了,回复「{tap('取消报名')}」。"
    )
    word = _Word(f"line-{_stamp(uow)}", text, "在候补里,有空位会告诉你", _having((Place.WAITING,)))
    _tell(uow, activity, people, word)


def turned_down(uow: Uow, activity: Activity, one: Enrolment, why: str) -> None:
    """Say that the host has chosen others, and why if a reason is given."""
    because = f"({why})" if why else ""
    text = f"「{activity.title}」这次没有轮到你{because}。看看别的,回复「{tap('活动')}」。"
    word = _Word(f"no-{_stamp(uow)}", text, "这次没有轮到你", _having((Place.REFUSED,)))
    _tell(uow, activity, [one], word)


def decided(uow: Uow, one: Enrolment) -> frozenset[str]:
    """Return the keys that a letter written just now about a decision may have."""
    return frozenset(f"seat:{one.id}:{what}-{_stamp(uow)}" for what in ("chosen", "line", "no"))


def changed(uow: Uow, activity: Activity, people: Sequence[Enrolment]) -> None:
    """Say that time or place are other ones now."""
    place = f",在{activity.place}" if activity.place else ""
    text = (
        f"「{activity.title}」改了:{say_moment(activity.starts_at)}{place}。"
        f"不方便的话,回复「{tap('取消报名')}」。"
    )
    holding = _holding(activity, (*SEATED, Place.WAITING, Place.APPLIED))
    _tell(uow, activity, people, _Word(f"moved-{_stamp(uow)}", text, "时间或地点改了", holding))


def called_off(uow: Uow, activity: Activity, people: Sequence[Enrolment]) -> None:
    """Say that it does not take place, and why."""
    when = say_moment(activity.starts_at)
    text = (
        f"「{activity.title}」({when})取消了:{activity.cancel_reason}。"
        f"不用去了;看看别的,回复「{tap('活动')}」。"
    )
    because = reasons.called_off(activity.id)
    word = _Word("called-off", text, "活动取消了,不用去了", lambda _: because)
    _tell(uow, activity, people, word)


def remind(uow: Uow) -> int:
    """Remind, from seven in the evening on, those who come the next day; thank those who came."""
    local = uow.now.astimezone(HOME)
    days = 2 if local.time() >= EVENING else 1
    until = datetime.combine(local.date() + days * _DAY, time(), HOME)
    written = 0
    coming = uow.session.scalars(questions.to_remind(uow.now, until)).all()
    guests = questions.seated([a.id for a in coming], uow.now - _JUST)
    rows = uow.session.scalars(guests).all() if coming else []
    for activity in coming:
        mine = [row for row in rows if row.activity_id == activity.id]
        written += _remind(uow, activity, mine)
        activity.reminded_at = uow.now
    return written + _thank(uow)


def _remind(uow: Uow, activity: Activity, people: Sequence[Enrolment]) -> int:
    place = f",在{activity.place}" if activity.place else ""
    text = (
        f"别忘了:「{activity.title}」{say_moment(activity.starts_at)}{place}。"
        f"到了现场回复「签到」和屏幕上的数字就行;来不了,回复「{tap('取消报名')}」。"
    )
    holding = _holding(activity, (Place.ENROLLED,))
    note = "到时见,来不了请回复取消报名"
    return _tell(uow, activity, people, _Word("remind", text, note, holding, Kind.ACTIVITY))


def _thank(uow: Uow) -> int:
    guests: dict[int, list[Enrolment]] = defaultdict(list)
    held: dict[int, Activity] = {}
    for activity, enrolment in uow.session.execute(
        questions.to_thank(uow.now - _DAY, uow.now - _CALM)
    ):
        held[activity.id] = activity
        guests[activity.id].append(enrolment)
    written = 0
    for number, activity in held.items():
        text = (
            f"谢谢你来「{activity.title}」。哪里好、哪里可以更好,说一句给主办人听:"
            f"回复「{tap('活动评价')}」。"
        )
        word = _Word("thanks", text, "谢谢你来,说说感受", _came, Kind.ACTIVITY)
        written += _tell(uow, activity, guests[number], word, expires_at=uow.now + 3 * _DAY)
    return written


def _came(enrolment: Enrolment) -> Mapping[str, Any]:
    return reasons.attended(enrolment.id)


def _tell(
    uow: Uow,
    activity: Activity,
    people: Sequence[Enrolment],
    word: _Word,
    *,
    expires_at: datetime | None = None,
) -> int:
    """Write one letter to each of those who can be reached; return how many were new."""
    reached = letters.reached(uow, [one.person_id for one in people])
    usual = activity.starts_at if activity.starts_at > uow.now else uow.now + _DAY
    due = _awake(uow, activity)
    fields = {
        "activity": activity.title,
        "time": f"{activity.starts_at.astimezone(HOME):%Y-%m-%d %H:%M}",
        "place": activity.place or "见活动说明",
        "note": word.note,
    }
    return outbox.put_many(
        uow,
        [
            Draft(
                key=f"seat:{one.id}:{word.key}",
                kind=word.kind,
                lane=Lane.SEAT if word.kind is Kind.SEAT else Lane.NOTICE,
                openid=reached[one.person_id].openid,
                mini_openid=reached[one.person_id].mini_openid,
                person_id=one.person_id,
                text=word.text,
                template="SEAT",
                fields=fields,
                because=word.because(one),
                due_at=due,
                expires_at=expires_at or usual,
                urgent=word.urgent,
                organ_id=activity.organisation_id,
            )
            for one in people
            if one.person_id in reached
        ],
    )


def _awake(uow: Uow, activity: Activity) -> datetime:
    """Return when a letter may go: at night only about what begins early in the morning."""
    morning = quiet_until(uow.now)
    if morning is None or activity.starts_at < morning + _JUST:
        return uow.now
    return morning


def _holding(
    activity: Activity, places: Sequence[Place]
) -> Callable[[Enrolment], Mapping[str, Any]]:
    """Because they have one of these places, and time and place are still those of the letter."""
    when, where = activity.starts_at, activity.place
    return lambda one: reasons.seat(one.id, places, when, where)


def _having(places: Sequence[Place]) -> Callable[[Enrolment], Mapping[str, Any]]:
    return lambda one: reasons.seat(one.id, places)


def _stamp(uow: Uow) -> str:
    return f"{uow.now:%Y%m%d%H%M%S}"
