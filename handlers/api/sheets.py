"""Excel 导入: uploading a file, what is wrong with it, writing it; the case-load as a file."""

from typing import Final, Literal, Self

from pydantic import Field

from domain.sheets import BYTES, SheetStatus
from handlers.api.cursors import last_seen
from handlers.api.door import Alone
from handlers.api.endpoint import Api, Call, File, Role, Upload
from handlers.api.shapes import Flag, Line, Moment, Page, Paging, Query, Told
from services import sheets, sheets_export, sheets_making
from services.sheets import SheetSeen
from services.sheets_passes import YOUTHS

api = Api(
    "Excel 导入",
    "传上来先检查,全对才写入,要么全写、要么不写;大文件在后台做,隔几秒看一次。",
    {"sheet_gone": 404},
)

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEETS: Final = (XLSX,)


class SheetNamed(Query):
    """文件名。"""

    name: Line = "表格.xlsx"
    """给人看的文件名。"""


class YouthsNamed(SheetNamed):
    """文件名,和满没满十四岁。"""

    fourteen: Flag
    """true:确认表里的人都满 14 岁了。"""


class SheetCounts(Told):
    """有多少行怎么样;一览表用 changed、same,小伙伴用 known、mine。"""

    new: int = 0
    known: int = 0
    mine: int = 0
    changed: int = 0
    same: int = 0


class SheetFile(Told):
    """传过的一个文件。"""

    id: int
    kind: Literal["youths", "roster"]
    name: str
    status: SheetStatus
    working: bool = Field(description="后台在做,隔几秒再看")
    at: Moment
    fault_count: int = Field(description="几行要改")

    @classmethod
    def of(cls, seen: SheetSeen) -> Self:
        """Return a file as one line."""
        return cls.model_validate(seen)


class SheetState(SheetFile):
    """一个文件到哪一步了。"""

    total: int
    done: int = Field(description="做到第几行")
    waited: int = Field(description="多少秒没有动静;过了 60 秒可能后台在忙")
    usable: int = Field(description="会写入(或写了)几行")
    counts: SheetCounts
    unknown: list[str] = Field(description="认不出的列")
    words: str = Field(description="没有处理成的话,为什么")
    change_id: int | None = Field(description="写入以后,撤销用的编号")
    logins_until: Moment | None = Field(description="一次性密码到这时还能看;空的就是没有")


class SheetFault(Told):
    """要改的一行。"""

    row: int = Field(description="文件里的第几行")
    words: str


class SheetLogin(Told):
    """新团干部的一次性登录,抄给本人。"""

    name: str
    unit: str
    username: str
    password: str


class SheetLogins(Told):
    """导入时做好的一次性登录。"""

    logins: list[SheetLogin]


class WithNumbers(Query):
    """要不要完整的手机号。"""

    numbers: Flag = False
    """true 给完整的手机号,会留下记录。"""


@api.get("/sheets/youths/template", Role.CADRE, title="小伙伴导入模板", files=(XLSX,))
def youths_template(call: Call) -> File:  # noqa: ARG001 - the door has checked it
    return File(sheets_making.youths_template(), XLSX, "小伙伴导入模板.xlsx")


@api.get("/sheets/youths", Role.CADRE, title="最近传的小伙伴表")
def youths_sheets(call: Call) -> Page[SheetFile]:
    rows = sheets.lately(call.uow, call.cadre, YOUTHS)
    return Page(items=[SheetFile.of(one) for one in rows])


@api.post(
    "/sheets/youths",
    Role.CADRE,
    title="传小伙伴表:先检查,不写入",
    status=201,
    upload=SHEETS,
    limit=BYTES,
)
def youths_upload(call: Call, query: YouthsNamed, upload: Upload) -> SheetState:
    file = sheets.Upload(query.name, upload.content)
    made = sheets.receive_youths(call.uow, call.cadre, file, fourteen=query.fourteen)
    return sheet_shown(call, made)


