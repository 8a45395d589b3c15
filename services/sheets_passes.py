"""The two kinds of files, treated alike: read, held to what is known, written whole."""

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

from sqlalchemy.exc import IntegrityError

from domain.dictionaries import CadreType
from domain.permissions import AdminRole, May, may
from domain.sheets import CHUNK, ROWS, BadSheet, Column, SheetStatus, Table, table
from models.admin import post_of
from models.sheet import Sheet
from services import (
    areas,
    records,
    sheets_reading,
    sheets_roster,
    sheets_roster_writing,
    sheets_youths,
    sheets_youths_writing,
)
from services.sheets_roster import Roster
from services.sheets_roster_writing import Secret, TooFewSecrets
from services.sheets_youths import Youths
from services.uow import Means, Uow

YOUTHS, ROSTER = "youths", "roster"
SHOWN_FOR: Final = timedelta(hours=1)
"""How long the one-time passwords of new cadres can be looked at."""
_TIMES: Final = 3
_RACED: Final = ("phone_index", "uq_contact", "contact.cadre_id", "contact.youth_id")
"""What the two databases call the keys for which two can race."""
_COLUMNS: Final = {YOUTHS: sheets_youths.COLUMNS, ROSTER: sheets_roster.COLUMNS}

Pass: TypeAlias = Youths | Roster
Wanted: TypeAlias = sheets_youths.Wanted | sheets_roster.Wanted


@dataclass(frozen=True, slots=True)
class File:
    """What a file says, before anything is asked of the database."""

    kind: str
    wanted: Sequence[Wanted] = field(repr=False)
    unknown: tuple[str, ...] = ()

    def chunks(self) -> Iterable[Sequence[Any]]:
        """Cut it into what one look at the database takes."""
        return (self.wanted[at : at + CHUNK] for at in range(0, len(self.wanted), CHUNK))


def read(  # noqa: PLR0913 - what a reading depends on, by name
    means: Means,
    kind: str,
    content: bytes,
    options: dict[str, Any],
    today: date,
    *,
    most: int = sheets_reading.UNPACKED,
) -> File:
    """Read a file; refuses one in which there is nothing to check."""
    rows = found(kind, sheets_reading.grid(content, most=most))
    if not rows.lines:
        raise BadSheet(words="表头下面没有内容。照着模板填好再传。")
    if len(rows.lines) > ROWS:
        raise BadSheet(
            words=f"一次最多 {ROWS} 行,这张表有 {len(rows.lines)} 行。分成几个文件再传。"
        )
    take: Callable[..., Sequence[Wanted]]
    take = sheets_youths.read if kind == YOUTHS else sheets_roster.read
    wanted = take(means.vault, rows, options, today)
    if not wanted:
        raise BadSheet(words="只有样例行,没有内容。填好再传。")
    return File(kind, wanted, rows.unknown)


def columns(kind: str) -> tuple[Column, ...]:
    """Return the columns of a kind of file."""
    return _COLUMNS[kind]


def found(kind: str, grid: sheets_reading.Sheet) -> Table:
    """Find the rows of a kind of file in a grid."""
    return table(grid, _COLUMNS[kind])


def begin(sheet: Sheet) -> Pass:
    """Begin to hold a file to what is known."""
    if sheet.kind == YOUTHS:
        return Youths(sheet.person_id)
    return Roster(sheet.organisation_id or 0)


def whole(uow: Uow, sheet: Sheet, file: File) -> Pass:
    """Hold a whole file to what is known now."""
    passed = begin(sheet)
    for chunk in file.chunks():
        passed.take(uow, chunk)
    return passed


def checked(uow: Uow, sheet: Sheet, file: File, passed: Pass) -> None:
    """Note what a pass has found."""
    faults = [[number, words[:500]] for number, words in sorted(passed.faults)]
    sheet.faults = {"rows": faults, "unknown": [word[:40] for word in file.unknown[:20]]}
    sheet.result = {**sheet.result, "counts": passed.counts()}
    sheet.total = sheet.done = len(file.wanted)
    rest(uow, sheet, SheetStatus.FAULTY if faults else SheetStatus.FINE)


