"""Whether the reason of a letter still stands when it is about to go."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from domain.seats import ActivityStatus, Place
from models.activity import Activity, Enrolment
from services import reminders_fresh
from services.reminders_fresh import REMINDER
from services.reminders_words import Words
from services.uow import Uow


def fresh(
    uow: Uow,
    because: Mapping[str, Any],
    text: str,
    fields: Mapping[str, str],
    muted: Collection[str] = (),
) -> Words | None:
    """Ask again why something was written, and return it as it is true now; None if it is not.

    What has no reason to ask about stands as it is. A reminder says what is still missing: never
    what was done meanwhile.
    """
    kind = of(because)
    if kind == REMINDER:
        return reminders_fresh.renew(uow, because, muted)
    stands = kind is None or (kind in _ASK and _ASK[kind](uow, because))
    return Words(text, dict(fields)) if stands else None


def kinds(kind: str, because: Mapping[str, Any]) -> frozenset[str]:
    """Return what a letter of a kind speaks of: only who muted all of it does not get it."""
    return reminders_fresh.kinds_of(because) or frozenset({kind})


def of(because: Mapping[str, Any] | None) -> str | None:
    """Return what sort of reason it is; none where there is nothing to ask about."""
    return because.get("kind") if because else None


def seat(enrolment_id: int) -> dict[str, Any]:
    """Say: because somebody has a seat in an activity that is still to come."""
    return {"kind": "seat", "id": enrolment_id}


def _seat(uow: Uow, because: Mapping[str, Any]) -> bool:
    enrolment = uow.session.get(Enrolment, because["id"])
    if enrolment is None or enrolment.status != Place.ENROLLED:
        return False
    activity = uow.session.get_one(Activity, enrolment.activity_id)
    return activity.status != ActivityStatus.CANCELLED and activity.ends_at > uow.now


_ASK: Final[Mapping[str, Callable[[Uow, Mapping[str, Any]], bool]]] = {"seat": _seat}