# It is audited, and `wx.downloadFile` only asks with GET.
@api.get(
    "/sheets/youths/export",
    Role.CADRE,
    title="导出我的小伙伴",
    alone=True,
    files=(XLSX,),
    often=10,
)
def youths_export(alone: Alone, query: WithNumbers) -> File:
    """Hand the own case-load out, and note it."""
    with alone.house.open_uow() as uow:
        call = alone.call(uow, Role.CADRE)
        made = sheets_export.caseload(uow, call.cadre, numbers=query.numbers)
        return File(made, XLSX, f"我的小伙伴{uow.today:%Y%m%d}.xlsx")


@api.get("/sheets/{sheet_id}", Role.CADRE, title="一个文件到哪一步了")
def sheet_state(call: Call, sheet_id: int) -> SheetState:
    return sheet_shown(call, sheet_id)


@api.get("/sheets/{sheet_id}/faults", Role.CADRE, title="哪些行要改")
def sheet_faults(call: Call, paging: Paging, sheet_id: int) -> Page[SheetFault]:
    skip = max(last_seen(paging), 0)
    seen = sheets.seen(call.uow, call.cadre, sheet_id, skip=skip, most=paging.limit)
    after = skip + len(seen.faults)
    items = [SheetFault(row=row, words=words) for row, words in seen.faults]
    return Page(items=items, next=str(after) if after < seen.fault_count else None)


@api.get("/sheets/{sheet_id}/faults.xlsx", Role.CADRE, title="要改的行,连同原因", files=(XLSX,))
def sheet_mendable(call: Call, sheet_id: int) -> File:
    made = sheets_export.mendable(call.uow, call.cadre, sheet_id)
    return File(made, XLSX, "要改的行.xlsx")


@api.post("/sheets/{sheet_id}/write", Role.CADRE, title="写入")
def sheet_write(call: Call, sheet_id: int) -> SheetState:
    sheets.go(call.uow, call.cadre, sheet_id)
    return sheet_shown(call, sheet_id)


@api.delete("/sheets/{sheet_id}", Role.CADRE, title="取消,清掉文件")
def sheet_cancel(call: Call, sheet_id: int) -> None:
    sheets.cancel(call.uow, call.cadre, sheet_id)


# Passwords are told, and kept with no answer: hence no Idempotency-Key.
@api.post("/sheets/{sheet_id}/logins", Role.CADRE, title="看一次性密码", alone=True)
def sheet_logins(alone: Alone, sheet_id: int) -> SheetLogins:
    """Show the one-time passwords that an import made, and note who saw them."""
    with alone.house.open_uow() as uow:
        made = sheets.logins(uow, alone.call(uow, Role.CADRE).cadre, sheet_id)
        return SheetLogins(logins=[SheetLogin.model_validate(one) for one in made])


@api.get(
    "/sheets/{sheet_id}/logins.xlsx",
    Role.CADRE,
    title="一次性密码,打印用",
    alone=True,
    files=(XLSX,),
)
def sheet_logins_file(alone: Alone, sheet_id: int) -> File:
    """Hand the same out to print."""
    with alone.house.open_uow() as uow:
        made = sheets.logins(uow, alone.call(uow, Role.CADRE).cadre, sheet_id)
        return File(sheets_making.logins(made), XLSX, "登录名单.xlsx")


@api.delete("/sheets/{sheet_id}/logins", Role.CADRE, title="清掉一次性密码")
def sheet_logins_forget(call: Call, sheet_id: int) -> SheetState:
    sheets.forget_logins(call.uow, call.cadre, sheet_id)
    return sheet_shown(call, sheet_id)


def sheet_shown(call: Call, sheet_id: int) -> SheetState:
    """Return where a file is, as it is after a step."""
    call.uow.session.flush()
    seen = sheets.seen(call.uow, call.cadre, sheet_id, most=0)
    fields = {name: getattr(seen, name) for name in SheetState.model_fields}
    counts = SheetCounts(**seen.counts)
    return SheetState(**{**fields, "counts": counts, "change_id": seen.change_id or None})
