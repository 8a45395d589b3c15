"""导出: asking for a list as a file, seeing how far it is, taking it, giving it up."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, quote

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from domain.extracts import ExtractStatus, Format
from domain.permissions import May
from handlers.admin.console import SEE_OTHER, Console, Desk, number, typed
from handlers.asking import Then
from services import extracts_files, extracts_lists
from services.extracts_files import ExtractGone, ExtractSeen, Taken

__all__ = ["add", "extracts_lists"]

_TYPES: Final = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
}
_FIXED: Final = "with-"
"""How fields begin that stand for a filter that is not in the address."""
_ONE: Final = "/extracts/<int:extract_id>"
_QUIET: Final = 60
"""Seconds without progress after which the page says what may be going on."""


def add(console: Console) -> None:
    """Put the pages on the door."""

    @console.get("/extracts", May.TAKE_OUT)
    def extracts_list(desk: Desk) -> ResponseReturnValue:
        return desk.page("extracts", found=extracts_files.lately(desk.uow, desk.who.id), say=_say)

    @console.post("/extracts", May.TAKE_OUT)
    def extracts_ask(desk: Desk) -> ResponseReturnValue:
        said = dict(parse_qsl(typed("asked")))
        fixed = {key: typed(key) for key in request.form if key.startswith(_FIXED)}
        said |= {key.removeprefix(_FIXED): value for key, value in fixed.items()}
        place = number(said.get("in", "")) or desk.who.organisation_id
        made = extracts_files.ask(
            desk.uow,
            desk.who,
            typed("list"),
            organisation_id=place,
            said=said,
            format_=typed("format"),
        )
        asked = f"?{typed('asked')}" if typed("asked") else ""
        back = f"{typed('page')}{asked}"
        # The page that follows tells by itself how far it is.
        return redirect(url_for("admin.extract", extract_id=made, back=back), SEE_OTHER)

    @console.get(_ONE, May.TAKE_OUT)
    def extract(desk: Desk, extract_id: int) -> ResponseReturnValue:
        seen = extracts_files.seen(desk.uow, desk.who.id, extract_id)
        if request.headers.get("HX-Request") and not seen.working:
            return "", 204, {"HX-Refresh": "true"}
        back = desk.asked("back")
        own = back.startswith(url_for("admin.home"))
        return desk.page("extract", extract=seen, words=_say(seen), back=back if own else "")

    @console.post(f"{_ONE}/cancel", May.TAKE_OUT)
    def extract_cancel(desk: Desk, extract_id: int) -> ResponseReturnValue:
        extracts_files.cancel(desk.uow, desk.who.id, extract_id)
        return desk.done("清掉了。", "admin.extracts_list")

    _file(console)


def _file(console: Console) -> None:
    def pieces(taken: Taken) -> Iterator[bytes]:
        """Send piece by piece, each read in a transaction of its own: nothing is held meanwhile."""
        for at in range(taken.pieces):
            with console.open_uow(read_only=True) as uow:
                piece = extracts_files.piece(uow, taken.id, at)
            yield piece

    @console.get(f"{_ONE}/file", May.TAKE_OUT)
    def extract_file(desk: Desk, extract_id: int) -> ResponseReturnValue | Then:
        try:
            taken = extracts_files.take(desk.uow, desk.who, extract_id)
        except ExtractGone as gone:
            return desk.page("extracts", found=[], say=_say, gone=str(gone))

        def send() -> Response:
            response = Response(pieces(taken), content_type=_TYPES[taken.format])
            # RFC 6266: the name as it is, and one for whoever reads no more than ASCII.
            names = {"filename": f"list.{taken.format}", "filename*": f"UTF-8''{quote(taken.name)}"}
            response.headers.set("Content-Disposition", "attachment", **names)
            return response

        return Then(send)


_OVER: Final = {
    ExtractStatus.DONE: "做好了,{seen.done:,} 行",
    ExtractStatus.FAILED: "{seen.why}",
    ExtractStatus.CANCELLED: "取消了,内容已经清掉",
}
_SILENT: Final = (
    "已经 {seen.waited} 秒没有动静,后台可能在忙或正在重启,会自己重新做。可以先离开,回头再看。"
)


def _say(seen: ExtractSeen) -> str:
    """Say how far a file is."""
    if seen.waited >= _QUIET and seen.working:
        said = _SILENT
    elif seen.status is ExtractStatus.QUEUED:
        said = "在排队,马上开始…"
    elif seen.total > seen.done:
        said = "写了 {seen.done:,} / {seen.total:,} 行"
    else:
        said = "写了 {seen.done:,} 行,快好了…"
    return _OVER.get(seen.status, said).format(seen=seen)
