"""An activity in the small county: on Monday from 14:00 to 16:00, held by 王敏, with its guests."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from domain.periods import HOME
from models.activity import Activity, Enrolment
from models.contact import Contact
from models.person import Person
from models.record import Record
from services import quotas
from tests.services.county import COUNTY, MIN, NOW

START = datetime(2026, 11, 23, 14, 0, tzinfo=HOME)
END = START + timedelta(hours=2)


def gather(place, *, guests=(), **changes):
    """Write an activity and its guests: people, or (person, place on the list)."""
    usual = {
        "organisation_id": COUNTY,
        "host_id": MIN,
        "title": "河道志愿服务",
        "kind": "volunteering",
        "place": "南河公园",
        "starts_at": START,
        "ends_at": END,
        "deadline": START - timedelta(hours=1),
        "seats": 5,
        "status": "open",
        "created_at": NOW,
    }
    with place.open_uow() as uow:
        activity = Activity(**(usual | changes))
        activity.taken, activity.waiting, activity.queued = 0, 0, 0
        uow.session.add(activity)
        uow.session.flush()
        for guest in guests:
            join(uow, activity, *(guest if isinstance(guest, tuple) else (guest, "enrolled")))
        return activity.id


def join(uow, activity, person, status):
    activity.taken += status in {"enrolled", "offered"}
    waits = status == "waiting"
    activity.waiting += waits
    activity.queued += waits
    uow.session.add(
        Enrolment(
            activity_id=activity.id,
            person_id=person,
            status=status,
            queue_no=activity.queued if waits else None,
            created_at=NOW,
            changed_at=NOW,
        )
    )
    uow.session.flush()


def row(place, number):
    with place.open_uow(read_only=True) as uow:
        return uow.session.get_one(Activity, number)


def seat(place, number, person):
    with place.open_uow(read_only=True) as uow:
        return uow.session.scalar(
            select(Enrolment).where(Enrolment.activity_id == number, Enrolment.person_id == person)
        )


def holds(place, number):
    """Return whether the counts of an activity are those of its rows."""
    with place.open_uow(read_only=True) as uow:
        counted = dict(
            uow.session.execute(
                select(Enrolment.status, func.count())
                .where(Enrolment.activity_id == number)
                .group_by(Enrolment.status)
            ).all()
        )
        activity = uow.session.get_one(Activity, number)
    taken = counted.get("enrolled", 0) + counted.get("offered", 0)
    return (activity.taken, activity.waiting) == (taken, counted.get("waiting", 0))


def count(place, rule, cadre=MIN, day=None):
    """Return how far a cadre has come in a rule."""
    with place.open_uow(read_only=True) as uow:
        stand = quotas.of_cadre(uow, cadre, day or uow.today)
    return {s.rule.id: s.count for s in stand.standings}.get(rule)


def organ_count(place, rule, organ=COUNTY):
    with place.open_uow(read_only=True) as uow:
        (stand,) = quotas.of_organs(uow, uow.today, [organ])
    return {s.rule.id: s.count for s in stand.standings}.get(rule)


def living(place):
    """Return (owner, kind) of the living records, sorted."""
    rows = place.all(select(Record).where(Record.undone_at.is_(None)))
    return sorted((r.cadre_id or f"organ {r.organ_id}", r.kind) for r in rows) if rows else []


def met(place, cadre, youth):
    with place.open_uow(read_only=True) as uow:
        return uow.session.scalar(
            select(Contact.last_met_at).where(Contact.cadre_id == cadre, Contact.youth_id == youth)
        )


def keep_in_touch(place, cadre, youth):
    with place.open_uow() as uow:
        uow.session.add(Contact(cadre_id=cadre, youth_id=youth, started_at=NOW))


def leave(place, person, moment):
    with place.open_uow() as uow:
        uow.session.execute(update(Person).where(Person.id == person).values(left_at=moment))
