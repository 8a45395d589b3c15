"""Excel files on their way in, for whoever uploads one: receive, look, write, give up."""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update

from domain.dictionaries import CADRE_TYPES, CadreType
from domain.errors import Refusal
from domain.sheet_cells import text
from domain.sheets import AT_ONCE, BYTES, KEPT, OVER, WORKED, BadSheet, SheetStatus
from models.sheet import Sheet
from services import audit, sheets_passes, sheets_roster_writing
from services.sheets_passes import ROSTER, YOUTHS
from services.sheets_roster_writing import Login
from services.uow import Uow

_SMALL: Final = 64 * 1024
"""Bytes of a file that may have so few rows that one waits for it."""
_SMALL_UNPACKED: Final = 8 * 2**20
_FEW: Final = 3
"""So many passwords are hashed while one waits."""
_LATELY: Final = 5


class SheetGone(Refusal):
    """No such file of this person, or it is over."""

    code = "sheet_gone"
    text = "这个文件已经处理完、取消了,或者过了 24 小时。再传一次就行。"


class StillWriting(Refusal):
    """What is being written is not interrupted."""

    code = "sheet_writing"
    text = "正在写入,停不下来了。写完可以撤销。"


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """Where a file is, and what was found in it."""

    id: int
    kind: str
    name: str
    status: SheetStatus
    total: int
    done: int
    counts: dict[str, int]
    faults: list[tuple[int, str]]
    fault_count: int
    unknown: list[str]
    words: str
    """Why nothing came of it."""
    waited: int
    """Seconds since something last moved."""
    at: datetime
    change_id: int = 0
    logins_until: datetime | None = field(default=None)

    @property
    def working(self) -> bool:
        """Say whether a worker has it, or will."""
        return self.status in WORKED

    @property
    def usable(self) -> int:
        """Say how many rows would be, or were, written."""
        return sum(self.counts.get(sort, 0) for sort in ("new", "known", "changed"))


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came."""

    name: str
    content: bytes = field(repr=False)


def receive_youths(uow: Uow, cadre_id: int, upload: Upload, *, fourteen: bool) -> int:
    """Take a file of youths; a small one is checked at once, a large one by a worker."""
    return _receive(uow, Sheet(person_id=cadre_id, kind=YOUTHS), upload, fourteen=fourteen)


def receive_roster(uow: Uow, cadre_id: int, organ_id: int, upload: Upload, *, kind: str) -> int:
    """Take a roster form; ``kind`` is the sort of cadre of those who are new."""
    if kind not in CADRE_TYPES:
        raise BadSheet(words="先选新来的是专职还是挂职,再传。")
    sheet = Sheet(person_id=cadre_id, organisation_id=organ_id, kind=ROSTER)
    return _receive(uow, sheet, upload, type=CadreType(kind).value)


def _receive(uow: Uow, sheet: Sheet, upload: Upload, **options: object) -> int:
    content = upload.content
    if len(content) > BYTES:
        raise BadSheet(words="文件超过 5 MB 了。图片和多余的工作表删掉,或者分成几个文件再传。")
    _supersede(uow, sheet)
    file = None
    if len(content) <= _SMALL:
        file = sheets_passes.read(
            uow.means, sheet.kind, content, dict(options), uow.today, most=_SMALL_UNPACKED
        )
    sheet.name, sheet.options = text(upload.name)[-100:] or "表格.xlsx", dict(options)
    sheet.status, sheet.created_at, sheet.changed_at = SheetStatus.QUEUED, uow.now, uow.now
    sheet.faults, sheet.result = {}, {}
    uow.session.add(sheet)
    uow.session.flush()
    plain = base64.b64encode(content).decode()
    sheet.content = uow.means.vault.seal(plain, _place(sheet.id))
    if file is not None and len(file.wanted) <= AT_ONCE:
        sheets_passes.checked(uow, sheet, file, sheets_passes.whole(uow, sheet, file))
    uow.session.flush()
    audit.note(uow, "uploaded", "sheet", sheet.id, kind=sheet.kind)
    return sheet.id


def _supersede(uow: Uow, sheet: Sheet) -> None:
    """Give up the files of this kind that the same person uploaded before and did not write."""
    uow.session.execute(
        update(Sheet)
        .where(
            Sheet.person_id == sheet.person_id,
            Sheet.kind == sheet.kind,
            Sheet.status.in_([SheetStatus.QUEUED, SheetStatus.FINE, SheetStatus.FAULTY]),
        )
        .values(
            status=SheetStatus.CANCELLED, content=None, faults={}, result={}, changed_at=uow.now
        )
        .execution_options(synchronize_session=False)
    )


def seen(uow: Uow, person_id: int, sheet_id: int, *, skip: int = 0, most: int = 200) -> SheetSeen:
    """Return where an own file is; ``skip`` and ``most`` choose among its faults."""
    return _seen(uow, _own(uow, person_id, sheet_id), skip, most)


def lately(uow: Uow, person_id: int, kind: str) -> list[SheetSeen]:
    """Return the newest files of somebody, whatever became of them."""
    rows = uow.session.scalars(
        select(Sheet)
        .where(Sheet.person_id == person_id, Sheet.kind == kind)
        .where(Sheet.created_at >= uow.now - KEPT, Sheet.status != SheetStatus.CANCELLED)
        .order_by(Sheet.id.desc())
        .limit(_LATELY)
    )
    return [_seen(uow, row, 0, 0) for row in rows]


def go(uow: Uow, person_id: int, sheet_id: int) -> SheetSeen:
    """Write a file without faults: a small one at once, a large one by a worker."""
    sheet = _own(uow, person_id, sheet_id, lock=True)
    if sheet.status in {SheetStatus.WAITING, SheetStatus.WRITING, SheetStatus.DONE}:
        return _seen(uow, sheet, 0, 0)  # tapped twice: it is under way already
    if sheet.status != SheetStatus.FINE or sheet.content is None:
        raise SheetGone
    new = sheet.result["counts"]["new"] if sheet.kind == ROSTER else 0
    if sheet.total > AT_ONCE or new > _FEW:
        sheet.done = 0
        sheets_passes.rest(uow, sheet, SheetStatus.WAITING)
    else:
        file = sheets_passes.read(
            uow.means, sheet.kind, opened(uow, sheet), sheet.options, uow.today
        )
        made = sheets_roster_writing.secrets(uow.means.passwords, new)
        sheets_passes.write(uow, sheet, file, made)
    uow.session.flush()
    return _seen(uow, sheet, 0, 0)


def cancel(uow: Uow, person_id: int, sheet_id: int) -> str:
    """Give a file up, and wipe it; return its kind."""
    sheet = _own(uow, person_id, sheet_id, lock=True)
    if sheet.status == SheetStatus.WRITING:
        raise StillWriting
    if sheet.status not in OVER:
        sheet.content, sheet.faults, sheet.result = None, {}, {}
        sheets_passes.rest(uow, sheet, SheetStatus.CANCELLED)
    return sheet.kind


def content(uow: Uow, person_id: int, sheet_id: int) -> tuple[str, bytes, dict[int, str]]:
    """Return an own file's kind, its bytes, and the faults by row, to give them back mended."""
    sheet = _own(uow, person_id, sheet_id)
    if sheet.content is None:
        raise SheetGone
    rows = sheet.faults.get("rows", [])
    return sheet.kind, opened(uow, sheet), {int(number): words for number, words in rows}


