"""Questions about what would fill a gap: activities, wishes, and who was not met for long."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, String, cast, func, or_, select
from sqlalchemy.orm import aliased

from domain.dictionaries import LEADING
from domain.seats import HELD
from domain.wishes import WishStatus
from models.activity import Activity, Enrolment
from models.contact import Contact
from models.organisation import Below, Organisation
from models.person import Person
from models.wish import Wish

_OF_A_KIND: Final = 3
WISHES: Final = 12
"""More than are shown: colleagues are offered different ones."""
_UNSEEN: Final = 3


def outings(
    organisation_ids: list[int], kinds: list[str], now: datetime, until: datetime
) -> Select[Any]:
    """Return, by organisation, the next few activities of each kind at it or above it.

    With a free seat, or of the organisation itself, whose deed it is whoever comes.
    """
    rank = func.row_number().over(
        partition_by=(Below.descendant_id, Activity.kind),
        order_by=(Activity.starts_at, Activity.id),
    )
    ranked = (
        select(
            Below.descendant_id.label("reach"),
            Below.depth,
            Activity.id,
            Activity.title,
            Activity.place,
            Activity.kind,
            Activity.starts_at,
            Activity.ends_at,
            (Activity.seats - Activity.taken).label("left"),
            rank.label("rank"),
        )
        .join(Activity, Activity.organisation_id == Below.ancestor_id)
        .where(
            Below.descendant_id.in_(organisation_ids),
            Activity.kind.in_(kinds),
            Activity.status == "open",
            Activity.deadline > now,
            # What is meant for some, or asks questions, is not taken up with one tap.
            cast(Activity.audience, String) == "{}",
            cast(Activity.form, String) == "{}",
            Activity.starts_at < until,
            or_(Activity.taken < Activity.seats, Below.depth == 0),
        )
        .subquery()
    )
    return select(ranked).where(ranked.c.rank <= _OF_A_KIND).order_by(ranked.c.starts_at)


def enrolled(person_ids: list[int], activity_ids: list[int]) -> Select[int, int]:
    """Return (person, activity) where somebody has or awaits a seat already."""
    return select(Enrolment.person_id, Enrolment.activity_id).where(
        Enrolment.person_id.in_(person_ids),
        Enrolment.activity_id.in_(activity_ids),
        Enrolment.status.in_(HELD),
    )


def homes(organisation_ids: list[int]) -> Select[int, int]:
    """Return (organisation, leading organ) for every organ at or above it, the nearest first."""
    return (
        select(Below.descendant_id, Below.ancestor_id)
        .join(Organisation, Organisation.id == Below.ancestor_id)
        .where(Below.descendant_id.in_(organisation_ids), Organisation.level.in_(LEADING))
        .order_by(Below.descendant_id, Below.depth)
    )


def wishes(organ_ids: list[int], among: int | None = None) -> Select[int, int, int, str]:
    """Return (organ, wish, wisher, text) of the oldest wishes under each organ that wait.

    ``among``: looked for only among so many that wait longest in the whole nation, which the
    index hands out in order. That is plenty for a nation or a province, under which it would be
    dear to rank them all; whoever finds less than ``WISHES`` there asks again without it.
    """
    waits = select(Wish).where(Wish.status == WishStatus.OPEN)
    if among is not None:
        waits = waits.order_by(Wish.created_at, Wish.id).limit(among)
    wish = aliased(Wish, waits.subquery())
    rank = func.row_number().over(
        partition_by=Below.ancestor_id, order_by=(wish.created_at, wish.id)
    )
    ranked = (
        select(Below.ancestor_id.label("organ"), wish.id, wish.person_id, wish.text)
        .add_columns(rank.label("rank"))
        .join(wish, wish.organisation_id == Below.descendant_id)
        .join(Person, Person.id == wish.person_id)
        .where(Below.ancestor_id.in_(organ_ids), Person.left_at.is_(None))
        .subquery()
    )
    return (
        select(ranked.c.organ, ranked.c.id, ranked.c.person_id, ranked.c.text)
        .where(ranked.c.rank <= WISHES)
        .order_by(ranked.c.organ, ranked.c.rank)
    )


def unseen(cadre_ids: list[int], before: datetime) -> Select[int, int, str, str, datetime | None]:
    """Return (cadre, youth, name, hint, last met) of the youths of each not met for longest."""
    since = func.coalesce(Contact.last_met_at, Contact.started_at)
    rank = func.row_number().over(
        partition_by=Contact.cadre_id,
        order_by=(since, Contact.id),
    )
    ranked = (
        select(Contact.cadre_id, Person.id, Person.name, Contact.hint, Contact.last_met_at)
        .add_columns(rank.label("rank"))
        .join(Person, Person.id == Contact.youth_id)
        .where(
            Contact.cadre_id.in_(cadre_ids),
            Contact.ended_at.is_(None),
            Person.left_at.is_(None),
            since < before,
        )
        .subquery()
    )
    return (
        select(ranked.c.cadre_id, ranked.c.id, ranked.c.name, ranked.c.hint, ranked.c.last_met_at)
        .where(ranked.c.rank <= _UNSEEN)
        .order_by(ranked.c.cadre_id, ranked.c.rank)
    )
