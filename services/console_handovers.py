"""Handing a whole case-load over for a cadre: who goes, or who left without doing it."""

from services import cadre_reach, handovers
from services.console_sessions import Official
from services.handovers import HandedOver, Outlook, Receiver
from services.uow import Uow


def receivers(uow: Uow, who: Official, cadre_id: int, words: str) -> list[Receiver]:
    """Return colleagues of a cadre in reach who may take over."""
    found = handovers.receivers(uow, cadre_id, words)
    near = cadre_reach.among(uow, who, [one.id for one in found])
    return [one for one in found if one.id in near]


def outlook(uow: Uow, who: Official, cadre_id: int, receiver_id: int) -> Outlook:
    """Say what handing all of a cadre's youths over would do."""
    cadre_reach.one(uow, who, cadre_id)
    cadre_reach.one(uow, who, receiver_id)
    return handovers.outlook(uow, cadre_id, receiver_id, None)


def hand_over(uow: Uow, who: Official, cadre_id: int, receiver_id: int) -> HandedOver:
    """Hand all of a cadre's youths over; each who can be reached is told.

    Never the own ones: a cadre does that on the phone, and an admin's right adds nothing to it.
    """
    cadre_reach.another(who, cadre_id)
    cadre_reach.one(uow, who, cadre_id)
    cadre_reach.one(uow, who, receiver_id)
    return handovers.hand_over(uow, cadre_id, receiver_id, None)
