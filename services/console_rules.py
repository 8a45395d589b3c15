"""Where a programme and its switches come from, as the console tells it."""

from collections.abc import Sequence

from domain.errors import Refusal
from models import organisation as organisations
from services import areas
from services.organisations import existing
from services.switches import Stands
from services.uow import Uow


class NoQuarter(Refusal):
    """A quarter that is not over, or of long ago."""

    code = "no_quarter"
    text = "选一个已经结束的季度。"


class NeedsReason(Refusal):
    """A switch would meet a clause: whoever decides says why, and stands for it by name."""

    code = "needs_reason"
    text = "{what}\n要这样定,请写上理由;你的名字会一起记下来。"


def whence(uow: Uow, organisation_id: int) -> tuple[int, str] | None:
    """Return whose choice of a programme holds in an organisation; none: the installation's."""
    known = uow.means.programmes
    line = uow.session.scalars(organisations.above(organisation_id))
    return next(((one.id, one.name) for one in line if (one.programme or "") in known), None)


def own_choice(uow: Uow, organisation_id: int) -> str:
    """Return what an organisation has chosen itself, mostly nothing."""
    return existing(uow, organisation_id).programme or ""


def names(uow: Uow, stands: Sequence[Stands]) -> dict[int, str]:
    """Return the names of the organisations that turned a switch."""
    return areas.names(uow, {one.organisation_id for one in stands if one.organisation_id})
