"""Finding an organisation by its number."""

from domain.errors import Refusal
from models.organisation import Organisation
from services.uow import Uow


class UnknownOrganisation(Refusal):
    """A number that is no organisation's."""

    code = "unknown_organisation"
    text = "没有编号 {organisation_id} 的组织。"


def existing(uow: Uow, organisation_id: int) -> Organisation:
    """Return an organisation, or refuse a number that is none's."""
    found = uow.session.get(Organisation, organisation_id)
    if found is None:
        raise UnknownOrganisation(organisation_id=organisation_id)
    return found
