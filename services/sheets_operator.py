"""The roster form from an operator at the command line: no page, no row in between."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.dictionaries import CadreType
from models.sheet import Sheet
from services import sheets_passes, sheets_roster_writing
from services.organisations import existing
from services.sheets_passes import ROSTER
from services.sheets_roster import Roster
from services.sheets_roster_writing import Login
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a form."""

    counts: dict[str, int]
    faults: list[tuple[int, str]]
    logins: list[Login] = field(repr=False)


def import_roster(
    uow: Uow, organ_id: int, content: bytes, *, kind: CadreType, dry_run: bool
) -> Imported:
    """Check a form and, without a fault, write it."""
    existing(uow, organ_id)
    options = {"type": str(kind)}
    file = sheets_passes.read(uow.means, ROSTER, content, options, uow.today)
    sheet = Sheet(kind=ROSTER, organisation_id=organ_id, options=options)
    sheets_roster_writing.lock(uow, organ_id)
    passed = sheets_passes.whole(uow, sheet, file)
    if not isinstance(passed, Roster) or passed.faults or dry_run:
        return Imported(passed.counts(), sorted(passed.faults), [])
    counts = passed.counts()
    made = sheets_roster_writing.secrets(uow.means.passwords, counts["new"])
    wanted: Sequence[Any] = file.wanted
    logins = sheets_roster_writing.write(uow, passed, wanted, kind, made)
    return Imported(counts, [], logins)
