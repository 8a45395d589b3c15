"""Who comes: the applications, the draw, the host's choice, and the list of guests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain import seats
from domain.errors import Refusal
from domain.seats import PLACE_TITLES, Drawn, Mode, Place
from domain.wording import untapped
from models import activity_run
from models.activity import Enrolment
from services import activity_letters, activity_reach, seating
from services.uow import Uow

_REASON: Final = 200
_ORDER: Final = (
    Place.ENROLLED,
    Place.OFFERED,
    Place.WAITING,
    Place.APPLIED,
    Place.REFUSED,
    Place.LAPSED,
    Place.CANCELLED,
)


class NotDrawnYet(Refusal):
    """The draw is not now."""

    code = "no_draw_now"
    text = "「{title}」现在不能抽签:{why}。"


class NothingToDecide(Refusal):
    """They have not applied, or it is decided already."""

    code = "nothing_to_decide"
    text = "这个人没有待审核的申请,可能刚刚取消,或者已经定了。刷新看看。"


@dataclass(frozen=True, slots=True)
class Applied:
    """Somebody among whom is drawn or chosen; ``number`` is theirs in the draw."""

    person_id: int
    name: str
    answers: Mapping[str, Sequence[str]]
    at: datetime
    number: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who has, awaits or had a place; ``mine``: of the asking cadre's own case-load."""

    person_id: int
    name: str
    status_title: str
    place: Place
    position: int | None
    offer_until: datetime | None
    checked_in_at: datetime | None
    checked_in_by: str
    answers: Mapping[str, Sequence[str]]
    mine: bool
    why: str = ""


def applications(uow: Uow, cadre_id: int, activity_id: int) -> list[Applied]:
    """Return who has applied and is not decided on, the first first."""
    activity_reach.running(uow, cadre_id, activity_id)
    rows = uow.session.execute(activity_run.guests(activity_id, cadre_id)).all()
    return [
        Applied(row.person_id, name, row.answers, row.changed_at, row.id, mine=contact is not None)
        for row, name, contact in rows
        if row.status == Place.APPLIED
    ]


def guests(uow: Uow, cadre_id: int, activity_id: int) -> list[Guest]:
    """Return all who have, await or had a place: by their place, the wait-list in its order."""
    activity_reach.running(uow, cadre_id, activity_id)
    rows = uow.session.execute(activity_run.guests(activity_id, cadre_id)).all()
    line = sorted((row.queue_no or 0, row.id) for row, _, _ in rows if row.status == Place.WAITING)
    positions = {number: position for position, (_, number) in enumerate(line, 1)}
    found = [_guest(row, name, contact, positions.get(row.id)) for row, name, contact in rows]
    return sorted(found, key=lambda g: (_ORDER.index(g.place), g.position or 0))


def _guest(row: Enrolment, name: str, contact: int | None, position: int | None) -> Guest:
    place = Place(row.status)
    return Guest(
        row.person_id,
        name,
        PLACE_TITLES[place],
        place,
        position,
        row.offer_until,
        row.checked_in_at,
        row.checked_in_by,
        row.answers,
        contact is not None,
        row.why,
    )


def draw(uow: Uow, cadre_id: int, activity_id: int) -> Drawn:
    """Draw lots now that the deadline is past; it is done once, and its seed is kept.

    The numbers drawn are those of the applications; the clock draws by itself if nobody does.
    """
    activity = activity_reach.running(uow, cadre_id, activity_id, lock=True)
    if not seating.may_draw(uow, activity):
        why = "已经开始或结束了"
        if activity.mode != Mode.DRAW:
            why = "它不是抽签的活动"
        elif activity.drawn_at is not None:
            why = "已经抽过了,结果在名单里"
        elif uow.now < activity.deadline:
            why = "报名还没有截止"
        raise NotDrawnYet(title=activity.title, why=why)
    return seating.draw(uow, activity)


def decide(  # noqa: PLR0913 - who, where, whom, and what about them
    uow: Uow, cadre_id: int, activity_id: int, person_id: int, *, yes: bool, why: str = ""
) -> Place:
    """Let an applicant come or not; whoever may and finds no seat left waits for one.

    A no may become a yes later, and whoever is decided on is told. Raises ``NothingToDecide``.
    """
    activity = activity_reach.running(uow, cadre_id, activity_id, lock=True)
    seating.settle(uow, activity)
    enrolment = seating.place_of(uow, activity_id, person_id)
    open_to = (Place.APPLIED, Place.REFUSED) if yes else (Place.APPLIED,)
    if activity.mode != Mode.REVIEW or enrolment is None or enrolment.status not in open_to:
        raise NothingToDecide
    seats.keep_to_come(seating.seats_of(activity), uow.now)
    if not yes:
        seating.give_back(uow, activity, enrolment, Place.REFUSED)
        enrolment.why = untapped(why.strip())[:_REASON]
        activity_letters.turned_down(uow, activity, enrolment, enrolment.why)
        return Place.REFUSED
    seating.give(uow, activity, enrolment, seats.seat(seating.seats_of(activity)))
    if enrolment.status == Place.ENROLLED:
        activity_letters.chosen(uow, activity, [enrolment])
    else:
        activity_letters.not_drawn(uow, activity, [enrolment])
    return Place(enrolment.status)
