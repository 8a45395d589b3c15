"""我: who I am here and what I may do; what waits for me today; the dictionaries of all forms."""

from pydantic import Field

from domain.caseload import BANDS, END_REASONS
from domain.delivery import MUTABLE
from domain.dictionaries import FIELDS, INDUSTRIES, OCCUPATIONS, WISHES
from domain.kinds import FOR_ORGANS, KINDS
from domain.line_hours import DayPart
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Told
from services import desk, mini_me
from services.mini_me import Standing
from services.visits import Visitor

api = Api("我", "我是谁、能做什么、今天有什么等着;表单里要选的都在字典里。")


class Myself(Told):
    """我在这里的身份,每次都现查。"""

    standing: Standing = Field(
        description="stranger 还没登录,youth 小伙伴,cadre 团干部,leader 还负责一个机关"
    )
    name: str
    organisation: str
    organ: str = Field(description="负责的机关")
    password_wanted: bool = Field(description="是团干部,在这里还没用密码登录过")
    left: bool = Field(description="选择了不被联系")
    consented: bool = Field(description="同意过保存信息")
    follows: bool = Field(description="公众号的消息收得到")
    unread: int = Field(description="没看的消息")


class HomeTodo(Told):
    """等着我的一件。"""

    title: str
    about: str
    path: str = Field(description="在哪里办:和网页的地址一样,例如 activities/7/run")


class HomeOwed(Told):
    """还差的一项。"""

    title: str
    about: str
    days_left: int | None


class Home(Told):
    """今天的工作台。"""

    greeting: str
    todos: list[HomeTodo]
    more_todos: int = Field(description="没列出来的还有几件")
    owed: list[HomeOwed]
    more_owed: int
    bound: bool = Field(description="这一期有没有任务")
    strangers: int = Field(description="名单里还没登录的")


class DictionaryEntry(Told):
    """字典里的一项。"""

    code: str
    title: str


class DictionaryKind(Told):
    """记录的一个类别。"""

    code: str
    title: str
    group: str
    organ: bool = Field(description="机关的,只有负责人能记")
    names_youth: bool = Field(description="要写和谁")
    offline: bool = Field(description="平常是当面的")


class Dictionaries(Told):
    """表单里的选项。"""

    fields: list[DictionaryEntry]
    industries: list[DictionaryEntry]
    occupations: list[DictionaryEntry]
    wishes: list[DictionaryEntry]
    bands: list[DictionaryEntry]
    letters: list[DictionaryEntry]
    day_parts: list[DictionaryEntry]
    end_reasons: list[str] = Field(description="归档的常用原因")
    kinds: list[DictionaryKind]


@api.get("/me", Role.VISITOR, title="我是谁、能做什么")
def me(call: Call) -> Myself:
    return Myself.model_validate(mini_me.me(call.uow, call.who))


@api.get("/home", Role.PERSON, title="今天有什么等着我")
def home(call: Call) -> Home:
    who = call.who
    visitor = Visitor(call.person, who.name, "", who.organisation_id, who.is_cadre, who.organ_id)
    return Home.model_validate(desk.home(call.uow, visitor))


@api.get("/dictionaries", Role.VISITOR, title="表单里的选项")
def dictionaries(call: Call) -> Dictionaries:  # noqa: ARG001 - the same for everybody
    def entries(known: object) -> list[DictionaryEntry]:
        return [
            DictionaryEntry(code=str(code), title=title)
            for code, title in dict(known).items()  # type: ignore[call-overload]  # mappings of several kinds
        ]

    return Dictionaries(
        fields=entries(FIELDS),
        industries=entries(INDUSTRIES),
        occupations=entries(OCCUPATIONS),
        wishes=entries(WISHES),
        bands=entries(BANDS),
        letters=entries(MUTABLE),
        day_parts=[DictionaryEntry(code=part.value, title=part.word) for part in DayPart],
        end_reasons=list(END_REASONS),
        kinds=[
            DictionaryKind(
                code=kind.code,
                title=kind.title,
                group=kind.group,
                organ=kind in FOR_ORGANS,
                names_youth=kind.names_youth,
                offline=kind.offline,
            )
            for kind in KINDS.values()
        ],
    )
