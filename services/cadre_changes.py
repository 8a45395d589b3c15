"""Taking back what an admin did about a cadre, as long as the cadre is in reach."""

from sqlalchemy import select

from models.change import Change
from models.sheet import Sheet
from services import (
    cadre_exemptions,
    cadre_posts,
    cadre_reach,
    changes,
    console_scope,
    handovers,
    sheets_roster_undo,
)
from services.console_scope import OutOfReach
from services.console_sessions import Official
from services.sheets import SheetGone
from services.sheets_passes import ROSTER
from services.uow import Uow

_ABOUT = {"post": "cadre", "exempt": "cadre", "handover": "giver"}
"""The kinds of steps, and what in each names the cadre."""
# Each brings along how its steps are taken back.
__all__ = ["cadre_exemptions", "cadre_posts", "handovers", "sheets_roster_undo", "undo"]


def undo(uow: Uow, who: Official, change_id: int) -> tuple[str, int]:
    """Take an own step back; return what to say, and about whom it was."""
    change = uow.session.get(Change, change_id)
    if change is None or change.kind not in _ABOUT:
        raise OutOfReach
    cadre_id = int(change.data.get(_ABOUT[change.kind], 0))
    if cadre_id:  # after a day nothing is kept of it
        cadre_reach.one(uow, who, cadre_id, lock=True)
    return changes.undo(uow, change_id), cadre_id


def sheet(uow: Uow, who: Official, sheet_id: int) -> None:
    """Refuse an own file of an organ that is out of reach by now: it was another post's."""
    own = select(Sheet).where(Sheet.id == sheet_id, Sheet.person_id == who.id)
    found = uow.session.scalar(own)
    if found is None:
        raise SheetGone
    if found.kind != ROSTER or found.organisation_id is None:
        raise OutOfReach
    console_scope.organisations(uow, who, [found.organisation_id])


def undo_roster(uow: Uow, who: Official, change_id: int) -> str:
    """Take an own import, or an entry, back as long as its organ is in reach."""
    change = uow.session.get(Change, change_id)
    if change is None or change.kind != "roster":
        raise OutOfReach
    console_scope.organisations(uow, who, [change.data.get("organ", who.organisation_id)])
    return changes.undo(uow, change_id)
