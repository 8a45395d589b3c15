"""Telling who has to look at what was held back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from domain.safety import ScreeningStatus
from domain.wording import tap
from models.screening import Screening
from services import areas, inbox, letters, reasons
from services.uow import Uow


def tell_leaders(uow: Uow, organ_id: int) -> None:
    """Tell who answers for an organ, or for the next one above, once a day that something waits."""
    organ, leaders = areas.first_led(uow, organ_id)
    for door in letters.reached(uow, leaders).values():
        inbox.leave_at(
            uow,
            door,
            key=f"screening-waits:{organ}:{door.mark}:{uow.today:%Y%m%d}",
            text=f"有内容等你看一眼,再决定放不放出来:{tap('待看的内容')}",
            because={"kind": "screening_waits", "organ": organ_id},
        )


@reasons.asks("screening_waits")
def _waits(uow: Uow, because: Mapping[str, Any]) -> bool:
    found = select(Screening.id).where(
        Screening.organ_id == because["organ"], Screening.status == ScreeningStatus.HELD
    )
    return uow.session.scalar(found.limit(1)) is not None
