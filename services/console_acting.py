"""How an admin comes to act for the own organisation: by a right, for one request, in the trail."""

from domain.permissions import ROLES, May
from services.console_sessions import MayNot, Official
from services.uow import Uow


def begin(uow: Uow, who: Official, right: May) -> int:
    """Let an admin act for their organisation and all below it; return as whom they do.

    Services that ask ``services.acting`` then let them see and do what those may who answer for
    the organisation; each line of the audit trail says for which one. Raises ``MayNot``.
    """
    if not who.may(right):
        raise MayNot(role=ROLES[who.role])
    uow.on_behalf = who.organisation_id
    return who.id
