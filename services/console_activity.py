"""An activity as an admin sees it: its facts, and who comes, waits, applied or stayed away."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, tuple_

from domain.audience import say
from domain.checkin import WAY_TITLES, Way
from domain.permissions import May
from domain.seats import ActivityStatus, Mode, Place
from domain.signup_form import Form
from models import activity as activities
from models.activity import Enrolment
from models.organisation import Organisation, below
from models.person import Person
from services import (
    activity_closing,
    activity_making,
    console_acting,
    console_activities,
    feedback,
    phones,
)
from services.activity_closing import Preview
from services.activity_making import Running
from services.console_sessions import Official
from services.feedback import Heard
from services.uow import Uow

MODES: Final[Mapping[Mode, str]] = {
    Mode.FIRST: "先报先得",
    Mode.DRAW: "报名截止后抽签",
    Mode.REVIEW: "主办方逐个审核",
}
PLACES: Final = (
    Place.ENROLLED,
    Place.WAITING,
    Place.OFFERED,
    Place.APPLIED,
    Place.REFUSED,
    Place.CANCELLED,
    Place.LAPSED,
)
"""In the order of the tabs."""


@dataclass(frozen=True, slots=True)
class ActivitySeen:
    """An activity with all that stands around its list of people."""

    running: Running
    unit: str
    about: str
    state: str
    colour: str
    mode: str
    audience: str
    questions: tuple[str, ...]
    counts: Mapping[Place, int]
    came: int
    heard: Heard
    closing: Preview | None
    """What closing wrote or would write, once it is over."""
    copied_from: int | None
    drawn_at: datetime | None
    may_draw: bool
    may_edit: bool
    may_cancel: bool
    may_decide: bool
    door_open: bool


@dataclass(frozen=True, slots=True)
class GuestRow:
    """Somebody who has, awaits or had a place."""

    enrolment_id: int
    person_id: int
    name: str
    own: bool
    """Whether they are of the own subtree: others have no page here."""
    unit: str
    at: datetime
    until: datetime | None
    came_at: datetime | None
    way: str
    why: str
    phone: str = field(repr=False)
    """Masked; empty if there is none."""
    position: int | None = None
    answers: tuple[tuple[str, str], ...] = ()


def seen(uow: Uow, who: Official, activity_id: int) -> ActivitySeen:
    """Return an activity of the own subtree; raises ``OutOfReach``."""
    row = console_activities.reach(uow, who, activity_id)
    me = console_acting.begin(uow, who, May.SEE)
    running = activity_making.run_by(uow, me, activity_id)
    now = uow.now
    standing = running.standing(now)
    over = standing in {ActivityStatus.ENDED, ActivityStatus.ARCHIVED}
    state = console_activities.state_of(row, now)
    counts = select(Enrolment.status, func.count(), func.count(Enrolment.checked_in_at)).where(
        Enrolment.activity_id == activity_id
    )
    found = {
        Place(status): (number, came)
        for status, number, came in uow.session.execute(counts.group_by(Enrolment.status))
    }
    before = now < running.starts_at
    return ActivitySeen(
        running,
        uow.session.get_one(Organisation, row.organisation_id).name,
        row.about,
        state,
        console_activities.COLOURS.get(state, "secondary"),
        MODES[running.mode],
        say(running.draft.audience),
        tuple(one.text for one in Form.read(row.form).questions),
        {place: found[place][0] for place in PLACES if place in found},
        found.get(Place.ENROLLED, (0, 0))[1],
        feedback.heard(uow, me, activity_id),
        activity_closing.preview(uow, me, activity_id) if over else None,
        row.copied_from,
        row.drawn_at,
        running.may_draw(now),
        standing in {ActivityStatus.DRAFT, ActivityStatus.OPEN, ActivityStatus.RUNNING},
        standing in {ActivityStatus.DRAFT, ActivityStatus.OPEN},
        running.mode == Mode.REVIEW and standing == ActivityStatus.OPEN and before,
        console_activities.door_open(row, now),
    )


def people(  # noqa: PLR0913 - whose, of which sort, and which part of them
    uow: Uow, who: Official, activity_id: int, place: Place, *, after: int = 0, most: int
) -> list[GuestRow]:
    """Return some of those who have one sort of place, in their order, those behind one of them.

    The wait-list stands in its own order with positions, others in that of signing up.
    """
    activity = console_activities.reach(uow, who, activity_id)
    line = place is Place.WAITING
    own = Person.organisation_id.in_(below(who.organisation_id))
    order = (Enrolment.queue_no, Enrolment.id) if line else (Enrolment.id,)
    question = (
        select(Enrolment, Person, Organisation.name, own)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Enrolment.activity_id == activity.id, Enrolment.status == place)
        .order_by(*order)
        .limit(most)
    )
    first = 1
    if after and (last := uow.session.get(Enrolment, after)) is not None:
        behind = (last.queue_no, last.id) if line else (last.id,)
        question = question.where(tuple_(*order) > behind)
        if line and last.queue_no is not None:
            first += uow.session.scalar(activities.ahead(activity.id, last.queue_no)) or 0
    form = Form.read(activity.form)
    rows = uow.session.execute(question).all()
    return [
        replace(
            _guest(row, person, unit, phones.shown(uow.means.vault, person), own=own),
            answers=_said(form, row),
            position=n if line else None,
        )
        for n, (row, person, unit, own) in enumerate(rows, first)
    ]


def _said(form: Form, row: Enrolment) -> tuple[tuple[str, str], ...]:
    """Return each question that somebody answered, and the answer."""
    return tuple(
        (one.text, "、".join(row.answers[one.key]))
        for one in form.questions
        if row.answers.get(one.key)
    )


def _guest(row: Enrolment, person: Person, unit: str, phone: str, *, own: bool) -> GuestRow:
    return GuestRow(
        row.id,
        person.id,
        person.name,
        own,
        unit,
        row.created_at,
        row.offer_until,
        row.checked_in_at,
        WAY_TITLES[Way(row.checked_in_by)] if row.checked_in_by else "",
        row.why,
        phone,
    )
