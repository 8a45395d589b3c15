"""Whether the reason of a letter still stands when it is about to go."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from domain.seats import ActivityStatus, Place
from models import subject as subjects
from models.activity import Activity, Enrolment
from services import quotas
from services.uow import Uow


def still(uow: Uow, because: Mapping[str, Any]) -> bool:
    """Ask again why a letter was written; a letter without a reason to ask about stands."""
    kind = of(because)
    return True if kind is None else _ASK[kind](uow, because)


def of(because: Mapping[str, Any] | None) -> str | None:
    """Return what sort of reason it is; none where there is nothing to ask about."""
    return because.get("kind") if because else None


def quota(person_id: int, subjects: list[tuple[str, int, list[str]]], on: date) -> dict[str, Any]:
    """Say: because these subjects, for which a person answers, fall short in this day's windows."""
    short = [list(s) for s in subjects]
    return {"kind": "quota", "on": on.isoformat(), "person": person_id, "subjects": short}


def seat(enrolment_id: int) -> dict[str, Any]:
    """Say: because somebody has a seat in an activity that is still to come."""
    return {"kind": "seat", "id": enrolment_id}


def _quota(uow: Uow, because: Mapping[str, Any]) -> bool:
    on = date.fromisoformat(because["on"])
    leading = subjects.leaders(uow.today, because["person"])
    led = {organ for organ, _ in uow.session.execute(leading)}
    return any(
        quotas.still_owed(uow, subject, subject_id, rules, on)
        for subject, subject_id, rules in because["subjects"]
        if subject == "cadre" or subject_id in led
    )


def _seat(uow: Uow, because: Mapping[str, Any]) -> bool:
    enrolment = uow.session.get(Enrolment, because["id"])
    if enrolment is None or enrolment.status != Place.ENROLLED:
        return False
    activity = uow.session.get_one(Activity, enrolment.activity_id)
    return activity.status != ActivityStatus.CANCELLED and activity.ends_at > uow.now


_ASK: Final[Mapping[str, Callable[[Uow, Mapping[str, Any]], bool]]] = {
    "quota": _quota,
    "seat": _seat,
}
