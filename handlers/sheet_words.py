"""What the pages of Excel files say alike, on the phone and at the console."""

import io
from typing import Final

from flask import Response, request, send_file

from domain.sheets import SheetStatus
from services.sheets import SheetSeen, Upload
from services.sheets_passes import YOUTHS

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_QUIET: Final = 60
"""Seconds without progress after which the page says what may be going on."""


def uploaded() -> Upload:
    """Return the file of the form; none is an empty one."""
    file = request.files.get("file")
    if file is None:
        return Upload("", b"")
    with file.stream as stream:
        return Upload(file.filename or "", stream.read())


def xlsx(made: bytes, name: str) -> Response:
    """Answer with a workbook to keep."""
    return send_file(io.BytesIO(made), _XLSX, as_attachment=True, download_name=name)


def progress(seen: SheetSeen) -> str:
    """Say how far a file is."""
    if not seen.working:
        return "好了。"
    if seen.waited >= _QUIET:
        return (
            f"已经 {seen.waited} 秒没有动静,后台可能在忙或正在重启,会自己接着做。"
            "可以先离开,回头再来看;急的话,取消后重传。"
        )
    match seen.status:
        case SheetStatus.QUEUED | SheetStatus.WAITING:
            return "在排队,马上开始…"
        case SheetStatus.CHECKING:
            return f"正在检查:{seen.done} / {seen.total or '…'} 行"
    if seen.total and seen.done >= seen.total:
        return f"正在写入 {seen.total} 行,一次写完,要么全写、要么不写…"
    return f"写入前再核对一遍:{seen.done} / {seen.total or '…'} 行"


def written(seen: SheetSeen) -> str:
    """Say what a file has become."""
    if seen.kind == YOUTHS:
        added = seen.counts["new"] + seen.counts["known"]
        mine = seen.counts["mine"]
        return f"写好了:加了 {added} 位小伙伴。" + (f"{mine} 位本来就在,没动。" if mine else "")
    changed = seen.counts["changed"]
    return f"写好了:新来 {seen.counts['new']} 位,改了 {changed} 位。"


def about(seen: SheetSeen) -> tuple[str, str, int]:
    """Return what a line of the newest files says, and its number."""
    words = {
        SheetStatus.FINE: "检查好了,等你点「写入」",
        SheetStatus.FAULTY: f"{seen.fault_count} 行要改",
        SheetStatus.DONE: "写好了",
        SheetStatus.FAILED: "没有处理成",
    }
    return seen.name, words.get(seen.status, "正在处理"), seen.id
