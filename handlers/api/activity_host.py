"""我办的活动: the list of them, one as it is run, its seats, and calling it off."""

from collections import Counter
from typing import Final

from pydantic import Field

from domain.seats import STATUS_TITLES, ActivityStatus, Mode, Place
from handlers.api import cursors
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Given, Line, Moment, Page, Paging, Told
from services import activity_held
from services import activity_making as making
from services import activity_review as review
from services.activity_drafts import MOST_SEATS
from services.activity_making import Hosted

api = Api(
    "主持活动",
    "主办人和它的单位负责人看到的:名额、候补、取消;草稿 → 报名中 → 进行中 → 已结束 → 已归档。",
    {"no_such_activity": 404, "not_your_activity": 404},
)


class HostedLine(Told):
    """我办的活动,一行一个。"""

    id: int
    title: str
    starts_at: Moment
    seats: int
    taken: int
    waiting: int = Field(description="候补几人")
    applied: int = Field(description="几份申请等着定")
    closed: bool = Field(description="办结了")
    state: ActivityStatus
    status: str = Field(description="状态的中文说法")


class GuestCounts(Told):
    """各有几人。"""

    enrolled: int
    offered: int = Field(description="名额留着,等他们确认")
    waiting: int
    applied: int
    came: int = Field(description="已签到")


class ActivityRun(Told):
    """一个活动,主办人看到的。"""

    id: int
    title: str
    kind: str
    kind_title: str
    organ: bool = Field(description="机关办的")
    host_name: str
    place: str
    starts_at: Moment
    ends_at: Moment
    deadline: Moment
    seats: int
    taken: int
    state: ActivityStatus = Field(description="按现在的时间")
    status: str = Field(description="状态的中文说法")
    mode: Mode
    closed: bool = Field(description="办结了")
    drawn: bool = Field(description="抽过签了")
    draw_seed: str = Field(description="抽签的随机数种子,谁拿去算都一样")
    may_draw: bool = Field(description="现在可以抽签")
    cancel_reason: str
    clash: str = Field(description="草稿:那时自己还办着别的,说的就是它")
    guests: GuestCounts
    said: str = Field(default="", description="刚才那一步做成了什么")


class CancelReason(Given):
    """为什么取消。"""

    reason: Line = Field(default="", description="报了名的人会收到这句话;草稿可以不填")


class SeatsWanted(Given):
    """改成多少个名额。"""

    seats: int = Field(ge=1, le=MOST_SEATS)


@api.get("/activities/hosted", Role.CADRE, title="我办的活动")
def activities_hosted(call: Call, paging: Paging) -> Page[HostedLine]:
    rows = activity_held.hosted(
        call.uow, call.cadre, after=cursors.last_seen(paging), most=paging.limit + 1
    )
    return cursors.cut(rows, paging, lambda one: one.id, _line)


def _line(one: Hosted) -> HostedLine:
    return HostedLine(
        id=one.id,
        title=one.title,
        starts_at=one.starts_at,
        seats=one.seats,
        taken=one.taken,
        waiting=one.waiting,
        applied=one.applied,
        closed=one.closed,
        state=one.status,
        status=one.status_title,
    )


@api.get("/activities/{activity_id}/run", Role.CADRE, title="主持一个活动")
def activity_run(call: Call, activity_id: int) -> ActivityRun:
    return run_shown(call, activity_id)


@api.put("/activities/{activity_id}/seats", Role.CADRE, title="改名额")
def activity_seats(call: Call, body: SeatsWanted, activity_id: int) -> ActivityRun:
    changed = making.resize(call.uow, call.cadre, activity_id, body.seats)
    up = f",{changed.moved_up} 位候补的有名额了" if changed.moved_up else ""
    return run_shown(call, activity_id, f"名额改成 {body.seats} 个{up}。")


@api.post("/activities/{activity_id}/cancel", Role.CADRE, title="取消活动")
def activity_cancel(call: Call, body: CancelReason, activity_id: int) -> ActivityRun:
    told = making.cancel(call.uow, call.cadre, activity_id, body.reason)
    said = f"取消了,{told} 位报了名的人会收到通知。" if told else "取消了。"
    return run_shown(call, activity_id, said)


def run_shown(call: Call, activity_id: int, said: str = "") -> ActivityRun:
    """Show an activity to whoever runs it, as it is after a step."""
    uow, now = call.uow, call.uow.now
    uow.session.flush()
    running = making.run_by(uow, call.cadre, activity_id)
    guests = review.guests(uow, call.cadre, activity_id)
    places = Counter(one.place for one in guests)
    drafted = running.status == ActivityStatus.DRAFT
    clash = making.host_clash(uow, call.cadre, running.draft, activity_id) if drafted else ""
    state = running.standing(now)
    return ActivityRun(
        **{name: getattr(running, name) for name in _AS_IS},
        state=state,
        status="已办结" if running.closed else STATUS_TITLES[state],
        may_draw=running.may_draw(now),
        draw_seed=running.draw_seed if running.drawn else "",
        clash=clash,
        guests=GuestCounts(
            enrolled=places[Place.ENROLLED],
            offered=places[Place.OFFERED],
            waiting=running.waiting,
            applied=places[Place.APPLIED],
            came=sum(one.checked_in_at is not None for one in guests),
        ),
        said=said,
    )


_AS_IS: Final = (
    *("id", "title", "kind", "kind_title", "organ", "host_name", "place", "starts_at", "ends_at"),
    *("deadline", "seats", "taken", "mode", "closed", "drawn", "cancel_reason"),
)
