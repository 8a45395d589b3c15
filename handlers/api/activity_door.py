"""签到码与海报: the digits of the minute, an event's own join code, what stands on the poster."""

from typing import Self

from pydantic import Field

from domain.seats import Mode
from handlers.api.door import Alone
from handlers.api.drawing import DRAWN, NothingToDraw, drawn, looking
from handlers.api.endpoint import Api, Call, File, Role
from handlers.api.shapes import Moment, Said, Told
from services import checkins, join_codes, posters

api = Api(
    "签到码与海报",
    "门口的数字每分钟换一次;到点就再要一次。场内加小伙伴用另一个码。",
    {"no_such_activity": 404, "not_your_activity": 404},
)


class DoorCode(Told):
    """门口现在显示什么。"""

    activity_id: int
    title: str
    digits: str = Field(description="这一分钟的六位数;没开门是空的")
    scene: str = Field(description="放进码里的场景值;没开门是空的")
    until: Moment = Field(description="到这时换下一个,按服务器的钟")
    left: int = Field(description="还有几秒换;手机的钟可能不准,以它为准")
    arrived: int
    expected: int = Field(description="有名额的人数")
    why: Said = Field(description="没开门的话,为什么")


class Poster(Told):
    """海报上写什么。"""

    id: int
    title: str
    organisation: str
    starts_at: Moment
    ends_at: Moment
    deadline: Moment
    place: str
    about: str
    seats: int
    mode: Mode
    audience: str = Field(description="给谁的;空的就是大家")
    scene: str = Field(description="码里的场景值;码的图另取")
    good_until: Moment | None = Field(description="码有用到什么时候;空的就是已经没用")


class EventCode(Told):
    """现场加小伙伴的码:到场、还没登录的人用它加入你的名单。"""

    title: str
    scene: str = Field(description="放进码里的场景值;没有码是空的")
    phrase: str = Field(description="扫不了的话,在对话里发这句话")
    created_at: Moment | None
    expires_at: Moment | None
    joined: int = Field(description="用它加入了几位")
    lately: list[str] = Field(description="刚加入的几位")

    @classmethod
    def of(cls, title: str, code: join_codes.Code | None) -> Self:
        """Return what is shown, with a code or without."""
        return cls(
            title=title,
            scene=code.scene if code else "",
            phrase=code.phrase if code else "",
            created_at=code.created_at if code else None,
            expires_at=code.expires_at if code else None,
            joined=code.joined if code else 0,
            lately=list(code.lately) if code else [],
        )


@api.get("/activities/{activity_id}/door", Role.CADRE, title="门口的签到码")
def activity_door(call: Call, activity_id: int) -> DoorCode:
    code = checkins.code(call.uow, call.cadre, activity_id)
    left = max(int((code.until - call.uow.now).total_seconds()), 0)
    return DoorCode(
        activity_id=code.activity_id,
        title=code.title,
        digits=code.digits,
        scene=code.scene,
        until=code.until,
        left=left,
        arrived=code.arrived,
        expected=code.expected,
        why=code.why,
    )


@api.get("/activities/{activity_id}/poster", Role.CADRE, title="海报上写什么")
def activity_poster(call: Call, activity_id: int) -> Poster:
    one = posters.shown(call.uow, call.cadre, activity_id)
    return Poster(
        id=one.id,
        title=one.title,
        organisation=one.organisation,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        deadline=one.deadline,
        place=one.place,
        about=one.about,
        seats=one.seats,
        mode=one.mode,
        audience=one.audience,
        scene=one.scene,
        good_until=call.uow.now + one.lasts if one.lasts else None,
    )


@api.get("/activities/{activity_id}/door/picture", Role.CADRE, title="签到的小程序码", **DRAWN)
def activity_door_picture(alone: Alone, activity_id: int) -> File:
    """Have the code of this minute drawn."""
    with looking(alone) as call:
        code = checkins.code(call.uow, call.cadre, activity_id)
    if not code.digits:
        raise NothingToDraw(why=code.why)
    return drawn(alone, code.scene)


@api.get("/activities/{activity_id}/poster/picture", Role.CADRE, title="海报的小程序码", **DRAWN)
def activity_poster_picture(alone: Alone, activity_id: int) -> File:
    """Have the poster's code drawn."""
    with looking(alone) as call:
        poster = posters.shown(call.uow, call.cadre, activity_id)
    if not poster.lasts:
        raise NothingToDraw(why="这个活动现在不收报名,海报上的码没有用。")
    return drawn(alone, poster.scene)


@api.get("/activities/{activity_id}/join-code", Role.CADRE, title="现场加小伙伴的码")
def event_code(call: Call, activity_id: int) -> EventCode:
    return _event(call, activity_id)


# No answer with a code's token is kept: hence no Idempotency-Key.
@api.post(
    "/activities/{activity_id}/join-code",
    Role.CADRE,
    title="做一个新的现场码,旧的停用",
    alone=True,
)
def event_code_new(alone: Alone, activity_id: int) -> EventCode:
    """Make a code; the one before it ends."""
    with alone.house.open_uow() as uow:
        call = alone.call(uow, Role.CADRE)
        join_codes.renew(uow, call.cadre, activity_id)
        return _event(call, activity_id)


@api.delete("/activities/{activity_id}/join-code", Role.CADRE, title="停用现场码")
def event_code_stop(call: Call, activity_id: int) -> EventCode:
    join_codes.stop(call.uow, call.cadre, activity_id)
    return _event(call, activity_id)


@api.get("/activities/{activity_id}/join-code/picture", Role.CADRE, title="现场的码", **DRAWN)
def event_code_picture(alone: Alone, activity_id: int) -> File:
    """Have the event's code drawn."""
    with looking(alone) as call:
        _, code = join_codes.of_event(call.uow, call.cadre, activity_id)
    if code is None:
        raise NothingToDraw(why="还没有现场码,先做一个。")
    return drawn(alone, code.short_scene)


def _event(call: Call, activity_id: int) -> EventCode:
    call.uow.session.flush()
    return EventCode.of(*join_codes.of_event(call.uow, call.cadre, activity_id))
