"""签到: by the digits at the door, or by scanning its code; a wrong try stays counted."""

from typing import Annotated, Final

from pydantic import Field, StringConstraints

from domain import checkin
from domain.checkin import SCENE, Way, WrongDigits
from domain.errors import Refusal
from domain.periods import HOME
from handlers.api.activity_seen import NOT_THERE
from handlers.api.door import Alone
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Given, Moment, Told
from services import checkins
from services.arrivals import Here

api = Api(
    "签到",
    "到了现场,填签到屏上的 6 位数字,或者扫屏上的码。数字每分钟换;再签一次只会说已经签到了。",
    NOT_THERE,
)

_OFTEN: Final = 20


class CodeStale(Refusal):
    """The code at the door has changed."""

    code = "door_code_stale"
    text = "这个码已经换了,它每分钟换一次。扫一下签到屏上现在的码,或者填屏上的数字。"


class DoorDigits(Given):
    """签到屏上的数字。"""

    digits: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class DoorScene(Given):
    """签到屏上的码里的 scene。"""

    scene: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,64}$")] = Field(
        description="小程序码带来的 scene,例如 ci_7-123456"
    )


class OpenDoor(Told):
    """现在能签到的一个活动。"""

    id: int
    title: str
    place: str
    starts_at: Moment


class OpenDoors(Told):
    """现在能签到的活动,自己报了的在前。"""

    doors: list[OpenDoor]


class CheckedIn(Told):
    """签到好了。"""

    activity_id: int
    title: str
    place: str
    at: Moment
    already: bool = Field(description="早就签到了")
    walk_in: bool = Field(description="没报名,给加了一个名额")
    said: str


@api.get("/check-ins/doors", Role.PERSON, title="现在能签到的活动;一个也没有时 message 说为什么")
def checkin_doors(call: Call) -> OpenDoors:
    doors = checkins.open_doors(call.uow, call.person)
    return OpenDoors(doors=[OpenDoor.model_validate(one) for one in doors])


@api.post("/check-ins/digits", Role.PERSON, title="用数字签到", alone=True, often=_OFTEN)
def checkin_digits(alone: Alone, body: DoorDigits) -> CheckedIn:
    with alone.house.open_uow() as uow:
        person = alone.call(uow, Role.PERSON).person
        judged = checkins.by_digits(uow, person, body.digits)
    return _told(judged)


@api.post("/check-ins/scan", Role.PERSON, title="扫码签到", alone=True, often=_OFTEN)
def checkin_scan(alone: Alone, body: DoorScene) -> CheckedIn:
    read = checkin.read_scene(body.scene.removeprefix(SCENE))
    if read is None:
        raise CodeStale
    with alone.house.open_uow() as uow:
        person = alone.call(uow, Role.PERSON).person
        judged = checkins.check_in(uow, person, *read, Way.SCAN)
    if isinstance(judged, WrongDigits):
        raise CodeStale
    return _told(judged)


def _told(judged: Here | Refusal) -> CheckedIn:
    """Say what came of it, now that the transaction with the counted try is over."""
    if isinstance(judged, Refusal):
        raise judged
    said = f"签到好了:「{judged.title}」。"
    if judged.already:
        said = f"你 {judged.at.astimezone(HOME):%H:%M} 已经签到了:「{judged.title}」,不用再签。"
    elif judged.walk_in:
        said = f"给你加了一个名额,也签到好了:「{judged.title}」。"
    return CheckedIn(
        activity_id=judged.activity_id,
        title=judged.title,
        place=judged.place,
        at=judged.at,
        already=judged.already,
        walk_in=judged.walk_in,
        said=said,
    )
