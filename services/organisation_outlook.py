"""What moving an organisation would do, before it is done."""

from dataclasses import dataclass

from models.organisation import Organisation, below
from services import organisation_fit as fit
from services import organisation_tree as tree
from services.organisations import existing
from services.subjects import Programmes
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class MoveOutlook:
    """Who goes where; ``programmes`` are the ones that hold for it before and after."""

    one: Organisation
    parent: Organisation
    units: int
    """How many go along, itself counted."""
    levels: int
    """How many levels the tree would then have down to the lowest of them."""
    programmes: tuple[str, str]


def of_move(uow: Uow, organisation_id: int, parent_id: int) -> MoveOutlook:
    """Say what putting an organisation under another one would do; refuse what cannot be."""
    one, parent = existing(uow, organisation_id), existing(uow, parent_id)
    if one.parent_id == parent_id:
        raise fit.BadOrganisation(why=f"「{one.name}」本来就在「{parent.name}」下面。")
    tree.check_move(uow, one, parent)
    own = uow.means.programmes.get(one.programme or "")
    before = own or Programmes.over(uow, {organisation_id}).of(organisation_id)
    after = own or Programmes.over(uow, {parent_id}).of(parent_id)
    units = len(uow.session.scalars(below(organisation_id)).all())
    levels = fit.depth(uow, parent_id) + fit.height(uow, organisation_id)
    return MoveOutlook(one, parent, units, levels, (before.title, after.title))
