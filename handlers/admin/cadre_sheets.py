"""团干部: the roster form in and out, and the printable sheet of one-time passwords."""

from typing import Final

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.sheets import BYTES, SheetStatus
from handlers.admin.cadre_pages import TYPES
from handlers.admin.console import Console, Desk, number, typed
from handlers.sheet_words import about, progress, uploaded, written, xlsx
from services import (
    cadre_changes,
    console_numbers,
    console_roster,
    sheets,
    sheets_export,
    sheets_making,
)
from services.organisations import existing

_BODY: Final = BYTES + 2**20
_FAULTS: Final = 200
_ROSTER: Final = "roster"
_SHEET: Final = "/cadres/sheets/<int:sheet_id>"


def add(console: Console) -> None:
    """Put the pages on the door."""
    _files(console)
    _sheet(console)
    _steps(console)
    _logins(console)


def _files(console: Console) -> None:
    @console.get("/cadres/import", May.CADRES)
    def cadre_import(desk: Desk) -> ResponseReturnValue:
        recent = sheets.lately(desk.uow, desk.who.id, _ROSTER)
        return desk.page(
            "cadre_import",
            types=TYPES,
            chosen=desk.typed("type"),
            recent=[about(one) for one in recent],
        )

    @console.get("/cadres/import/template", May.CADRES)
    def cadre_template(desk: Desk) -> ResponseReturnValue:
        unit = existing(desk.uow, desk.place.id).name
        return xlsx(sheets_making.roster(unit, desk.who.name, []), "情况一览表(空表).xlsx")

    @console.post("/cadres/import", May.CADRES, again=cadre_import, body=_BODY)
    def cadre_upload(desk: Desk) -> ResponseReturnValue:
        made = sheets.receive_roster(
            desk.uow, desk.who.id, desk.place.id, uploaded(), kind=typed("type")
        )
        return desk.done("收到了,先检查,还没有写入。", "admin.cadre_sheet", sheet_id=made)

    @console.get("/cadres/numbers", May.NUMBERS)
    def cadre_numbers(desk: Desk) -> ResponseReturnValue:
        return desk.page(
            "cadre_numbers",
            many=sheets_export.size(desk.uow, desk.place.id),
            rows=console_roster.ROWS,
            today=console_roster.today(desk.uow, desk.who.id),
            most=console_roster.FILES,
            reasons=[(words, words) for words in console_roster.REASONS],
            longest=console_numbers.LONGEST,
        )

    @console.post("/cadres/export", May.NUMBERS, again=cadre_numbers)
    def cadre_export(desk: Desk) -> ResponseReturnValue:
        reason = typed("words").strip() or typed("reason")
        made = console_roster.take_out(desk.uow, desk.who, desk.place.id, reason)
        return xlsx(made, f"走支部连百心情况一览表{desk.uow.today:%Y%m%d}.xlsx")


def _sheet(console: Console) -> None:
    @console.get(_SHEET, May.CADRES)
    def cadre_sheet(desk: Desk, sheet_id: int) -> ResponseReturnValue:
        cadre_changes.sheet(desk.uow, desk.who, sheet_id)
        skip = number(request.args.get("skip", ""))
        seen = sheets.seen(desk.uow, desk.who.id, sheet_id, skip=skip, most=_FAULTS)
        if request.headers.get("HX-Request") and not seen.working:
            return Response(status=204, headers={"HX-Refresh": "true"})
        more = skip + _FAULTS if skip + _FAULTS < seen.fault_count else 0
        return desk.page("cadre_sheet", sheet=seen, said=progress(seen), more=more, skip=skip)

    @console.get(f"{_SHEET}/faults", May.CADRES)
    def cadre_sheet_faults(desk: Desk, sheet_id: int) -> ResponseReturnValue:
        cadre_changes.sheet(desk.uow, desk.who, sheet_id)
        made = sheets_export.mendable(desk.uow, desk.who.id, sheet_id)
        return xlsx(made, "要改的行.xlsx")


def _steps(console: Console) -> None:
    @console.post(f"{_SHEET}/write", May.CADRES)
    def cadre_sheet_write(desk: Desk, sheet_id: int) -> ResponseReturnValue:
        cadre_changes.sheet(desk.uow, desk.who, sheet_id)
        seen = sheets.go(desk.uow, desk.who.id, sheet_id)
        undo = ""
        if seen.status is SheetStatus.DONE:
            said = written(seen)
            if seen.change_id:
                undo = url_for("admin.cadre_sheet_undo", change_id=seen.change_id)
        else:
            said = "开始写入。" if seen.working else "刚才核对时又发现了问题,什么都没写。"
        return desk.done(said, "admin.cadre_sheet", undo=undo, sheet_id=sheet_id)

    @console.post("/cadres/sheets/undo/<int:change_id>", May.CADRES)
    def cadre_sheet_undo(desk: Desk, change_id: int) -> ResponseReturnValue:
        text = cadre_changes.undo_roster(desk.uow, desk.who, change_id)
        return desk.done(text, "admin.cadres")

    @console.post(f"{_SHEET}/cancel", May.CADRES)
    def cadre_sheet_cancel(desk: Desk, sheet_id: int) -> ResponseReturnValue:
        cadre_changes.sheet(desk.uow, desk.who, sheet_id)
        sheets.cancel(desk.uow, desk.who.id, sheet_id)
        return desk.done("取消了,文件已经清掉,什么都没有写。", "admin.cadre_import")


def _logins(console: Console) -> None:
    @console.post(f"{_SHEET}/logins", May.CADRES)
    def cadre_sheet_logins(desk: Desk, sheet_id: int) -> ResponseReturnValue:
        cadre_changes.sheet(desk.uow, desk.who, sheet_id)
        made = sheets.logins(desk.uow, desk.who.id, sheet_id)
        back = url_for("admin.cadre_sheet", sheet_id=sheet_id)
        return desk.page("cadre_strips", logins=made, back=back, sheet_id=sheet_id)

    @console.post(f"{_SHEET}/logins/forget", May.CADRES)
    def cadre_sheet_forget(desk: Desk, sheet_id: int) -> ResponseReturnValue:
        cadre_changes.sheet(desk.uow, desk.who, sheet_id)
        sheets.forget_logins(desk.uow, desk.who.id, sheet_id)
        return desk.done("清掉了,一次性密码不再显示。", "admin.cadre_sheet", sheet_id=sheet_id)
