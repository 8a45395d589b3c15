"""活动: running one — figures, guests, whom to take, the draw, the seats, calling it off."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.seats import STATUS_TITLES, ActivityStatus, Mode, Place
from domain.signup_form import Form
from handlers.h5.activity_forms import HostBusy
from handlers.h5.activity_words import answered, moment, span, until
from handlers.h5.desk import Pages, View, Visit, number
from handlers.h5.pages import typed
from services import activity_making as making
from services import activity_review as review
from services.activity_making import Running
from services.activity_review import Guest

_ORDER: Final = (
    (Place.OFFERED, "等他们确认的"),
    (Place.ENROLLED, "来的人"),
    (Place.WAITING, "候补"),
    (Place.APPLIED, "申请的"),
    (Place.LAPSED, "没有确认的"),
    (Place.REFUSED, "没有选上的"),
    (Place.CANCELLED, "退出的"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One guest in the list."""

    name: str
    mine: bool
    state: str
    answers: list[tuple[str, str]]
    again: int = 0
    """The person, where a no may still become a yes."""


@dataclass(frozen=True, slots=True)
class Link:
    """One page that goes on from here."""

    href: str
    title: str
    about: str = ""


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    run = _page(pages)
    _choosing(pages, run)
    _holding(pages, run)


def _page(pages: Pages) -> View:
    @pages.get("/activities/<int:activity_id>/run")
    def activity_run(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Show an activity to whoever runs it."""
        uow, who = visit.uow, visit.who
        running = making.run_by(uow, who.id, activity_id)
        guests = review.guests(uow, who.id, activity_id)
        applied = review.applications(uow, who.id, activity_id) if _reviews(running) else []
        form = running.draft.form
        return visit.page(
            "activities/run",
            a=_shown(visit, running, guests),
            clash=making.host_clash(uow, who.id, running.draft, activity_id)
            if running.status == ActivityStatus.DRAFT and visit.wrong
            else "",
            figures=_figures(running, guests),
            links=_links(running, running.standing(uow.now)),
            applied=[
                {
                    "id": one.person_id,
                    "name": one.name,
                    "answers": list(answered(form, one.answers)),
                }
                for one in applied
            ],
            guests=_grouped(visit, running, guests, form),
        )

    return activity_run


def _reviews(running: Running) -> bool:
    return running.mode == Mode.REVIEW and running.status == ActivityStatus.OPEN


def _shown(visit: Visit, running: Running, guests: list[Guest]) -> dict[str, object]:
    now = visit.uow.now
    status = running.standing(now)
    is_open = status == ActivityStatus.OPEN
    return {
        "id": running.id,
        "title": running.title,
        "status": "已办结" if running.closed else STATUS_TITLES[status],
        "status_kind": "now" if is_open or status == ActivityStatus.RUNNING else "",
        "when": span(running.starts_at, running.ends_at, now),
        "place": running.place,
        "next": _next(visit, running, guests),
        "draft": status == ActivityStatus.DRAFT,
        "open": is_open,
        "resize": is_open,
        "seats": running.seats,
        "may_draw": running.may_draw(now),
        "seed": running.draw_seed if running.drawn else "",
        "may_cancel": status in {ActivityStatus.DRAFT, ActivityStatus.OPEN},
        "cancel_sure": "报了名的人都会收到通知。" if running.taken + running.waiting else "",
        "cancel_note": "报了名的人会收到这句话。" if status == ActivityStatus.OPEN else "",
    }


def _next(visit: Visit, running: Running, guests: list[Guest]) -> str:
    """Return the one thing to do next, in words."""
    now = visit.uow.now
    status = running.standing(now)
    if status == ActivityStatus.CANCELLED:
        return f"取消了:{running.cancel_reason}" if running.cancel_reason else "取消了。"
    if status == ActivityStatus.DRAFT:
        return "还是草稿,只有你看得到。看一遍没问题,就发布。"
    if status == ActivityStatus.ENDED and not running.closed:
        return "结束了。去「办结」点一下,大家的联系和你的五个一就都记上了。"
    return _signing(running, guests, now) if status == ActivityStatus.OPEN else ""


def _signing(running: Running, guests: list[Guest], now: datetime) -> str:
    draws = running.mode == Mode.DRAW and not running.drawn
    due = moment(running.deadline, now)
    if now < running.deadline:
        return f"{due} 截止,到时自动抽签。" if draws else f"报名 {due} 截止。"
    return f"报名截止了,{_count(guests, Place.APPLIED)} 人等着抽签。" if draws else ""


def _count(guests: list[Guest], *places: Place) -> int:
    return sum(1 for guest in guests if guest.place in places)


def _figures(running: Running, guests: list[Guest]) -> list[tuple[str, str]]:
    came = sum(1 for guest in guests if guest.checked_in_at is not None)
    offered = _count(guests, Place.OFFERED)
    applied = _count(guests, Place.APPLIED)
    rows = [
        (f"{_count(guests, Place.ENROLLED)}/{running.seats}", "报上名 / 名额"),
        (str(offered), "等确认") if offered else None,
        (str(running.waiting), "候补") if running.mode == Mode.FIRST or running.waiting else None,
        (str(applied), "申请") if running.mode != Mode.FIRST else None,
        (str(came), "已签到") if came else None,
    ]
    return [row for row in rows if row is not None]


def _links(running: Running, status: ActivityStatus) -> list[Link]:
    own = url_for("h5.activity", activity_id=running.id)
    door = (
        Link(f"{own}/door", "签到码", "放在门口,大家扫一下"),
        Link(f"{own}/join-code", "现场加小伙伴", "还没登录的人扫这个"),
    )
    after = (
        Link(f"{own}/list", "名单点名", "没带手机的,在这里点"),
        Link(f"{own}/close", "办结", "谁来了、办了多久,记录自动记上"),
    )
    edit = Link(f"{own}/edit", "改时间地点", "报了名的人会收到")
    always = (
        Link(own, "小伙伴看到的样子", "他们点开就是这一页"),
        Link(f"{own}/copy", "照样再办一次", "换个日子就能发布"),
    )
    poster = Link(f"{own}/poster", "海报", "一张图,扫码就能报名")
    return {
        ActivityStatus.DRAFT: [always[0]],
        ActivityStatus.OPEN: [poster, edit, *door, *after, *always],
        ActivityStatus.RUNNING: [*door, *after, edit, *always],
        ActivityStatus.CANCELLED: [*always],
    }.get(status, [*reversed(after), *always])


def _grouped(
    visit: Visit, running: Running, guests: list[Guest], form: Form
) -> list[tuple[str, list[Told]]]:
    shown = []
    again = _reviews(running) and visit.uow.now < running.starts_at
    for place, title in _ORDER:
        if place is Place.APPLIED and _reviews(running):
            continue  # they stand above, to be decided on
        people = [
            Told(
                one.name,
                one.mine,
                _said(visit, one),
                list(answered(form, one.answers)),
                one.person_id if place is Place.REFUSED and again else 0,
            )
            for one in guests
            if one.place == place
        ]
        if people:
            shown.append((f"{title} {len(people)} 人", people))
    return shown


def _said(visit: Visit, guest: Guest) -> str:
    now = visit.uow.now
    if guest.checked_in_at is not None:
        return "已签到"
    if guest.place == Place.OFFERED and guest.offer_until is not None:
        return f"留{until(guest.offer_until, now)}"
    if guest.place == Place.WAITING:
        return f"第 {guest.position} 位"
    return ""


def _choosing(pages: Pages, run: View) -> None:
    @pages.post("/activities/<int:activity_id>/decide/<int:person_id>", again=_less(run))
    def activity_decide(visit: Visit, activity_id: int, person_id: int) -> ResponseReturnValue:
        """Take one who applied, or say why not."""
        yes, why = bool(typed("yes")), typed("why").strip()
        review.decide(visit.uow, visit.who.id, activity_id, person_id, yes=yes, why=why)
        text = "同意了,这就告诉 TA。" if yes else "告诉 TA 了。"
        return visit.done(text, "h5.activity_run", activity_id=activity_id)

    @pages.post("/activities/<int:activity_id>/draw", again=run)
    def activity_draw(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Draw lots now."""
        drawn = review.draw(visit.uow, visit.who.id, activity_id)
        text = f"抽好了:{len(drawn.chosen)} 人有名额,{len(drawn.waiting)} 人候补,都告诉了。"
        return visit.done(text, "h5.activity_run", activity_id=activity_id)

    del activity_decide, activity_draw


def _less(run: View) -> View:
    def again(visit: Visit, activity_id: int, person_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the step's path
        return run(visit, activity_id)

    return again


def _holding(pages: Pages, run: View) -> None:
    @pages.post("/activities/<int:activity_id>/publish", again=run)
    def activity_publish(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Let people sign up for a draft."""
        uow, who = visit.uow, visit.who
        draft = making.run_by(uow, who.id, activity_id).draft
        busy = making.host_clash(uow, who.id, draft, activity_id)
        if busy and not typed("sure"):
            raise HostBusy(why=busy, what="发布")
        making.publish(uow, who.id, activity_id)
        return visit.done(
            "发布了。海报发到群里,报名就开始了。", "h5.activity_run", activity_id=activity_id
        )

    @pages.post("/activities/<int:activity_id>/seats", again=run)
    def activity_seats(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Give another number of seats: a step is sent as what it leads to."""
        seats = number(typed("to"))
        changed = making.resize(visit.uow, visit.who.id, activity_id, seats)
        up = f",{changed.moved_up} 位候补的有名额了" if changed.moved_up else ""
        text = f"名额改成 {seats} 个{up}。"
        return visit.done(text, "h5.activity_run", activity_id=activity_id)

    @pages.post("/activities/<int:activity_id>/cancel", again=run)
    def activity_cancel(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Call it off, and say why."""
        told = making.cancel(visit.uow, visit.who.id, activity_id, typed("reason"))
        text = f"取消了,{told} 位报了名的人会收到通知。" if told else "取消了。"
        return visit.done(text, "h5.activity_run", activity_id=activity_id)

    del activity_publish, activity_seats, activity_cancel
