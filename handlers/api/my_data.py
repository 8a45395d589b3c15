"""我的数据: what is stored about me, as a file, to be corrected, and to be deleted."""

from pydantic import Field

from domain.delivery import Kind
from domain.erasing import Scope
from domain.next_steps import there
from handlers.api.door import Alone
from handlers.api.endpoint import Api, Call, Role
from handlers.api.session import Code
from handlers.api.shapes import Day, Given, Line, Moment, Page, Paging, Told, paged
from services import erasing, identity, mini_login, own_data_chapters, own_data_mend
from services.own_data import Line as Stored
from services.own_data import Part

api = Api(
    "我的数据",
    "存着我的什么、给谁看;下载、改正、少收消息、删除。删除有 24 小时可以反悔。",
    {"no_such_part": 404, "nothing_to_take_back": 404},
)


class MyDataPart(Told):
    """一项。"""

    key: str
    title: str
    note: str = Field(description="用来做什么,谁看得到")
    count: int


class MyDataErasure(Told):
    """申请了的删除。"""

    due_at: Moment
    whole: bool = Field(description="全部;团干部的任职和工作记录会留着,只删自己说的")


class MyData(Told):
    """存着我的什么。"""

    name: str
    born: Day | None
    parts: list[MyDataPart]
    erasure: MyDataErasure | None = Field(description="在等的删除;没有是空的")
    erases_whole: bool = Field(description="要删的话,删的是不是全部")


class MyDataLine(Told):
    """存着的一条。"""

    what: str
    about: str
    at: Moment | None


class MyDataChapter(Told):
    """下载里的一项。"""

    key: str
    title: str
    note: str
    lines: list[MyDataLine]


class MyDataFile(Told):
    """全部,手机号是完整的;只给本人。"""

    made_at: Moment
    parts: list[MyDataChapter]


class MyDataCorrection(Given):
    """要改正的;不填的不动。"""

    name: Line | None = None
    born: Day | None = None
    forget_born: bool = Field(default=False, description="不存出生日期")


class MyDataCorrected(Told):
    """改了哪几项。"""

    changed: list[str]
    name: str
    born: Day | None


class MyDataNumber(Told):
    """现在的手机号,打了码。"""

    phone: str


class NewNumber(Given):
    """手机号按钮得到的 code,号码是新的那个。"""

    code: Code


class Letter(Told):
    """一类消息。"""

    kind: Kind
    title: str
    on: bool


class Letters(Told):
    """哪些消息要收。"""

    possible: bool = Field(description="一直是 true:公众号和小程序,登录了哪个都收得到,也都关得掉")
    letters: list[Letter]


class LettersWanted(Given):
    """要收的几类;没写的都不收。"""

    kinds: list[Kind] = Field(max_length=20)


@api.get("/me/data", Role.PERSON, title="存着我的什么")
def my_data(call: Call) -> MyData:
    found = own_data_chapters.parts(call.uow, call.person, _account(call))
    name, born = own_data_mend.stands(call.uow, call.person)
    waiting = erasing.waiting(call.uow, call.person)
    parts = [
        MyDataPart(key=one.key, title=one.title, note=one.note, count=len(one.lines))
        for one in found
    ]
    return MyData(
        name=name,
        born=Day.fromisoformat(born) if born else None,
        parts=parts,
        erasure=_erasure(waiting) if waiting else None,
        erases_whole=erasing.scope_of(call.uow, call.person) is Scope.ALL,
    )


def _account(call: Call) -> str:
    return identity.account_of(call.uow, call.person)


def _erasure(waiting: erasing.Waiting) -> MyDataErasure:
    return MyDataErasure(due_at=waiting.due_at, whole=waiting.scope is Scope.ALL)


@api.get("/me/data/parts/{key}", Role.PERSON, title="一项里的每一条")
def my_data_part(call: Call, paging: Paging, key: str) -> Page[MyDataLine]:
    part = own_data_chapters.part_of(call.uow, call.person, _account(call), key)
    lines = list(enumerate(part.lines, 1))
    return paged(lines, paging, lambda one: one[0], lambda one: _line(part, one[1]))


def _line(part: Part, line: Stored) -> MyDataLine:
    """Return a line as it is read here; the file has what was written to the letter."""
    told = MyDataLine.model_validate(line)
    return told.model_copy(update={"about": there(line.about)}) if part.key == "letters" else told


@api.post("/me/data/export", Role.PERSON, title="下载全部", alone=True, often=6)
def my_data_export(alone: Alone) -> MyDataFile:
    """Tell everything without keeping the answer: it stands nowhere a second time."""
    with alone.house.open_uow() as uow:
        call = alone.call(uow, Role.PERSON)
        found = own_data_chapters.export(uow, call.person, _account(call))
        return MyDataFile(made_at=uow.now, parts=[_chapter(one) for one in found])


def _chapter(one: Part) -> MyDataChapter:
    lines = [MyDataLine.model_validate(line) for line in one.lines]
    return MyDataChapter(key=one.key, title=one.title, note=one.note, lines=lines)


@api.post("/me/data", Role.PERSON, title="改正姓名、出生日期")
def my_data_correct(call: Call, body: MyDataCorrection) -> MyDataCorrected:
    name, born = own_data_mend.stands(call.uow, call.person)
    changed = own_data_mend.correct(
        call.uow,
        call.person,
        name=name if body.name is None else body.name,
        born="" if body.forget_born else body.born.isoformat() if body.born else born,
    )
    call.uow.session.flush()
    name, born = own_data_mend.stands(call.uow, call.person)
    day = Day.fromisoformat(born) if born else None
    return MyDataCorrected(changed=changed, name=name, born=day)


@api.post("/me/data/phone", Role.PERSON, title="换手机号", alone=True, often=10)
def my_data_phone(alone: Alone, body: NewNumber) -> MyDataNumber:
    """Ask the platform which number it is, and let it be the person's."""
    with alone.house.open_uow() as uow:
        openid = alone.call(uow, Role.PERSON).who.openid
        # Used up before it is asked about: sent twice at once, it is asked about once.
        mini_login.take_code(uow, body.code)
    number = alone.house.mini.phone(body.code, openid)
    with alone.house.open_uow() as uow:
        call = alone.call(uow, Role.PERSON)
        return MyDataNumber(phone=own_data_mend.take_phone(uow, call.person, number))


@api.get("/me/letters", Role.PERSON, title="哪些消息要收")
def letters_mine(call: Call) -> Letters:
    found = own_data_mend.letters(call.uow, call.person, is_cadre=call.who.is_cadre)
    return Letters(possible=True, letters=[Letter.model_validate(one) for one in found])


@api.put("/me/letters", Role.PERSON, title="选要收的消息")
def letters_want(call: Call, body: LettersWanted) -> Letters:
    own_data_mend.want(call.uow, call.person, body.kinds, is_cadre=call.who.is_cadre)
    call.uow.session.expire_all()
    return letters_mine(call)


@api.post("/me/data/erasure", Role.PERSON, title="申请删除", status=201)
def erasure_ask(call: Call) -> MyDataErasure:
    return _erasure(erasing.ask(call.uow, call.person))


@api.delete("/me/data/erasure", Role.PERSON, title="不删了")
def erasure_take_back(call: Call) -> None:
    erasing.take_back(call.uow, call.person)
