"""Large Excel files, for a worker: take one, tell how far it is, put it down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import CursorResult, Select, or_, select, update

from domain.sheets import KEPT, LEASE, WORKED, SheetStatus
from models.sheet import Sheet
from services import sheets, sheets_passes
from services.sheets_passes import File, Pass
from services.sheets_roster_writing import Secret
from services.uow import Uow

_TRIES: Final = 3
_GIVEN_UP: Final = (
    "试了几次都没有处理成,什么都没写。把文件另存一份、删掉多余的工作表再传;还不行,请找管理员。"
)


@dataclass(frozen=True, slots=True)
class Work:
    """A file in the hands of one worker."""

    sheet: Sheet = field(repr=False)
    owner: str
    content: bytes = field(repr=False)
    writing: bool

    @property
    def id(self) -> int:
        """The file's number."""
        return self.sheet.id


def waiting(uow: Uow) -> bool:
    """Say whether there is anything to take: the question of each tick."""
    return uow.session.scalar(_free(uow).with_only_columns(Sheet.id)) is not None


def claim(uow: Uow, owner: str) -> Work | None:
    """Take the oldest file that waits, or whose worker has gone silent."""
    sheet = uow.session.scalar(_free(uow).with_for_update(skip_locked=True))
    if sheet is None:
        return None
    tries = sheet.result.get("tries", 0) + 1
    if tries > _TRIES or sheet.content is None:
        sheets_passes.fail(uow, sheet, _GIVEN_UP)
        return None
    writing = sheet.status in {SheetStatus.WAITING, SheetStatus.WRITING}
    sheet.status = SheetStatus.WRITING if writing else SheetStatus.CHECKING
    sheet.result = {**sheet.result, "tries": tries}
    sheet.owner, sheet.lease_until = owner, uow.now + LEASE
    sheet.done, sheet.changed_at = 0, uow.now
    uow.session.flush()
    return Work(sheet, owner, sheets.opened(uow, sheet), writing)


def advance(uow: Uow, work: Work, done: int, total: int) -> bool:
    """Tell how far it is, and hold on to it; no: it is somebody else's by now, or given up."""
    held: CursorResult[Any] = uow.session.execute(  # type: ignore[assignment]  # an UPDATE counts its rows
        update(Sheet)
        .where(Sheet.id == work.id, Sheet.owner == work.owner)
        .values(done=done, total=total, lease_until=uow.now + LEASE, changed_at=uow.now)
        .execution_options(synchronize_session=False)
    )
    return held.rowcount == 1


def check_done(uow: Uow, work: Work, file: File, passed: Pass) -> None:
    """Note what a check has found."""
    sheet = _held(uow, work)
    if sheet is not None:
        sheets_passes.checked(uow, sheet, file, passed)
        _fresh(sheet)


def write(uow: Uow, work: Work, file: File, made: Sequence[Secret]) -> None:
    """Write it whole, unless it is in other hands."""
    sheet = _held(uow, work)
    if sheet is not None:
        sheets_passes.write(uow, sheet, file, made)
        _fresh(sheet)


def give_up(uow: Uow, work: Work, words: str) -> None:
    """Say why nothing can come of it."""
    sheet = _held(uow, work)
    if sheet is not None:
        sheets_passes.fail(uow, sheet, words)


def let_go(uow: Uow, work: Work) -> None:
    """Put it down for the next one who looks: something broke."""
    sheet = _held(uow, work)
    if sheet is not None:
        sheet.owner = sheet.lease_until = None


def tidy(uow: Uow) -> int:
    """Wipe what nobody went on with, and passwords that are no longer shown; return how many."""
    old = uow.session.scalars(
        select(Sheet)
        .where(Sheet.content.is_not(None), Sheet.created_at < uow.now - KEPT)
        .where(Sheet.status.in_([SheetStatus.QUEUED, SheetStatus.FINE, SheetStatus.FAULTY]))
        .with_for_update(skip_locked=True)
    ).all()
    for sheet in old:
        sheet.content, sheet.faults, sheet.result = None, {}, {}
        sheets_passes.rest(uow, sheet, SheetStatus.CANCELLED)
    shown = uow.session.scalars(
        select(Sheet)
        .where(Sheet.kind == sheets_passes.ROSTER, Sheet.status == SheetStatus.DONE)
        .where(Sheet.changed_at >= uow.now - KEPT * 2)
        .with_for_update(skip_locked=True)
    ).all()
    over = [s for s in shown if "" < s.result.get("logins_until", "") <= uow.now.isoformat()]
    for sheet in over:
        sheet.result = {k: v for k, v in sheet.result.items() if not k.startswith("logins")}
    return len(old) + len(over)


def _free(uow: Uow) -> Select[Sheet]:
    return (
        select(Sheet)
        .where(
            Sheet.status.in_(WORKED),
            or_(Sheet.lease_until.is_(None), Sheet.lease_until < uow.now),
        )
        .order_by(Sheet.id)
        .limit(1)
    )


def _held(uow: Uow, work: Work) -> Sheet | None:
    """Return the file, locked, if it is still in this worker's hands."""
    return uow.session.scalar(
        select(Sheet).where(Sheet.id == work.id, Sheet.owner == work.owner).with_for_update()
    )


def _fresh(sheet: Sheet) -> None:
    sheet.result = {k: v for k, v in sheet.result.items() if k != "tries"}
