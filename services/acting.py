"""Acting for an organisation: an admin at the console, who need not be a cadre to do so.

Whoever acts so stays who they are: the audit trail has their own id, and the organisation.
"""

from services import areas
from services.uow import Uow


def over(uow: Uow, person_id: int, organisation_id: int) -> bool:
    """Say whether somebody acts for an organisation, or for one above it, just now."""
    organ = organ_of(uow, person_id)
    return organ is not None and areas.is_over(uow, organ, organisation_id)


def organ_of(uow: Uow, person_id: int) -> int | None:
    """Return for which organisation somebody acts just now; none: for themselves."""
    return uow.on_behalf if uow.actor == person_id else None
