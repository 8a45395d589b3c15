"""登录: wx.login's code for a session, a proof for a person, and the way out."""

from typing import Annotated, Final

from pydantic import Field, StringConstraints

from domain.wording import say_moment
from handlers.api.door import Alone
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Given, Moment, Told
from handlers.chat.youth_login import WHAT_IS_KEPT
from services import (
    cadre_login,
    identity,
    mini_binding,
    mini_login,
    mini_password,
    mini_scenes,
)
from services.cadre_login import Attempt, Change
from services.mini_binding import Standing, State, Word
from services.uow import Uow

api = Api("登录", "打开小程序先换一个会话;要看自己的东西,再用手机号、密码或对话里的码证明一次。")

Code = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
Username = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_CADRES: Final = 3
"""Cadres named where somebody is asked to agree."""


class LoginCode(Given):
    """wx.login 得到的 code。"""

    code: Code = Field(description="一次有效,五分钟内")


class Session(Told):
    """一个新会话。token 只在这里出现一次,以后放在 Authorization: Bearer 里。"""

    token: str
    seconds: int = Field(description="多少秒不用就过期")
    known: bool = Field(description="是不是已经知道是谁;不知道就请点手机号按钮")


class PhoneCode(Given):
    """手机号按钮 (open-type="getPhoneNumber") 得到的 code。"""

    code: Code


class Answer(Given):
    """state 是 consent 时的回答。"""

    answer: Word = Field(description="agree 同意;not_me 不是我;leave 是我,但不想被联系")


class Login(Given):
    """团干部的用户名和密码,和网站上的一样。"""

    username: Username
    password: Password


class NewPassword(Given):
    """换一个自己的密码;第一次登录用的是一次性密码,要先换。"""

    username: Username
    password: Password = Field(description="现在的密码")
    new: Password = Field(description="新密码,至少 10 位")


class Scene(Given):
    """扫码打开小程序得到的 scene,先 decodeURIComponent。"""

    scene: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,32}$")]


class Entered(Told):
    """登录走到了哪一步。"""

    state: State = Field(
        description="in 登录好了;waiting 另一部手机还登录着,等到 until;"
        "consent 先给人看 said,再调 session_answer;out 不登录了;"
        "new_password 先调 session_password_new"
    )
    name: str = Field(description="登录的是谁;waiting 时是空的")
    until: Moment | None = Field(description="waiting 时:最晚等到什么时候")
    said: str = Field(description="可以直接显示给人看的中文")


@api.post("/session", Role.ANYONE, title="换一个会话", status=201, alone=True, often=300)
def session_open(alone: Alone, body: LoginCode) -> Session:
    """Exchange the code outside any transaction, then open the session."""
    vouched = alone.house.mini.visitor(body.code)
    with alone.house.open_uow() as uow:
        mini_login.take_code(uow, body.code)
        opened = mini_login.begin(uow, vouched.openid, vouched.unionid)
    return Session(token=opened.token, seconds=opened.seconds, known=opened.known)


@api.post("/session/phone", Role.VISITOR, title="用手机号登录", alone=True, often=10)
def session_phone(alone: Alone, body: PhoneCode) -> Entered:
    """Ask the platform whose number it is, and let the openid stand for that person."""
    with alone.house.open_uow() as uow:
        openid = alone.call(uow).who.openid
        # Used up before it is asked about: sent twice at once, it is asked about once.
        mini_login.take_code(uow, body.code)
    number = alone.house.mini.phone(body.code, openid)
    with alone.house.open_uow() as uow:
        _still(uow, alone)
        return entered(uow, mini_binding.confirm_phone(uow, openid, number))


@api.post("/session/answer", Role.VISITOR, title="同意、不是我,或不想被联系")
def session_answer(call: Call, body: Answer) -> Entered:
    """Bind only who agrees, as in the chat."""
    standing = mini_binding.answer(call.uow, call.who.openid, body.answer)
    if standing is not None:
        return entered(call.uow, standing)
    return Entered(state=State.OUT, name="", until=None, said=_GONE[body.answer])


