"""一览表: the roster of an organ's cadres, in and out as the form of 「走支部连百心」."""

from typing import Literal

from pydantic import Field

from domain.sheets import BYTES
from handlers.api.cursors import cut, last_seen
from handlers.api.door import Alone
from handlers.api.endpoint import Api, Call, File, Role, Upload
from handlers.api.shapes import Page, Paging, Told
from handlers.api.sheets import SHEETS, XLSX, SheetFile, SheetNamed, SheetState, sheet_shown
from services import roster_logins, sheets, sheets_export, sheets_making
from services.organisations import existing
from services.sheets_passes import ROSTER

api = Api(
    "一览表",
    "本机关和下级的团干部;Excel 传上来先检查,写入见「Excel 导入」。",
    {"login_not_waiting": 404},
)


class RosterTie(Told):
    """联系的一个团支部或者社会组织。"""

    sort: str
    name: str
    report_on: str = Field(description="计划报到时间")


class RosterLine(Told):
    """一览表上的一位。"""

    id: int
    name: str
    unit: str
    post: str
    type_title: str
    phone: str = Field(description="打了码的")
    ties: list[RosterTie]
    waiting: bool = Field(description="还没登录过,可以重发一次性密码")


class RosterSize(Told):
    """一览表有多少人。"""

    unit: str
    total: int


class OneTimeLogin(Told):
    """一次性的登录,只在这里出现一次。"""

    name: str
    unit: str
    username: str
    password: str


class RosterNamed(SheetNamed):
    """文件名,和新来的是哪一类。"""

    type: Literal["fulltime", "seconded"]
    """新来的团干部是专职还是挂职。"""


@api.get("/roster", Role.LEADER, title="一览表")
def roster_lines(call: Call, paging: Paging) -> Page[RosterLine]:
    rows = sheets_export.shown(call.uow, call.organ, after=last_seen(paging), most=paging.limit + 1)
    waiting = roster_logins.waiting(call.uow, call.organ, [one.id for one in rows])

    def line(one: sheets_export.OnRoster) -> RosterLine:
        return RosterLine(
            id=one.id,
            name=one.name,
            unit=one.unit,
            post=one.post,
            type_title=one.type_title,
            phone=one.phone,
            ties=[RosterTie(sort=sort, name=name, report_on=on) for sort, name, on in one.ties],
            waiting=one.id in waiting,
        )

    return cut(rows, paging, lambda one: one.id, line)


@api.get("/roster/size", Role.LEADER, title="一览表有多少人")
def roster_size(call: Call) -> RosterSize:
    unit = existing(call.uow, call.organ).name
    return RosterSize(unit=unit, total=sheets_export.size(call.uow, call.organ))


# A password is told, and kept with no answer: hence no Idempotency-Key.
@api.post("/roster/{cadre_id}/login", Role.LEADER, title="重发一次性密码", alone=True)
def roster_login(alone: Alone, cadre_id: int) -> OneTimeLogin:
    """Give somebody another one-time password."""
    with alone.house.open_uow() as uow:
        call = alone.call(uow, Role.LEADER)
        return OneTimeLogin.model_validate(roster_logins.renew(uow, call.organ, cadre_id))


# It is audited, and `wx.downloadFile` only asks with GET.
@api.get("/roster/export", Role.LEADER, title="导出一览表", alone=True, files=(XLSX,), often=10)
def roster_export(alone: Alone) -> File:
    """Hand the form out, filled in, and note who has it."""
    with alone.house.open_uow() as uow:
        call = alone.call(uow, Role.LEADER)
        made = sheets_export.roster(uow, call.organ, call.who.name)
        return File(made, XLSX, f"走支部连百心情况一览表{uow.today:%Y%m%d}.xlsx")


@api.get("/roster/template", Role.LEADER, title="空表", files=(XLSX,))
def roster_template(call: Call) -> File:
    unit = existing(call.uow, call.organ).name
    return File(sheets_making.roster(unit, call.who.name, []), XLSX, "情况一览表(空表).xlsx")


@api.get("/roster/sheets", Role.LEADER, title="最近传的一览表")
def roster_sheets(call: Call) -> Page[SheetFile]:
    rows = sheets.lately(call.uow, call.cadre, ROSTER)
    return Page(items=[SheetFile.of(one) for one in rows])


@api.post(
    "/roster/sheets",
    Role.LEADER,
    title="传一览表:先检查,不写入",
    status=201,
    upload=SHEETS,
    limit=BYTES,
)
def roster_upload(call: Call, query: RosterNamed, upload: Upload) -> SheetState:
    file = sheets.Upload(query.name, upload.content)
    made = sheets.receive_roster(call.uow, call.cadre, call.organ, file, kind=query.type)
    return sheet_shown(call, made)
