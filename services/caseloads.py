"""A case-load on a day, and who is no longer in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain import ending
from domain.caseload import BY_YOUTH, MISTAKEN
from domain.periods import local_day, midnight
from models import explanation as questions
from models.contact import Contact
from models.person import Person
from services.uow import Uow

_DAY: Final = timedelta(days=1)
LEFT: Final = BY_YOUTH
ENDED: Final = "不再由你联系"


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who no longer counts; ``name`` only where the asker may know it."""

    day: date
    why: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Caseload:
    """Who is in a case-load at the end of a day, and who was.

    ``members``: ids with their names, by name; names are empty for whoever is not the cadre.
    """

    members: Mapping[int, str]
    fields: Mapping[str, int]
    """How many by field; those without one under an empty code."""
    gone: tuple[Gone, ...]
    """Who no longer counts, the latest first."""


def of(uow: Uow, cadre_id: int | None, on: date) -> Caseload:
    """Return a cadre's case-load as of the end of a day; an organ has none."""
    if cadre_id is None:
        return Caseload({}, {}, ())
    moment = midnight(on + _DAY)
    own = uow.actor == cadre_id
    members: dict[int, str] = {}
    fields: dict[str, int] = {}
    gone: dict[int, tuple[datetime, Gone]] = {}
    for contact, person in uow.session.execute(questions.known(cadre_id, moment)):
        name = person.name if own else ""
        ended = _ended(contact, person, moment)
        if ended is None:
            members[person.id] = name
            fields[contact.field] = fields.get(contact.field, 0) + 1
        elif contact.end_reason != MISTAKEN:
            at, why = ended
            # Of several spans of one youth the last one tells how it stands.
            if person.id not in gone or gone[person.id][0] < at:
                gone[person.id] = at, Gone(local_day(at), why, name)
    last = [one for youth, (_, one) in gone.items() if youth not in members]
    return Caseload(members, fields, tuple(sorted(last, key=lambda one: one.day, reverse=True)))


def _ended(contact: Contact, person: Person, moment: datetime) -> tuple[datetime, str] | None:
    """Return when and why a contact stopped counting, if it has before a moment."""
    ends = []
    if person.left_at is not None and person.left_at < moment:
        ends.append((person.left_at, LEFT))
    if contact.ended_at is not None and contact.ended_at < moment:
        ends.append((contact.ended_at, ending.say(contact.end_reason) or ENDED))
    return min(ends, default=None)