def logins(uow: Uow, person_id: int, sheet_id: int) -> list[Login]:
    """Return the one-time passwords that an own import made, within the hour."""
    sheet = _own(uow, person_id, sheet_id, lock=True)
    found = sheets_passes.logins(uow, sheet)
    if not found:
        raise SheetGone
    audit.note(uow, "saw_logins", "sheet", sheet.id, count=len(found))
    return found


def forget_logins(uow: Uow, person_id: int, sheet_id: int) -> None:
    """Wipe the one-time passwords: they are on paper now."""
    sheet = _own(uow, person_id, sheet_id, lock=True)
    sheet.result = {k: v for k, v in sheet.result.items() if not k.startswith("logins")}


def opened(uow: Uow, sheet: Sheet) -> bytes:
    """Return what was uploaded."""
    return base64.b64decode(uow.means.vault.open(sheet.content or b"", _place(sheet.id)))


def _place(sheet_id: int) -> str:
    return f"sheet|content|{sheet_id}"


def _own(uow: Uow, person_id: int, sheet_id: int, *, lock: bool = False) -> Sheet:
    question = select(Sheet).where(Sheet.id == sheet_id, Sheet.person_id == person_id)
    sheet = uow.session.scalar(question.with_for_update() if lock else question)
    if sheet is None:
        raise SheetGone
    return sheet


def _seen(uow: Uow, sheet: Sheet, skip: int, most: int) -> SheetSeen:
    rows: list[Any] = sheet.faults.get("rows", [])
    until = sheet.result.get("logins_until", "")
    return SheetSeen(
        sheet.id,
        sheet.kind,
        sheet.name,
        SheetStatus(sheet.status),
        sheet.total,
        sheet.done,
        sheet.result.get("counts", {}),
        [(int(number), str(words)) for number, words in rows[skip : skip + most]],
        len(rows),
        sheet.faults.get("unknown", []),
        sheet.result.get("words", ""),
        int((uow.now - sheet.changed_at).total_seconds()),
        sheet.created_at,
        sheet.result.get("change", 0),
        datetime.fromisoformat(until) if until > uow.now.isoformat() else None,
    )