@api.post("/session/password", Role.VISITOR, title="团干部登录", alone=True, often=30)
def session_password(alone: Alone, body: Login) -> Entered:
    """Count the try, check with no transaction open, then bind or ask for a new password."""
    openid, attempt, right = _tried(alone, body.username, body.password)
    with alone.house.open_uow() as uow:
        _still(uow, alone)
        return entered(uow, mini_password.enter(uow, openid, attempt, right=right))


@api.post("/session/password/new", Role.VISITOR, title="换密码", alone=True, often=30)
def session_password_new(alone: Alone, body: NewPassword) -> Entered:
    """Change a password by the one before it; other phones have to log in again."""
    change = Change(body.username, "")
    cadre_login.judge_new(change, body.new, body.new, unchanged=body.new == body.password)
    openid, attempt, right = _tried(alone, body.username, body.password)
    if not right:
        raise cadre_login.WrongLogin
    hashed = alone.house.passwords.hash(body.new)
    with alone.house.open_uow() as uow:
        _still(uow, alone)
        return entered(uow, mini_password.change(uow, openid, attempt, hashed))


def _tried(alone: Alone, username: str, password: str) -> tuple[str, Attempt, bool]:
    with alone.house.open_uow() as uow:
        openid = alone.call(uow).who.openid
        attempt = mini_password.knock(uow, openid, username)
    return openid, attempt, alone.house.passwords.check(attempt.stored, password)


@api.post("/session/scene", Role.VISITOR, title="用对话里的码登录", alone=True, often=30)
def session_scene(alone: Alone, body: Scene) -> Entered:
    """Let the openid that scanned the chat's code stand for whoever asked for it."""
    with alone.house.open_uow() as uow:
        mini_password.count(uow, alone.call(uow).who.openid)
    with alone.house.open_uow() as uow:
        return entered(uow, mini_scenes.enter(uow, _still(uow, alone), body.scene))


@api.delete("/session", Role.VISITOR, title="退出这部手机", alone=True)
def session_close(alone: Alone) -> None:
    """End this session alone."""
    with alone.house.open_uow() as uow:
        alone.call(uow)
        mini_login.leave(uow, alone.token)


def _still(uow: Uow, alone: Alone) -> str:
    """Return who calls, whose session may have ended meanwhile; their row is not locked here."""
    return mini_login.visitor(uow, alone.token).openid


_GONE: Final = {
    Word.AGREE: "",
    Word.NOT_ME: "好,没有登录。我们会请登记这个号码的团干部核对一下,不会再按这个名字找你。",
    Word.LEAVE: "记下了,不会再有人通过这里联系你,也不影响任何人。哪天想回来,再点一次按钮就行。",
}


def entered(uow: Uow, standing: Standing) -> Entered:
    """Tell how far it has come; who waits is not told whose place it is."""
    waits = standing.state is State.WAITING
    return Entered(
        state=standing.state,
        name="" if waits else standing.name,
        until=standing.until,
        said=_said(uow, standing),
    )


def _said(uow: Uow, standing: Standing) -> str:
    match standing.state:
        case State.WAITING if standing.until:
            return (
                "这个号码的人已经在另一部手机上登录了,刚告诉了那边。是你自己换的手机:"
                "在原来那部手机上打开「我的」点「是我换的」,马上能用;没了,在公众号对话里说「是我换的」;"
                f"都没有,{say_moment(standing.until)} 以后再打开就好了。"
            )
        case State.CONSENT:
            names = identity.cadres_of(uow, standing.person_id)[:_CADRES]
            whose = f"联系你的团干部是{'、'.join(names)}。" if names else "还没有团干部在联系你。"
            return f"你好,{standing.name}。{whose}\n{WHAT_IS_KEPT}"
        case State.NEW_PASSWORD:
            return "密码对了。先换一个自己的,至少 10 位。"
        case _:
            return f"登录好了,{standing.name}。"
