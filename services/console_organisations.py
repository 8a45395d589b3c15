"""Organisations of the own subtree: which of them an admin may change, and taking steps back."""

from domain.errors import Refusal
from domain.permissions import AdminRole
from models.change import Change
from services import changes, console_scope
from services.console_scope import OutOfReach
from services.console_sessions import Official
from services.uow import Uow


class OwnPlace(Refusal):
    """Where somebody's own post is, the tree is changed by those above."""

    code = "own_place"
    text = "这是你自己的组织,改它要请上级管理员。"


def mine(uow: Uow, who: Official, organisation_id: int, *others: int) -> None:
    """Refuse what is not below the own organisation; ``others`` need only be in the subtree."""
    console_scope.organisations(uow, who, [organisation_id, *others])
    if not may_change(who, organisation_id):
        raise OwnPlace


def may_change(who: Official, organisation_id: int) -> bool:
    """Say whether an organisation of the own subtree is somebody's to change."""
    return organisation_id != who.organisation_id or who.role is AdminRole.SUPER


def undo(uow: Uow, who: Official, change_id: int) -> str:
    """Take an own step back, as long as all that it is about is still in reach."""
    change = uow.session.get(Change, change_id)
    if change is None or not change.kind.startswith("org_"):
        raise OutOfReach
    about = [change.data[name] for name in ("id", "was", "now") if change.data.get(name)]
    console_scope.organisations(uow, who, about)
    return changes.undo(uow, change_id)
