"""我的码: the cadre's own code, by which youths join the case-load."""

from pydantic import Field

from handlers.api.door import Alone
from handlers.api.drawing import DRAWN, NothingToDraw, drawn, looking
from handlers.api.endpoint import Api, Call, File, Role
from handlers.api.shapes import Moment, Told
from services import join_codes
from services.join_codes import Code

api = Api("我的码", "小伙伴扫一扫就进你的名单;七天一换,随时可停。换和停不影响扫过的人。")


class JoinCode(Told):
    """正在用的码。"""

    scene: str = Field(description="小程序码里的场景值;画好的码在 /contacts/code/picture")
    phrase: str = Field(description="不扫码的话,在公众号里说这一句")
    created_at: Moment
    expires_at: Moment
    joined: int = Field(description="扫进来几位")
    lately: list[str] = Field(description="最近进来的")

    @classmethod
    def of(cls, code: Code) -> "JoinCode":
        """Return a code as the mini-program shows it: there is room for a short scene."""
        names = ("phrase", "created_at", "expires_at", "joined")
        told = {name: getattr(code, name) for name in names}
        return cls(scene=code.short_scene, lately=list(code.lately), **told)


class OwnCode(Told):
    """有没有码。"""

    code: JoinCode | None


@api.get("/contacts/code", Role.CADRE, title="我的码")
def join_code_mine(call: Call) -> OwnCode:
    return _shown(call)


@api.post("/contacts/code", Role.CADRE, title="做一个,或换一个", alone=True)
def join_code_new(alone: Alone) -> OwnCode:
    """Make a code; no answer with its token is kept."""
    with alone.house.open_uow() as uow:
        call = alone.call(uow, Role.CADRE)
        join_codes.renew(uow, call.cadre)
        return _shown(call)


@api.delete("/contacts/code", Role.CADRE, title="停用")
def join_code_stop(call: Call) -> OwnCode:
    join_codes.stop(call.uow, call.cadre)
    return _shown(call)


def _shown(call: Call) -> OwnCode:
    call.uow.session.flush()
    code = join_codes.own(call.uow, call.cadre)
    return OwnCode(code=JoinCode.of(code) if code else None)


@api.get("/contacts/code/picture", Role.CADRE, title="我的码,画好的", **DRAWN)
def join_code_picture(alone: Alone) -> File:
    """Have the code drawn, with no transaction open: the platform is asked."""
    with looking(alone) as call:
        code = join_codes.own(call.uow, call.cadre)
    if code is None:
        raise NothingToDraw(why="还没有码,先做一个。")
    return drawn(alone, code.short_scene)