def rest(uow: Uow, sheet: Sheet, status: SheetStatus) -> None:
    """Put a file down where somebody goes on with it, or nobody."""
    sheet.status, sheet.changed_at = status, uow.now
    sheet.owner = sheet.lease_until = None


def write(uow: Uow, sheet: Sheet, file: File, made: Sequence[Secret] = ()) -> None:
    """Write a file all or not at all; what has changed since its check is found again."""
    uow.actor = sheet.person_id
    if sheet.kind == YOUTHS:
        sheets_youths_writing.lock(uow, sheet.person_id)
    else:
        if not _may_write(uow, sheet.person_id, sheet.organisation_id or 0):
            fail(uow, sheet, "现在这个机关不由你负责,没有写入。")
            return
        sheets_roster_writing.lock(uow, sheet.organisation_id or 0)
    for _ in range(_TIMES):
        passed = whole(uow, sheet, file)
        if passed.faults:
            checked(uow, sheet, file, passed)
            return
        try:
            with uow.attempt():
                written = _written(uow, sheet, file, passed, made)
                uow.session.flush()
        except TooFewSecrets:
            fail(uow, sheet, "名单刚才变了,新来的比检查时多,什么都没写。再传一次就行。")
            return
        except IntegrityError as no:
            if not any(key in str(no.orig) for key in _RACED):
                raise
            continue  # somebody wrote the same number down at this moment: look again
        sheet.result = {**sheet.result, "counts": passed.counts(), **written}
        sheet.content, sheet.faults = None, {}
        rest(uow, sheet, SheetStatus.DONE)
        return
    fail(uow, sheet, "写入的时候一直有人在改同样的号码,什么都没写。过几分钟再传一次。")


def _may_write(uow: Uow, person_id: int, organ_id: int) -> bool:
    """Say whether a roster is still theirs: as who answers for the organ, or as its admin."""
    if records.led_organ(uow, person_id) == organ_id:
        return True
    post = uow.session.scalar(post_of(person_id))
    if post is None or not may(AdminRole(post.role), May.CADRES):
        return False
    return areas.is_over(uow, post.organisation_id, organ_id)


def fail(uow: Uow, sheet: Sheet, words: str) -> None:
    """Give a file up, in words; its content goes."""
    sheet.result, sheet.content = {"words": words}, None
    rest(uow, sheet, SheetStatus.FAILED)


def _written(
    uow: Uow, sheet: Sheet, file: File, passed: Pass, made: Sequence[Secret]
) -> dict[str, Any]:
    wanted: Sequence[Any] = file.wanted
    if isinstance(passed, Youths):
        return sheets_youths_writing.write(uow, passed, wanted)
    kind = CadreType(sheet.options["type"])
    logins, change = sheets_roster_writing.write_kept(uow, passed, wanted, kind, made)
    if not logins:
        return {"change": change}
    plain = json.dumps([asdict(login) for login in logins], ensure_ascii=False)
    sealed = uow.means.vault.seal(plain, _place(sheet))
    until = (uow.now + SHOWN_FOR).isoformat()
    shown = {"logins": base64.b64encode(sealed).decode(), "logins_until": until}
    return {"change": change, **shown}


def logins(uow: Uow, sheet: Sheet) -> list[sheets_roster_writing.Login]:
    """Return the logins that this import made, while they are shown."""
    if sheet.result.get("logins_until", "") <= uow.now.isoformat():
        return []
    plain = uow.means.vault.open(base64.b64decode(sheet.result["logins"]), _place(sheet))
    return [sheets_roster_writing.Login(**one) for one in json.loads(plain)]


def _place(sheet: Sheet) -> str:
    return f"sheet|logins|{sheet.id}"
