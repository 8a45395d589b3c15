"""Writing down what a cadre or an organ did, taking it back, and what it counts for."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select, tuple_

from domain.dictionaries import WIDE
from domain.errors import Refusal
from domain.periods import midnight
from domain.proofs import Proof
from models import record as records
from models import subject as questions
from models.cadre import Appointment, in_post
from models.contact import Contact
from models.organisation import Organisation
from models.person import Person
from models.record import Record, RecordYouth
from services import audit, closings
from services.record_rows import (
    TITLE,
    Did,
    Logged,
    NotYet,
    judged,
    name_youths,
    recount,
    take_back,
    tell,
    told,
    write_down,
)
from services.uow import Uow

__all__ = [
    "Did",
    "Logged",
    "NotYet",
    "judged",
    "name_youths",
    "take_back",
    "told",
    "write_down",
]

UNDO_WITHIN: Final = timedelta(hours=24)


class NothingToUndo(Refusal):
    """There is no fresh record to take back."""

    code = "nothing_to_undo"
    text = "一天之内没有可以撤销的记录。要看记过什么,回复「我的记录」。"


class NotYourOrgan(Refusal):
    """Somebody else answers for the organ's own activities."""

    code = "not_your_organ"
    text = "机关的活动由机关负责人来记。记自己的,回复「记录」看看怎么说。"


@dataclass(frozen=True, slots=True)
class Nameable:
    """A youth whose name may be typed; ``left``: wants no contact, and is not named."""

    id: int
    name: str
    hint: str
    left: bool


def log(uow: Uow, cadre_id: int, did: Did, youth_ids: Sequence[int]) -> Logged:
    """Write a record of a cadre with youths of the own case-load; others are left out."""
    closings.keep_open_for_cadre(uow, cadre_id, did.day)
    record = write_down(uow, Record(cadre_id=cadre_id), did, cadre_id)
    absent = name_youths(uow, record, youth_ids)
    logged = judged(uow, record, absent)
    audit.note(uow, "logged", "record", record.id, kind=did.kind, youths=len(logged.youths))
    return logged


def log_organ(uow: Uow, cadre_id: int, organ_id: int, did: Did) -> Logged:
    """Write a record of the organ that a cadre answers for ([广] 二(一)2)."""
    closings.keep_open_for_organ(uow, organ_id, did.day)
    record = write_down(uow, Record(organ_id=organ_id), did, cadre_id)
    audit.note(uow, "logged", "record", record.id, kind=did.kind, organ=organ_id)
    return judged(uow, record)


def credit(  # noqa: PLR0913 - what an activity or a wish leaves behind has this many sides
    uow: Uow,
    *,
    cadre_id: int | None = None,
    organ_id: int | None = None,
    kind: str,
    at: datetime,
    minutes: int | None,
    title: str,
    activity_id: int | None = None,
    wish_id: int | None = None,
    youth_ids: Collection[int] = (),
    entered_by: int,
) -> Logged:
    """Write down what a closed activity or a fulfilled wish was for a cadre, or for an organ.

    Youths who are not in the case-load, or want no contact, are left out.
    """
    if at > uow.now:
        raise NotYet
    record = Record(
        cadre_id=cadre_id,
        organ_id=organ_id,
        activity_id=activity_id,
        wish_id=wish_id,
        kind=kind,
        title=title[:TITLE],
        minutes=minutes,
        offline=True,
        happened_at=at,
        entered_by=entered_by,
        entered_at=uow.now,
    )
    closings.keep_open(uow, record)
    uow.session.add(record)
    uow.session.flush()
    if cadre_id is not None:
        name_youths(uow, record, youth_ids)
    came_from = {"activity": activity_id} if activity_id is not None else {"wish": wish_id}
    audit.note(uow, "logged", "record", record.id, kind=kind, **came_from)
    return judged(uow, record)


def uncredit(uow: Uow, activity_id: int) -> int:
    """Take back all that an activity left behind, in open periods only; say how much it was."""
    rows = uow.session.scalars(records.of_activity(activity_id).with_for_update()).all()
    if not rows:
        return 0
    for record in rows:  # few: who held it, the organ, the cadres who came
        closings.keep_open(uow, record)
        record.undone_at = uow.now
        audit.note(uow, "undone", "record", record.id, activity=activity_id)
    uow.session.flush()
    met = (
        select(Record.cadre_id, RecordYouth.youth_id)
        .join(RecordYouth, RecordYouth.record_id == Record.id)
        .where(Record.id.in_([record.id for record in rows]), Record.cadre_id.is_not(None))
    )
    recount(uow, tuple_(Contact.cadre_id, Contact.youth_id).in_(met))
    return len(rows)


def serves(uow: Uow, person_id: int, proof: str | None) -> bool:
    """Say whether somebody is a cadre here: the password was shown, and a post is held today.

    Who left it keeps the login and what is their own, and sees no youth through it any more.
    """
    return proof == Proof.PASSWORD and bool(uow.session.scalar(in_post(person_id, uow.today)))


def led_organ(uow: Uow, cadre_id: int) -> int | None:
    """Return the organ that a cadre answers for today, if there is one."""
    led = uow.session.execute(questions.leaders(uow.today, cadre_id)).first()
    return led[0] if led else None


def organ_at_the_desk(uow: Uow, cadre_id: int) -> int | None:
    """Return the organ that a visitor answers for; of a wide one each question is planned anew."""
    question = questions.leaders(uow.today, cadre_id).add_columns(Organisation.level)
    led = uow.session.execute(
        question.join(Organisation, Organisation.id == Appointment.organisation_id)
    ).first()
    if led is None:
        return None
    organ: int = led[0]
    if led.level in WIDE:
        uow.plan_anew()
    return organ


def nameable(uow: Uow, cadre_id: int) -> list[Nameable]:
    """Return whom a cadre keeps, or kept, in touch with and may type the name of."""
    rows = uow.session.execute(
        select(Contact.youth_id, Person.name, Contact.hint, Person.left_at)
        .join(Person, Person.id == Contact.youth_id)
        .where(Contact.cadre_id == cadre_id, Contact.ended_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return [Nameable(number, name, hint, left is not None) for number, name, hint, left in rows]


def undo_last(uow: Uow, cadre_id: int) -> Logged:
    """Take the cadre's newest record of the last day back; its counts go with it.

    What an activity left behind is taken back by reopening that activity.
    """
    record = uow.session.scalar(records.last_entered(cadre_id).with_for_update())
    if record is None or record.entered_at < uow.now - UNDO_WITHIN:
        raise NothingToUndo
    closings.keep_open(uow, record)
    take_back(uow, record, cadre_id)
    audit.note(uow, "undone", "record", record.id)
    return told(uow, record)


def recent(uow: Uow, cadre_id: int, limit: int) -> list[Logged]:
    """Return what a cadre did last, the newest first."""
    rows = uow.session.scalars(records.newest(cadre_id, limit)).all()
    people: dict[int, list[Person]] = defaultdict(list)
    for record, person in uow.session.execute(records.companions([row.id for row in rows])):
        people[record].append(person)
    return [tell(row, people[row.id]) for row in rows]


def listed(
    uow: Uow, *, cadre_id: int | None, organ_id: int | None, since: date, limit: int
) -> list[Logged]:
    """Return the records of a cadre or an organ without their youths, also those taken back."""
    rows = uow.session.scalars(records.of_owner(cadre_id, organ_id, midnight(since), limit))
    return [tell(row, ()) for row in rows]
