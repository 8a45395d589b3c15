"""What a cadre holds, or the organ they answer for: what is to be done first."""

from typing import Final

from domain.seats import STATUS_TITLES, ActivityStatus
from models import activity_run
from services import records
from services.activity_views import Hosted
from services.uow import Uow

SHOWN: Final = 20


def hosted(
    uow: Uow, cadre_id: int, skip: int = 0, *, after: int = 0, most: int = SHOWN
) -> list[Hosted]:
    """Return what a cadre holds, or the organ they answer for: what is to be done first.

    ``after``: only what stands behind that one.
    """
    organ = records.led_organ(uow, cadre_id)
    organs = [organ] if organ is not None else []
    rows = uow.session.execute(
        activity_run.held_by(cadre_id, organs, uow.now, limit=most, skip=skip, after=after)
    ).all()
    return [
        Hosted(
            a.id,
            a.title,
            STATUS_TITLES[ActivityStatus(a.status)],
            a.starts_at,
            a.seats,
            a.taken,
            a.waiting,
            applied,
            a.closed_at is not None,
            ActivityStatus(a.status),
        )
        for a, applied in rows
    ]
