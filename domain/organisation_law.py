"""What becomes of each reference to an organisation when it is merged into another one."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.dictionaries import LEADING, Level

MOST_LEVELS: Final = 10
"""So deep a tree may be, its top counted."""
_ORDER: Final = tuple(Level)


class Fate(StrEnum):
    """What a merge does with rows that name the organisation which goes."""

    TREE = "tree"
    """The tree itself: what stood below the one stands below the other."""
    MOVES = "moves"
    """All of them go along."""
    LIVING = "living"
    """What still goes on goes along; what is over stays, as it was then."""
    STAYS = "stays"
    """It tells of the organisation that was."""


LAW: Final[Mapping[str, Fate]] = MappingProxyType(
    {
        "organisation.parent_id": Fate.TREE,
        "organisation_below.ancestor_id": Fate.TREE,
        "organisation_below.descendant_id": Fate.TREE,
        "person.organisation_id": Fate.MOVES,
        "appointment.organisation_id": Fate.LIVING,
        "cadre_link.organisation_id": Fate.LIVING,
        "activity.organisation_id": Fate.LIVING,
        "wish.organisation_id": Fate.MOVES,
        "wish.area_id": Fate.MOVES,
        "wish_claim.organ_id": Fate.LIVING,
        "ticket.organisation_id": Fate.STAYS,  # where the asker was when it was asked
        "ticket.organ_id": Fate.LIVING,
        "ticket.escalated_to": Fate.LIVING,
        "reply_template.organ_id": Fate.MOVES,
        "duty.organ_id": Fate.LIVING,
        "problem.organ_id": Fate.LIVING,
        "problem.handed_to": Fate.LIVING,
        "screening.organ_id": Fate.LIVING,
        "call.organ_id": Fate.LIVING,
        "rating.appeal_organ_id": Fate.LIVING,
        "materials.organ_id": Fate.LIVING,  # this quarter's, unless the other has some too
        "record.organ_id": Fate.STAYS,  # what that organ did fills that organ's windows
        "spot_check.organ_id": Fate.STAYS,
        "notice.organisation_id": Fate.STAYS,
        "closing.organisation_id": Fate.STAYS,
        "switch_change.organisation_id": Fate.STAYS,
        "admin.organisation_id": Fate.STAYS,  # nobody gets to run more than they were given
        "sheet.organisation_id": Fate.STAYS,
        "extract.organisation_id": Fate.STAYS,
        "outbox.organ_id": Fate.STAYS,
        "standing_row.organisation_id": Fate.STAYS,  # counted anew by itself
    }
)
"""Each column that names an organisation; one that is not here makes a test fail."""


def may_stand_below(level: Level, above: Level) -> bool:
    """Say whether an organisation of a level may stand right below one of another."""
    if level is Level.BASE:
        return True
    return _ORDER.index(level) > _ORDER.index(above)


def may_be(level: Level, kind: str) -> bool:
    """Say whether level and type go together: leading organs, and they alone, are of that type."""
    return (level in LEADING) == (kind == "leading_organ")
