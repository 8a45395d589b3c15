"""Those who were archived out of a case-load, and may come back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from domain import ending
from domain.caseload import BY_YOUTH, MISTAKEN
from models.contact import Contact
from models.person import Person
from services.caseload_list import PAGE
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class Former:
    """A contact that has ended and can be begun anew."""

    contact_id: int
    youth_id: int
    name: str
    hint: str
    ended_on: datetime
    reason: str


def former(
    uow: Uow, cadre_id: int, *, skip: int = 0, limit: int = PAGE, after: int = 0
) -> tuple[list[Former], bool]:
    """Return those who were archived and are not back, the latest first; and whether more follow.

    Without those who left: it is theirs to come back. ``after``: those after a contact.
    """
    last = uow.session.get(Contact, after) if after else None
    following: list[ColumnElement[bool]] = [false()] if after else []
    if last is not None and last.cadre_id == cadre_id and last.ended_at is not None:
        same = and_(Contact.ended_at == last.ended_at, Contact.id < last.id)
        following = [or_(Contact.ended_at < last.ended_at, same)]
    later = aliased(Contact)
    newer = exists().where(
        later.cadre_id == Contact.cadre_id,
        later.youth_id == Contact.youth_id,
        later.end_reason != MISTAKEN,
        or_(later.ended_at.is_(None), later.ended_at > Contact.ended_at),
    )
    rows = uow.session.execute(
        select(Contact, Person)
        .join(Person, Person.id == Contact.youth_id)
        .where(
            Contact.cadre_id == cadre_id,
            Contact.ended_at.is_not(None),
            Contact.end_reason.not_in((BY_YOUTH, MISTAKEN)),
            Contact.end_reason.not_like(f"{ending.MERGED}%"),
            Person.left_at.is_(None),
            ~newer,
            *following,
        )
        .order_by(Contact.ended_at.desc(), Contact.id.desc())
        .offset(skip)
        .limit(limit + 1)
    ).all()
    found = [
        Former(c.id, p.id, p.name, c.hint, c.ended_at, ending.say(c.end_reason))
        for c, p in rows[:limit]
        if c.ended_at is not None
    ]
    return found, len(rows) > limit
