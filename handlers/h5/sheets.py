"""Excel 导入: uploading a file, what is wrong with it, writing it; the case-load as a file."""

from typing import Final

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue

from domain.sheets import BYTES, SheetStatus
from handlers.h5.desk import Pages, Visit, number
from handlers.h5.pages import typed
from handlers.sheet_words import about, progress, uploaded, written, xlsx
from services import sheets, sheets_export, sheets_making
from services.sheets_passes import YOUTHS

BODY: Final = BYTES + 2**20
FAULTS: Final = 200
_SHEET: Final = "/sheets/<int:sheet_id>"
RECEIVED: Final = "收到了,先检查,还没有写入。"


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    _youths(pages)
    _sheet(pages)
    _steps(pages)
    _logins(pages)


def _youths(pages: Pages) -> None:
    @pages.get("/sheets/youths")
    def sheets_youths(visit: Visit) -> ResponseReturnValue:
        return visit.page(
            "sheets/youths",
            recent=[about(s) for s in sheets.lately(visit.uow, visit.who.id, YOUTHS)],
            fourteen=visit.typed("fourteen"),
        )

    @pages.get("/sheets/youths/template")
    def sheets_template(visit: Visit) -> ResponseReturnValue:  # noqa: ARG001 - the door has checked it
        return xlsx(sheets_making.youths_template(), "小伙伴导入模板.xlsx")

    @pages.post("/sheets/youths", again=sheets_youths, body=BODY)
    def sheets_upload(visit: Visit) -> ResponseReturnValue:
        made = sheets.receive_youths(
            visit.uow, visit.who.id, uploaded(), fourteen=typed("fourteen") == "yes"
        )
        return visit.done(RECEIVED, "h5.sheet", sheet_id=made)

    @pages.post("/sheets/youths/export", again=sheets_youths)
    def sheets_export_youths(visit: Visit) -> ResponseReturnValue:
        numbers = typed("numbers") == "yes"
        made = sheets_export.caseload(visit.uow, visit.who.id, numbers=numbers)
        return xlsx(made, f"我的小伙伴{visit.uow.today:%Y%m%d}.xlsx")


def _sheet(pages: Pages) -> None:
    @pages.get(_SHEET)
    def sheet(visit: Visit, sheet_id: int) -> ResponseReturnValue:
        skip = number(request.args.get("skip", ""))
        seen = sheets.seen(visit.uow, visit.who.id, sheet_id, skip=skip, most=FAULTS)
        more = skip + FAULTS if skip + FAULTS < seen.fault_count else 0
        return visit.page(
            "sheets/sheet",
            sheet=seen,
            said=progress(seen),
            more=more,
            skip=skip,
            home=_home(seen.kind),
        )

    @pages.get(f"{_SHEET}/state")
    def sheet_state(visit: Visit, sheet_id: int) -> ResponseReturnValue:
        seen = sheets.seen(visit.uow, visit.who.id, sheet_id, most=0)
        return jsonify(working=seen.working, done=seen.done, total=seen.total, words=progress(seen))

    @pages.get(f"{_SHEET}/faults")
    def sheet_faults(visit: Visit, sheet_id: int) -> ResponseReturnValue:
        made = sheets_export.mendable(visit.uow, visit.who.id, sheet_id)
        return xlsx(made, "要改的行.xlsx")


def _steps(pages: Pages) -> None:
    @pages.post(f"{_SHEET}/write")
    def sheet_write(visit: Visit, sheet_id: int) -> ResponseReturnValue:
        seen = sheets.go(visit.uow, visit.who.id, sheet_id)
        if seen.status is SheetStatus.DONE:
            undo = url_for("h5.change_undo", change=seen.change_id) if seen.change_id else ""
            return visit.done(written(seen), "h5.sheet", undo=undo, sheet_id=sheet_id)
        said = "开始写入。" if seen.working else "刚才核对时又发现了问题,什么都没写。"
        return visit.done(said, "h5.sheet", sheet_id=sheet_id)

    @pages.post(f"{_SHEET}/cancel")
    def sheet_cancel(visit: Visit, sheet_id: int) -> ResponseReturnValue:
        kind = sheets.cancel(visit.uow, visit.who.id, sheet_id)
        return visit.done("取消了,文件已经清掉,什么都没有写。", _home(kind))


def _logins(pages: Pages) -> None:
    @pages.post(f"{_SHEET}/logins")
    def sheet_logins(visit: Visit, sheet_id: int) -> ResponseReturnValue:
        made = sheets.logins(visit.uow, visit.who.id, sheet_id)
        if typed("as") == "xlsx":
            return xlsx(sheets_making.logins(made), "登录名单.xlsx")
        return visit.page("sheets/logins", logins=made, sheet_id=sheet_id)

    @pages.post(f"{_SHEET}/logins/forget")
    def sheet_logins_forget(visit: Visit, sheet_id: int) -> ResponseReturnValue:
        sheets.forget_logins(visit.uow, visit.who.id, sheet_id)
        return visit.done("清掉了,一次性密码不再显示。", "h5.sheet", sheet_id=sheet_id)


def _home(kind: str) -> str:
    return "h5.sheets_youths" if kind == YOUTHS else "h5.roster_import"
