"""Whether the reason of a letter still stands when it is about to go."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar

from sqlalchemy import select

from domain.delivery import Kind
from domain.seats import ActivityStatus, Place
from domain.topics import AnswerStatus, TopicStatus
from models.activity import Activity, Enrolment
from models.cadre import Appointment
from models.materials import Materials
from models.mini import MiniUser
from models.person import WechatUser
from models.plan import Plan
from models.record import Record, RecordYouth
from models.subject import leaders
from models.topic import Topic, TopicAnswer, shared_with
from services import reminders_fresh
from services.reminders_fresh import REMINDER
from services.reminders_words import Words
from services.uow import Uow

Asks = Callable[[Uow, Mapping[str, Any]], bool]
"""Says whether a reason still stands."""
A = TypeVar("A", bound=Asks)


def asks(kind: str) -> Callable[[A], A]:
    """Register who knows whether a reason of a kind still stands."""

    def register(ask: A) -> A:
        if _ASK.setdefault(kind, ask) is not ask:
            raise ValueError(f"two that ask about {kind!r}")
        return ask

    return register


def kinds_asked() -> frozenset[str]:
    """Return the sorts of reasons that somebody knows how to ask about."""
    return frozenset(_ASK)


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


def to(
    because: Mapping[str, Any], openid: str | None, mini_openid: str | None = None
) -> dict[str, Any]:
    """Return a reason and whose it is, to be asked; what has no reason has nothing to ask."""
    if not because:
        return {}
    return {**because, **({"to": openid} if openid else {"to_mini": mini_openid or ""})}


def of(because: Mapping[str, Any] | None) -> str | None:
    """Return what sort of reason it is; none where there is nothing to ask about."""
    return because.get("kind") if because else None


def seat(
    enrolment_id: int,
    places: Sequence[Place] = (Place.ENROLLED,),
    at: datetime | None = None,
    where: str | None = None,
) -> dict[str, Any]:
    """Say: because somebody has one of these places in an activity that is still to come.

    ``at`` and ``where``: and the activity is still then and there, as the letter says.
    """
    because: dict[str, Any] = {"kind": "seat", "id": enrolment_id, "as": [str(p) for p in places]}
    if at is not None:
        because |= {"at": at.astimezone(UTC).isoformat(), "where": where}
    return because


def called_off(activity_id: int) -> dict[str, Any]:
    """Say: because an activity that was still to come does not take place."""
    return {"kind": "called_off", "id": activity_id}


def attended(enrolment_id: int) -> dict[str, Any]:
    """Say: because somebody came to an activity that is closed by now."""
    return {"kind": "attended", "id": enrolment_id}


def _seat(uow: Uow, because: Mapping[str, Any]) -> bool:
    enrolment = uow.session.get(Enrolment, because["id"])
    if enrolment is None or enrolment.status not in because.get("as", [Place.ENROLLED]):
        return False
    if enrolment.status == Place.OFFERED and not (
        enrolment.offer_until and enrolment.offer_until > uow.now
    ):
        return False
    activity = uow.session.get_one(Activity, enrolment.activity_id)
    if activity.status == ActivityStatus.CANCELLED or activity.ends_at <= uow.now:
        return False
    return "at" not in because or (
        activity.starts_at == datetime.fromisoformat(because["at"])
        and activity.place == because["where"]
    )


def _called_off(uow: Uow, because: Mapping[str, Any]) -> bool:
    activity = uow.session.get(Activity, because["id"])
    return (
        activity is not None
        and activity.status == ActivityStatus.CANCELLED
        and activity.ends_at > uow.now
    )


def _attended(uow: Uow, because: Mapping[str, Any]) -> bool:
    enrolment = uow.session.get(Enrolment, because["id"])
    if enrolment is None or enrolment.checked_in_at is None or enrolment.stars is not None:
        return False
    return uow.session.get_one(Activity, enrolment.activity_id).closed_at is not None


def topic(topic_id: int) -> dict[str, Any]:
    """Say: because there is something to read or to answer."""
    return {"kind": Kind.TOPIC, "id": topic_id}


def _topic(uow: Uow, because: Mapping[str, Any]) -> bool:
    found = uow.session.get(Topic, because["id"])
    if found is None or found.status == TopicStatus.REMOVED:
        return False
    who = reader(uow, because)
    return who == found.cadre_id or _reads(uow, found.id, who)


def reader(uow: Uow, because: Mapping[str, Any]) -> int:
    """Return for whom the notice is; 0 if the account stands for nobody any more."""
    who = select(WechatUser.person_id).where(WechatUser.openid == because.get("to", ""))
    if mini := because.get("to_mini"):
        who = select(MiniUser.person_id).where(MiniUser.openid == mini)
    return uow.session.scalar(who) or 0


def is_muted(uow: Uow, because: Mapping[str, Any], kind: Kind) -> bool:
    """Say whether whom a notice is for has switched a kind off: an inbox knows reasons only."""
    user: WechatUser | MiniUser | None = uow.session.get(WechatUser, because.get("to", ""))
    if mini := because.get("to_mini"):
        user = uow.session.get(MiniUser, mini)
    return user is not None and kind in user.muted


def _reads(uow: Uow, topic_id: int, person_id: int) -> bool:
    read = shared_with(person_id).where(Topic.id == topic_id).with_only_columns(Topic.id)
    return uow.session.scalar(read) is not None


def hidden(answer_id: int) -> dict[str, Any]:
    """Say: because an answer was hidden; it may have been shown again since."""
    return {"kind": "answer_hidden", "id": answer_id}


def _hidden(uow: Uow, because: Mapping[str, Any]) -> bool:
    found = uow.session.get(TopicAnswer, because["id"])
    if found is None or found.status != AnswerStatus.REMOVED:
        return False
    return _reads(uow, found.topic_id, reader(uow, because))


def materials(organ_id: int, quarter: date) -> dict[str, Any]:
    """Say: because an organ has not handed up a quarter's materials."""
    return {"kind": Kind.MATERIALS, "organ": organ_id, "quarter": quarter.isoformat()}


