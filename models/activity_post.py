"""Questions asked when people are told about activities: who comes tomorrow, who is thanked."""

from datetime import datetime

from sqlalchemy import Select, String, cast, literal, select

from models.activity import Activity, Enrolment
from models.post import Outbox


def to_remind(now: datetime, until: datetime) -> Select[Activity]:
    """Return what begins before a moment and of which nobody has been reminded yet.

    One that somebody holds just now is left for the next time.
    """
    return (
        select(Activity)
        .where(
            Activity.status == "open",
            Activity.starts_at > now,
            Activity.starts_at < until,
            Activity.reminded_at.is_(None),
        )
        .order_by(Activity.id)
        .with_for_update(skip_locked=True)
    )


def seated(activity_ids: list[int], before: datetime) -> Select[Enrolment]:
    """Return those who have had a seat in some activities since before a moment."""
    return (
        select(Enrolment)
        .where(
            Enrolment.activity_id.in_(activity_ids),
            Enrolment.status == "enrolled",
            Enrolment.changed_at < before,
        )
        .order_by(Enrolment.activity_id, Enrolment.id)
    )


def to_thank(since: datetime, until: datetime) -> Select[Activity, Enrolment]:
    """Return who came to what was closed between two moments and has not been thanked."""
    thanks = literal("seat:") + cast(Enrolment.id, String) + literal(":thanks")
    return (
        select(Activity, Enrolment)
        .join(Enrolment, Enrolment.activity_id == Activity.id)
        .where(
            Activity.closed_at > since,
            Activity.closed_at <= until,
            Enrolment.status == "enrolled",
            Enrolment.checked_in_at.is_not(None),
            ~select(Outbox.id).where(Outbox.key == thanks).exists(),
        )
        .order_by(Activity.id, Enrolment.id)
    )
