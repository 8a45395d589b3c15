"""谁在联系我: one's own say in it: by a cadre's code, leaving one or all, coming back."""

from typing import Self

from pydantic import Field

from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Moment, Told
from handlers.chat.youth_login import WHAT_IS_KEPT
from services import contacts, join_codes, joining, leaving
from services.join_codes import SCENE, Asked
from services.joining import Stand, TooYoung

api = Api(
    "谁在联系我",
    "哪些团干部在联系我。随时可以不要哪一位,或者都不要,对谁都没有影响;要回来也只看自己。",
    {"not_theirs": 404, "join_stale": 404},
)


class Contacter(Told):
    """一位在联系我的团干部。"""

    id: int
    name: str
    office: str = Field(description="在哪个单位")
    is_primary: bool = Field(description="主要联系我的那一位")
    since: Moment


class Contacters(Told):
    """谁在联系我,主要的那一位在前。"""

    contacters: list[Contacter]
    left: bool = Field(description="我说过不想被任何人联系")
    said: str = Field(default="", description="刚才这一步怎么样了")


class JoinAsked(Told):
    """谁想把我加进联系名单。"""

    name: str
    organisation: str
    event: str = Field(description="在哪场活动上扫的;不是就空着")
    here: bool = Field(description="已经在 TA 的名单里")
    agreed: bool = Field(description="我已经同意过")
    left: bool = Field(description="我说过不想被任何人联系;同意就是恢复联系")
    barred: bool = Field(description="我说过不要 TA 联系;同意就再由 TA 联系")
    known: bool = Field(description="知道我是谁;不知道就问姓名和年龄,再调 join_enter")
    kept: str = Field(description="同意以前给人看的:会存什么、谁看得到")
    under_age: str = Field(description="没满 14 周岁的看这一段,什么都不用发")


class Joined(Told):
    """加好了。"""

    cadre: str
    again: bool = Field(description="本来就在 TA 的名单里")
    others: list[str] = Field(description="还有谁也在联系我")

    @classmethod
    def of(cls, joined: joining.Joined) -> Self:
        """Return what came of a yes."""
        return cls(cadre=joined.cadre, again=joined.again, others=list(joined.others))


@api.get("/me/contacters", Role.PERSON, title="谁在联系我")
def contacters(call: Call) -> Contacters:
    return _mine(call)


@api.post("/me/contacters/{cadre_id}/leave", Role.PERSON, title="不要这一位联系")
def contacter_leave(call: Call, cadre_id: int) -> Contacters:
    name = leaving.leave(call.uow, call.person, cadre_id)
    return _mine(call, f"好,{name}不再联系你了,对 TA 没有影响。一天之内可以撤销。")


@api.post("/me/contacters/{cadre_id}/back", Role.PERSON, title="撤销:还是由这一位联系,一天之内")
def contacter_back(call: Call, cadre_id: int) -> Contacters:
    name = leaving.back(call.uow, call.person, cadre_id)
    return _mine(call, f"好,还是由{name}联系你。")


@api.post("/me/contacters/leave", Role.PERSON, title="都不要联系")
def contacters_leave(call: Call) -> Contacters:
    if call.who.is_cadre:  # a cadre's own contacts are left one by one
        return _mine(call, "你是团干部,不想要哪位联系,点那一位后面的按钮。")
    contacts.leave(call.uow, call.person)
    return _mine(call, "好,从现在起不会有人通过这里联系你,对谁都没有影响。")


@api.post("/me/contacters/back", Role.PERSON, title="恢复联系")
def contacters_back(call: Call) -> Contacters:
    contacts.come_back(call.uow, call.person)
    return _mine(call, "欢迎回来。")


@api.get("/join-codes/{token}", Role.VISITOR, title="扫了团干部的码:是谁在问我")
def join_asked(call: Call, token: str) -> JoinAsked:
    asked = join_codes.asked(call.uow, token.removeprefix(SCENE))
    who = call.who.person_id
    stand = _STRANGER if who is None else joining.stand(call.uow, who, asked)
    return JoinAsked(
        name=asked.name,
        organisation=asked.organisation,
        event=asked.event,
        here=stand.here,
        agreed=stand.agreed,
        left=stand.left,
        barred=stand.barred,
        known=who is not None,
        kept=_kept(asked),
        under_age=TooYoung.text,
    )


_STRANGER = Stand(here=False, agreed=False, left=False, barred=False)


def _kept(asked: Asked) -> str:
    seen = f"{asked.name}({asked.organisation})会看到你的名字和手机号、参加活动和联系的记录"
    return f"{WHAT_IS_KEPT}\n{seen},会约你聊聊、请你来活动。"


@api.post("/join-codes/{token}/agree", Role.PERSON, title="同意加进 TA 的联系名单")
def join_agree(call: Call, token: str) -> Joined:
    asked = join_codes.asked(call.uow, token.removeprefix(SCENE))
    return Joined.of(joining.agree(call.uow, call.person, asked.code_id))


def _mine(call: Call, said: str = "") -> Contacters:
    call.uow.session.flush()
    mine = leaving.mine(call.uow, call.person)
    return Contacters(
        contacters=[Contacter.model_validate(one) for one in mine.keepers],
        left=mine.left,
        said=said,
    )