def _materials(uow: Uow, because: Mapping[str, Any]) -> bool:
    handed = select(Materials.id).where(
        Materials.organ_id == because["organ"],
        Materials.quarter == date.fromisoformat(because["quarter"]),
        Materials.handed_at.is_not(None),
    )
    if uow.session.scalar(handed.limit(1)) is not None:
        return False
    led = leaders(uow.today, reader(uow, because)).where(
        Appointment.organisation_id == because["organ"]
    )
    return uow.session.execute(led).first() is not None


def met(record_id: int, youth_id: int) -> dict[str, Any]:
    """Say: because a youth has not yet said whether a record took place."""
    return {"kind": Kind.MET, "record": record_id, "youth": youth_id}


def _met(uow: Uow, because: Mapping[str, Any]) -> bool:
    open_ = (
        select(RecordYouth.record_id)
        .join(Record, Record.id == RecordYouth.record_id)
        .where(
            RecordYouth.record_id == because["record"],
            RecordYouth.youth_id == because["youth"],
            RecordYouth.confirmed_at.is_(None),
            RecordYouth.denied_at.is_(None),
            Record.undone_at.is_(None),
        )
    )
    return uow.session.scalar(open_) is not None


def plans(plan_ids: Sequence[int], day: date) -> dict[str, Any]:
    """Say: because something planned for a day is still open."""
    return {"kind": "plans", "ids": list(plan_ids), "day": day.isoformat()}


def _plans(uow: Uow, because: Mapping[str, Any]) -> bool:
    open_ = select(Plan.id).where(
        Plan.id.in_(because["ids"]),
        Plan.day == date.fromisoformat(because["day"]),
        Plan.record_id.is_(None),
        Plan.dropped_at.is_(None),
    )
    return uow.session.scalar(open_.limit(1)) is not None


_ASK: Final[dict[str, Asks]] = {
    Kind.TOPIC: _topic,
    "answer_hidden": _hidden,
    Kind.MATERIALS: _materials,
    "seat": _seat,
    "called_off": _called_off,
    "attended": _attended,
    Kind.MET: _met,
    "plans": _plans,
}
