"""扫码加入: a newcomer whom nobody has written down joins by the phone button."""

from pydantic import Field

from handlers.api.door import Alone
from handlers.api.endpoint import Api, Role
from handlers.api.joining import Joined
from handlers.api.session import Code, Entered, entered
from handlers.api.shapes import Given, Line, Told
from services import joining, mini_joining, mini_login
from services.join_codes import SCENE

api = Api(
    "扫码加入",
    "谁的名单里都没有的人,扫团干部的码、点手机号按钮就能加入。"
    "先给人看 join_asked 的 kept,同意了再点;没满 14 周岁不收。",
    {"join_stale": 404},
)


class JoinEnter(Given):
    """同意加入的人。"""

    code: Code = Field(description='手机号按钮 (open-type="getPhoneNumber") 得到的 code')
    name: Line = Field(min_length=1, description="怎么称呼;手机号在名单里的,以名单为准")
    fourteen: bool = Field(description="满 14 周岁了")


class JoinEntered(Told):
    """加入走到了哪一步。"""

    joined: Joined | None = Field(description="加好了;空的就看 entered")
    entered: Entered | None = Field(
        description="手机号在名单里,还差一步:consent 就调 session_answer,进来以后调 join_agree"
    )


@api.post("/join-codes/{token}/enter", Role.VISITOR, title="新来的加入", alone=True, often=10)
def join_enter(alone: Alone, body: JoinEnter, token: str) -> JoinEntered:
    """Judge what was said, ask the platform for the number, then write down and let in.

    Whoever is known by now, because an answer was lost, only agrees again: the code is used up.
    """
    with alone.house.open_uow() as uow:
        who = alone.call(uow).who
        asked, name = mini_joining.ready(
            uow, token.removeprefix(SCENE), body.name, fourteen=body.fourteen
        )
        if who.person_id is not None:
            again = joining.agree(uow, who.person_id, asked.code_id)
            return JoinEntered(joined=Joined.of(again), entered=None)
        mini_login.take_code(uow, body.code)
    number = alone.house.mini.phone(body.code, who.openid)
    with alone.house.open_uow() as uow:
        mini_login.visitor(uow, alone.token)  # the session may have ended meanwhile
        done = mini_joining.enter(uow, who.openid, number, name, asked.code_id)
        if isinstance(done, joining.Joined):
            return JoinEntered(joined=Joined.of(done), entered=None)
        return JoinEntered(joined=None, entered=entered(uow, done))
