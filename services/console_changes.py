"""Taking back what an admin did to an activity, a wish, a public answer or 问题清单."""

from typing import Any

from sqlalchemy import select

from domain.permissions import May
from models.change import Change
from models.organisation import below
from models.ticket import Ticket
from services import (
    activity_undo,
    changes,
    console_acting,
    console_activities,
    console_scope,
    console_wishes,
    problem_undo,
    voice_undo,
    wish_undo,
)
from services.console_scope import OutOfReach
from services.console_sessions import Official
from services.uow import Uow

# Each brings along how its steps are taken back.
__all__ = ["activity_undo", "problem_undo", "undo", "voice_undo", "wish_undo"]


def undo(uow: Uow, who: Official, change_id: int, right: May, *kinds: str) -> tuple[str, int]:
    """Take an own step of some kinds back; return what to say, and the id of what it was about.

    Raises ``OutOfReach`` where that lies elsewhere by now, and what ``changes.undo`` does.
    """
    change = uow.session.get(Change, change_id)
    if change is None or change.kind not in kinds or change.actor_id != who.id:
        raise OutOfReach
    kept: dict[str, Any] = change.data
    if kept:  # after a day nothing is kept of it
        _reach(uow, who, change.kind, kept)
    console_acting.begin(uow, who, right)
    return changes.undo(uow, change_id), int(kept.get("id", 0))


def _reach(uow: Uow, who: Official, kind: str, kept: dict[str, Any]) -> None:
    match kind:
        case "published" | "scrapped" | "seats" | "decided":
            console_activities.reach(uow, who, kept["id"])
        case "wish_ok":
            console_wishes.seen(uow, who, kept["id"])
        case "voice_down":
            mine = select(Ticket.id).where(
                Ticket.id == kept["id"], Ticket.organ_id.in_(below(who.organisation_id))
            )
            if uow.session.scalar(mine) is None:
                raise OutOfReach
        case _:
            console_scope.place(uow, who, kept["organ"])
